// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <chrono>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "protocols/osc/rate_limit.h"
#include "protocols/osc/socket_address.h"

namespace aeolian::osc {

/**
 * Budgets of the senders, each an address with its port over UDP, or a WebSocket's, so that no sender can
 * keep the server from the others, and nobody can flood another machine by forging its address.
 *
 * Work is counted in units of about 10 us of the server's thread. Each sender has a budget; if all of them
 * together exceed a limit, those that have caused the most work recently are refused first.
 *
 * An address on another machine that is not on the list of allowed ones is sent no more than three times the
 * bytes received from it, until it has confirmed a token.
 *
 * Machines that have sent the instrument's token are remembered as unlocked, whatever their port.
 *
 * At most `most` senders are remembered; those silent longest are forgotten first, and those that have
 * confirmed a token last. One thread at a time.
 */
class Senders {
 public:
  using Clock = RateLimit::Clock;
  static constexpr std::size_t most = 256;
  static constexpr std::size_t most_unlocked = 64;      ///< machines
  static constexpr double work_per_second = 2000.;      ///< per sender; also the maximum at once
  static constexpr double all_work_per_second = 6000.;  ///< for all together; also the maximum at once
  static constexpr double bytes_told_per_byte = 3.;     ///< to an address that has not confirmed a token

  explicit Senders(std::vector<SocketAddress> allowed) : allowed_(std::move(allowed)) {}

  /** Takes note of a packet of this size. */
  void received(const SocketAddress& sender, std::size_t bytes, Clock::time_point now);

  /** Whether the sender's budget allows this much work now; if so, it is counted. */
  bool may_cause(const SocketAddress& sender, double work, Clock::time_point now);
  /** Whether one more error may be reported within the sender's budget: 50 a second, 100 at once. */
  bool may_complain(const SocketAddress& sender, Clock::time_point now);

  /** Whether this many bytes may be sent to `to` on behalf of the sender; if so, they are counted. */
  bool may_tell(const SocketAddress& sender, const SocketAddress& to, std::size_t bytes,
                Clock::time_point now);
  /** Returns the token that `to` must confirm, if it needs one and none was sent within the last second. */
  std::optional<std::string> token_for(const SocketAddress& sender, const SocketAddress& to,
                                       Clock::time_point now);
  /**
   * Accepts a token confirmed from any port of the machine it was sent to; false = there is no such token.
   */
  bool confirm(const SocketAddress& from, std::string_view token);

  /** Lets the sender's machine steer. Beyond `most_unlocked` machines, the first is locked again. */
  void unlock(const SocketAddress& sender);
  bool is_unlocked(const SocketAddress& sender) const;

  std::size_t count() const { return senders_.size(); }

 private:
  struct Sender {
    SocketAddress address;
    Clock::time_point last_heard;
    RateLimit work{work_per_second, work_per_second};
    RateLimit complaints{100., 50.};
    double bytes_left = 0.;  ///< that may be sent to it before it confirms
    SocketAddress target;    ///< of the token
    std::string token = {};
    Clock::time_point token_sent = {};
    bool is_confirmed = false;  ///< the target has confirmed the token
  };
  Sender& at(const SocketAddress& sender, Clock::time_point now);
  void forget_one();
  bool is_among_the_heaviest(Sender& sender, double work, Clock::time_point now);
  bool needs_token(const SocketAddress& to) const;

  const std::vector<SocketAddress> allowed_;
  std::unordered_map<std::string, Sender> senders_;  ///< by their address as text
  std::vector<SocketAddress> unlocked_;
  RateLimit all_work_{all_work_per_second, all_work_per_second};
};

}  // namespace aeolian::osc
