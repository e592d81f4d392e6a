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

namespace aeolian {

/**
 * What each sender, an address with its port over UDP or a WebSocket's, may cause, so that no one keeps the
 * server from the others, and so that nobody who pretends to be another machine has it flooded.
 *
 * Work is counted in units of about 10 us of the server's thread. Each sender has a budget of its own; where
 * all of them together are too much, those who caused the most of late pay first.
 *
 * An address beyond this machine that is not on the list of the allowed is told no more than three times the
 * bytes that came from there, until it has answered a token.
 *
 * At most `most` senders are remembered, those who were silent longest are forgotten first. One thread at a
 * time.
 */
class Senders {
 public:
  using Clock = RateLimit::Clock;
  static constexpr std::size_t most = 256;
  static constexpr double work_per_second = 2000.;      ///< of one sender; as much at once
  static constexpr double all_work_per_second = 6000.;  ///< of all senders together; as much at once
  static constexpr double bytes_told_per_byte = 3.;     ///< to an address that has answered no token

  explicit Senders(std::vector<SocketAddress> allowed) : allowed_(std::move(allowed)) {}

  /** Notes a packet of so many bytes. */
  void received(const SocketAddress& sender, std::size_t bytes, Clock::time_point now);

  /** Whether the sender may cause so much work now; it is counted. */
  bool may_cause(const SocketAddress& sender, double work, Clock::time_point now);
  /** Whether one more complaint may be sent on the sender's account: 50 a second, 100 at once. */
  bool may_complain(const SocketAddress& sender, Clock::time_point now);

  /** Whether so many bytes may go to `to` on the sender's account; they are counted. */
  bool may_tell(const SocketAddress& sender, const SocketAddress& to, std::size_t bytes,
                Clock::time_point now);
  /** The token that `to` has to answer, where it is needed and none was given out for a second. */
  std::optional<std::string> token_for(const SocketAddress& sender, const SocketAddress& to,
                                       Clock::time_point now);
  /** Takes the answer of a token from any port of the machine that was sent it; false = no such token. */
  bool confirm(const SocketAddress& from, std::string_view token);

  std::size_t count() const { return senders_.size(); }

 private:
  struct Sender {
    SocketAddress address;
    Clock::time_point last_heard;
    RateLimit work{work_per_second, work_per_second};
    RateLimit complaints{100., 50.};
    double bytes_left = 0.;  ///< that it may be told without an answer
    SocketAddress target;    ///< of the token
    std::string token = {};
    Clock::time_point token_sent = {};
    bool is_confirmed = false;  ///< the target has answered
  };
  Sender& at(const SocketAddress& sender, Clock::time_point now);
  void forget_one();
  bool is_among_the_heaviest(Sender& sender, double work, Clock::time_point now);
  bool needs_token(const SocketAddress& to) const;

  const std::vector<SocketAddress> allowed_;
  std::unordered_map<std::string, Sender> senders_;  ///< by the text of their address
  RateLimit all_work_{all_work_per_second, all_work_per_second};
};

}  // namespace aeolian
