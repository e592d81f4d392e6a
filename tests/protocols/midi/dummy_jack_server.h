// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <sys/types.h>

#include <string>

#include "core/file_descriptor.h"

namespace aeolian::midi {

/**
 * A real JACK server with the dummy driver and a unique name, to which clients of this process and its
 * children connect. Ends on destruction.
 */
class DummyJackServer {
 public:
  /** Whether jackd is installed. */
  static bool is_installed();

  /**
   * Makes clients of this process look for this server only; does not start it. With more `frames` per period
   * it waits longer for a client on a busy machine, and has room for more MIDI in each period. Tests play
   * without real-time scheduling, because few build machines grant it.
   */
  explicit DummyJackServer(int frames = 256, bool in_real_time = false);
  ~DummyJackServer();
  DummyJackServer(const DummyJackServer&) = delete;
  DummyJackServer& operator=(const DummyJackServer&) = delete;

  /** Starts it; true once clients can connect. */
  bool start();

  /** Kills it without warning. */
  void kill();

 private:
  void end(int signal);

  FileDescriptor place_;  ///< a lock on the name
  std::string name_;
  std::string frames_;
  bool in_real_time_;
  pid_t process_ = -1;
};

}  // namespace aeolian::midi
