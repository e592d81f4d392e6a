// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <sys/types.h>

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "core/control/event.h"
#include "core/control/quality.h"
#include "core/error.h"
#include "core/file_descriptor.h"

namespace aeolian {

/** A control event and the latent step from which on it was heard. */
struct LoggedEvent {
  std::uint64_t step = 0;
  ControlEvent event;
};

/** Another source that was faded in: from which step on, what it plays, and all that it began with. */
struct SourceSwitch {
  std::uint64_t step = 0;
  std::string model;                        ///< base name
  std::string sound = {};                   ///< what it was primed with; empty = what its seed chooses
  double start_s = 0.;                      ///< where in that sound
  std::vector<ControlEvent> settings = {};  ///< applied before its first step
  std::string cause = {};  ///< the fault that the guard heard before, by its name; empty = it was asked for
};

/** What was played. */
struct ControlLog {
  std::vector<LoggedEvent> events;            ///< steps never falling
  std::vector<SourceSwitch> source_switches;  ///< steps never falling
  std::optional<Quality> quality;             ///< of all of it; none = the log does not say
};

/**
 * Writes what was played, as JSON lines: a line that names the format and the quality, then one event a line,
 * as
 * {"step":173,"parameter":"temperature","value":1.25,"glide_s":0.0}, or a source switch, such as
 * {"step":180,"model":"speech","settings":[{"parameter":"seed","value":7,"glide_s":0.0}]}, with "sound" and
 * "start_s" where it was primed, and "cause" where nobody asked for it but the guard. Numbers are written so
 * that reading gives the same bits. Each line is written at once, so that a crash costs no more than the line
 * being written; a line that cannot be written whole, as on a full disk, is taken back, so that the file can
 * be read. One thread at a time.
 */
class ControlLogWriter {
 public:
  /** Creates `path`, or empties the control log that is there, for what is played in this quality. */
  static ErrorOr<ControlLogWriter> create(const std::filesystem::path& path,
                                          Quality quality = Quality::normal);

  ErrorOr<void> append(const LoggedEvent& logged);
  ErrorOr<void> append(const SourceSwitch& source_switch);

 private:
  ErrorOr<void> write(const std::string& line);

  ControlLogWriter(std::filesystem::path path, FileDescriptor file);

  std::filesystem::path path_;
  FileDescriptor file_;
  off_t whole_ = 0;  // bytes of whole lines
};

/** What a log holds; a broken one is refused with the file, the line and what is wrong. */
ErrorOr<ControlLog> read_control_log(const std::filesystem::path& path);

}  // namespace aeolian
