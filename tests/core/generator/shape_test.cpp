// SPDX-License-Identifier: GPL-3.0-or-later
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <span>
#include <vector>

#include "core/generator/voice.h"
#include "tests/core/generator/listening.h"
#include "tests/core/generator/sound_engine.h"
#include "tests/core/generator/voices.h"
#include "tests/core/spectrum/allocations.h"
#include "tests/core/spectrum/sounds.h"

namespace aeolian {
namespace {

using listening::largest_jump;
using listening::onset;
using listening::rate;

std::vector<float> tone(double hertz, double seconds = 1.) {
  return glide(static_cast<std::size_t>(seconds * rate), hertz / rate, hertz / rate);
}

/** Three quarters of a second of sound, some time after its beginning. */
std::vector<float> played(Voice& voice) {
  const auto samples = play(voice, 150);
  return {samples.begin() + rate / 10, samples.end()};
}

double cents(double hertz, double from) {
  return 1200. * std::log2(hertz / from);
}

TEST(Shape, ATransposedToneIsWithin3CentsOfItsPitch) {
  for (const double hertz : {220., 440., 997., 1400.}) {
    const double as_it_is = listening::pitch(played(*voice_of(tone(hertz))));
    for (const float semitones : {-12.f, -7.f, -1.f, 2.f, 5.f, 12.f}) {
      const auto voice = voice_of(tone(hertz));
      voice->apply(set(ParameterId::transpose, semitones));
      const double pitch = listening::pitch(played(*voice));
      if (pitch < 200.) continue;
      EXPECT_NEAR(cents(pitch, as_it_is), 100. * static_cast<double>(semitones), 3.) << hertz;
    }
  }
}

TEST(Shape, ATransposedHitIsWithin3MillisecondsOfItself) {
  std::vector<float> hit(rate / 2);
  add_hit(hit, .2);
  const double as_it_is = onset(play(*voice_of(hit), 86));
  for (const float semitones : {-12.f, -5.f, 7.f, 12.f}) {
    const auto voice = voice_of(hit);
    voice->apply(set(ParameterId::transpose, semitones));
    EXPECT_NEAR(onset(play(*voice, 86)), as_it_is, .003) << semitones;
  }
}

TEST(Shape, StretchedHitsAreAsFarApartAsTheyShouldBe) {
  std::vector<float> hits(3 * rate);
  add_hit(hits, .5);
  add_hit(hits, 2.5);
  for (const double stretch : {.25, .5, 1.5, 4.}) {
    const auto voice = voice_of(hits);
    voice->apply(set(ParameterId::stretch, static_cast<float>(stretch)));
    const auto samples = play(*voice, static_cast<int>(3. * stretch * rate / 256.));
    const std::span first(samples.data(), samples.size() / 2),
        second = std::span(samples).subspan(first.size());
    const double apart = onset(second) + static_cast<double>(first.size()) / rate - onset(first);
    constexpr double frame_s = 256. / rate;  // an onset becomes audible with the next frame
    EXPECT_NEAR(apart, 2. * stretch, std::max(.005 * 2. * stretch, frame_s)) << stretch;
  }
}

TEST(Shape, AStretchedToneKeepsItsPitch) {
  for (const float stretch : {.25f, .7f, 1.5f, 4.f}) {
    const auto voice = voice_of(tone(440., 4.));
    voice->apply(set(ParameterId::stretch, stretch));
    EXPECT_NEAR(cents(listening::pitch(played(*voice)), 440.), 0., 3.) << stretch;
  }
}

TEST(Shape, AfterAStretchItPlaysWholeFramesAgain) {
  const auto sound = voice(3 * rate);
  const auto straight = voice_of(sound), stretched = voice_of(sound);
  play(*straight, 86);
  stretched->apply(set(ParameterId::stretch, 1.3f));
  play(*stretched, 60);
  stretched->apply(set(ParameterId::stretch, 1.f, .1f));
  const auto samples = play(*stretched, 200);
  EXPECT_LT(largest_jump(samples), 1.3f * largest_jump(play(*straight, 200))) << "no click on the way";
}

TEST(Shape, AFrozenSoundCanBeMoved) {
  const auto voice = voice_of(tone(440., 1.));
  play(*voice, 50);
  voice->apply(set(ParameterId::freeze, 1.f));
  play(*voice, 300);
  voice->apply(set(ParameterId::transpose, 12.f, .05f));
  EXPECT_NEAR(cents(listening::pitch(played(*voice)), 880.), 0., 3.);
}

TEST(Shape, AGlideOfPitchHasNoClick) {
  const auto sound = tone(440., 2.);
  const auto voice = voice_of(sound), still = voice_of(sound);
  play(*voice, 40);
  voice->apply(set(ParameterId::transpose, 12.f, .2f));
  const float rising = largest_jump(play(*voice, 100));
  still->apply(set(ParameterId::transpose, 12.f));
  play(*still, 40);
  EXPECT_LT(rising, 1.2f * largest_jump(play(*still, 100)));
}

TEST(Shape, NumbersThatChangeNothingLeaveEverySampleAsItIs) {
  const auto plain = make_voice(), told = make_voice();
  for (const auto& [id, value] : {std::pair{ParameterId::transpose, 0.f},
                                  {ParameterId::formant, 1.f},
                                  {ParameterId::stretch, 1.f},
                                  {ParameterId::tilt, 0.f},
                                  {ParameterId::bright, 0.f},
                                  {ParameterId::floor, -100.f},
                                  {ParameterId::sharpen, 0.f},
                                  {ParameterId::attack, 0.f}})
    told->apply(set(id, value, .1f));
  EXPECT_EQ(play(*plain, 60), play(*told, 60));
}

TEST(Shape, EachNumberIsHeard) {
  for (const auto& [id, value] : {std::pair{ParameterId::transpose, 3.f},
                                  {ParameterId::stretch, 2.f},
                                  {ParameterId::tilt, 3.f},
                                  {ParameterId::bright, 9.f},
                                  {ParameterId::floor, -20.f},
                                  {ParameterId::sharpen, .5f},
                                  {ParameterId::attack, 1.f}}) {
    const auto plain = make_voice(), told = make_voice();
    told->apply(set(id, value));
    EXPECT_NE(play(*plain, 60), play(*told, 60)) << parameter_spec(id).name;
  }
}

TEST(Shape, NothingAllocatesWhileAllOfItMoves) {
  const auto voice = make_voice();
  std::vector<float> samples(static_cast<std::size_t>(voice->hop()));
  const auto before = allocations();
  for (int hop = 0; hop < 400; ++hop) {
    const float swing = std::sin(static_cast<float>(hop));
    voice->apply(set(ParameterId::transpose, 24.f * swing, .1f));
    voice->apply(set(ParameterId::stretch, std::exp2(2.f * swing), .1f));
    voice->apply(set(ParameterId::attack, swing, .1f));
    voice->render(samples);
    ASSERT_TRUE(std::ranges::all_of(samples, [](float sample) { return std::isfinite(sample); }));
  }
  EXPECT_EQ(allocations(), before);
}

}  // namespace
}  // namespace aeolian
