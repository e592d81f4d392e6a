#pragma once

#include <cstdint>
#include <filesystem>
#include <fstream>
#include <vector>

#include "core/control/event.h"
#include "core/error.h"

namespace aeolian {

/** A control event and the latent step from which on it was heard. */
struct LoggedEvent {
  std::uint64_t step = 0;
  ControlEvent event;
};

/**
 * Writes what was played, as JSON lines: a line that names the format, then one event a line, such as
 * {"step":173,"parameter":"temperature","value":1.25,"glide_s":0.0}. Numbers are written so that reading
 * gives the same bits. Each line is flushed, so that a crash costs no more than the line being written. One
 * thread at a time.
 */
class ControlLogWriter {
 public:
  /** Creates `path`, or empties it. */
  static ErrorOr<ControlLogWriter> create(const std::filesystem::path& path);

  ErrorOr<void> append(const LoggedEvent& logged);

 private:
  ControlLogWriter(std::filesystem::path path, std::ofstream file);

  std::filesystem::path path_;
  std::ofstream file_;
};

/** The events of a log, steps never falling; a broken one is refused with the file, the line and what is
 * wrong. */
ErrorOr<std::vector<LoggedEvent>> read_control_log(const std::filesystem::path& path);

}  // namespace aeolian
