// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <atomic>
#include <filesystem>
#include <functional>
#include <map>
#include <memory>
#include <thread>
#include <vector>

#include "core/error.h"
#include "core/file_descriptor.h"

namespace aeolian::daemon {

/** Reports files in some folders that were written completely, or moved into place (inotify). */
class FileWatch {
 public:
  /** Called on the watch's thread. */
  using OnFile = std::function<void(const std::filesystem::path&)>;

  /** Watches until it is destroyed; refuses a folder that cannot be watched. */
  static ErrorOr<std::unique_ptr<FileWatch>> start(const std::vector<std::filesystem::path>& folders,
                                                   OnFile on_file);
  /** Whether a folder was removed or moved since, and so is no longer watched. Any thread. */
  bool is_lost() const { return lost_; }
  FileWatch(const FileWatch&) = delete;
  FileWatch& operator=(const FileWatch&) = delete;

 private:
  FileWatch(FileDescriptor inotify, std::map<int, std::filesystem::path> folders, OnFile on_file);

  void run(const std::stop_token& stop);
  void read_events();

  FileDescriptor inotify_;
  std::map<int, std::filesystem::path> folders_;  // by watch descriptor
  OnFile on_file_;
  std::atomic<bool> lost_{false};
  std::jthread thread_;
};

}  // namespace aeolian::daemon
