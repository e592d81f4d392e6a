// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <jack/jack.h>

#include <compare>
#include <mutex>
#include <set>
#include <string>
#include <vector>

namespace aeolian::daemon {

/** A connection between two JACK ports, by their full names. */
struct JackConnection {
  std::string from;  ///< an output
  std::string to;    ///< an input

  auto operator<=>(const JackConnection&) const = default;
};

/**
 * The connections of our JACK client to others. Each is made once in the life of the other client's port:
 * again when that port comes back, even if it was gone for a moment only, but not after a removal by hand.
 * Control thread; JACK's thread for notifications, which may block, tells it about new ports.
 */
class JackConnections {
 public:
  /** Call it before `client` is activated, whose connections these are; the client ends first. */
  explicit JackConnections(jack_client_t* client);
  JackConnections(const JackConnections&) = delete;
  JackConnections& operator=(const JackConnections&) = delete;

  /**
   * Makes those of the `wanted` connections that were not made yet; one that JACK refuses is tried again at
   * the next call. Those that it made and that are not wanted any more are removed.
   */
  void keep(const std::vector<JackConnection>& wanted);

 private:
  void forget_returned_ports();

  jack_client_t* client_;
  std::set<JackConnection> made_;
  std::mutex mutex_;
  std::vector<jack_port_id_t> new_ports_;  // since the last keep(); guarded by mutex_
};

}  // namespace aeolian::daemon
