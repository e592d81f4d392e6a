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
 * Who has subscribed, where their answers go, and what news they have had. A subscription is leased: whoever
 * says nothing for `lease` is forgotten, and there are never more than `most`. One thread at a time.
 */
class Clients {
 public:
  using Clock = std::chrono::steady_clock;
  static constexpr std::size_t most = 16;
  static constexpr std::chrono::seconds lease{60};
  static constexpr double fastest_hz = 60.;

  /** How often each parameter was changed, by ParameterId. */
  using Changes = std::array<std::uint32_t, parameter_count>;

  /** What is due to one client. */
  struct News {
    SocketAddress sender;  ///< who has subscribed
    SocketAddress to;
    std::vector<ParameterId> changed;  ///< since its last news; every parameter in the first
  };

  /** Subscribes `sender`, or changes its subscription. False = there are as many as there may be. */
  bool subscribe(const SocketAddress& sender, const OscSubscription& subscription, Clock::time_point now);
  void unsubscribe(const SocketAddress& sender);

  /** Renews the lease of `sender`, who has said something. */
  void heard(const SocketAddress& sender, Clock::time_point now);
  SocketAddress answer_to(const SocketAddress& sender) const;

  /** When news is next due to someone. */
  std::optional<Clock::time_point> next_news() const;
  /** The news due by `now`; each client's next comes a period later. */
  std::vector<News> take_news(const Changes& changes, Clock::time_point now);

 private:
  struct Client {
    SocketAddress sender;
    SocketAddress to;
    Clock::time_point last_heard;
    Clock::duration period{};  ///< of its news; 0 = none wanted
    Clock::time_point next_news;
    std::optional<Changes> told;
  };
  void forget_silent(Clock::time_point now);

  std::map<std::string, Client> clients_;  ///< by the address that they send from
};

}  // namespace aeolian
