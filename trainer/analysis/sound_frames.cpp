// SPDX-License-Identifier: GPL-3.0-or-later
#include "trainer/analysis/sound_frames.h"

#include <unistd.h>

#include <Eigen/Core>
#include <algorithm>
#include <cerrno>
#include <cmath>
#include <system_error>
#include <utility>

#include "trainer/analysis/frame_file.h"

namespace aeolian {

namespace {

/** The largest exponent of a half float: infinite, or not a number. */
constexpr Half not_finite = 0x7c00;

auto as_halves(std::span<const Half> bits) {
  return Eigen::Map<const Eigen::Array<Eigen::half, Eigen::Dynamic, 1>>(
      reinterpret_cast<const Eigen::half*>(bits.data()), std::ssize(bits));
}

}  // namespace

void to_half(std::span<const float> values, std::span<Half> halves) {
  std::ranges::transform(values, halves.begin(), [](float value) {
    return Eigen::numext::bit_cast<Half>(static_cast<Eigen::half>(value));
  });
}

void to_float(std::span<const Half> halves, std::span<float> values) {
  Eigen::Map<Eigen::ArrayXf>(values.data(), std::ssize(values)) = as_halves(halves).cast<float>();
}

SoundFrames::SoundFrames(std::vector<Half> rows, SoundStatistics statistics, int bands)
    : rows_(std::move(rows)),
      statistics_(std::move(statistics)),
      frames_(std::ssize(rows_) / bands),
      counted_(statistics_.frames()),
      bands_(bands) {}

SoundFrames::SoundFrames(FileDescriptor file, std::filesystem::path path, const Place& place,
                         std::int64_t frames, std::int64_t counted, int bands)
    : file_(std::move(file)),
      path_(std::move(path)),
      place_(place),
      frames_(frames),
      counted_(counted),
      bands_(bands) {}

void SoundFrames::read(std::int64_t begin, std::span<Half> rows) const {
  if (is_in_memory()) {
    std::copy_n(rows_.begin() + begin * bands_, rows.size(), rows.begin());
    return;
  }
  const auto row_bytes = static_cast<std::int64_t>(sizeof(Half)) * bands_;
  read_bytes(place_.rows + begin * row_bytes, std::as_writable_bytes(rows));
  static const Half floor = Eigen::numext::bit_cast<Half>(static_cast<Eigen::half>(log_floor));
  std::ranges::replace_if(
      rows, [](Half bits) { return (bits & not_finite) == not_finite; }, floor);
}

SoundStatistics SoundFrames::statistics() const {
  if (is_in_memory()) return statistics_;
  std::string bytes(statistics_size(bands_, counted_), '\0');
  read_bytes(place_.statistics, std::as_writable_bytes(std::span(bytes)));
  return parse_statistics(bytes, bands_, counted_);
}

void SoundFrames::read_bytes(std::int64_t at, std::span<std::byte> bytes) const {
  while (!bytes.empty()) {
    const ssize_t count = ::pread(*file_, bytes.data(), bytes.size(), at);
    if (count < 0 && errno == EINTR) continue;
    if (count <= 0)
      throw FramesLost(path_.string() + ": cannot be read any more: " +
                       (count == 0 ? "it became shorter" : std::generic_category().message(errno)) +
                       "; --resume continues, and analyses what is missing");
    bytes = bytes.subspan(static_cast<std::size_t>(count));
    at += count;
  }
}

}  // namespace aeolian
