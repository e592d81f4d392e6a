// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <filesystem>

#include "core/error.h"

namespace aeolian {

/**
 * Keeps a second training away from a training's output for the length of its life: a lock (flock) on the
 * file OUTPUT.lock, which is gone with the process however it ends. The file is removed at the end; one that
 * a killed process leaves behind is empty and locks nobody out.
 */
class TrainingLock {
 public:
  /** Refused where another training writes to `output`. On a file system without locks it holds nobody back.
   */
  static ErrorOr<TrainingLock> take(const std::filesystem::path& output);

  /** The file that is locked. */
  const std::filesystem::path& path() const { return path_; }

  TrainingLock(TrainingLock&& other) noexcept;
  TrainingLock& operator=(TrainingLock&&) = delete;
  ~TrainingLock();

 private:
  TrainingLock(std::filesystem::path path, int file);

  std::filesystem::path path_;
  int file_;
};

}  // namespace aeolian
