// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

namespace aeolian::trainer {

/** Thrown by a long task that was asked to stop; caught by the code that started it. */
struct Interrupted {};

/**
 * During its lifetime, signals request a stop at the next suitable moment instead of ending the process:
 * Ctrl-C (SIGINT), SIGTERM, a closed terminal (SIGHUP, unless ignored, as under nohup), a broken output pipe
 * (SIGPIPE), and limits on file size and processor time (SIGXFSZ, SIGXCPU). A second Ctrl-C ends the process
 * at once. Only one may exist per process.
 */
class StopRequest {
 public:
  StopRequest();
  ~StopRequest();
  StopRequest(const StopRequest&) = delete;
  StopRequest& operator=(const StopRequest&) = delete;

  /** Whether a stop was requested. Any thread. */
  bool requested() const;

  /** Whether the first request was a Ctrl-C, so that a user is there who may press it again. */
  bool is_by_hand() const;

  /** Requests a stop without a signal, for example because the disk is full. */
  void request();

  /** Forgets the request, so that the next signal counts as the first. */
  void rearm();

  /**
   * Until the next call, a signal ends the process at once, after writing `farewell` to standard error; for
   * times when there is nothing to lose. `farewell` must live until the next call; nullptr = signals request
   * a stop, as initially.
   */
  void end_at_once(const char* farewell);

  /** Sets a file to remove if a signal ends the process at once. `path` must outlive this object. */
  void remove_at_the_end(const char* path);

  /** Throws Interrupted if a stop was requested. */
  void check() const;
};

}  // namespace aeolian::trainer
