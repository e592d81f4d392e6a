// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

namespace aeolian {

/** Thrown by a long task that was asked to stop; whoever started the task catches it. */
struct Interrupted {};

/**
 * For the length of its life, signals ask to stop at the next good moment instead of ending the process:
 * Ctrl-C (SIGINT), SIGTERM, the end of the terminal (SIGHUP, unless it was ignored, as nohup does), a broken
 * pipe on the output (SIGPIPE), and limits of file size and processor time (SIGXFSZ, SIGXCPU). The second
 * Ctrl-C ends the process at once. One at a time in a process.
 */
class StopRequest {
 public:
  StopRequest();
  ~StopRequest();
  StopRequest(const StopRequest&) = delete;
  StopRequest& operator=(const StopRequest&) = delete;

  /** Whether a stop was asked for. Any thread. */
  bool requested() const;

  /** Whether Ctrl-C was the first to ask: somebody is there who may ask again. */
  bool is_by_hand() const;

  /** Asks to stop without a signal: what is written to is full, say. */
  void request();

  /** Forgets the request, so that the next signal is the first again. */
  void rearm();

  /**
   * While there is nothing to lose: a signal ends the process at once, after `farewell` was written to
   * standard error. `farewell` lives until the next call; nullptr = signals ask to stop, as at first.
   */
  void end_at_once(const char* farewell);

  /** A file that is removed where a signal ends the process at once. `path` lives as long as this does. */
  void remove_at_the_end(const char* path);

  /** Throws Interrupted where a stop was asked for. */
  void check() const;
};

}  // namespace aeolian
