// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <filesystem>
#include <optional>
#include <string>

#include "core/control/parameters.h"
#include "core/error.h"
#include "core/file_descriptor.h"
#include "daemon/state/state.h"

namespace aeolian {

/**
 * Where the state lies: FILE, the good one before it as FILE.backup, the number of starts that failed in a
 * row as FILE.starts, and what could not be read as FILE.unreadable-N: nothing is lost. Each is written at
 * once or not at all. FILE.lock belongs to the daemon that keeps its state there; a second one does without.
 * One thread at a time; all but the getters may wait for the disk.
 */
class StateFile {
 public:
  explicit StateFile(std::filesystem::path file);
  StateFile(StateFile&&) = default;

  /** Whether it is this program's to write; if not, `why_not` says so. */
  bool is_ours() const { return !why_not_; }
  const std::optional<std::string>& why_not() const { return why_not_; }

  /** Starts before this one that ended before they had played for a while. */
  int failed_starts() const { return failed_starts_; }
  /** This start counts as failed from now on, until start_was_good(). */
  void begin_start();
  void start_was_good();
  /** This start counts neither as failed nor as good: what ended it was not the model. */
  void forget_start();

  /**
   * What the last run left: the file, or where it is faulty its backup; nothing where there is neither. What
   * is wrong is logged, and the faulty file gets another name.
   */
  std::optional<State> load(const Snapshot& otherwise);
  /** Puts `text` in the place of what is there, which becomes the backup. */
  ErrorOr<void> save(const std::string& text);

  /** Gives the file and its backup other names, so that the next load() finds nothing. */
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

/** What the file says; an error where it cannot be taken. Changes nothing. */
ErrorOr<State> read_state(const std::filesystem::path& file, const Snapshot& otherwise);

}  // namespace aeolian
