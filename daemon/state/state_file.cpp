// SPDX-License-Identifier: GPL-3.0-or-later
#include "daemon/state/state_file.h"

#include <fcntl.h>
#include <spdlog/spdlog.h>
#include <sys/file.h>

#include <cerrno>
#include <charconv>
#include <regex>
#include <system_error>
#include <utility>

#include "core/atomic_file.h"
#include "core/input_file.h"

namespace aeolian::daemon {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t largest_count = 16;  // bytes

constexpr FileKind state_kind{"a state of aeoliand", [](std::string_view beginning) {
                                return beginning.starts_with('{') &&
                                       beginning.find(R"("aeolian state")") != beginning.npos;
                              }};
constexpr FileKind count_kind{"a count of starts", [](std::string_view beginning) {
                                return beginning.size() <= largest_count &&
                                       beginning.find_first_not_of("0123456789\n") == beginning.npos;
                              }};

/**
 * Whether this is the ending, behind the name of a state, of a temporary file of write_whole_file(), also of
 * one for a file beside the state.
 */
bool is_temporary(const std::string& ending) {
  static const std::regex endings(R"((\.backup|\.starts)?\.new-[0-9]+-[0-9]+)");
  return std::regex_match(ending, endings);
}

int read_count(const fs::path& file) {
  const auto text = read_whole_file(file, largest_count);
  int count = 0;
  if (text) std::from_chars(text->data(), text->data() + text->size(), count);
  return count;
}

}  // namespace

StateFile::StateFile(fs::path file) : file_(std::move(file)) {
  std::error_code error;
  if (file_.has_parent_path()) fs::create_directories(file_.parent_path(), error);
  struct stat status {};
  if (::stat(file_.c_str(), &status) == 0) {
    if (const auto other = other_than_a_file(status.st_mode)) {
      why_not_ = file_.string() + " is " + *other + "; move it away, or name another file with --state-file";
      return;
    }
  }
  lock_ = FileDescriptor(::open(beside(".lock").c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0666));
  if (*lock_ < 0) {
    why_not_ = file_.string() + " cannot be written: " + std::generic_category().message(errno);
  } else if (::flock(*lock_, LOCK_EX | LOCK_NB) != 0) {
    why_not_ = file_.string() + " is in use by another aeoliand; give this one its own --state-file";
  } else {
    remove_unfinished();
    failed_starts_ = read_count(beside(".starts"));
  }
}

/** Removes temporary files of a run that was killed while writing. */
void StateFile::remove_unfinished() const {
  const std::string name = file_.filename().string();
  std::error_code error;
  for (fs::directory_iterator entry(folder_of(file_), error), end; !error && entry != end;
       entry.increment(error)) {
    const std::string other = entry->path().filename().string();
    if (other.starts_with(name) && is_temporary(other.substr(name.size()))) {
      std::error_code ignored;
      fs::remove(entry->path(), ignored);
    }
  }
}

void StateFile::write_count(int count) const {
  if (auto written = write_whole_file(beside(".starts"), count_kind, std::to_string(count) + "\n");
      !written) {
    spdlog::warn("failed starts cannot be counted: {}", written.error().message);
  }
}

void StateFile::begin_start() {
  write_count(failed_starts_ + 1);
}

void StateFile::forget_start() {
  failed_starts_ == 0 ? start_was_good() : write_count(failed_starts_);
}

void StateFile::start_was_good() {
  std::error_code error;
  fs::remove(beside(".starts"), error);
}

std::optional<State> StateFile::load(const Snapshot& otherwise) {
  if (auto state = load_from(file_, otherwise)) return state;
  auto state = load_from(beside(".backup"), otherwise);
  if (state) spdlog::warn("resuming from {}, the previous state", beside(".backup").string());
  return state;
}

std::optional<State> StateFile::load_from(const fs::path& file, const Snapshot& otherwise) {
  std::error_code error;
  if (!fs::exists(file, error)) return {};
  auto state = read_state(file, otherwise);
  if (state) return std::move(*state);
  spdlog::error("the saved state cannot be used: {}", state.error().message);
  keep_unreadable(file);
  return {};
}

ErrorOr<void> StateFile::save(const std::string& text) {
  if (text.size() > max_state_size)
    return fail("a state of " + std::to_string(text.size()) + " bytes could not be read again");
  if (const auto before = read_whole_file(file_, max_state_size)) {
    if (auto kept = write_whole_file(beside(".backup"), state_kind, *before); !kept) return kept;
  }
  return write_whole_file(file_, state_kind, text);
}

void StateFile::set_aside() {
  std::error_code error;
  for (const fs::path& file : {file_, beside(".backup")}) {
    if (fs::exists(file, error)) keep_unreadable(file);
  }
}

void StateFile::keep_unreadable(const fs::path& file) const {
  constexpr int most = 100;
  std::error_code error;
  for (int i = 1; i <= most; ++i) {
    const fs::path name = beside((".unreadable-" + std::to_string(i)).c_str());
    if (fs::exists(name, error)) continue;
    fs::rename(file, name, error);
    if (!error) spdlog::warn("{} was renamed to {}", file.string(), name.string());
    return;
  }
}

fs::path StateFile::beside(const char* ending) const {
  fs::path path = file_;
  path += ending;
  return path;
}

ErrorOr<State> read_state(const fs::path& file, const Snapshot& otherwise) {
  return read_whole_file(file, max_state_size)
      .and_then([&](const std::string& text) { return parse_state(text, otherwise); })
      .map_error([&](const Error& error) { return Error{file.string() + ": " + error.message}; });
}

}  // namespace aeolian::daemon
