// SPDX-License-Identifier: GPL-3.0-or-later
#include "protocols/oscquery/http_rules.h"

#include <algorithm>
#include <array>
#include <string_view>

#include "core/printable.h"

namespace aeolian::oscquery {
namespace {

constexpr std::string_view allowed_methods = "GET, HEAD, OPTIONS, PUT, POST";

bool is_among(std::string_view method, std::initializer_list<std::string_view> methods) {
  return std::ranges::find(methods, method) != methods.end();
}

/** The setting that would allow `name`. */
std::string how_to_allow(std::string_view name, std::string_view setting) {
  return "list " + in_quotes(name) + " in " + std::string(setting) + " of [control] in aeoliand.toml";
}

/** Whether it is sixteen bytes in base 64. */
bool is_web_socket_key(std::string_view key) {
  constexpr std::string_view digits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  return key.size() == 24 && key.find_first_not_of(digits) == 22 && key.ends_with("==");
}

HttpAnswer options_answer(const HttpRequest& request) {
  HttpAnswer answer{.status = 204, .headers = headers_for_page(request)};
  answer.headers.emplace_back("allow", allowed_methods);
  if (request.header("access-control-request-method").empty()) return answer;
  answer.headers.emplace_back("access-control-allow-methods", allowed_methods);
  if (auto headers = request.header("access-control-request-headers"); !headers.empty()) {
    answer.headers.emplace_back("access-control-allow-headers", std::move(headers));
  }
  if (request.header("access-control-request-private-network") == "true") {
    answer.headers.emplace_back("access-control-allow-private-network", "true");
  }
  return answer;
}

}  // namespace

HttpAnswer text_answer(int status, std::string_view text) {
  return {.status = status, .type = "text/plain; charset=utf-8", .body = printable_message(text) + '\n'};
}

std::optional<HttpAnswer> answer_by_rule(const HttpRequest& request, const WebAccess& access,
                                         bool on_this_machine) {
  const auto& method = request.method;
  const bool answered = is_among(method, {"GET", "HEAD", "OPTIONS", "PUT", "POST"});
  if (!answered && !is_among(method, {"DELETE", "PATCH", "CONNECT", "TRACE"})) {
    return text_answer(501, "this method is not supported; use " + std::string(allowed_methods));
  }
  // HTTP/1.0 programs may send no host; browsers always do.
  const bool names_none = request.host.empty() && request.header("origin").empty();
  if (!names_none && !is_own_host(access, request.host)) {
    const auto name = name_of_host(request.host);
    if (name.empty()) return text_answer(403, in_quotes(request.host) + " is not a name of this machine");
    return text_answer(403, "this machine does not know the name " + in_quotes(name) +
                                "; if it is a name of this machine, " + how_to_allow(name, "http_hosts"));
  }
  if (const auto origin = request.header("origin");
      !is_allowed_origin(access, origin, request.host, on_this_machine)) {
    return text_answer(403, "pages from " + in_quotes(origin) +
                                " may not use this instrument; to allow them, " +
                                how_to_allow(origin, "http_origins"));
  }
  if (!answered) {
    auto answer = text_answer(405, "only " + std::string(allowed_methods) + " are allowed");
    answer.headers = headers_for_page(request);
    answer.headers.emplace_back("allow", allowed_methods);
    return answer;
  }
  if (method == "OPTIONS") return options_answer(request);
  return {};
}

std::vector<std::pair<std::string, std::string>> headers_for_page(const HttpRequest& request) {
  std::vector<std::pair<std::string, std::string>> headers{{"vary", "origin"}};
  if (auto origin = request.header("origin"); !origin.empty()) {
    headers.emplace_back("access-control-allow-origin", std::move(origin));
  }
  return headers;
}

std::optional<HttpAnswer> refusal_of_web_socket(const HttpRequest& request) {
  if (request.header("sec-websocket-version") != "13") {
    auto answer = text_answer(426, "only version 13 of WebSocket is supported");
    // A sender of Upgrade must also list it in Connection (RFC 9110, 7.8).
    answer.headers = {
        {"sec-websocket-version", "13"}, {"upgrade", "websocket"}, {"connection", "upgrade, close"}};
    return answer;
  }
  if (!is_web_socket_key(request.header("sec-websocket-key"))) {
    return text_answer(400, "Sec-WebSocket-Key must be 16 bytes in base64");
  }
  return {};
}

}  // namespace aeolian::oscquery
