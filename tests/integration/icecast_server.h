// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <sys/types.h>

#include <cstdint>
#include <string>

#include "tests/free_port.h"
#include "tests/protocols/oscquery/web_peer.h"
#include "tests/scratch_folder.h"

namespace aeolian {

/** Debian's Icecast with a configuration for the test, on a free port of this machine. */
class IcecastServer {
 public:
  static bool is_installed();

  /** `relay_of` is the port of a server whose streams it relays; 0 = none. Does not start it. */
  explicit IcecastServer(int clients = 100, std::uint16_t relay_of = 0);
  ~IcecastServer() { kill(); }
  IcecastServer(const IcecastServer&) = delete;
  IcecastServer& operator=(const IcecastServer&) = delete;

  /** Starts it and waits until it answers; false if it does not. */
  bool start();
  /** Kills it at once, like a crash. */
  void kill();
  /** Suspends it, with all of its connections, until resume(). */
  void pause() const;
  void resume() const;

  /** Its processor time since start(), seconds. */
  double processor_s() const;

  std::uint16_t port() const { return port_.number(); }
  static constexpr const char* password = "a source's";

 private:
  ScratchFolder folder_;
  ReservedPort port_;
  pid_t process_ = -1;
};

/** A listener of one mount. */
class StreamListener {
 public:
  StreamListener(std::uint16_t port, const std::string& mount);

  /** False if the server has no such mount. */
  bool is_connected() const { return connected_; }
  /** Continues to listen for `seconds`, or until the server ends the connection. */
  void listen(double seconds);
  /** All bytes received so far. */
  const std::string& bytes() const { return bytes_; }

 private:
  oscquery::TcpPeer peer_;
  bool connected_;
  std::string bytes_;
};

/**
 * The bytes that a listener at `port` receives from a mount within `seconds`; empty if there is no such
 * mount.
 */
std::string listen_to(std::uint16_t port, const std::string& mount, double seconds);

}  // namespace aeolian
