// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <chrono>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <tl/expected.hpp>

#include "protocols/osc/message.h"
#include "protocols/oscquery/answers.h"
#include "protocols/oscquery/http_request.h"

namespace aeolian::oscquery {

/**
 * Reads the OSC message of a PUT or POST: its path, and the values in its body, as JSON (RFC 8259): one
 * value, an array of them, or nothing. The error is the response that says what is wrong.
 */
tl::expected<osc::Message, HttpAnswer> read_change(const HttpRequest& request, std::string_view prefix);

/** Returns the longest time to wait for the reply to `message`; nothing = it comes at once, if at all. */
std::optional<std::chrono::seconds> longest_reply(const osc::Message& message, std::string_view prefix);

/**
 * Makes the response with the replies to a message: {"FULL_PATH": ..., "VALUE": [...]}, or an array of such
 * objects if there are several. A /fail becomes {"ERROR": text}, with its code as the status, except that
 * wrong values give 422.
 */
HttpAnswer answer_with(std::span<const osc::Message> replies);

}  // namespace aeolian::oscquery
