// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/input_file.h"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <system_error>

namespace aeolian {
namespace {

tl::unexpected<Error> cannot_be_read(int code) {
  return fail("cannot be read: " + std::generic_category().message(code));
}

tl::unexpected<Error> is_no_file(const std::string& what) {
  return fail("cannot be read: it is " + what + ", not a file");
}

}  // namespace

std::optional<std::string> other_than_a_file(mode_t mode) {
  if (S_ISREG(mode)) return std::nullopt;
  if (S_ISDIR(mode)) return "a folder";
  if (S_ISFIFO(mode)) return "a FIFO";
  if (S_ISSOCK(mode)) return "a socket";
  return "a device";
}

ErrorOr<FileDescriptor> open_input(const std::filesystem::path& file) {
  struct stat status {};
  if (::stat(file.c_str(), &status) != 0) return cannot_be_read(errno);
  if (const auto other = other_than_a_file(status.st_mode)) return is_no_file(*other);
  FileDescriptor opened(::open(file.c_str(), O_RDONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC));
  if (*opened < 0 || ::fstat(*opened, &status) != 0) return cannot_be_read(errno);
  if (const auto other = other_than_a_file(status.st_mode)) return is_no_file(*other);
  return opened;
}

ErrorOr<std::string> read_beginning(const FileDescriptor& file, std::size_t most) {
  // Memory is allocated as data arrives, not for the size that a file claims.
  constexpr std::size_t piece = 1 << 16;
  std::string text;
  std::size_t size = 0;
  while (size < most) {
    text.resize(std::min(most, size + piece));
    const ssize_t got = ::read(*file, text.data() + size, text.size() - size);
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) return cannot_be_read(errno);
    if (got == 0) break;
    size += static_cast<std::size_t>(got);
  }
  text.resize(size);
  return text;
}

}  // namespace aeolian
