// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/stream/concealment.h"

#include <algorithm>
#include <cmath>

namespace aeolian {
namespace {

constexpr float slowest_fall = 0.9f;     // per repetition: 20 dB a second for a tail of 93 ms
constexpr float residue_decay = 0.995f;  // per sample: 200 samples to 1/e

}  // namespace

void Concealment::start(std::size_t size, StereoFrame last) noexcept AEOLIAN_NONBLOCKING {
  size_ = size < shortest ? 0 : size;
  position_ = 0;
  gain_ = 1.f;
  residue_ = last;
  if (size_ == 0) {
    return;
  }
  overlap_ = size_ / 4;
  loop_begin_ = size_ / 2 - overlap_;
  const float begin = level_over(loop_begin_);
  const float end = level_over(size_ - overlap_);
  fall_ = begin > 0.f ? std::min(end / begin, slowest_fall) : 0.f;
}

StereoFrame Concealment::next() noexcept AEOLIAN_NONBLOCKING {
  if (size_ == 0) {
    residue_ *= residue_decay;
    return residue_;
  }
  const std::size_t fade_begin = size_ - overlap_;
  StereoFrame frame = gain_ * tail_[position_];
  if (position_ >= fade_begin) {
    const std::size_t into = position_ - fade_begin;
    const float weight = static_cast<float>(into + 1) / static_cast<float>(overlap_ + 1);
    frame += weight * (gain_ * fall_ * tail_[loop_begin_ + into] - frame);
  }
  if (++position_ == size_) {
    position_ = loop_begin_ + overlap_;
    gain_ *= fall_;
  }
  return frame;
}

float Concealment::level_over(std::size_t begin) const noexcept AEOLIAN_NONBLOCKING {
  float power = 0.f;
  for (std::size_t i = begin; i < begin + overlap_; ++i) {
    power += tail_[i].left * tail_[i].left + tail_[i].right * tail_[i].right;
  }
  return std::sqrt(power);
}

}  // namespace aeolian
