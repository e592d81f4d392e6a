// SPDX-License-Identifier: GPL-3.0-or-later
#include "protocols/oscquery/web_login.h"

#include <spdlog/fmt/fmt.h>

#include <algorithm>
#include <cstdint>
#include <random>

#include "core/control/secret.h"
#include "core/lower_case.h"
#include "protocols/oscquery/http_rules.h"

namespace aeolian::oscquery {
namespace {

/** Base 64 (RFC 4648, 4) with or without padding; nothing = it is something else. */
std::optional<std::string> base64_decoded(std::string_view text) {
  constexpr std::string_view digits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  text = text.substr(0, text.find_last_not_of('=') + 1);
  std::string bytes;
  std::uint32_t bits = 0;
  int count = 0;
  for (const char c : text) {
    const auto digit = digits.find(c);
    if (digit == std::string_view::npos) return {};
    bits = bits << 6 | static_cast<std::uint32_t>(digit);
    count += 6;
    if (count < 8) continue;
    count -= 8;
    bytes += static_cast<char>(bits >> count & 0xff);
  }
  return bytes;
}

std::string new_key() {
  std::random_device device;
  std::string key;
  for (int i = 0; i < 4; ++i) key += fmt::format("{:08x}", device());
  return key;
}

/**
 * Whether a proxy on this machine says that it forwards another machine's request (RFC 7239 and its
 * predecessor).
 */
bool is_passed_on(const HttpRequest& request) {
  return !request.header("forwarded").empty() || !request.header("x-forwarded-for").empty();
}

/** The address that a password comes from. */
std::string origin_of(const HttpRequest& request, const osc::SocketAddress& from) {
  constexpr std::size_t longest = 64;
  const auto addresses = from.is_loopback() ? request.header("x-forwarded-for") : std::string();
  if (addresses.empty()) return from.with_port(0).text();
  return addresses.substr(addresses.find_last_of(", ") + 1).substr(0, longest);
}

HttpAnswer unauthorised(std::string_view text) {
  auto answer = text_answer(401, text);
  answer.headers.emplace_back("www-authenticate", "Basic realm=\"Aeolian\", charset=\"UTF-8\"");
  return answer;
}

constexpr std::string_view cookie = "aeolian=";

}  // namespace

std::optional<std::string> password_in(std::string_view authorization) {
  constexpr std::string_view scheme = "basic ";
  if (lower_case(authorization.substr(0, scheme.size())) != scheme) return {};
  authorization.remove_prefix(scheme.size());
  const auto begin = std::min(authorization.find_first_not_of(' '), authorization.size());
  const auto credentials = base64_decoded(authorization.substr(begin));
  const auto colon = credentials ? credentials->find(':') : std::string::npos;
  if (colon == std::string::npos) return {};
  return credentials->substr(colon + 1);
}

WebLogin::WebLogin(std::string password) : password_(std::move(password)), key_(new_key()) {}

tl::expected<WebLogin::Permission, HttpAnswer> WebLogin::permission_of(const HttpRequest& request,
                                                                       const osc::SocketAddress& from,
                                                                       Clock::time_point now) {
  if (password_.empty()) {
    return from.is_loopback() && !is_passed_on(request) ? Permission::steer : Permission::look;
  }
  if (has_key(request)) return Permission::steer;
  const auto given = password_in(request.header("authorization"));
  if (!given) return tl::unexpected(unauthorised("this instrument needs a password; any user name will do"));
  auto& tries = tries_of(origin_of(request, from));
  if (!tries.has_room(1., now)) {
    auto answer = text_answer(429, "too many wrong passwords from this address; wait a second");
    answer.headers = {{"retry-after", "1"}};
    return tl::unexpected(std::move(answer));
  }
  if (is_secret(*given, password_)) return Permission::steer;
  tries.charge(1.);
  return tl::unexpected(unauthorised("that is not the password of this instrument"));
}

/** Checked only when a WebSocket is opened: everywhere else browsers send the password. */
bool WebLogin::has_key(const HttpRequest& request) const {
  if (lower_case(request.header("upgrade")) != "websocket") return false;
  const auto cookies = request.header("cookie");
  for (auto at = cookies.find(cookie); at != std::string::npos; at = cookies.find(cookie, at + 1)) {
    if (is_secret(std::string_view(cookies).substr(at + cookie.size(), key_.size()), key_)) return true;
  }
  return false;
}

std::optional<std::pair<std::string, std::string>> WebLogin::key_header(const HttpRequest& request) const {
  const auto pair = std::string(cookie) + key_;
  if (password_.empty() || request.header("cookie").find(pair) != std::string::npos) return {};
  return {{"set-cookie", pair + "; HttpOnly; SameSite=Strict"}};
}

osc::RateLimit& WebLogin::tries_of(const std::string& address) {
  const auto found = std::ranges::find(tries_, address, [](const auto& entry) { return entry.first; });
  if (found != tries_.end()) return found->second;
  if (tries_.size() == most_addresses) tries_.pop_front();
  return tries_.emplace_back(address, osc::RateLimit(most_tries, 1.)).second;
}

}  // namespace aeolian::oscquery
