// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace aeolian::oscquery {

/**
 * The names by which this machine may be called in a Host header, the web pages that may use it, and the
 * password (WebLogin). Without these rules, any page visited by a browser on this machine or in its network
 * could play the instrument: from its own address, or by pointing its own name here (DNS rebinding).
 */
struct WebAccess {
  std::string machine_name;               ///< of this machine, as hostname(1) prints it
  std::vector<std::string> hosts = {};    ///< additional names, without port
  std::vector<std::string> origins = {};  ///< pages that may use it, such as "https://panel.example";
                                          ///< "null" = pages from files, "*" = every page
  std::string password = {};  ///< required in every request; empty = none, and other machines may only look
};

/** Returns the rules of this machine, with the configured additions. */
WebAccess web_access_here(std::vector<std::string> hosts, std::vector<std::string> origins,
                          std::string password = {});

/** Returns the name in a Host header, without port and trailing dot; empty = the header is invalid. */
std::string_view name_of_host(std::string_view host);

/**
 * Whether a Host header ("127.0.0.1:9001", "[::1]:9001", "localhost", "studio.local") names this machine in a
 * way that nobody else can use: by number, as localhost, by its own name alone or with a suffix of home
 * networks (.local, .lan, .home, .home.arpa, .internal, .localdomain, .fritz.box), or by a configured name.
 */
bool is_own_host(const WebAccess& access, std::string_view host);

/**
 * Whether a page of `origin` may use the server that was requested as `host`. Allowed are pages that the
 * server itself could have sent, those in `access.origins`, and, for a client `on_this_machine`, pages from a
 * server on this machine. An empty origin is not a page.
 */
bool is_allowed_origin(const WebAccess& access, std::string_view origin, std::string_view host,
                       bool on_this_machine);

/** Returns the reason why a name is not a valid entry of `hosts`; empty = it is valid. */
std::string fault_of_host(std::string_view host);
/** Does the same for `origins`. */
std::string fault_of_origin(std::string_view origin);

}  // namespace aeolian::oscquery
