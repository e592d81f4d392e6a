// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <array>
#include <atomic>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <map>
#include <memory>
#include <span>
#include <string>
#include <thread>
#include <vector>

#include "core/control/timeline.h"
#include "core/error.h"
#include "protocols/osc/budgeted_caller.h"
#include "protocols/osc/clients.h"
#include "protocols/osc/osc_commands.h"
#include "protocols/osc/reply_queue.h"
#include "protocols/osc/senders.h"
#include "protocols/osc/socket_address.h"

namespace aeolian::osc {

struct Options {
  /** Numeric; anything but a loopback address opens the server to the network. */
  std::string address = "127.0.0.1";
  std::uint16_t port = 9000;  ///< 0 = any free one
  std::string prefix = "/aeolian";
  /** Numeric addresses of machines that need no token for replies. */
  std::vector<std::string> allowed = {};
  /**
   * ADDRESS:PORT, numeric, of programs that receive the status and changed parameters without a subscription.
   */
  std::vector<std::string> fixed_targets = {};
  /** Another machine must send it to /token before it may steer; empty = every machine may. */
  std::string token = {};
};

/** Counters since the server started. */
struct Counters {
  std::uint64_t packets = 0;            ///< received
  std::uint64_t malformed = 0;          ///< packets refused as a whole
  std::uint64_t failures = 0;           ///< commands that were refused
  std::uint64_t late = 0;               ///< messages that arrived after their time
  std::uint64_t dropped_by_kernel = 0;  ///< packets lost before they could be read
  std::uint64_t replies_lost = 0;       ///< replies that could not be sent
  /** `/fail` and `/late` not sent, so that a flood does not cause another. */
  std::uint64_t complaints_withheld = 0;
  /** Messages not carried out and replies not sent because of the sender's budget. */
  std::uint64_t over_budget = 0;
  std::uint64_t unconfirmed = 0;  ///< packets not sent to an address that has not confirmed its token
};

/**
 * The OSC control source: a UDP socket and a thread that checks each packet, carries it out and replies.
 *
 * Messages of a bundle with a time tag in the future wait here, at most max_held of them and of one machine
 * max_held_of_one, for at most longest_wait; those that a locked caller may not send are refused at once.
 * Their sets are sent to the generator `head_start` before their time, all with the one step
 * that sounds at that time (ControlInterface::step_at). If that step is unknown, and for all other messages,
 * this thread's clock decides.
 */
class Server {
 public:
  static constexpr std::size_t max_held = 1024;
  /** A machine that fills its share leaves room for the bundles of the others. */
  static constexpr std::size_t max_held_of_one = max_held / 4;
  static constexpr std::chrono::seconds longest_wait{60};
  /** Longer than the look-ahead of the generator and a device; once sent, a set no longer waits here. */
  static constexpr std::chrono::milliseconds head_start{300};
  /** A bundle tagged with its time of sending does not count as late because of its transmission. */
  static constexpr std::chrono::milliseconds late_tolerance{20};

  /** Opens the socket and starts the thread. `context` must outlive the server, whose thread uses it. */
  static ErrorOr<std::unique_ptr<Server>> start(const Options& options, ControlContext context,
                                                Parameters::Source source);
  /** Ends the thread; messages still waiting for their time are dropped. */
  ~Server();

  Server(const Server&) = delete;
  Server& operator=(const Server&) = delete;

  const SocketAddress& address() const { return address_; }  ///< as bound, with the actual port
  Counters counters() const;                                 ///< any thread

 private:
  using Clock = std::chrono::steady_clock;
  class UdpCaller;
  struct Held {
    SocketAddress sender;
    Message message;
    Clock::time_point due;
    std::int64_t arrived = 0;
  };
  struct Counts {
    std::atomic<std::uint64_t> packets, malformed, late, dropped_by_kernel, replies_lost, unconfirmed;
  };

  Server(int socket, int wake_event, SocketAddress address, std::string token, Clients clients,
         Senders senders, Commands commands, ControlContext context, Parameters::Source source);

  void run();
  void wait_for_something(bool events_wait);
  void receive();
  void take_packet(std::span<const std::byte> packet, const SocketAddress& sender);
  bool may_be_held(std::span<const TimedMessage> messages, const SocketAddress& sender, std::uint64_t now,
                   UdpCaller& caller) const;
  /** Holds the message of a caller that may send it; otherwise refuses it. */
  void hold(Held held, UdpCaller& caller);
  void no_longer_held(const SocketAddress& sender);
  void run_due();
  void run_at(const Held& held, std::uint64_t step, UdpCaller& caller);
  void tell_news();
  void tell_meters();
  void send_later_replies();
  /**
   * Sends `packet` to `to` within the budget of `sender`, who requested it, or sends the token that `to` must
   * confirm first.
   */
  void send(std::span<const std::byte> packet, const SocketAddress& sender, const SocketAddress& to);
  void send_token(const SocketAddress& sender, const SocketAddress& to);
  void put(std::span<const std::byte> packet, const SocketAddress& to);
  bool is_own(const SocketAddress& address) const;

  const int socket_;
  const int wake_event_;
  const SocketAddress address_;
  const std::string token_;
  Commands commands_;
  const ControlContext context_;
  const Parameters::Source source_;
  Clients clients_;
  Senders senders_;
  Timeline<Clock::time_point, Held> held_{max_held};
  std::map<std::array<unsigned char, 16>, std::size_t> held_of_;  ///< their number, by the sender's host()
  Counts counts_{};
  BudgetCounts budget_counts_;
  std::array<std::atomic<std::uint32_t>, parameter_count> changes_{};
  std::shared_ptr<ReplyQueue<Clients::Route>> later_replies_;
  std::atomic<bool> stopping_ = false;
  std::thread thread_;
  Subscription listening_;
};

}  // namespace aeolian::osc
