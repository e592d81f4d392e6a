// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <array>
#include <cstddef>
#include <vector>

#include "core/audio/paired_frames.h"
#include "core/realtime.h"

namespace aeolian {

/** A value that moves linearly to its target. One thread; allocates nothing. */
class Ramp {
 public:
  explicit Ramp(float value) noexcept : value_(value), target_(value) {}

  /**
   * Moves from the present value to `target` in `samples` steps; at once if 0. Setting the present target
   * again changes nothing.
   */
  void go(float target, std::size_t samples) noexcept AEOLIAN_NONBLOCKING;

  /** The next value. */
  float next() noexcept AEOLIAN_NONBLOCKING {
    if (left_ > 0) value_ = before_target(--left_);
    return value_;
  }

  float value() const noexcept AEOLIAN_NONBLOCKING { return value_; }
  float target() const noexcept AEOLIAN_NONBLOCKING { return target_; }  ///< or the value it has reached

  /** Whether all values from here to the target lie in this range, but for rounding. */
  bool stays_within(float lowest, float highest) const noexcept;

 private:
  /**
   * The value `steps` steps before the target. Adding up steps instead would be wrong for long ramps, whose
   * steps are smaller than the rounding of the value.
   */
  float before_target(std::size_t steps) const noexcept AEOLIAN_NONBLOCKING {
    return static_cast<float>(target_ - step_ * static_cast<double>(steps));
  }

  float value_;
  float target_;
  double step_ = 0.;
  std::size_t left_ = 0;
};

/** Linear factor of a gain in decibels: 0 at OutputStage::silent_gain_db and below. */
float amplitude_of(float decibels) noexcept AEOLIAN_NONBLOCKING;

/**
 * The last stage before the device: removes DC, ramps gain, mute and fade, and limits. Values that are not
 * finite become silence. Starts faded out. One thread; allocates nothing; independent of the device.
 *
 * The limiter has no memory: up to -3 dBFS it changes nothing; above, it follows a hyperbolic tangent, joined
 * with a continuous slope, to a ceiling of -0.3 dBFS, which leaves headroom for peaks between samples. Each
 * channel is limited separately.
 */
class OutputStage {
 public:
  static constexpr float silent_gain_db = -60.f;  ///< this gain and everything below it is silence
  static constexpr float shortest_ramp = 0.02f;   ///< seconds, gain and mute
  static constexpr float shortest_fade = 0.005f;  ///< seconds

  /** For `pairs` of channels at `sample_rate` Hz; faded out until set_fade(). */
  explicit OutputStage(int sample_rate, std::size_t pairs = 1);

  /** Sets gain and mute at once, for a stage that is faded out; a gain that is not finite changes nothing. */
  void begin(float decibels, bool mute) noexcept AEOLIAN_NONBLOCKING;

  /** Moves to `decibels` over `seconds`, at least 20 ms; a value that is not finite changes nothing. */
  void set_gain(float decibels, float seconds) noexcept AEOLIAN_NONBLOCKING;

  /** Mutes or unmutes over 20 ms. */
  void set_mute(bool mute) noexcept AEOLIAN_NONBLOCKING;

  /** Fades to `level` (0 = out, 1 = in) over `seconds`, at least 5 ms. */
  void set_fade(float level, float seconds) noexcept AEOLIAN_NONBLOCKING;

  /** Processes frames in place; returns how many samples were not finite. */
  std::size_t process(PairedFrames frames) noexcept AEOLIAN_NONBLOCKING;

  /** 0 = faded out, 1 = faded in. */
  float fade_level() const noexcept AEOLIAN_NONBLOCKING { return fade_.value(); }

 private:
  /** State for one channel. */
  struct DcFilter {
    float input = 0.f;
    float output = 0.f;

    float next(float sample, float pole) noexcept AEOLIAN_NONBLOCKING;
  };

  std::size_t samples_in(float seconds, float shortest) const noexcept AEOLIAN_NONBLOCKING;

  float sample_rate_;
  float dc_pole_;
  std::vector<std::array<DcFilter, 2>> dc_;  ///< of each pair
  Ramp gain_{1.f};
  Ramp mute_{1.f};
  Ramp fade_{0.f};
};

}  // namespace aeolian
