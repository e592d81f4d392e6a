#pragma once

#include <atomic>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <thread>

#include "core/control/timeline.h"
#include "core/error.h"
#include "protocols/osc/osc_commands.h"
#include "protocols/osc/rate_limit.h"
#include "protocols/osc/reply_ports.h"
#include "protocols/osc/socket_address.h"

namespace aeolian {

struct OscOptions {
  std::string address =
      "127.0.0.1";            ///< numeric; anything but a loopback address opens the server to the network
  std::uint16_t port = 9000;  ///< 0 = any free one
  std::string prefix = "/aeolian";
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
};

/**
 * The OSC door: a UDP socket and a thread of its own that checks each packet, does what it asks for and
 * answers.
 *
 * Messages of a bundle with a time tag in the future wait (at most max_held of them, at most longest_wait
 * ahead) and are given to the parameters by this thread when its clock says so. All of them reach the
 * generator in order, but the step that first hears them is the one that comes next, not one that the tag
 * names to the sample.
 */
class OscServer {
 public:
  static constexpr std::size_t max_held = 1024;
  static constexpr std::chrono::seconds longest_wait{60};

  /**
   * Opens the socket and starts the thread. `parameters` and whatever `status` refers to outlive the server;
   * `status` is called by the server's thread.
   */
  static ErrorOr<std::unique_ptr<OscServer>> start(const OscOptions& options, Parameters& parameters,
                                                   Parameters::Source source, OscCommands::Status status);
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
  };
  struct Counts {
    std::atomic<std::uint64_t> packets, malformed, failures, late, dropped_by_kernel, replies_lost,
        complaints_withheld;
  };

  OscServer(int socket, int stop_event, SocketAddress address, OscCommands commands, Parameters& parameters,
            Parameters::Source source);

  void run();
  void wait_for_something(bool events_wait);
  void receive();
  void take_packet(std::span<const std::byte> packet, const SocketAddress& sender);
  bool may_be_held(std::span<const TimedOscMessage> messages, std::uint64_t now, Caller& caller) const;
  void run_due();
  void send(const OscMessage& message, const SocketAddress& to);

  const int socket_;
  const int stop_event_;
  const SocketAddress address_;
  OscCommands commands_;
  Parameters& parameters_;
  const Parameters::Source source_;
  ReplyPorts reply_ports_;
  RateLimit complaints_{100., 50.};
  Timeline<Clock::time_point, Held> held_{max_held};
  Counts counts_{};
  std::atomic<bool> stopping_ = false;
  std::thread thread_;
};

}  // namespace aeolian
