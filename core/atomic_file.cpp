#include "core/atomic_file.h"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <system_error>
#include <utility>

namespace aeolian {
namespace {

namespace fs = std::filesystem;

tl::unexpected<Error> cannot_write(const fs::path& target, const std::string& what, int code) {
  return fail(target.string() + ": cannot " + what + ": " + std::generic_category().message(code));
}

fs::path folder_of(const fs::path& file) {
  return file.has_parent_path() ? file.parent_path() : fs::path(".");
}

/** What a link, or a link to a link, points to; it need not exist. */
fs::path behind_links(fs::path path) {
  constexpr int most_hops = 40;  // as the kernel
  std::error_code error;
  for (int hop = 0; hop < most_hops && fs::is_symlink(path, error); ++hop) {
    path = folder_of(path) / fs::read_symlink(path, error);
  }
  return path;
}

}  // namespace

ErrorOr<AtomicFile> AtomicFile::create(const fs::path& target) {
  const fs::path real = behind_links(target);
  std::error_code error;
  if (real.filename().empty() || fs::is_directory(real, error))
    return cannot_write(target, "be a file", EISDIR);

  constexpr int attempts = 100;  // names that a process of our id, ended in the middle, may have left behind
  for (int i = 0; i < attempts; ++i) {
    fs::path temporary = real;
    temporary += ".new-" + std::to_string(::getpid()) + "-" + std::to_string(i);
    const int file = ::open(temporary.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
    if (file >= 0) return AtomicFile(real, std::move(temporary), file);
    if (errno != EEXIST) return cannot_write(target, "write in its folder", errno);
  }
  return cannot_write(target, "write in its folder", EEXIST);
}

AtomicFile::AtomicFile(fs::path target, fs::path temporary, int file)
    : target_(std::move(target)), temporary_(std::move(temporary)), file_(file) {}

AtomicFile::AtomicFile(AtomicFile&& other) noexcept
    : target_(std::move(other.target_)),
      temporary_(std::exchange(other.temporary_, {})),
      file_(std::exchange(other.file_, -1)) {}

AtomicFile::~AtomicFile() {
  if (file_ >= 0) ::close(file_);
  if (!temporary_.empty()) ::unlink(temporary_.c_str());
}

tl::unexpected<Error> AtomicFile::failed(const std::string& what) const {
  return cannot_write(target_, what, errno);
}

ErrorOr<void> AtomicFile::write(std::span<const std::byte> bytes) {
  while (!bytes.empty()) {
    const ssize_t written = ::write(file_, bytes.data(), bytes.size());
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) return failed("write");
    bytes = bytes.subspan(static_cast<std::size_t>(written));
  }
  return {};
}

ErrorOr<void> AtomicFile::commit() {
  if (::fsync(file_) != 0) return failed("bring it to the disk");
  if (::close(std::exchange(file_, -1)) != 0) return failed("close");
  if (std::rename(temporary_.c_str(), target_.c_str()) != 0) return failed("replace the old file");
  temporary_.clear();

  // The new name is in place; a folder that cannot be synced (some network file systems) does not undo it.
  const int folder = ::open(folder_of(target_).c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (folder >= 0) {
    ::fsync(folder);
    ::close(folder);
  }
  return {};
}

ErrorOr<void> write_whole_file(const fs::path& file, std::string_view text) {
  std::error_code error;
  if (file.has_parent_path()) fs::create_directories(file.parent_path(), error);  // what is wrong shows next
  auto writing = AtomicFile::create(file);
  if (!writing) return tl::unexpected(writing.error());
  if (auto written = writing->write(std::as_bytes(std::span(text))); !written) return written;
  return writing->commit();
}

ErrorOr<std::string> read_whole_file(const fs::path& file, std::size_t largest) {
  const int opened = ::open(file.c_str(), O_RDONLY | O_CLOEXEC);
  std::string text(largest + 1, '\0');
  std::size_t size = 0;
  ssize_t got = opened < 0 ? -1 : 1;
  while (got > 0 && size < text.size()) {
    got = ::read(opened, text.data() + size, text.size() - size);
    if (got > 0) size += static_cast<std::size_t>(got);
  }
  const int code = errno;
  if (opened >= 0) ::close(opened);
  if (got < 0) return fail("cannot be read: " + std::generic_category().message(code));
  if (size > largest) return fail("is larger than " + std::to_string(largest) + " bytes");
  text.resize(size);
  return text;
}

}  // namespace aeolian
