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

namespace aeolian::osc {

/**
 * The subscribed clients, where to send their replies, and which updates they have received. A subscription
 * is a lease: a client that sends nothing for `lease` is forgotten, and there are at most `most`. Fixed
 * targets from the configuration need to send nothing, and are not counted. One thread at a time.
 */
class Clients {
 public:
  using Clock = std::chrono::steady_clock;
  static constexpr std::size_t most = 16;
  static constexpr std::chrono::seconds lease{60};
  static constexpr double fastest_hz = 60.;
  static constexpr double fastest_meters_hz = 20.;
  static constexpr double fixed_hz = 10.;  ///< of updates to fixed targets

  /** The number of changes of each parameter, by ParameterId. */
  using Changes = std::array<std::uint32_t, parameter_count>;

  /** A subscribed client, and its target address. */
  struct Route {
    SocketAddress sender;
    SocketAddress to;
  };
  /** An update due to one client. */
  struct News {
    Route route;
    std::vector<ParameterId> changed;  ///< since the last update; the first one has every parameter
  };

  /** Returns where the replies to `sender` go under `subscription`. */
  static SocketAddress target_of(const SocketAddress& sender, const NotifyRequest& subscription);

  /** Sends updates to `target` permanently. */
  void add_fixed(const SocketAddress& target);

  /** Subscribes `sender`, or changes its subscription; returns false if the limit is reached. */
  bool subscribe(const SocketAddress& sender, const NotifyRequest& subscription, Clock::time_point now);
  void unsubscribe(const SocketAddress& sender);

  /** Renews the lease of `sender`, which has sent something. */
  void heard(const SocketAddress& sender, Clock::time_point now);
  SocketAddress answer_to(const SocketAddress& sender) const;

  /** Returns when the next update, or the meters, are due. */
  std::optional<Clock::time_point> next_due() const;
  /** Returns the updates due by `now`; each client's next one is due a period later. */
  std::vector<News> take_news(const Changes& changes, Clock::time_point now);
  /** Returns the clients to which the meters are due by `now`, in the same way. */
  std::vector<Route> take_meters(Clock::time_point now);

 private:
  /** Something that is sent regularly. */
  struct Beat {
    Clock::duration period{};  ///< 0 = not wanted
    Clock::time_point next;

    static Beat of(double hz, Clock::time_point now);
    /** Whether it is due by `now`; if so, it is due again a period later. */
    bool take(Clock::time_point now);
  };
  struct Client {
    Route route;
    std::optional<Clock::time_point> last_heard;  ///< nothing = a fixed target, which need not send anything
    Beat news, meters;
    std::optional<Changes> told;
  };
  void forget_silent(Clock::time_point now);

  std::map<std::string, Client> clients_;  ///< by their sending address; fixed targets by another key
  std::size_t fixed_count_ = 0;
};

}  // namespace aeolian::osc
