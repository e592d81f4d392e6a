// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "core/control/event.h"
#include "protocols/osc/osc_caller.h"
#include "protocols/osc/socket_address.h"

namespace aeolian {

/**
 * The subscribed clients, where to send their replies, and which updates they have received. A subscription
 * is a lease: a client that sends nothing for `lease` is forgotten, and there are at most `most`. One thread
 * at a time.
 */
class Clients {
 public:
  using Clock = std::chrono::steady_clock;
  static constexpr std::size_t most = 16;
  static constexpr std::chrono::seconds lease{60};
  static constexpr double fastest_hz = 60.;

  /** The number of changes of each parameter, by ParameterId. */
  using Changes = std::array<std::uint32_t, parameter_count>;

  /** An update due to one client. */
  struct News {
    SocketAddress sender;  ///< the subscribed client
    SocketAddress to;
    std::vector<ParameterId> changed;  ///< since the last update; in the first one every parameter
  };

  /** Where the replies to `sender` go under `subscription`. */
  static SocketAddress target_of(const SocketAddress& sender, const OscSubscription& subscription);

  /** Subscribes `sender`, or changes its subscription. False = the limit is reached. */
  bool subscribe(const SocketAddress& sender, const OscSubscription& subscription, Clock::time_point now);
  void unsubscribe(const SocketAddress& sender);

  /** Renews the lease of `sender`, which has sent something. */
  void heard(const SocketAddress& sender, Clock::time_point now);
  SocketAddress answer_to(const SocketAddress& sender) const;

  /** When the next update is due. */
  std::optional<Clock::time_point> next_news() const;
  /** The updates due by `now`; each client's next one is due a period later. */
  std::vector<News> take_news(const Changes& changes, Clock::time_point now);

 private:
  struct Client {
    SocketAddress sender;
    SocketAddress to;
    Clock::time_point last_heard;
    Clock::duration period{};  ///< of its updates; 0 = none wanted
    Clock::time_point next_news;
    std::optional<Changes> told;
  };
  void forget_silent(Clock::time_point now);

  std::map<std::string, Client> clients_;  ///< by their sending address
};

}  // namespace aeolian
