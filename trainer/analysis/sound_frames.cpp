// SPDX-License-Identifier: GPL-3.0-or-later
#include "trainer/analysis/sound_frames.h"

#include <unistd.h>

#include <Eigen/Core>
#include <algorithm>
#include <cerrno>
#include <cmath>
#include <system_error>
#include <utility>

#include "core/spectrum/stereo_bands.h"
#include "trainer/analysis/frame_file.h"

namespace aeolian::trainer {

namespace {

/** The largest exponent of a half float: infinity or NaN. */
constexpr Half not_finite = 0x7c00;

constexpr float largest_image_byte = 127.f;

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

ImageByte to_image_byte(float value) {
  return static_cast<ImageByte>(std::lround(largest_image_byte * std::clamp(value, -1.f, 1.f)));
}

float from_image_byte(ImageByte byte) {
  return static_cast<float>(byte) / largest_image_byte;
}

SoundFrames::SoundFrames(std::vector<Half> rows, SoundStatistics statistics, int bands,
                         std::vector<ImageByte> images)
    : rows_(std::move(rows)), images_(std::move(images)), statistics_(std::move(statistics)) {
  size_.frames = std::ssize(rows_) / bands;
  size_.counted = statistics_.frames();
  size_.bands = bands;
  const auto values = static_cast<std::int64_t>(image_values) * size_.frames;
  size_.stereo_bands = values > 0 ? static_cast<int>(std::ssize(images_) / values) : 0;
}

SoundFrames::SoundFrames(FileDescriptor file, std::filesystem::path path, const Place& place,
                         const Size& size)
    : file_(std::move(file)), path_(std::move(path)), place_(place), size_(size) {}

void SoundFrames::read(std::int64_t begin, std::span<Half> rows) const {
  if (is_in_memory()) {
    std::copy_n(rows_.begin() + begin * size_.bands, rows.size(), rows.begin());
    return;
  }
  const auto row_bytes = static_cast<std::int64_t>(sizeof(Half)) * size_.bands;
  read_bytes(place_.rows + begin * row_bytes, std::as_writable_bytes(rows));
  static const Half floor = Eigen::numext::bit_cast<Half>(static_cast<Eigen::half>(log_floor));
  std::ranges::replace_if(
      rows, [](Half bits) { return (bits & not_finite) == not_finite; }, floor);
}

void SoundFrames::read_images(std::int64_t begin, std::span<ImageByte> images) const {
  const std::int64_t at = begin * size_.stereo_bands * static_cast<std::int64_t>(image_values);
  if (is_in_memory())
    std::copy_n(images_.begin() + at, images.size(), images.begin());
  else
    read_bytes(place_.images + at, std::as_writable_bytes(images));
}

SoundStatistics SoundFrames::statistics() const {
  if (is_in_memory()) return statistics_;
  std::string bytes(statistics_size(size_.bands, size_.counted), '\0');
  read_bytes(place_.statistics, std::as_writable_bytes(std::span(bytes)));
  return parse_statistics(bytes, size_.bands, size_.counted);
}

void SoundFrames::read_bytes(std::int64_t at, std::span<std::byte> bytes) const {
  while (!bytes.empty()) {
    const ssize_t count = ::pread(*file_, bytes.data(), bytes.size(), at);
    if (count < 0 && errno == EINTR) continue;
    if (count <= 0)
      throw FramesLost(path_.string() + ": can no longer be read: " +
                       (count == 0 ? "it has become shorter" : std::generic_category().message(errno)) +
                       "; --resume continues, and analyses the missing sounds again");
    bytes = bytes.subspan(static_cast<std::size_t>(count));
    at += count;
  }
}

}  // namespace aeolian::trainer
