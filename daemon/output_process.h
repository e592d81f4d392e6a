#pragma once

#include <sys/types.h>

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "core/error.h"
#include "core/stream/file_descriptor.h"

namespace aeolian {

/** Exit codes of aeolian-output, by which its supervisor knows why it ended. */
namespace output_exit {
inline constexpr int done = 0;
inline constexpr int bad_usage = 2;
inline constexpr int no_device = 3;    ///< none at all, or none of the name asked for
inline constexpr int device_lost = 4;  ///< it was open and is no more
inline constexpr int refused = 5;      ///< it is there and cannot be opened
}  // namespace output_exit

/** Which device aeolian-output shall open. */
struct DeviceChoice {
  std::string name;  ///< part of "host API: device", any case; empty = the system's default
  int rate = 0;      ///< Hz; 0 = the device's own
  int block = 0;     ///< frames a callback; 0 = the device's own
};

/** The program aeolian-output: beside this program, or where the installation puts it. */
ErrorOr<std::filesystem::path> find_output_program();

/** Replaces this process by `aeolian-output --list`; returns only if that fails. */
Error become_device_list();

/**
 * A running aeolian-output. It ends with the thread that started it. One thread; the destructor kills and
 * buries.
 */
class OutputProcess {
 public:
  /** Starts `program` on the shared memory behind `stream_fd`. */
  static ErrorOr<OutputProcess> start(const std::filesystem::path& program, int stream_fd,
                                      const DeviceChoice& device);
  OutputProcess(OutputProcess&& other) noexcept;
  OutputProcess& operator=(OutputProcess&& other) noexcept;
  ~OutputProcess();

  pid_t pid() const { return pid_; }

  void ask_to_leave();  ///< SIGTERM: it fades out and ends
  void kill();          ///< SIGKILL

  /** Its exit code once it has ended, 128 + signal where one ended it; empty while it lives. */
  std::optional<int> ended();

  /** The whole lines that it has said since the last call. */
  std::vector<std::string> lines();

 private:
  OutputProcess(pid_t pid, FileDescriptor output) : pid_(pid), output_(std::move(output)) {}

  pid_t pid_;
  std::optional<int> exit_code_;
  FileDescriptor output_;  // the end to read of what it says
  std::string unfinished_;
};

}  // namespace aeolian
