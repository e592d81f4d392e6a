// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <sys/types.h>

#include <string>

#include "core/file_descriptor.h"

namespace aeolian::midi {

/**
 * A real JACK server with the dummy driver and a name that no other test has at the time, to which clients of
 * this process (and of its children) connect. Ends with the object.
 */
class DummyJackServer {
 public:
  /** Whether this machine has jackd. */
  static bool is_installed();

  /**
   * Makes this process's clients look for this server only, which does not run yet. With more `frames` per
   * period it is slower, waits longer for a client on a busy machine, and has room for more MIDI in each.
   * Tests play without real-time scheduling, as few machines that build grant it.
   */
  explicit DummyJackServer(int frames = 256, bool in_real_time = false);
  ~DummyJackServer();
  DummyJackServer(const DummyJackServer&) = delete;
  DummyJackServer& operator=(const DummyJackServer&) = delete;

  /** True once clients can connect. */
  bool start();

  /** Ends it without warning. */
  void kill();

 private:
  void end(int signal);

  FileDescriptor place_;  ///< the lock on the name
  std::string name_;
  std::string frames_;
  bool in_real_time_;
  pid_t process_ = -1;
};

}  // namespace aeolian::midi
