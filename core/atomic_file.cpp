// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/atomic_file.h"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <system_error>
#include <utility>

#include "core/input_file.h"

namespace aeolian {
namespace {

namespace fs = std::filesystem;

tl::unexpected<Error> cannot_write(const fs::path& target, const std::string& what, int code) {
  return fail(target.string() + ": cannot " + what + ": " + std::generic_category().message(code));
}

fs::path folder_of(const fs::path& file) {
  return file.has_parent_path() ? file.parent_path() : fs::path(".");
}

}  // namespace

ErrorOr<AtomicFile> AtomicFile::create(const fs::path& target, const FileKind& kind, mode_t mode) {
  const auto real = output_path(target, kind);
  if (!real) return tl::unexpected(real.error());
  constexpr int attempts = 100;  // crashed processes with our id may have left some names behind
  for (int i = 0; i < attempts; ++i) {
    fs::path temporary = *real;
    temporary += ".new-" + std::to_string(::getpid()) + "-" + std::to_string(i);
    FileDescriptor file(::open(temporary.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, mode));
    if (*file >= 0) return AtomicFile(*real, kind, std::move(temporary), std::move(file));
    if (errno != EEXIST) return cannot_write(target, "write in its folder", errno);
  }
  return cannot_write(target, "write in its folder", EEXIST);
}

AtomicFile::AtomicFile(fs::path target, const FileKind& kind, fs::path temporary, FileDescriptor file)
    : target_(std::move(target)), kind_(kind), temporary_(std::move(temporary)), file_(std::move(file)) {}

AtomicFile::AtomicFile(AtomicFile&& other) noexcept
    : target_(std::move(other.target_)),
      kind_(other.kind_),
      temporary_(std::exchange(other.temporary_, {})),
      file_(std::move(other.file_)) {}

AtomicFile::~AtomicFile() {
  if (!temporary_.empty()) ::unlink(temporary_.c_str());
}

tl::unexpected<Error> AtomicFile::failed(const std::string& what) const {
  return cannot_write(target_, what, errno);
}

ErrorOr<void> AtomicFile::write(std::span<const std::byte> bytes) {
  while (!bytes.empty()) {
    const ssize_t written = ::write(*file_, bytes.data(), bytes.size());
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) return failed("write");
    bytes = bytes.subspan(static_cast<std::size_t>(written));
  }
  return {};
}

ErrorOr<void> AtomicFile::commit() {
  if (::fsync(*file_) != 0) return failed("flush it to the disk");
  if (::close(file_.release()) != 0) return failed("close");
  // Hours may have passed since create(), and another file may be there by now.
  if (auto real = output_path(target_, kind_); !real) {
    return fail(real.error().message + "; the new content is kept as " +
                std::exchange(temporary_, {}).string());
  }
  if (std::rename(temporary_.c_str(), target_.c_str()) != 0) return failed("replace the old file");
  temporary_.clear();

  // The new name is in place; a folder that cannot be synced (some network file systems) does not undo that.
  const FileDescriptor folder(::open(folder_of(target_).c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (*folder >= 0) ::fsync(*folder);
  return {};
}

ErrorOr<void> write_whole_file(const fs::path& file, const FileKind& kind, std::string_view text) {
  std::error_code error;
  // Errors are reported when the file is opened.
  if (file.has_parent_path()) fs::create_directories(file.parent_path(), error);
  auto writing = AtomicFile::create(file, kind);
  if (!writing) return tl::unexpected(writing.error());
  if (auto written = writing->write(std::as_bytes(std::span(text))); !written) return written;
  return writing->commit();
}

ErrorOr<std::string> read_whole_file(const fs::path& file, std::size_t largest) {
  const auto opened = open_input(file);
  if (!opened) return tl::unexpected(opened.error());
  auto text = read_beginning(*opened, largest + 1);
  if (text && text->size() > largest) return fail("is larger than " + std::to_string(largest) + " bytes");
  return text;
}

}  // namespace aeolian
