// SPDX-License-Identifier: GPL-3.0-or-later
#include "trainer/dataset/frame_stream.h"

#include <algorithm>
#include <span>
#include <utility>

#include "core/spectrum/stereo_bands.h"

namespace aeolian::trainer {

namespace {

/** (count, bands) log amplitudes of a sound. */
torch::Tensor rows_of(const SoundFrames& frames, std::int64_t begin, std::int64_t count) {
  auto halves = torch::empty({count, frames.bands()}, torch::kHalf);
  frames.read(begin, {static_cast<Half*>(halves.data_ptr()), static_cast<std::size_t>(halves.numel())});
  return halves.to(torch::kFloat32);
}

/** (count, bands, 3) the images of a sound. */
torch::Tensor images_of(const SoundFrames& frames, std::int64_t begin, std::int64_t count) {
  auto bytes =
      torch::empty({count, frames.stereo_bands(), static_cast<std::int64_t>(image_values)}, torch::kInt8);
  frames.read_images(begin, {bytes.data_ptr<ImageByte>(), static_cast<std::size_t>(bytes.numel())});
  return bytes.to(torch::kFloat32) * from_image_byte(1);
}

}  // namespace

FrameStream::FrameStream(const std::vector<AnalysedSound>& sounds, int hop, std::int64_t least_samples) {
  std::int64_t samples = 0;
  do {
    for (const AnalysedSound& sound : sounds) {
      const std::int64_t begin = samples / hop;
      parts_.push_back({sound.frames, begin, begin + sound.frames->frames()});
      size_ = std::max(size_, parts_.back().end);
      samples += sound.samples;
    }
  } while (samples < least_samples);
}

FrameStream::FrameStream(torch::Tensor rows) : rows_(std::move(rows)), size_(rows_.size(0)) {}

torch::Tensor FrameStream::cut(std::int64_t begin, std::int64_t count) const {
  if (rows_.defined()) return rows_.narrow(0, begin, count);
  const auto after = std::ranges::upper_bound(parts_, begin, {}, &Part::begin);
  auto part = std::prev(after);
  if (part->end >= begin + count && (after == parts_.end() || after->begin >= begin + count) &&
      (part == parts_.begin() || std::prev(part)->end <= begin))
    return rows_of(*part->frames, begin - part->begin, count);  // the usual case: within one sound
  while (part != parts_.begin() && std::prev(part)->end > begin) --part;
  auto rows = torch::empty({count, parts_.front().frames->bands()});
  std::int64_t filled = begin;  // `rows` contains the stream's frames up to here
  for (; part != parts_.end() && part->begin < begin + count; ++part) {
    add(*part, begin, filled, rows);
    filled = std::max(filled, std::min(part->end, begin + count));
  }
  return rows;
}

void FrameStream::add(const Part& part, std::int64_t begin, std::int64_t filled, torch::Tensor& rows) const {
  const auto first = std::max(part.begin, begin), last = std::min(part.end, begin + rows.size(0));
  if (first >= last) return;
  const auto own = rows_of(*part.frames, first - part.begin, last - first);
  const auto joint = std::clamp(filled, first, last);
  if (joint > first) {
    auto both = rows.narrow(0, first - begin, joint - first);
    both.copy_(0.5 * torch::logaddexp(2 * both, 2 * own.narrow(0, 0, joint - first)));  // adds powers
  }
  rows.narrow(0, joint - begin, last - joint).copy_(own.narrow(0, joint - first, last - joint));
}

int FrameStream::stereo_bands() const {
  int bands = 0;
  for (const Part& part : parts_) bands = std::max(bands, part.frames->stereo_bands());
  return bands;
}

torch::Tensor FrameStream::cut_images(std::int64_t begin, std::int64_t count, int bands) const {
  auto images = torch::zeros({count, bands, static_cast<std::int64_t>(image_values)});
  images.select(2, 1).fill_(1);
  for (const Part& part : parts_) {
    const auto first = std::max(part.begin, begin), last = std::min(part.end, begin + count);
    if (first >= last) continue;
    auto own = images.narrow(0, first - begin, last - first);
    if (part.frames->stereo_bands() > 0)
      own.copy_(images_of(*part.frames, first - part.begin, last - first));
    else
      own.copy_(torch::tensor({0.f, 1.f, 0.f}).expand_as(own));
  }
  return images;
}

}  // namespace aeolian::trainer
