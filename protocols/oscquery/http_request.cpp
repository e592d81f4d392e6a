#include "protocols/oscquery/http_request.h"

#include <algorithm>
#include <cctype>
#include <span>

namespace aeolian {
namespace {

using Unexpected = tl::unexpected<HttpError>;

Unexpected refuse(int status, std::string text) {
  return Unexpected(HttpError{status, std::move(text)});
}

bool is_alphanumeric(char c) {
  return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
}

/** tchar of RFC 9110, 5.6.2. */
bool is_token_char(char c) {
  constexpr std::string_view others = "!#$%&'*+-.^_`|~";
  return is_alphanumeric(c) || others.find(c) != std::string_view::npos;
}

bool is_token(std::string_view text) {
  return !text.empty() && std::ranges::all_of(text, is_token_char);
}

bool is_control(char c) {
  return static_cast<unsigned char>(c) < 0x20 || c == 0x7f;
}

std::string lower(std::string_view text) {
  std::string result(text);
  std::ranges::transform(result, result.begin(),
                         [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  return result;
}

std::string_view trimmed(std::string_view text) {
  constexpr std::string_view blanks = " \t";
  const auto first = text.find_first_not_of(blanks);
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(blanks) - first + 1);
}

std::optional<int> hex_digit(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return {};
}

/** Nothing where an escape is incomplete, or stands for a control character. */
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

/** Characters of uri-host and port (RFC 9110, 7.2). */
bool is_authority(std::string_view text) {
  constexpr std::string_view others = "-._~%!$&'()*+,;=:[]";
  return std::ranges::all_of(
      text, [=](char c) { return is_alphanumeric(c) || others.find(c) != std::string_view::npos; });
}

/** Takes the next line from `input`, without its end; nothing where it has no end yet. */
std::optional<std::string_view> take_line(std::string_view& input) {
  const auto end = input.find('\n');
  if (end == std::string_view::npos) return {};
  auto line = input.substr(0, end);
  input.remove_prefix(end + 1);
  if (line.ends_with('\r')) line.remove_suffix(1);
  return line;
}

/** Reads path, query and host of `target`, in each form of RFC 9112, 3.2. */
tl::expected<void, HttpError> read_target(std::string_view target, HttpRequest& request) {
  target = target.substr(0, target.find('#'));
  constexpr std::string_view scheme = "http://";
  if (lower(target.substr(0, scheme.size())) == scheme) {
    target.remove_prefix(scheme.size());
    const auto end = std::min(target.find_first_of("/?"), target.size());
    request.host = target.substr(0, end);
    if (request.host.empty() || !is_authority(request.host)) return refuse(400, "the URL names no host");
    target.remove_prefix(end);
    if (target.empty() || target.starts_with('?')) request.path = "/";
  } else if (target == "*" && request.method == "OPTIONS") {
    request.path = "*";
    return {};
  } else if (!target.starts_with('/') && request.method != "CONNECT") {
    return refuse(400, "what is asked for begins with /, or with http://");
  }
  const auto mark = target.find('?');
  const auto path = percent_decoded(target.substr(0, mark));
  const auto query =
      percent_decoded(mark == std::string_view::npos ? std::string_view{} : target.substr(mark + 1));
  if (!path || !query) return refuse(400, "an escape with % is wrong");
  request.path += *path;
  request.query = *query;
  return {};
}

/** The minor number of the version; 1 stands for all from 1 on. */
tl::expected<int, HttpError> read_request_line(std::string_view line, HttpRequest& request) {
  const auto first = line.find(' '), last = line.rfind(' ');
  if (first == last) return refuse(400, "a request begins with METHOD TARGET HTTP/1.1");
  const auto target = line.substr(first + 1, last - first - 1);
  const auto version = line.substr(last + 1);
  request.method = line.substr(0, first);
  const auto is_digit = [](char c) { return c >= '0' && c <= '9'; };
  const bool is_version = version.size() == 8 && version.starts_with("HTTP/") && is_digit(version[5]) &&
                          version[6] == '.' && is_digit(version[7]);
  if (!is_version || !is_token(request.method)) {
    return refuse(400, "a request begins with METHOD TARGET HTTP/1.1");
  }
  if (version[5] != '1') return refuse(505, "only HTTP/1.1 and HTTP/1.0 are spoken here");
  if (std::ranges::any_of(target, [](char c) { return is_control(c) || c == ' '; })) {
    return refuse(400, "what is asked for has a blank or a control character in it");
  }
  if (const auto read = read_target(target, request); !read) return tl::unexpected(read.error());
  return version[7] == '0' ? 0 : 1;
}

tl::expected<void, HttpError> read_header(std::string_view line, HttpRequest& request) {
  const auto colon = line.find(':');
  const auto name = line.substr(0, colon);
  if (colon == std::string_view::npos || !is_token(name)) {
    return refuse(400, "a header is not of the form Name: value");
  }
  const auto value = trimmed(line.substr(colon + 1));
  if (std::ranges::any_of(value, [](char c) { return is_control(c) && c != '\t'; })) {
    return refuse(400, "a header has a control character in it");
  }
  request.headers.emplace_back(lower(name), value);
  return {};
}

/** Host, once and only once from HTTP/1.1 on (RFC 9112, 3.2). */
tl::expected<void, HttpError> read_host(int minor_version, HttpRequest& request) {
  const auto hosts = std::ranges::count(request.headers, "host", &std::pair<std::string, std::string>::first);
  if (hosts > 1) return refuse(400, "there is more than one Host header");
  if (hosts == 0 && minor_version > 0) return refuse(400, "HTTP/1.1 needs a Host header");
  const auto host = request.header("host");
  if (!is_authority(host)) return refuse(400, "the Host header is not NAME or NAME:PORT");
  if (request.host.empty()) request.host = host;
  return {};
}

/** How long the body is, as far as we must know: whether there is one (RFC 9112, 6.3). */
tl::expected<void, HttpError> read_framing(HttpRequest& request) {
  const auto lengths = request.elements("content-length");
  request.has_body = !request.header("transfer-encoding").empty();
  if (request.has_body && !lengths.empty()) {
    return refuse(400, "Content-Length and Transfer-Encoding exclude each other");
  }
  for (const auto& length : lengths) {
    if (length != lengths[0] || length.find_first_not_of("0123456789") != std::string::npos) {
      return refuse(400, "Content-Length is not a number");
    }
    request.has_body = length.find_first_not_of('0') != std::string::npos;
  }
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

std::vector<std::string> HttpRequest::elements(std::string_view name) const {
  std::vector<std::string> elements;
  const std::string list = header(name);
  for (std::string_view rest = list; !rest.empty();) {
    const auto comma = std::min(rest.find(','), rest.size());
    if (const auto element = trimmed(rest.substr(0, comma)); !element.empty()) elements.emplace_back(element);
    rest.remove_prefix(std::min(comma + 1, rest.size()));
  }
  return elements;
}

bool HttpRequest::header_has(std::string_view name, std::string_view word) const {
  return std::ranges::any_of(elements(name), [&](const auto& element) { return lower(element) == word; });
}

tl::expected<std::optional<ReadRequest>, HttpError> read_request(std::string_view input) {
  auto rest = input;
  while (rest.starts_with('\n') || rest.starts_with("\r\n")) rest.remove_prefix(rest[0] == '\n' ? 1 : 2);
  if (!rest.empty() && rest != "\r" && !is_token_char(rest[0])) {
    return refuse(400, "this is no request of HTTP; HTTPS is not spoken here");
  }
  HttpRequest request;
  const auto line = take_line(rest);
  if ((line ? line->size() : rest.size()) > max_request_line_size) {
    return refuse(414, "at most " + std::to_string(max_request_line_size) + " bytes may be asked for");
  }
  if (!line) return std::nullopt;
  const auto minor_version = read_request_line(*line, request);
  if (!minor_version) return tl::unexpected(minor_version.error());

  const auto too_long = [] {
    return refuse(431, "headers may have " + std::to_string(max_request_head_size) + " bytes together");
  };
  while (true) {
    const auto header = take_line(rest);
    if (static_cast<std::size_t>(rest.data() - input.data()) > max_request_head_size) return too_long();
    if (!header) {
      if (input.size() > max_request_head_size) return too_long();
      return std::nullopt;
    }
    if (header->empty()) break;
    if (const auto read = read_header(*header, request); !read) return tl::unexpected(read.error());
  }
  if (const auto host = read_host(*minor_version, request); !host) return tl::unexpected(host.error());
  if (const auto framing = read_framing(request); !framing) return tl::unexpected(framing.error());
  request.keeps_alive = *minor_version > 0 && !request.header_has("connection", "close");
  return ReadRequest{std::move(request), static_cast<std::size_t>(rest.data() - input.data())};
}

}  // namespace aeolian
