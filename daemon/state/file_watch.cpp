// SPDX-License-Identifier: GPL-3.0-or-later
#include "daemon/state/file_watch.h"

#include <poll.h>
#include <spdlog/spdlog.h>
#include <sys/inotify.h>

#include <array>
#include <cerrno>
#include <cstring>
#include <utility>

#include "core/within_memory.h"

namespace aeolian::daemon {
namespace {

constexpr int patience_ms = 100;

}  // namespace

ErrorOr<std::unique_ptr<FileWatch>> FileWatch::start(const std::vector<std::filesystem::path>& folders,
                                                     OnFile on_file) {
  FileDescriptor inotify(inotify_init1(IN_NONBLOCK | IN_CLOEXEC));
  if (*inotify < 0) return fail(std::string("files cannot be watched: ") + std::strerror(errno));
  std::map<int, std::filesystem::path> watched;
  for (const std::filesystem::path& folder : folders) {
    const int descriptor =
        inotify_add_watch(*inotify, folder.c_str(), IN_CLOSE_WRITE | IN_MOVED_TO | IN_MOVE_SELF | IN_ONLYDIR);
    if (descriptor < 0) return fail(folder.string() + " cannot be watched: " + std::strerror(errno));
    watched[descriptor] = folder;
  }
  return std::unique_ptr<FileWatch>(
      new FileWatch(std::move(inotify), std::move(watched), std::move(on_file)));
}

FileWatch::FileWatch(FileDescriptor inotify, std::map<int, std::filesystem::path> folders, OnFile on_file)
    : inotify_(std::move(inotify)), folders_(std::move(folders)), on_file_(std::move(on_file)) {
  thread_ = std::jthread([this](const std::stop_token& stop) { run(stop); });
}

void FileWatch::run(const std::stop_token& stop) {
  while (!stop.stop_requested()) {
    pollfd ready{.fd = *inotify_, .events = POLLIN, .revents = 0};
    if (poll(&ready, 1, patience_ms) > 0 && !finishes_within_memory([this] { read_events(); })) {
      spdlog::error("a change in a watched folder was missed: there is not enough memory");
    }
  }
}

void FileWatch::read_events() {
  alignas(inotify_event) std::array<char, 16384> buffer{};
  const ssize_t size = read(*inotify_, buffer.data(), buffer.size());
  for (ssize_t at = 0; at < size;) {
    inotify_event event{};
    std::memcpy(&event, buffer.data() + at, sizeof event);
    if ((event.mask & (IN_IGNORED | IN_MOVE_SELF)) != 0) lost_ = true;
    const auto folder = folders_.find(event.wd);
    if (folder != folders_.end() && event.len > 0)
      on_file_(folder->second / (buffer.data() + at + sizeof event));
    at += static_cast<ssize_t>(sizeof event + event.len);
  }
}

}  // namespace aeolian::daemon
