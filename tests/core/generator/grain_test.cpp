// SPDX-License-Identifier: GPL-3.0-or-later
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <memory>
#include <span>
#include <vector>

#include "core/generator/voice.h"
#include "core/random.h"
#include "tests/core/generator/listening.h"
#include "tests/core/generator/sound_engine.h"
#include "tests/core/generator/voices.h"

namespace aeolian {
namespace {

using listening::rate;

constexpr double onset_s = .5, end_s = .7;

/** A burst of noise out of silence. */
std::vector<float> burst(std::uint64_t seed) {
  std::vector<float> sound(static_cast<std::size_t>(rate));
  Random random(seed);
  for (auto i = static_cast<std::size_t>(onset_s * rate); i < static_cast<std::size_t>(end_s * rate); ++i)
    sound[i] = .1f * random.normal();
  return sound;
}

/**
 * An engine that plays the expected frames of such bursts: the mean of many, with the grain of white noise.
 */
class ExpectedBurst final : public Engine {
 public:
  explicit ExpectedBurst(float thinning) : description_(random_checkpoint(ModelKind::small).description) {
    constexpr std::uint64_t bursts = 40;
    description_.front_end = music_front_end();
    description_.onset_thinning = thinning;
    for (std::uint64_t seed = 0; seed < bursts; ++seed) {
      const auto rows = band_spectrogram(description_.front_end, burst(seed));
      means_.resize(rows.size());
      for (std::size_t i = 0; i < rows.size(); ++i) means_[i] += rows[i] / float{bursts};
    }
    levels_.assign(means_.size(), 1.f);
  }

  const ModelDescription& description() const override { return description_; }
  void prime(std::size_t) override {}
  void follow(std::span<const float>, const StepControls&) override {}
  DecodedFrames step(const StepControls&, Random&) override {
    const auto size = static_cast<std::size_t>(description_.frames_per_step * description_.front_end.bands);
    const std::size_t begin = std::min(size * steps_++, means_.size() / size * size - size);
    return {std::span(means_).subspan(begin, size), std::span(levels_).subspan(begin, size)};
  }

 private:
  ModelDescription description_;
  std::vector<float> means_, levels_;
  std::size_t steps_ = 0;
};

double energy(std::span<const float> samples) {
  double sum = 0;
  for (const float sample : samples) sum += static_cast<double>(sample) * static_cast<double>(sample);
  return sum;
}

/** The level of the burst over that of the 20 ms that end 10 ms before its onset, dB, as played. */
double pause_before_burst(float thinning) {
  const auto voice = *Voice::create(std::make_unique<ExpectedBurst>(thinning), {.seed = 3});
  const auto samples = play(*voice, rate / 256);
  const auto power_of = [&](double from_s, double to_s) {
    const auto sample_at = [](double at_s) { return static_cast<std::size_t>(at_s * rate); };
    return energy(std::span(samples).subspan(sample_at(from_s), sample_at(to_s - from_s))) / (to_s - from_s);
  };
  const double begin = listening::onset(samples);
  return 10. * std::log10(power_of(begin + .02, begin + .12) / power_of(begin - .03, begin - .01));
}

TEST(Grain, NoiseIsSofterBeforeAnOnsetWhereItIsThinned) {
  const double as_it_was = pause_before_burst(0.f), thinned = pause_before_burst(standard_onset_thinning);
  EXPECT_GT(thinned, as_it_was + 4.) << as_it_was << " dB as it was";
}

}  // namespace
}  // namespace aeolian
