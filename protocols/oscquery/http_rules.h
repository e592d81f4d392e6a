// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "protocols/oscquery/answers.h"
#include "protocols/oscquery/http_request.h"
#include "protocols/oscquery/web_access.h"

namespace aeolian::oscquery {

/**
 * Makes a response with one line of text; quotations from the request are escaped and shortened
 * (core/printable.h).
 */
HttpAnswer text_answer(int status, std::string_view text);

/**
 * Returns the response to `request` if its method, its host, or the page that it comes from decide it (RFC
 * 9110; CORS preflights of the Fetch standard); nothing if the path must be looked up. `on_this_machine`: the
 * client runs here.
 */
std::optional<HttpAnswer> answer_by_rule(const HttpRequest& request, const WebAccess& access,
                                         bool on_this_machine);

/** Returns the headers that a browser needs to show the response to an allowed page. */
std::vector<std::pair<std::string, std::string>> headers_for_page(const HttpRequest& request);

/** Returns the reason for refusing a WebSocket (RFC 6455, 4.2); nothing = it can be opened. */
std::optional<HttpAnswer> refusal_of_web_socket(const HttpRequest& request);

}  // namespace aeolian::oscquery
