// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/audio/output_stage.h"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace aeolian {
namespace {

constexpr float dc_corner = 5.f;        // Hz
constexpr float longest_ramp = 600.f;   // seconds
constexpr float knee = 0.70794578f;     // -3 dBFS
constexpr float ceiling = 0.96605088f;  // -0.3 dBFS

float limited(float sample) noexcept AEOLIAN_NONBLOCKING {
  const float magnitude = std::abs(sample);
  if (magnitude <= knee) {
    return sample;
  }
  constexpr float room = ceiling - knee;
  return std::copysign(std::min(knee + room * std::tanh((magnitude - knee) / room), ceiling), sample);
}

/** Smoothstep: rounds off the start and end of a linear fade. */
float smooth(float level) noexcept AEOLIAN_NONBLOCKING {
  return level * level * (3.f - 2.f * level);
}

}  // namespace

void Ramp::go(float target, std::size_t samples) noexcept AEOLIAN_NONBLOCKING {
  if (target == target_) {
    return;
  }
  target_ = target;
  left_ = samples;
  if (samples == 0) {
    value_ = target;
  } else {
    step_ = (static_cast<double>(target) - value_) / static_cast<double>(samples);
  }
}

bool Ramp::stays_within(float lowest, float highest) const noexcept {
  const float slack = 0.01f * (highest - lowest);
  const auto is_in = [&](float value) { return value >= lowest - slack && value <= highest + slack; };
  const float next = before_target(left_ > 0 ? left_ - 1 : 0);
  return is_in(value_) && is_in(target_) && is_in(next);
}

OutputStage::OutputStage(int sample_rate, std::size_t pairs)
    : sample_rate_(static_cast<float>(sample_rate)),
      dc_pole_(1.f - 2.f * std::numbers::pi_v<float> * dc_corner / sample_rate_),
      dc_(pairs) {}

float amplitude_of(float decibels) noexcept AEOLIAN_NONBLOCKING {
  return decibels <= OutputStage::silent_gain_db ? 0.f : std::pow(10.f, decibels / 20.f);
}

void OutputStage::begin(float decibels, bool mute) noexcept AEOLIAN_NONBLOCKING {
  if (std::isfinite(decibels)) gain_ = Ramp(amplitude_of(decibels));
  mute_ = Ramp(mute ? 0.f : 1.f);
}

void OutputStage::set_gain(float decibels, float seconds) noexcept AEOLIAN_NONBLOCKING {
  if (std::isfinite(decibels)) gain_.go(amplitude_of(decibels), samples_in(seconds, shortest_ramp));
}

void OutputStage::set_mute(bool mute) noexcept AEOLIAN_NONBLOCKING {
  mute_.go(mute ? 0.f : 1.f, samples_in(0.f, shortest_ramp));
}

void OutputStage::set_fade(float level, float seconds) noexcept AEOLIAN_NONBLOCKING {
  fade_.go(level > 0.5f ? 1.f : 0.f, samples_in(seconds, shortest_fade));
}

float OutputStage::DcFilter::next(float sample, float pole) noexcept AEOLIAN_NONBLOCKING {
  output = sample - input + pole * output;
  input = sample;
  return output;
}

std::size_t OutputStage::process(PairedFrames frames) noexcept AEOLIAN_NONBLOCKING {
  std::size_t non_finite = 0;
  for (std::size_t i = 0; i < frames.size(); ++i) {
    const float gain = gain_.next(), mute = smooth(mute_.next()), fade = smooth(fade_.next());
    for (std::size_t pair = 0; pair < frames.pairs(); ++pair) {
      StereoFrame& frame = frames.pair(pair)[i];
      for (float* sample : {&frame.left, &frame.right}) {
        if (std::isfinite(*sample)) continue;
        *sample = 0.f;
        ++non_finite;
      }
      auto& [left, right] = dc_[pair];
      frame.left = limited(left.next(frame.left, dc_pole_) * gain * mute * fade);
      frame.right = limited(right.next(frame.right, dc_pole_) * gain * mute * fade);
    }
  }
  return non_finite;
}

std::size_t OutputStage::samples_in(float seconds, float shortest) const noexcept AEOLIAN_NONBLOCKING {
  const float bounded = std::isfinite(seconds) ? std::clamp(seconds, shortest, longest_ramp) : shortest;
  return static_cast<std::size_t>(bounded * sample_rate_);
}

}  // namespace aeolian
