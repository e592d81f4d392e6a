// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <chrono>
#include <cstddef>
#include <deque>
#include <optional>
#include <string>
#include <string_view>
#include <tl/expected.hpp>
#include <utility>

#include "protocols/osc/rate_limit.h"
#include "protocols/osc/socket_address.h"
#include "protocols/oscquery/answers.h"
#include "protocols/oscquery/http_request.h"

namespace aeolian::oscquery {

/**
 * Decides who may look and who may steer. With a password, every request must carry it (basic authentication,
 * RFC 7617, with any user name), even from this machine, because a proxy may run here. Without one, only
 * programs on this machine may steer.
 *
 * An address that has sent `most_tries` wrong passwords may try one a second; behind a proxy on this machine,
 * that address is the one that the proxy names last in X-Forwarded-For. One thread.
 */
class WebLogin {
 public:
  using Clock = osc::RateLimit::Clock;
  enum class Permission { look, steer };

  static constexpr double most_tries = 10.;
  static constexpr std::size_t most_addresses = 256;  ///< whose tries are counted

  /** Empty = no password. */
  explicit WebLogin(std::string password);

  /** Returns the permission of a request from `from`, or the response that refuses it: 401 or 429. */
  tl::expected<Permission, HttpAnswer> permission_of(const HttpRequest& request,
                                                     const osc::SocketAddress& from, Clock::time_point now);

  /**
   * Returns the header that gives a browser the key with which it may also open its WebSocket, because not
   * every browser sends the password with that request. Nothing if there is no password, or the browser has
   * the key.
   */
  std::optional<std::pair<std::string, std::string>> key_header(const HttpRequest& request) const;

 private:
  bool has_key(const HttpRequest& request) const;
  osc::RateLimit& tries_of(const std::string& address);

  const std::string password_;
  const std::string key_;                                     ///< the cookie, different in each run
  std::deque<std::pair<std::string, osc::RateLimit>> tries_;  ///< by address
};

/** Returns the password in an Authorization header of the scheme Basic; nothing if it is not one. */
std::optional<std::string> password_in(std::string_view authorization);

}  // namespace aeolian::oscquery
