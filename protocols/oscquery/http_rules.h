// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "protocols/oscquery/answers.h"
#include "protocols/oscquery/http_request.h"
#include "protocols/oscquery/web_access.h"

namespace aeolian {

/** An answer of one line of text. */
HttpAnswer text_answer(int status, std::string text);

/**
 * The answer to `request` where its method, the host that it names, or the page that it comes from settle it
 * (RFC 9110; CORS preflights of the Fetch standard); nothing where what it asks for is to be looked up.
 * `on_this_machine`: the client runs here.
 */
std::optional<HttpAnswer> answer_by_rule(const HttpRequest& request, const WebAccess& access,
                                         bool on_this_machine);

/** The headers without which a browser does not let the page that asked, and that may, see the answer. */
std::vector<std::pair<std::string, std::string>> headers_for_page(const HttpRequest& request);

/** Why a request for a WebSocket cannot be granted (RFC 6455, 4.2); nothing = it can. */
std::optional<HttpAnswer> refusal_of_web_socket(const HttpRequest& request);

}  // namespace aeolian
