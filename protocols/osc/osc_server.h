// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <array>
#include <atomic>
#include <chrono>
#include <cstddef>
#include <cstdint>
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

namespace aeolian {

struct OscOptions {
  std::string address =
      "127.0.0.1";            ///< numeric; anything but a loopback address opens the server to the network
  std::uint16_t port = 9000;  ///< 0 = any free one
  std::string prefix = "/aeolian";
  /** Numeric addresses of machines that are told all they ask for without answering a token. */
  std::vector<std::string> allowed = {};
};

/** What the server has seen since it started. */
struct OscCounters {
  std::uint64_t packets = 0;              ///< received
  std::uint64_t malformed = 0;            ///< of them, refused whole
  std::uint64_t failures = 0;             ///< commands that were refused
  std::uint64_t late = 0;                 ///< messages whose time was over when they came
  std::uint64_t dropped_by_kernel = 0;    ///< packets lost before they could be read
  std::uint64_t replies_lost = 0;         ///< replies that the network did not take
  std::uint64_t complaints_withheld = 0;  ///< `/fail` and `/late` not sent, so that a flood causes no flood
  std::uint64_t over_budget = 0;  ///< messages not done and replies not sent: their sender asks too much
  std::uint64_t unconfirmed = 0;  ///< packets not sent to an address that has not answered a token
};

/**
 * The OSC control source: a UDP socket and a thread of its own that checks each packet, does what it asks for
 * and answers.
 *
 * Messages of a bundle with a time tag in the future wait here, at most max_held of them, at most
 * longest_wait ahead. What they set is sent to the generator `head_start` before their time, all of it with
 * the one step that is heard then (ControlInterface::step_at); where that is not known, and for everything
 * else that they ask for, this thread's clock says when.
 */
class OscServer {
 public:
  static constexpr std::size_t max_held = 1024;
  static constexpr std::chrono::seconds longest_wait{60};
  /** More than the generator and a device are ahead of the ear; and a set that is sent does not wait any
   * more. */
  static constexpr std::chrono::milliseconds head_start{300};
  /** A bundle that was stamped with the moment of its sending is not late for its way here. */
  static constexpr std::chrono::milliseconds late_tolerance{20};

  /** Opens the socket and starts the thread. What the performers reach outlives the server, and is used by
   * its thread. */
  static ErrorOr<std::unique_ptr<OscServer>> start(const OscOptions& options, ControlContext context,
                                                   Parameters::Source source);
  /** Ends the thread; what still waits for its time is dropped. */
  ~OscServer();

  OscServer(const OscServer&) = delete;
  OscServer& operator=(const OscServer&) = delete;

  const SocketAddress& address() const { return address_; }  ///< as bound, with the port in use
  OscCounters counters() const;                              ///< any thread

 private:
  using Clock = std::chrono::steady_clock;
  class Caller;
  struct Held {
    SocketAddress sender;
    OscMessage message;
    Clock::time_point due;
    std::int64_t arrived;
  };
  struct Counts {
    std::atomic<std::uint64_t> packets, malformed, late, dropped_by_kernel, replies_lost, unconfirmed;
  };

  OscServer(int socket, int wake_event, SocketAddress address, Senders senders, OscCommands commands,
            ControlContext context, Parameters::Source source);

  void run();
  void wait_for_something(bool events_wait);
  void receive();
  void take_packet(std::span<const std::byte> packet, const SocketAddress& sender);
  bool may_be_held(std::span<const TimedOscMessage> messages, std::uint64_t now, Caller& caller) const;
  void hold(Held held);
  void run_due();
  void run_at(const Held& held, std::uint64_t step, Caller& caller);
  void tell_news();
  void send_kept_answers();
  /** Sends `packet` to `to` on the account of `sender`, who asked for it, or the token that `to` has to
   * answer first. */
  void send(std::span<const std::byte> packet, const SocketAddress& sender, const SocketAddress& to);
  void send_token(const SocketAddress& sender, const SocketAddress& to);
  void put(std::span<const std::byte> packet, const SocketAddress& to);

  const int socket_;
  const int wake_event_;
  const SocketAddress address_;
  OscCommands commands_;
  const ControlContext context_;
  const Parameters::Source source_;
  Clients clients_;
  Senders senders_;
  Timeline<Clock::time_point, Held> held_{max_held};
  Counts counts_{};
  BudgetCounts budget_counts_;
  std::array<std::atomic<std::uint32_t>, parameter_count> changes_{};
  std::shared_ptr<ReplyQueue> later_answers_;
  std::atomic<bool> stopping_ = false;
  std::thread thread_;
  Subscription listening_;
};

}  // namespace aeolian
