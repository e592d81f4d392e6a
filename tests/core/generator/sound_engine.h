// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <memory>
#include <span>
#include <vector>

#include "core/generator/voice.h"
#include "tests/core/model/random_checkpoint.h"
#include "tests/core/spectrum/sounds.h"

namespace aeolian {

/** Plays the frames of a sound at 44.1 kHz, and then silence. */
class SoundEngine final : public Engine {
 public:
  explicit SoundEngine(const std::vector<float>& sound)
      : description_(random_checkpoint(ModelKind::small).description) {
    description_.front_end = music_front_end();
    rows_ = band_spectrogram(description_.front_end, sound);
    silence_.assign(step_size(), log_floor);
    level_.assign(step_size(), 0.f);
  }

  const ModelDescription& description() const override { return description_; }
  void prime(std::size_t) override {}
  void follow(std::span<const float>, const StepControls&) override {}
  DecodedFrames step(const StepControls&, Random&) override { return frames_of(steps_++); }
  DecodedFrames archive(StateArchive& state) override {
    state.value(steps_);
    return frames_of(steps_ - 1);
  }

 private:
  DecodedFrames frames_of(std::size_t step) const {
    const std::size_t begin = step_size() * step;
    if (begin + step_size() > rows_.size()) return {silence_, level_};
    return {std::span(rows_).subspan(begin, step_size()), level_};
  }

  std::size_t step_size() const {
    return static_cast<std::size_t>(description_.frames_per_step) *
           static_cast<std::size_t>(description_.front_end.bands);
  }

  ModelDescription description_;
  std::vector<float> rows_, silence_, level_;
  std::size_t steps_ = 0;
};

/** A voice that plays a sound at 44.1 kHz. */
inline std::unique_ptr<Voice> voice_of(const std::vector<float>& sound) {
  return *Voice::create(std::make_unique<SoundEngine>(sound), {});
}

/** Adds a noise hit, which decays within a tenth of a second, to a sound at 44.1 kHz. */
inline void add_hit(std::vector<float>& sound, double at_s) {
  constexpr std::size_t longest = 20'000;
  static const auto noise = white_noise(longest);
  const auto begin = static_cast<std::size_t>(at_s * 44100.);
  for (std::size_t i = begin; i < std::min(sound.size(), begin + longest); ++i)
    sound[i] += 4.f * noise[i - begin] * std::exp(-static_cast<float>(i - begin) / 1500.f);
}

/** An event that changes a number or toggle of all voices. */
inline ControlEvent set(ParameterId id, float value, float glide_s = 0.f) {
  ControlEvent event;
  event.parameter = id;
  event.number = value;
  event.glide_s = glide_s;
  return event;
}

}  // namespace aeolian
