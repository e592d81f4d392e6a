#pragma once

namespace aeolian {

/**
 * For the length of its life, Ctrl-C and SIGTERM ask to stop at the next good moment instead of ending the
 * process; the second Ctrl-C ends it at once. One at a time in a process.
 */
class StopRequest {
 public:
  StopRequest();
  ~StopRequest();
  StopRequest(const StopRequest&) = delete;
  StopRequest& operator=(const StopRequest&) = delete;

  /** Whether somebody asked to stop. Any thread. */
  bool requested() const;
};

}  // namespace aeolian
