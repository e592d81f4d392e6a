// SPDX-License-Identifier: GPL-3.0-or-later
#include "protocols/oscquery/web_access.h"

#include <arpa/inet.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cctype>
#include <climits>
#include <utility>

#include "core/lower_case.h"

namespace aeolian::oscquery {
namespace {

bool is_port(std::string_view text) {
  return !text.empty() && text.size() <= 5 &&
         std::ranges::all_of(text, [](unsigned char c) { return std::isdigit(c); });
}

/** Whether it is a numeric address as browsers write it. */
bool is_number(const std::string& name) {
  in6_addr address{};
  if (name.starts_with('[') && name.ends_with(']')) {
    return inet_pton(AF_INET6, name.substr(1, name.size() - 2).c_str(), &address) == 1;
  }
  return inet_pton(AF_INET, name.c_str(), &address) == 1;
}

bool is_own_name(std::string_view name, std::string_view machine) {
  if (machine.empty()) return false;
  const auto alone = machine.substr(0, machine.find('.'));
  if (name == machine || name == alone) return true;
  constexpr std::array suffixes{".local",    ".lan",         ".home",     ".home.arpa",
                                ".internal", ".localdomain", ".fritz.box"};
  return std::ranges::any_of(suffixes, [&](std::string_view suffix) {
    return name.size() == alone.size() + suffix.size() && name.starts_with(alone) && name.ends_with(suffix);
  });
}

constexpr std::string_view plain = "http://", secure = "https://";

/** The "NAME" or "NAME:PORT" of a web origin; empty = another kind, such as "null". */
std::string_view authority_of(std::string_view origin) {
  if (origin.starts_with(plain)) return origin.substr(plain.size());
  return origin.starts_with(secure) ? origin.substr(secure.size()) : std::string_view{};
}

bool is_loopback(std::string_view name) {
  return name == "localhost" || name == "[::1]" || (name.starts_with("127.") && is_number(std::string(name)));
}

}  // namespace

WebAccess web_access_here(std::vector<std::string> hosts, std::vector<std::string> origins,
                          std::string password) {
  std::array<char, HOST_NAME_MAX + 1> name{};
  gethostname(name.data(), name.size() - 1);
  return {name.data(), std::move(hosts), std::move(origins), std::move(password)};
}

std::string_view name_of_host(std::string_view host) {
  std::string_view name = host, port;
  if (host.starts_with('[')) {
    const auto end = host.find(']');
    if (end == std::string_view::npos) return {};
    name = host.substr(0, end + 1);
    port = host.substr(end + 1);
  } else {
    name = host.substr(0, host.find(':'));
    port = host.substr(name.size());
  }
  if (!port.empty() && !is_port(port.substr(1))) return {};
  if (!port.empty() && port[0] != ':') return {};
  if (name.ends_with('.')) name.remove_suffix(1);
  return name;
}

bool is_own_host(const WebAccess& access, std::string_view host) {
  const std::string name = lower_case(name_of_host(host));
  if (name.empty()) return false;
  return is_number(name) || name == "localhost" || is_own_name(name, lower_case(access.machine_name)) ||
         std::ranges::any_of(access.hosts, [&](const auto& own) { return lower_case(own) == name; });
}

bool is_allowed_origin(const WebAccess& access, std::string_view origin, std::string_view host,
                       bool on_this_machine) {
  if (origin.empty()) return true;
  const std::string page = lower_case(origin);
  if (page.starts_with(plain) && authority_of(page) == lower_case(host)) return true;
  if (on_this_machine && is_loopback(name_of_host(authority_of(page)))) return true;
  return std::ranges::any_of(
      access.origins, [&](const auto& allowed) { return allowed == "*" || lower_case(allowed) == page; });
}

std::string fault_of_host(std::string_view host) {
  const auto name = name_of_host(host);
  if (name.empty() || name.size() != host.size() || host.find_first_of("/@* ") != std::string_view::npos) {
    return "is not the name of a machine, such as studio.example.org, without http:// and without a port";
  }
  return {};
}

std::string fault_of_origin(std::string_view origin) {
  if (origin == "*" || origin == "null") return {};
  const std::string page = lower_case(origin);
  const auto authority = authority_of(page);
  if (name_of_host(authority).empty() || authority.find_first_of("/@* ") != std::string_view::npos) {
    return "is not an origin of pages: give http:// or https://, the name and any port, such as "
           "https://panel.example, without a path; or null for pages from files, or * for every page";
  }
  return {};
}

}  // namespace aeolian::oscquery
