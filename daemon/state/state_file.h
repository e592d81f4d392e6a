// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <filesystem>
#include <optional>
#include <string>

#include "core/control/parameters.h"
#include "core/error.h"
#include "core/file_descriptor.h"
#include "daemon/state/state.h"

namespace aeolian::daemon {

/**
 * The files of the state: FILE, the previous good one as FILE.backup, the number of failed starts in a row as
 * FILE.starts, and unreadable ones as FILE.unreadable-N, so that nothing is lost. Each is written as a whole
 * or not at all. FILE.lock belongs to the daemon that saves its state there; a second daemon saves none. One
 * thread at a time; everything but the getters may wait for the disk.
 */
class StateFile {
 public:
  explicit StateFile(std::filesystem::path file);
  StateFile(StateFile&&) = default;

  /** Whether this program may write it; if not, `why_not` says why. */
  bool is_ours() const { return !why_not_; }
  const std::optional<std::string>& why_not() const { return why_not_; }

  /** Returns the number of starts before this one that ended before they had played for a while. */
  int failed_starts() const { return failed_starts_; }
  /** Counts this start as failed, until start_was_good(). */
  void begin_start();
  void start_was_good();
  /** Counts this start neither as failed nor as good: it did not end because of the model. */
  void forget_start();

  /**
   * Loads the state of the last run from the file, or if that is damaged from its backup; nothing if there is
   * neither. Problems are logged, and a damaged file is renamed.
   */
  std::optional<State> load(const Snapshot& otherwise);
  /** Replaces the contents of the file with `text`; the old file becomes the backup. */
  ErrorOr<void> save(const std::string& text);

  /** Renames the file and its backup, so that the next load() finds nothing. */
  void set_aside();

 private:
  std::filesystem::path beside(const char* ending) const;
  std::optional<State> load_from(const std::filesystem::path& file, const Snapshot& otherwise);
  void write_count(int count) const;
  void remove_unfinished() const;
  void keep_unreadable(const std::filesystem::path& file) const;

  const std::filesystem::path file_;
  FileDescriptor lock_;
  std::optional<std::string> why_not_;
  int failed_starts_ = 0;
};

/** Reads the state in a file; an error if it cannot be used. Changes nothing. */
ErrorOr<State> read_state(const std::filesystem::path& file, const Snapshot& otherwise);

}  // namespace aeolian::daemon
