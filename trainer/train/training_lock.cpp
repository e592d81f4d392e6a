// SPDX-License-Identifier: GPL-3.0-or-later
#include "trainer/train/training_lock.h"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <system_error>
#include <utility>

namespace aeolian::trainer {
namespace {

namespace fs = std::filesystem;

/** Whether `path` still names the open file; a training removes it at its end. */
bool is_in_place(const fs::path& path, const struct stat& opened) {
  struct stat there {};
  return ::stat(path.c_str(), &there) == 0 && there.st_dev == opened.st_dev && there.st_ino == opened.st_ino;
}

tl::unexpected<Error> cannot_lock(const fs::path& path, int code) {
  return fail(path.string() +
              ": cannot be opened to lock the output: " + std::generic_category().message(code));
}

}  // namespace

ErrorOr<TrainingLock> TrainingLock::take(const fs::path& output) {
  std::error_code error;
  fs::path path = fs::weakly_canonical(output, error);  // one lock for all names of the file
  if (error) path = output;
  path += ".lock";
  for (;;) {
    const int file = ::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK, 0666);
    if (file < 0) return cannot_lock(path, errno);
    struct stat opened {};
    if (::fstat(file, &opened) != 0 || !S_ISREG(opened.st_mode)) {
      ::close(file);
      return fail(path.string() +
                  ": occupies the name of the lock for this output; remove it, or choose another name");
    }
    if (::flock(file, LOCK_EX | LOCK_NB) != 0 && errno == EWOULDBLOCK) {
      ::close(file);
      return fail(output.string() +
                  ": another training writes to it; wait until that ends, or choose another name");
    }
    if (is_in_place(path, opened)) return TrainingLock(std::move(path), file);
    ::close(file);
  }
}

TrainingLock::TrainingLock(fs::path path, int file) : path_(std::move(path)), file_(file) {}

TrainingLock::TrainingLock(TrainingLock&& other) noexcept
    : path_(std::move(other.path_)), file_(std::exchange(other.file_, -1)) {}

TrainingLock::~TrainingLock() {
  if (file_ < 0) return;
  struct stat opened {};
  const bool is_ours = ::fstat(file_, &opened) == 0 && opened.st_size == 0;
  if (is_ours && is_in_place(path_, opened)) ::unlink(path_.c_str());
  ::close(file_);
}

}  // namespace aeolian::trainer
