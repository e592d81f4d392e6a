#include "protocols/oscquery/host_name.h"

#include <algorithm>
#include <cctype>
#include <string>

namespace aeolian {
namespace {

std::string lower(std::string_view text) {
  std::string result(text);
  std::ranges::transform(result, result.begin(), [](unsigned char c) { return std::tolower(c); });
  return result;
}

bool is_port(std::string_view text) {
  return !text.empty() && text.size() <= 5 &&
         std::ranges::all_of(text, [](unsigned char c) { return std::isdigit(c); });
}

/** Without the port; empty = not in order. */
std::string_view name_of(std::string_view host) {
  if (host.starts_with('[')) {
    const auto end = host.find(']');
    if (end == std::string_view::npos) return {};
    const auto rest = host.substr(end + 1);
    if (!rest.empty() && !(rest.starts_with(':') && is_port(rest.substr(1)))) return {};
    return host.substr(0, end + 1);
  }
  const auto colon = host.find(':');
  if (colon == std::string_view::npos) return host;
  return is_port(host.substr(colon + 1)) ? host.substr(0, colon) : std::string_view{};
}

bool is_ipv4(std::string_view name) {
  return std::ranges::count(name, '.') == 3 &&
         std::ranges::all_of(name, [](unsigned char c) { return std::isdigit(c) || c == '.'; });
}

}  // namespace

bool is_name_of_the_house(std::string_view host) {
  const std::string name = lower(name_of(host));
  if (name.empty()) return false;
  if (name.starts_with('[') || is_ipv4(name)) return true;
  return name.find('.') == std::string::npos || name.ends_with(".local");
}

bool is_same_house(std::string_view origin, std::string_view host) {
  if (origin.empty()) return true;
  constexpr std::string_view scheme = "http://";
  return origin.starts_with(scheme) && lower(origin.substr(scheme.size())) == lower(host);
}

}  // namespace aeolian
