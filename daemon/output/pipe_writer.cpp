// SPDX-License-Identifier: GPL-3.0-or-later
#include "daemon/output/pipe_writer.h"

#include <fcntl.h>
#include <limits.h>
#include <poll.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <system_error>
#include <utility>

#include "core/printable.h"

namespace aeolian::daemon {
namespace {

namespace fs = std::filesystem;

constexpr mode_t fifo_mode = 0660;

std::string reason() {
  return std::generic_category().message(errno);
}

/**
 * Opens the writing end of the FIFO at `path` without a reader: a program that opens the other end finds a
 * writer there, instead of an end of file.
 */
ErrorOr<FileDescriptor> open_fifo(const fs::path& path) {
  if (auto checked = check_fifo(path); !checked) return tl::unexpected(checked.error());
  if (mkfifo(path.c_str(), fifo_mode) != 0 && errno != EEXIST) {
    return fail(in_quotes(path.string()) + " cannot be created: " + reason());
  }
  // Without a reader it could not be opened for writing.
  const FileDescriptor own_reader(::open(path.c_str(), O_RDONLY | O_NONBLOCK | O_CLOEXEC));
  FileDescriptor fifo(::open(path.c_str(), O_WRONLY | O_NONBLOCK | O_CLOEXEC));
  if (*fifo < 0) return fail(in_quotes(path.string()) + " cannot be opened: " + reason());
  return fifo;
}

bool is_still_at(const fs::path& path, int fifo) {
  struct stat opened {};
  struct stat there {};
  return fstat(fifo, &opened) == 0 && stat(path.c_str(), &there) == 0 && opened.st_ino == there.st_ino &&
         opened.st_dev == there.st_dev;
}

bool has_reader(int pipe) {
  pollfd end{pipe, POLLOUT, 0};
  return poll(&end, 1, 0) >= 0 && (end.revents & POLLERR) == 0;
}

/** Writes as much as the reader takes at once; 0 = nothing, -1 = it failed, with errno. */
ssize_t write_some(int pipe, std::string_view bytes) {
  pollfd writable{pipe, POLLOUT, 0};
  if (poll(&writable, 1, 0) != 1) return 0;
  // A pipe that is ready takes PIPE_BUF bytes without waiting, even if it is not ours to make non-blocking.
  const ssize_t count = ::write(pipe, bytes.data(), std::min<std::size_t>(PIPE_BUF, bytes.size()));
  return count < 0 && (errno == EAGAIN || errno == EINTR) ? 0 : count;
}

}  // namespace

ErrorOr<void> check_fifo(const fs::path& path) {
  std::error_code error;
  const auto status = fs::status(path, error);
  if (!fs::exists(status) || fs::is_fifo(status)) return {};
  return fail(in_quotes(path.string()) + " is not a FIFO; name another path, or render with --output file:");
}

ErrorOr<PipeWriter> PipeWriter::to_standard_output() {
  if (isatty(STDOUT_FILENO) != 0) {
    return fail("--output pipe: would write sound to a terminal; redirect it to a program, or name a FIFO");
  }
  FileDescriptor own(fcntl(STDOUT_FILENO, F_DUPFD_CLOEXEC, STDERR_FILENO + 1));
  if (*own < 0 || dup2(STDERR_FILENO, STDOUT_FILENO) < 0) {
    return fail("standard output cannot be written to: " + reason());
  }
  return PipeWriter({}, std::move(own));
}

PipeWriter PipeWriter::to_fifo(fs::path path) {
  return {std::move(path), FileDescriptor()};
}

ErrorOr<void> PipeWriter::open() {
  pending_.clear();
  written_ = 0;
  if (fifo_.empty()) {
    if (*unread_ < 0) return fail("standard output no longer has a reader");
  } else {
    if (!is_still_at(fifo_, *unread_)) {
      auto opened = open_fifo(fifo_);
      if (!opened) return tl::unexpected(opened.error());
      unread_ = std::move(*opened);
    }
    if (!has_reader(*unread_)) return fail(in_quotes(fifo_.string()) + " has no reader");
  }
  pipe_ = std::exchange(unread_, FileDescriptor());
  return {};
}

ErrorOr<void> PipeWriter::flush() {
  std::size_t taken = 0;
  ssize_t count = 1;
  while (count > 0 && taken < pending_.size()) {
    count = write_some(*pipe_, std::string_view(pending_).substr(taken));
    if (count > 0) taken += static_cast<std::size_t>(count);
  }
  if (count < 0) {
    const std::string why = errno == EPIPE ? "its reader is gone" : reason();
    pipe_ = FileDescriptor();
    pending_.clear();
    return fail(why);
  }
  pending_.erase(0, taken);
  written_ += taken;
  return {};
}

std::string PipeWriter::name() const {
  return fifo_.empty() ? "standard output" : "pipe:" + fifo_.filename().string();
}

}  // namespace aeolian::daemon
