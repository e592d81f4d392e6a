// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/output_file.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <string>
#include <system_error>

#include "core/input_file.h"

namespace aeolian {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t largest_beginning = 1 << 20;  // bytes
constexpr int open_flags = O_RDWR | O_CREAT | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY | O_CLOEXEC;

tl::unexpected<Error> refuse(const fs::path& file, const std::string& why) {
  return fail(file.string() + ": cannot be written: " + why);
}

tl::unexpected<Error> refuse(const fs::path& file, int code) {
  return refuse(file, std::generic_category().message(code));
}

tl::unexpected<Error> refuse_other(const fs::path& file, const std::string& what) {
  return refuse(file, "it is " + what + "; name a file");
}

/** For a path at which nothing exists yet, except perhaps a broken link. */
ErrorOr<fs::path> new_path(const fs::path& file) {
  std::error_code error;
  if (file.filename().empty()) return refuse_other(file, "the name of a folder");
  if (fs::is_symlink(fs::symlink_status(file, error))) {
    return refuse(file, "it is a link to " + fs::read_symlink(file, error).string() +
                            ", which does not exist; make that file, or remove the link");
  }
  return file;
}

}  // namespace

ErrorOr<fs::path> output_path(const fs::path& file, const FileKind& kind) {
  struct stat status {};
  if (::stat(file.c_str(), &status) != 0) return errno == ENOENT ? new_path(file) : refuse(file, errno);
  if (const auto other = other_than_a_file(status.st_mode)) return refuse_other(file, *other);
  std::error_code error;
  fs::path real = fs::canonical(file, error);
  if (error) return refuse(file, error.value());
  if (status.st_size == 0) return real;
  const auto opened = open_input(real);
  const auto beginning = opened ? read_beginning(*opened, largest_beginning)
                                : ErrorOr<std::string>(tl::unexpected(opened.error()));
  if (!beginning)
    return refuse(file, "it might not be safe to replace, because it " + beginning.error().message);
  if (!kind.matches(*beginning)) {
    return refuse(
        file, "it exists and is not " + std::string(kind.name) + "; it was not changed: name another file");
  }
  return real;
}

ErrorOr<FileDescriptor> open_output_at_its_end(const fs::path& file, const FileKind& kind) {
  const auto path = output_path(file, kind);
  if (!path) return tl::unexpected(path.error());
  FileDescriptor opened(::open(path->c_str(), open_flags, 0666));
  struct stat status {};
  if (*opened < 0 || ::fstat(*opened, &status) != 0) return refuse(file, errno);
  if (const auto other = other_than_a_file(status.st_mode)) return refuse_other(file, *other);
  if (::lseek(*opened, 0, SEEK_END) < 0) return refuse(file, errno);
  return opened;
}

ErrorOr<FileDescriptor> open_output(const fs::path& file, const FileKind& kind) {
  auto opened = open_output_at_its_end(file, kind);
  if (!opened) return opened;
  if (::ftruncate(**opened, 0) != 0 || ::lseek(**opened, 0, SEEK_SET) < 0) return refuse(file, errno);
  return opened;
}

ErrorOr<FileDescriptor> open_new_output(const fs::path& file) {
  FileDescriptor opened(::open(file.c_str(), open_flags | O_EXCL, 0666));
  if (*opened < 0) return refuse(file, errno);
  return opened;
}

}  // namespace aeolian
