#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <map>
#include <string>

#include "protocols/osc/socket_address.h"

namespace aeolian {

/**
 * Where replies go: back to the port that asked, or to another port of the same machine that it asked for.
 * The latter is leased: whoever says nothing for `lease` is forgotten, and there are never more than `most`.
 * One thread at a time.
 */
class ReplyPorts {
 public:
  using Clock = std::chrono::steady_clock;
  static constexpr std::size_t most = 16;
  static constexpr std::chrono::seconds lease{60};

  /** False = there are as many as there may be. */
  bool redirect(const SocketAddress& sender, std::uint16_t port, Clock::time_point now);
  void redirect_no_more(const SocketAddress& sender);

  /** Where to answer `sender`, whose lease is renewed. */
  SocketAddress answer_to(const SocketAddress& sender, Clock::time_point now);

 private:
  struct Redirection {
    std::uint16_t port;
    Clock::time_point last_heard;
  };
  void forget_silent(Clock::time_point now);

  std::map<std::string, Redirection> redirections_;
};

}  // namespace aeolian
