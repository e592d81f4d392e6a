// SPDX-License-Identifier: GPL-3.0-or-later
#include "protocols/oscquery/http_request.h"

#include <algorithm>
#include <cctype>
#include <optional>

#include "core/lower_case.h"

namespace aeolian::oscquery {
namespace {

bool is_alphanumeric(char c) {
  return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
}

bool is_control(char c) {
  return static_cast<unsigned char>(c) < 0x20 || c == 0x7f;
}

std::optional<int> hex_digit(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return {};
}

/** Nothing = an escape is incomplete, or stands for a control character. */
std::optional<std::string> percent_decoded(std::string_view text) {
  std::string decoded;
  for (std::size_t i = 0; i < text.size(); ++i) {
    char c = text[i];
    if (c == '%') {
      if (i + 2 >= text.size()) return {};
      const auto high = hex_digit(text[i + 1]), low = hex_digit(text[i + 2]);
      if (!high || !low) return {};
      c = static_cast<char>(*high << 4 | *low);
      i += 2;
    }
    if (is_control(c)) return {};
    decoded += c;
  }
  return decoded;
}

/** The characters of uri-host and port (RFC 9110, 7.2). */
bool is_authority(std::string_view text) {
  constexpr std::string_view others = "-._~%!$&'()*+,;=:[]";
  return std::ranges::all_of(
      text, [=](char c) { return is_alphanumeric(c) || others.find(c) != std::string_view::npos; });
}

ErrorOr<void> read_path(std::string_view target, HttpRequest& request) {
  target = target.substr(0, target.find('#'));
  constexpr std::string_view scheme = "http://";
  if (lower_case(target.substr(0, scheme.size())) == scheme) {
    target.remove_prefix(scheme.size());
    const auto end = std::min(target.find_first_of("/?"), target.size());
    request.host = target.substr(0, end);
    if (request.host.empty() || !is_authority(request.host)) return fail("the URL names no host");
    target.remove_prefix(end);
    if (target.empty() || target.starts_with('?')) request.path = "/";
  } else if (target == "*" && request.method == "OPTIONS") {
    request.path = "*";
    return {};
  } else if (!target.starts_with('/') && request.method != "CONNECT") {
    return fail("the target must begin with / or http://");
  }
  const auto mark = target.find('?');
  const auto path = percent_decoded(target.substr(0, mark));
  const auto query =
      percent_decoded(mark == std::string_view::npos ? std::string_view{} : target.substr(mark + 1));
  if (!path || !query) return fail("the target has an invalid % escape");
  request.path += *path;
  request.query = *query;
  return {};
}

/** From HTTP/1.1 on, Host must occur exactly once. */
ErrorOr<void> read_host(bool is_http_1_1, HttpRequest& request) {
  const auto hosts = std::ranges::count(request.headers, "host", &std::pair<std::string, std::string>::first);
  if (hosts > 1) return fail("there is more than one Host header");
  if (hosts == 0 && is_http_1_1) return fail("HTTP/1.1 needs a Host header");
  const auto host = request.header("host");
  if (!is_authority(host)) return fail("the Host header is not NAME or NAME:PORT");
  if (request.host.empty()) request.host = host;
  return {};
}

}  // namespace

std::string HttpRequest::header(std::string_view name) const {
  std::string value;
  for (const auto& [header, text] : headers) {
    if (header != name) continue;
    if (!value.empty()) value += ", ";
    value += text;
  }
  return value;
}

ErrorOr<void> read_target(std::string_view target, bool is_http_1_1, HttpRequest& request) {
  if (auto read = read_path(target, request); !read) return read;
  return read_host(is_http_1_1, request);
}

}  // namespace aeolian::oscquery
