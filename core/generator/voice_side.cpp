// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/generator/voice_side.h"

#include <algorithm>

#include "core/control/parameters.h"
#include "core/state_archive.h"

namespace aeolian {

VoiceSide::VoiceSide(const FrontEnd& front_end, std::span<const float> edges, int delay)
    : spectrum_(front_end, edges),
      frames_(static_cast<std::size_t>(delay) + 1),
      stft_(front_end),
      overlap_add_(front_end),
      bins_(static_cast<std::size_t>(front_end.bins())),
      window_(static_cast<std::size_t>(front_end.window)),
      samples_(static_cast<std::size_t>(front_end.hop)) {
  for (Frame& frame : frames_) frame.sides.resize(spectrum_.bands());
}

bool VoiceSide::Frame::is_silent() const {
  return std::ranges::all_of(sides, &SideBand::is_silent);
}

/** The frame taken `age` frames before the newest. */
VoiceSide::Frame& VoiceSide::frame(std::size_t age) {
  return frames_[(newest_ + frames_.size() - age) % frames_.size()];
}

void VoiceSide::take(std::span<const ImageBand> image, float transposition) {
  newest_ = (newest_ + 1) % frames_.size();
  Frame& taken = frame(0);
  taken.transposition = transposition;
  const float width = width_.next();
  has_begun_ = true;
  std::ranges::transform(image, taken.sides.begin(), [width](const ImageBand& band) {
    const SideBand side = side_of(band);
    return SideBand{width * side.alike, width * side.unlike};
  });
}

void VoiceSide::add_up(std::span<const std::complex<float>> mid) {
  const Frame& added = frame(frames_.size() - 1);
  is_silent_ = added.is_silent();
  if (!is_silent_) {
    spectrum_.move_on();
    spectrum_.set(added.sides, added.transposition);
    multiply(spectrum_.factors(), mid, bins_);
    stft_.inverse(bins_, window_);
    overlap_add_.push(window_);
    hops_left_ = window_.size() / samples_.size() + 1;
  }
  if (hops_left_ == 0) return;
  overlap_add_.pop(samples_);
  --hops_left_;
}

std::span<const float> VoiceSide::samples() const {
  return hops_left_ > 0 ? std::span<const float>(samples_) : std::span<const float>();
}

std::span<const float> VoiceSide::pending() const {
  return hops_left_ > 0 ? overlap_add_.pending() : std::span<const float>();
}

std::span<const std::complex<float>> VoiceSide::factors() const {
  return is_silent_ ? std::span<const std::complex<float>>() : spectrum_.factors();
}

void VoiceSide::archive(StateArchive& state) {
  state.value(width_);
  state.value(has_begun_);
  const ParameterSpec& spec = parameter_spec(ParameterId::width);
  state.require(width_.stays_within(static_cast<float>(spec.minimum), static_cast<float>(spec.maximum)));
  for (Frame& frame : frames_) {
    state.values(frame.sides);
    state.value(frame.transposition);
    state.require(frame.transposition > 0.f);
  }
  state.value(newest_);
  state.value(hops_left_);
  state.value(is_silent_);
  overlap_add_.archive(state);
  spectrum_.archive(state);
  if (!state.require(newest_ < frames_.size() && hops_left_ <= window_.size())) return;
  const Frame& added = frame(frames_.size() - 1);
  if (state.is_reading() && state.fault().empty()) spectrum_.set(added.sides, added.transposition);
}

}  // namespace aeolian
