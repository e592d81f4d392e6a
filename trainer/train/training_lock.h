// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <filesystem>

#include "core/error.h"

namespace aeolian::trainer {

/**
 * Keeps other trainings away from an output during its lifetime, by a lock (flock) on the file OUTPUT.lock,
 * which is released with the process however it ends. The file is removed at the end; one left behind by a
 * killed process is empty and locks nothing.
 */
class TrainingLock {
 public:
  /**
   * Takes the lock; fails if another training writes to `output`. On a file system without locks it has no
   * effect.
   */
  static ErrorOr<TrainingLock> take(const std::filesystem::path& output);

  const std::filesystem::path& path() const { return path_; }

  TrainingLock(TrainingLock&& other) noexcept;
  TrainingLock& operator=(TrainingLock&&) = delete;
  ~TrainingLock();

 private:
  TrainingLock(std::filesystem::path path, int file);

  std::filesystem::path path_;
  int file_;
};

}  // namespace aeolian::trainer
