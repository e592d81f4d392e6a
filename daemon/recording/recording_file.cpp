// SPDX-License-Identifier: GPL-3.0-or-later
#include "daemon/recording/recording_file.h"

#include <algorithm>
#include <cctype>
#include <ctime>
#include <optional>
#include <system_error>
#include <utility>

#include "core/control/sanitize_name.h"
#include "core/lower_case.h"

namespace aeolian::daemon {
namespace {

namespace fs = std::filesystem;

struct Wanted {
  std::string stem;
  SoundFormat format;
};

std::string date_and_time() {
  const std::time_t now = std::time(nullptr);
  std::tm local{};
  localtime_r(&now, &local);
  std::string text(32, '\0');
  text.resize(std::strftime(text.data(), text.size(), "%Y-%m-%d %H-%M-%S", &local));
  return text;
}

ErrorOr<Wanted> read_name(std::string_view name, SoundFormat otherwise) {
  Wanted wanted{std::string(name), otherwise};
  for (const auto& [ending, format] :
       {std::pair(".wav", SoundFormat::wav), std::pair(".flac", SoundFormat::flac)}) {
    if (lower_case(wanted.stem).ends_with(ending)) {
      wanted = {wanted.stem.substr(0, wanted.stem.size() - std::string_view(ending).size()), format};
      break;
    }
  }
  const auto clean = sanitize_name(wanted.stem);
  if (!clean) return tl::unexpected(clean.error());
  wanted.stem = clean->empty() ? date_and_time() : *clean;
  return wanted;
}

/** A free path in `directory`: "take.wav", else "take 2.wav" and so on. */
fs::path free_path(const fs::path& directory, const Wanted& wanted) {
  const std::string ending = wanted.format == SoundFormat::flac ? ".flac" : ".wav";
  fs::path path = directory / (wanted.stem + ending);
  std::error_code error;
  for (int number = 2; fs::exists(fs::symlink_status(path, error)); ++number) {
    path = directory / (wanted.stem + " " + std::to_string(number) + ending);
  }
  return path;
}

std::uint64_t bytes_in(const fs::path& directory) {
  std::uint64_t sum = 0;
  std::error_code error;
  fs::directory_iterator entries(directory, error);
  for (; !error && entries != fs::directory_iterator(); entries.increment(error)) {
    std::error_code unreadable;
    const std::uintmax_t size = entries->is_regular_file(unreadable) ? entries->file_size(unreadable) : 0;
    sum += unreadable ? 0 : size;
  }
  return sum;
}

}  // namespace

tl::expected<RecordingFile, ControlError> RecordingFile::create(const RecordingPlace& place,
                                                                std::string_view name, int sample_rate,
                                                                std::size_t channels) {
  const auto wanted = read_name(name, place.format);
  if (!wanted) return refuse(ControlError::Kind::wrong_value, wanted.error().message);
  std::error_code error;
  fs::create_directories(place.directory, error);
  if (error)
    return refuse(ControlError::Kind::failed, "the recordings' folder cannot be created: " + error.message());
  const fs::path path = free_path(place.directory, *wanted);
  auto writer = SoundFileWriter::create(path, sample_rate, static_cast<int>(channels), wanted->format,
                                        SoundPlace::new_file);
  if (!writer) return refuse(ControlError::Kind::failed, writer.error().message);
  RecordingFile file(place, std::move(*writer), sample_rate, channels);
  if (auto room = file.check_room(); !room) {
    (void)file.close();
    fs::remove(path, error);
    return refuse(ControlError::Kind::failed, room.error().message);
  }
  return file;
}

RecordingFile::RecordingFile(RecordingPlace place, SoundFileWriter writer, std::int64_t check_every,
                             std::size_t channels)
    : place_(std::move(place)), writer_(std::move(writer)), check_every_(check_every), channels_(channels) {}

ErrorOr<void> RecordingFile::write(ConstPairedFrames frames) {
  if (writer_.frames() >= next_check_) {
    if (auto room = check_room(); !room) return room;
    next_check_ = writer_.frames() + check_every_;
  }
  return writer_.write(interleaved(frames, channels_, samples_));
}

ErrorOr<void> RecordingFile::check_room() const {
  std::error_code error;
  const fs::space_info disk = fs::space(place_.directory, error);
  if (!error && disk.available < place_.reserve) {
    return fail("the recordings' disk has less than " + std::to_string(place_.reserve >> 20) +
                " MiB left; free some space");
  }
  if (place_.quota > 0 && bytes_in(place_.directory) >= place_.quota) {
    return fail("the recordings have reached their quota of " + std::to_string(place_.quota >> 20) +
                " MiB (--record-quota); move some elsewhere");
  }
  return {};
}

}  // namespace aeolian::daemon
