// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <span>

namespace aeolian {

/** One sample of each channel; full scale is 1. */
struct StereoFrame {
  float left = 0.f;
  float right = 0.f;

  /** The mean of both channels; exact if they are equal. */
  constexpr float mid() const noexcept { return 0.5f * (left + right); }

  constexpr StereoFrame& operator+=(const StereoFrame& other) noexcept {
    left += other.left;
    right += other.right;
    return *this;
  }
  constexpr StereoFrame& operator*=(float factor) noexcept {
    left *= factor;
    right *= factor;
    return *this;
  }
  friend constexpr StereoFrame operator+(StereoFrame a, const StereoFrame& b) noexcept { return a += b; }
  friend constexpr StereoFrame operator-(const StereoFrame& a, const StereoFrame& b) noexcept {
    return {a.left - b.left, a.right - b.right};
  }
  friend constexpr StereoFrame operator*(float factor, StereoFrame frame) noexcept { return frame *= factor; }
  friend constexpr bool operator==(const StereoFrame&, const StereoFrame&) = default;
};

/** The same sample on both channels. */
constexpr StereoFrame centred(float sample) noexcept {
  return {sample, sample};
}

/** The samples of `frames` as they lie in memory: left, right, left, right ... */
inline std::span<const float> interleaved(std::span<const StereoFrame> frames) noexcept {
  static_assert(sizeof(StereoFrame) == 2 * sizeof(float));
  return {reinterpret_cast<const float*>(frames.data()), 2 * frames.size()};
}
inline std::span<float> interleaved(std::span<StereoFrame> frames) noexcept {
  return {reinterpret_cast<float*>(frames.data()), 2 * frames.size()};
}

}  // namespace aeolian
