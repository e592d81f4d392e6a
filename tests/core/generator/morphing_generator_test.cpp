// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/generator/morphing_generator.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <memory>
#include <set>
#include <span>
#include <vector>

#include "core/generator/voice.h"
#include "tests/core/generator/listening.h"
#include "tests/core/generator/sine_frame.h"
#include "tests/core/generator/voices.h"
#include "tests/core/model/random_checkpoint.h"
#include "tests/core/spectrum/allocations.h"

namespace aeolian {
namespace {

using listening::largest_jump;

/** Each of four encodings makes an engine of tones play at one of these bins. */
constexpr std::array<float, 4> tones{20.f, 30.f, 45.f, 25.f};

std::vector<float> encoding(std::size_t tone) {
  std::vector<float> values(tones.size(), 0.f);
  values[tone] = 1.f;
  return values;
}

/** The requests that an engine has received. */
struct Asked {
  int steps = 0, forgets = 0, primes = 0;
  std::size_t state = 0;
  float temperature = 0.f;
};

/** Plays the tone of the nearest encoding; has two priming states for each encoding. */
class Tones final : public Engine {
 public:
  explicit Tones(Asked& asked)
      : asked_(asked), description_(random_checkpoint(ModelKind::small).description) {
    description_.front_end = FrontEnd();
    description_.encoding_size = static_cast<int>(tones.size());
    for (std::size_t tone = 0; tone < tones.size(); ++tone) {
      for (int i = 0; i < 2; ++i) {
        description_.priming_states.emplace_back("state");
        const auto values = encoding(tone);
        places_.insert(places_.end(), values.begin(), values.end());
      }
    }
    mean_.resize(static_cast<std::size_t>(description_.frames_per_step * description_.front_end.bands));
    level_.resize(mean_.size());
  }

  const ModelDescription& description() const override { return description_; }
  void prime(std::size_t index) override {
    ++asked_.primes;
    asked_.state = index % description_.priming_states.size();
  }
  void follow(std::span<const float>, const StepControls&) override {}
  void forget() override { ++asked_.forgets; }
  DecodedFrames step(const StepControls& controls, Random&) override {
    ++asked_.steps;
    asked_.temperature = controls.temperature;
    const auto bin = tones[static_cast<std::size_t>(std::ranges::max_element(controls.encoding) -
                                                    controls.encoding.begin())];
    const auto bands = static_cast<std::size_t>(description_.front_end.bands);
    for (std::size_t i = 0; i < mean_.size(); ++i)
      mean_[i] = sine_in_frame(static_cast<float>(i % bands) - bin);
    return {mean_, level_};
  }
  std::span<const float> places() const override { return places_; }

 private:
  Asked& asked_;
  ModelDescription description_;
  std::vector<float> mean_, level_, places_;
};

ControlEvent morph_event(std::vector<float> from, std::vector<float> to, float weight, float glide_s = 0.2f) {
  ControlEvent event{.parameter = ParameterId::encoding, .morph = weight};
  event.glide_s = glide_s;
  event.encoding_size = static_cast<std::uint8_t>(from.size());
  std::ranges::copy(from, event.encoding.begin());
  event.morph_to_size = static_cast<std::uint8_t>(to.size());
  std::ranges::copy(to, event.morph_to.begin());
  return event;
}

ControlEvent morph(std::size_t from, std::size_t to, float weight, float glide_s = 0.2f) {
  return morph_event(encoding(from), encoding(to), weight, glide_s);
}

ControlEvent plain(std::size_t tone, float glide_s = 0.2f) {
  return morph_event(encoding(tone), {}, 0.f, glide_s);
}

/** A voice of two engines of tones, which begins with the first tone. */
class MorphTest : public testing::Test {
 protected:
  std::unique_ptr<Voice> make_voice(std::uint64_t seed = 5) {
    return *Voice::create(std::make_unique<Tones>(asked_[0]), {.seed = seed, .encoding = encoding(0)},
                          std::make_unique<Tones>(asked_[1]));
  }

  /** Plays half a second, in which every glide of the tests ends; returns the last quarter. */
  std::vector<float> play_on() {
    const auto samples = play(*voice_, 88);
    return {samples.end() - 44 * 256, samples.end()};
  }
  double pitch() { return listening::pitch(play_on()) / FrontEnd().bin_width(); }  ///< bins

  std::array<Asked, 2> asked_;
  std::unique_ptr<Voice> voice_ = make_voice();
};

TEST_F(MorphTest, HalfWayBetweenTwoTonesIsATone) {
  EXPECT_NEAR(pitch(), 20., .3);
  voice_->apply(morph(0, 1, .5f));
  EXPECT_NEAR(pitch(), 25., .3);
  voice_->apply(morph(0, 1, .8f));
  EXPECT_NEAR(pitch(), 28., .3);
  voice_->apply(plain(1));
  EXPECT_NEAR(pitch(), 30., .3);
}

TEST_F(MorphTest, TheSecondEngineRunsOnlyWhileItMorphsAndTheFirstNotAtTheOtherEnd) {
  play_on();
  EXPECT_EQ(asked_[1].steps, 0);
  voice_->apply(morph(0, 1, .5f));
  play_on();
  EXPECT_EQ(asked_[1].steps, 22);
  EXPECT_EQ(asked_[0].steps, 44);
  voice_->apply(plain(1));
  play_on();
  const int stood = asked_[0].steps;
  play_on();
  EXPECT_EQ(asked_[0].steps, stood);
  EXPECT_GT(asked_[1].steps, 60);
}

TEST_F(MorphTest, ItGlidesOverItsTime) {
  voice_->apply(morph(0, 1, .5f, .4f));
  play(*voice_, 34);  // .2 s
  EXPECT_NEAR(listening::pitch(play(*voice_, 8)) / FrontEnd().bin_width(), 22.7, .5);
  play(*voice_, 34);
  EXPECT_NEAR(pitch(), 25., .3);
}

TEST_F(MorphTest, ASweepToTheOtherSoundAndBackHasNoClick) {
  const float first = largest_jump(play_on());
  voice_->apply(plain(1, 0.f));
  const float second = largest_jump(play_on());
  for (const bool back : {false, true}) {
    for (int i = 0; i <= 20; ++i) {
      const float weight = static_cast<float>(i) / 20.f;
      voice_->apply(i == 20 ? plain(back ? 1 : 0) : back ? morph(0, 1, weight) : morph(1, 0, weight));
      EXPECT_LE(largest_jump(play(*voice_, 4)), 1.05f * std::max(first, second)) << weight << back;
    }
  }
}

TEST_F(MorphTest, TheSecondSoundBeginsAtAStateOfItsOwnFromAnotherSeedEachTime) {
  std::set<std::size_t> states;
  for (std::uint64_t seed = 0; seed < 12; ++seed) {
    voice_ = make_voice(seed);
    voice_->apply(morph(0, 2, .5f));
    states.insert(asked_[1].state);
  }
  EXPECT_EQ(states, std::set<std::size_t>({4, 5})) << "the two of the third encoding";
  states.clear();
  for (int time = 0; time < 8; ++time) {
    voice_->apply(morph(0, 2, .5f, 0.f));
    play(*voice_, 4);
    states.insert(asked_[1].state);
    voice_->apply(plain(0, 0.f));
    play(*voice_, 8);
  }
  EXPECT_EQ(states, std::set<std::size_t>({4, 5})) << "of one voice";
}

TEST_F(MorphTest, AChangeOfTheSecondSoundLeavesTheFirstAlone) {
  voice_->apply(morph(0, 1, .4f));
  play_on();
  const Asked before = asked_[0];
  voice_->apply(morph(0, 2, .4f));
  EXPECT_NEAR(pitch(), 30., .3) << "of 20 and 45";
  EXPECT_EQ(asked_[0].forgets, before.forgets);
  EXPECT_EQ(asked_[0].primes, before.primes);
  EXPECT_EQ(asked_[1].forgets, 1) << "it glided";
  EXPECT_EQ(asked_[1].primes, 1);
}

TEST_F(MorphTest, ASecondSoundThatIsHardlyHeardBeginsAgainAsTheOther) {
  voice_->apply(morph(0, 1, .01f));
  play_on();
  voice_->apply(morph(0, 2, .01f));
  play_on();
  EXPECT_EQ(asked_[1].forgets, 0);
  EXPECT_EQ(asked_[1].primes, 2);
  EXPECT_GE(asked_[1].state, 4u);
}

TEST_F(MorphTest, ThroughTheEndToAnotherPairTheSoundThatStaysKeepsPlaying) {
  voice_->apply(morph(0, 1, .5f));
  play_on();
  voice_->apply(plain(1));
  play_on();
  const Asked second = asked_[1];
  voice_->apply(morph(1, 2, .2f));
  EXPECT_NEAR(pitch(), 33., .3) << "of 30 and 45";
  EXPECT_GE(asked_[0].state, 4u) << "the engine of the first sound now plays the third";
  voice_->apply(morph(2, 1, .5f));
  EXPECT_NEAR(pitch(), 37.5, .6);
  EXPECT_EQ(asked_[1].primes, second.primes);
  EXPECT_EQ(asked_[1].forgets, second.forgets);
}

TEST_F(MorphTest, AnEncodingAloneEndsItAtTheSoundThatIsNearer) {
  voice_->apply(morph(0, 1, .7f));
  play_on();
  voice_->apply(plain(0));
  EXPECT_NEAR(pitch(), 20., .3);
  EXPECT_EQ(asked_[0].primes, 1);
  EXPECT_EQ(asked_[0].forgets, 0);
  voice_->apply(morph(0, 1, .7f));
  play_on();
  voice_->apply(morph_event({}, {}, 0.f));
  play_on();
  const int steps = asked_[0].steps;
  play_on();
  EXPECT_EQ(asked_[0].steps, steps) << "without an encoding, the one with the larger weight drifts on";
}

TEST_F(MorphTest, NumbersActOnBothAndFreezeHoldsTheWeight) {
  voice_->apply({.parameter = ParameterId::temperature, .number = .25f});
  voice_->apply(morph(0, 1, .5f, .4f));
  play_on();
  EXPECT_EQ(asked_[0].temperature, .25f);
  EXPECT_EQ(asked_[1].temperature, .25f);
  voice_->apply({.parameter = ParameterId::freeze, .number = 1.f});
  voice_->apply(plain(1));
  EXPECT_NEAR(pitch(), 25., .3);
  voice_->apply({.parameter = ParameterId::freeze, .number = 0.f});
  EXPECT_NEAR(pitch(), 30., .3);
}

TEST_F(MorphTest, WithoutASecondEngineTheHeavierSoundIsPlayed) {
  voice_ = *Voice::create(std::make_unique<Tones>(asked_[0]), {.encoding = encoding(0)});
  voice_->apply(morph(0, 1, .4f));
  EXPECT_NEAR(pitch(), 20., .3);
  voice_->apply(morph(0, 1, .6f));
  EXPECT_NEAR(pitch(), 30., .3);
}

TEST_F(MorphTest, AllocatesNothing) {
  std::vector<float> hop(static_cast<std::size_t>(voice_->hop()));
  const std::array events{morph(0, 1, .5f), morph(2, 1, .3f), plain(2), morph(3, 2, .9f)};
  const auto before = allocations();
  for (const auto& event : events) {
    voice_->apply(event);
    for (int i = 0; i < 40; ++i) voice_->render(hop);
  }
  EXPECT_EQ(allocations(), before);
}

TEST(Morph, OfAModelIsTheSameBitForBitAndAnotherSoundThanEither) {
  const auto perform = [](float weight) {
    const auto voice = make_voice({.seed = 3});
    voice->apply(morph_event(encoding(0), encoding(1), weight));
    play(*voice, 40);
    voice->apply(morph_event(encoding(2), encoding(1), 1.f - weight));
    return play(*voice, 160);
  };
  const auto half = perform(.5f);
  EXPECT_EQ(perform(.5f), half);
  EXPECT_NE(perform(.25f), half);
  EXPECT_NE(perform(0.f), half);
  EXPECT_TRUE(std::ranges::all_of(half, [](float sample) { return std::isfinite(sample); }));
}

TEST(Morph, SetFromTheBeginningGoesOnLikeOneThatIsSetLater) {
  const VoiceOptions options{.seed = 4, .encoding = encoding(0), .morph_to = encoding(1), .morph = .5f};
  const auto voice = make_voice(options), twin = make_voice(options);
  twin->apply(morph_event(encoding(0), encoding(1), .5f));
  const auto samples = play(*voice, 80);
  EXPECT_EQ(play(*twin, 80), samples);
  EXPECT_NE(play(*make_voice({.seed = 4, .encoding = encoding(0)}), 80), samples);
}

}  // namespace
}  // namespace aeolian
