// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <memory>
#include <numeric>
#include <span>
#include <vector>

#include "core/generator/ensemble.h"
#include "core/generator/sine_source.h"
#include "core/generator/tail_mix.h"
#include "tests/pitch.h"
#include "tests/stereo.h"

/** Functions shared by the tests of sources. */
namespace aeolian::listening {

constexpr int rate = 44100;
constexpr int hop = 256;
constexpr std::size_t step = 4 * hop;

inline std::unique_ptr<MonoSource> tone(double hz, int sample_rate = rate, int hop_size = hop) {
  return std::make_unique<SineSource>(sample_rate, hop_size, hz, 0.5f);
}

inline std::unique_ptr<Source> sine(double hz, int sample_rate = rate, int hop_size = hop) {
  return std::make_unique<Ensemble>(tone(hz, sample_rate, hop_size));
}

inline std::vector<StereoFrame> play_stereo(Source& source, std::size_t steps) {
  std::vector<StereoFrame> frames(steps * step);
  const auto size = static_cast<std::size_t>(source.hop());
  for (std::size_t begin = 0; begin < frames.size(); begin += size) {
    source.render(std::span(frames).subspan(begin, size));
  }
  return frames;
}

/** Plays and returns the left channel. */
inline std::vector<float> play(Source& source, std::size_t steps) {
  return left_of(play_stereo(source, steps));
}

/** The tail of a voice, mixed to the middle. */
inline std::vector<float> tail_of(const MonoSource& voice) {
  TailMix mix(voice.tail_size(), voice.tail_front_end());
  std::vector<StereoFrame> frames(static_cast<std::size_t>(voice.tail_size()));
  voice.add_tail(mix, centred(1.f));
  mix.render(frames);
  return left_of(frames);
}

inline float largest_jump(std::span<const float> samples) {
  float largest = 0.f;
  for (std::size_t i = 1; i < samples.size(); ++i) {
    largest = std::max(largest, std::abs(samples[i] - samples[i - 1]));
  }
  return largest;
}

inline double power(std::span<const float> samples) {
  return std::inner_product(samples.begin(), samples.end(), samples.begin(), 0.) /
         static_cast<double>(samples.size());
}

inline double pitch(std::span<const float> samples) {
  return aeolian::pitch(samples, rate);
}

/** The time at which the sound first reaches half of its largest sample, seconds. */
inline double onset(std::span<const float> samples) {
  const float half =
      .5f * std::abs(*std::ranges::max_element(samples, {}, [](float s) { return std::abs(s); }));
  const auto at = std::ranges::find_if(samples, [half](float s) { return std::abs(s) >= half; });
  return static_cast<double>(at - samples.begin()) / rate;
}

}  // namespace aeolian::listening
