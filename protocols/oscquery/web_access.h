// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace aeolian {

/**
 * Which names this machine may be called by in a Host header, and which web pages may speak with it. Without
 * these rules any page that a browser on this machine or in its network visits could play the instrument:
 * from its own address, or by letting its own name point here (DNS rebinding).
 */
struct WebAccess {
  std::string machine_name;               ///< of this machine, as hostname(1) tells it
  std::vector<std::string> hosts = {};    ///< further names that it has; without a port
  std::vector<std::string> origins = {};  ///< pages that may speak with it, as "https://panel.example";
                                          ///< "null" = pages from files, "*" = every page
};

/** The rules of this machine, with what is configured. */
WebAccess web_access_here(std::vector<std::string> hosts, std::vector<std::string> origins);

/**
 * Whether a Host header ("127.0.0.1:9001", "[::1]:9001", "localhost", "studio.local") names this machine as
 * nobody else can: by number, as localhost, by its own name alone or with a suffix of home networks (.local,
 * .lan, .home, .home.arpa, .internal, .localdomain, .fritz.box), or by a configured name.
 */
bool is_own_host(const WebAccess& access, std::string_view host);

/**
 * Whether a page of `origin` may speak with the server that was asked as `host`: one that the server itself
 * could have sent, one of `access.origins`, and, for a client `on_this_machine`, a page from a server on this
 * machine. An empty origin is no page.
 */
bool is_allowed_origin(const WebAccess& access, std::string_view origin, std::string_view host,
                       bool on_this_machine);

/** Why a name is not to be had as an entry of `hosts`; empty = it is. */
std::string fault_of_host(std::string_view host);
/** The same of `origins`. */
std::string fault_of_origin(std::string_view origin);

}  // namespace aeolian
