// SPDX-License-Identifier: GPL-3.0-or-later
// Tests a second model blended into the voices of an ensemble.
#include "core/generator/blending_generator.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <memory>
#include <string>
#include <vector>

#include "core/generator/model_source.h"
#include "core/generator/source_crossfader.h"
#include "core/spectrum/stereo_power.h"
#include "tests/core/generator/listening.h"
#include "tests/core/generator/sine_frame.h"
#include "tests/core/generator/sound_engine.h"
#include "tests/core/model/random_checkpoint.h"
#include "tests/core/spectrum/allocations.h"

namespace aeolian {
namespace {

using listening::largest_jump;
using listening::play_stereo;
using testing::HasSubstr;

/** The requests that an engine has received. */
struct Requests {
  int steps = 0, primes = 0;
  float temperature = 0.f;
  std::vector<float> encoding;
};

/** Plays a sine at one bin, whatever is requested. */
class SineEngine final : public Engine {
 public:
  SineEngine(float bin, Requests& requests)
      : requests_(requests), description_(random_checkpoint(ModelKind::small).description) {
    description_.front_end = FrontEnd();
    const auto bands = static_cast<std::size_t>(description_.front_end.bands);
    mean_.resize(static_cast<std::size_t>(description_.frames_per_step) * bands);
    level_.resize(mean_.size());
    requests_.encoding.reserve(max_encoding_size);
    for (std::size_t i = 0; i < mean_.size(); ++i)
      mean_[i] = sine_in_frame(static_cast<float>(i % bands) - bin);
  }

  const ModelDescription& description() const override { return description_; }
  void prime(std::size_t) override { ++requests_.primes; }
  void follow(std::span<const float>, const StepControls&) override {}
  DecodedFrames step(const StepControls& controls, Random&) override {
    ++requests_.steps;
    requests_.temperature = controls.temperature;
    requests_.encoding.assign(controls.encoding.begin(), controls.encoding.end());
    return {mean_, level_};
  }

 private:
  Requests& requests_;
  ModelDescription description_;
  std::vector<float> mean_, level_;
};

EncodingBank bank(std::vector<std::string> names) {
  std::vector<float> vectors(4 * names.size());
  for (std::size_t i = 0; i < names.size(); ++i) vectors[4 * i + i] = 1.f;
  return *EncodingBank::create(std::move(names), vectors, 4);
}

ControlEvent encoded(std::span<const float> values) {
  ControlEvent event{.parameter = ParameterId::encoding};
  event.encoding_size = static_cast<std::uint8_t>(values.size());
  std::ranges::copy(values, event.encoding.begin());
  return event;
}

ControlEvent weigh(float weight, float glide_s = .1f, VoiceNumber voice = all_voices) {
  return {.parameter = ParameterId::model_weight, .voice = voice, .number = weight, .glide_s = glide_s};
}

constexpr std::size_t voices = 2;

/** Two voices of a model that plays a sine at bin 20, and a second model that plays one at bin 30. */
class BlendTest : public testing::Test {
 protected:
  std::unique_ptr<SecondModel> second_model(float bin = 30.f) {
    std::vector<MorphEngines> engines(voices);
    for (std::size_t i = 0; i < voices; ++i) engines[i].first = std::make_unique<SineEngine>(bin, second_[i]);
    return std::make_unique<SecondModel>(EncodingTranslation(bank({"rain", "sea"}), bank({"wind", "rain"})),
                                         std::move(engines));
  }

  std::unique_ptr<Source> first_model() {
    const VoiceOptions options{.voice_limit = voices};
    std::vector<std::unique_ptr<Voice>> each;
    for (auto& requests : first_)
      each.push_back(*Voice::create(std::make_unique<SineEngine>(20.f, requests), options));
    return together(std::move(each), options);
  }

  void blend_with(std::unique_ptr<SecondModel> model) {
    ASSERT_TRUE(crossfader_.offer_second(std::move(model)));
  }

  /** Plays `steps` steps; returns their left channel. */
  std::vector<float> play(std::size_t steps) { return listening::play(crossfader_, steps); }

  /** Plays half a second, in which every glide of the tests ends; returns the last quarter. */
  std::vector<float> play_on() {
    const auto samples = play(22);
    return {samples.end() - 44 * 256, samples.end()};
  }
  double pitch() { return listening::pitch(play_on()) / FrontEnd().bin_width(); }  ///< bins

  std::array<Requests, voices> first_, second_;
  SourceCrossfader crossfader_{first_model()};
};

TEST_F(BlendTest, HalfWayBetweenTwoTonesIsAThirdTone) {
  blend_with(second_model());
  EXPECT_NEAR(pitch(), 20., .3);
  crossfader_.apply(weigh(.5f));
  EXPECT_NEAR(pitch(), 25., .3);
  crossfader_.apply(weigh(.8f));
  EXPECT_NEAR(pitch(), 28., .3);
  crossfader_.apply(weigh(1.f));
  EXPECT_NEAR(pitch(), 30., .3);
  crossfader_.apply(weigh(0.f));
  EXPECT_NEAR(pitch(), 20., .3);
}

TEST_F(BlendTest, OnlyModelsThatAreHeardTakeSteps) {
  blend_with(second_model());
  play_on();
  EXPECT_EQ(second_[0].steps, 0);
  crossfader_.apply(weigh(.5f));
  play_on();
  EXPECT_EQ(first_[0].steps, 44);
  EXPECT_EQ(second_[0].steps, 22);
  crossfader_.apply(weigh(1.f));
  play_on();
  const int stood = first_[0].steps;
  play_on();
  EXPECT_EQ(first_[0].steps, stood);
  crossfader_.apply(weigh(0.f));
  play_on();
  const int second_stood = second_[0].steps;
  play_on();
  EXPECT_EQ(second_[0].steps, second_stood);
  EXPECT_EQ(second_[0].primes, 2) << "when it was created and when it entered; then it continued";
}

TEST_F(BlendTest, GlidesOverItsTimeAndWhileTheFirstIsFrozen) {
  blend_with(second_model());
  play_on();
  crossfader_.apply(set(ParameterId::freeze, 1.f));
  crossfader_.apply(weigh(.5f, .4f));
  play(9);  // .2 s
  EXPECT_NEAR(listening::pitch(play(2)) / FrontEnd().bin_width(), 22.7, .5);
  EXPECT_NEAR(pitch(), 25., .3);
}

TEST_F(BlendTest, NeitherABeginningNorAnEndNorASweepClicks) {
  const float first = largest_jump(play_on());
  crossfader_.apply(weigh(.5f, 0.f));  // as left by a preset; the second model fades in anyway
  play(1);
  blend_with(second_model());
  std::vector<float> jumps{largest_jump(play_on())};
  crossfader_.apply(weigh(1.f));
  const float second = largest_jump(play_on());
  for (const bool back : {false, true}) {
    for (int i = 0; i <= 20; ++i) {
      const float weight = static_cast<float>(i) / 20.f;
      crossfader_.apply(weigh(back ? weight : 1.f - weight));
      jumps.push_back(largest_jump(play(1)));
    }
  }
  blend_with(second_model(35.f));
  jumps.push_back(largest_jump(play(7)));  // the previous second model fades out
  jumps.push_back(largest_jump(play(3)));
  const float third = largest_jump(play_on());
  blend_with(nullptr);
  jumps.push_back(largest_jump(play_on()));
  EXPECT_NEAR(pitch(), 20., .3);
  EXPECT_LE(std::ranges::max(jumps), 1.05f * std::max({first, second, third}));
}

TEST_F(BlendTest, AnotherSecondModelReplacesTheOneBefore) {
  blend_with(second_model());
  crossfader_.apply(weigh(1.f));
  EXPECT_NEAR(pitch(), 30., .3);
  EXPECT_EQ(crossfader_.take_retired_second(), nullptr);
  blend_with(second_model(35.f));
  auto waiting = second_model();
  play(2);
  EXPECT_FALSE(crossfader_.offer_second(std::move(waiting))) << "one is fading";
  EXPECT_NE(waiting, nullptr);
  EXPECT_FALSE(crossfader_.offer(first_model()));
  EXPECT_NEAR(pitch(), 35., .3);
  EXPECT_NE(crossfader_.take_retired_second(), nullptr);
  EXPECT_TRUE(crossfader_.offer_second(std::move(waiting)));
}

TEST_F(BlendTest, ASecondModelEntersAtTheStepThatIsNamed) {
  ASSERT_TRUE(crossfader_.offer_second(second_model(), 30));
  play(30);
  EXPECT_FALSE(crossfader_.entered());
  play(1);
  EXPECT_EQ(crossfader_.entered(), 30u);
}

TEST_F(BlendTest, TellsWhetherTheSecondModelIsHeard) {
  EXPECT_TRUE(crossfader_.second_rests());
  blend_with(second_model());
  crossfader_.apply(weigh(.5f, .1f, 1));
  play(1);
  EXPECT_FALSE(crossfader_.second_rests());
  crossfader_.apply(weigh(0.f, .1f));
  play(1);
  EXPECT_FALSE(crossfader_.second_rests()) << "it is fading in";
  play_on();
  EXPECT_TRUE(crossfader_.second_rests());
}

TEST_F(BlendTest, AVoiceMayHaveAWeightOfItsOwn) {
  crossfader_.apply(set(ParameterId::voices, 2.f));
  blend_with(second_model());
  crossfader_.apply(weigh(1.f, .1f, 2));
  play_on();
  EXPECT_EQ(second_[0].steps, 0);
  EXPECT_GT(second_[1].steps, 0);
  crossfader_.apply({.parameter = ParameterId::mute, .voice = 1, .number = 1.f});
  EXPECT_NEAR(pitch(), 30., .3);
}

TEST_F(BlendTest, TheSecondPlaysTheSoundOfTheSameName) {
  const std::vector<float> rain{1.f, 0.f, 0.f, 0.f}, sea{0.f, 1.f, 0.f, 0.f}, none(4);
  crossfader_.apply(encoded(rain));
  play_on();
  blend_with(second_model());
  crossfader_.apply(weigh(.5f));
  play_on();
  const std::vector<float> rain_of_second{0.f, 1.f, 0.f, 0.f};
  EXPECT_EQ(second_[0].encoding, rain_of_second) << "set before";
  crossfader_.apply(encoded(sea));
  play_on();
  EXPECT_EQ(first_[0].encoding, sea);
  EXPECT_EQ(second_[0].encoding, none) << "it has no encoding of that name";
  crossfader_.apply(encoded(std::vector<float>{.8f, 0.f, .6f, 0.f}));
  play_on();
  EXPECT_EQ(second_[0].encoding, rain_of_second) << "the nearest encoding";
}

TEST_F(BlendTest, WhatIsSetIsForBothAlsoForTheOneThatRests) {
  crossfader_.apply(set(ParameterId::temperature, .25f));
  crossfader_.apply(set(ParameterId::transpose, 12.f));
  play_on();
  blend_with(second_model());
  crossfader_.apply(weigh(.5f));
  EXPECT_NEAR(pitch(), 50., .5) << "bin 25, an octave higher";
  EXPECT_EQ(second_[0].temperature, .25f);
  crossfader_.apply(weigh(1.f));
  play_on();
  crossfader_.apply(set(ParameterId::temperature, .75f, 5.f));
  crossfader_.apply(set(ParameterId::transpose, 0.f));
  EXPECT_NEAR(pitch(), 30., .3);
  crossfader_.apply(weigh(0.f));
  EXPECT_NEAR(pitch(), 20., .3);
  EXPECT_EQ(first_[0].temperature, .75f) << "at once, while it rested";
}

TEST_F(BlendTest, AllocatesNothing) {
  crossfader_.apply(set(ParameterId::voices, 2.f));
  auto second = second_model(), third = second_model(33.f);
  std::vector<StereoFrame> hop(256);
  const auto before = allocations();
  for (auto* const model : {&second, &third}) {
    ASSERT_TRUE(crossfader_.offer_second(std::move(*model)));
    for (const float weight : {0.f, .5f, 1.f, .7f}) {
      crossfader_.apply(weigh(weight));
      crossfader_.apply({.parameter = ParameterId::seed, .seed = 3});
      for (int i = 0; i < 60; ++i) crossfader_.render(hop);
    }
    EXPECT_EQ(allocations(), before);
    crossfader_.take_retired_second();
  }
}

using Frames = std::vector<StereoFrame>;

std::shared_ptr<const Checkpoint> model_of(std::uint64_t seed) {
  return std::make_shared<const Checkpoint>(random_checkpoint(ModelKind::small, seed));
}

/** A source with random weights, blended with second model number `seed`. */
std::unique_ptr<Source> blended(std::uint64_t seed) {
  const auto first = model_of(1);
  auto source = *make_model_source(first, {.seed = 3, .voice_limit = 2});
  auto second = *SecondModel::create(*first, model_of(seed), {.voice_limit = 2});
  EXPECT_TRUE(source->exchange_second(second));
  source->apply(set(ParameterId::voices, 2.f));
  return source;
}

TEST(Blend, WithoutWeightIsTheFirstModelBitForBit) {
  const auto source = blended(2);
  const auto alone = *make_model_source(model_of(1), {.seed = 3, .voice_limit = 2});
  alone->apply(set(ParameterId::voices, 2.f));
  EXPECT_EQ(play_stereo(*source, 60), play_stereo(*alone, 60));
}

TEST(Blend, IsTheSameBitForBitAndAnotherSoundThanEither) {
  const auto perform = [](float weight, std::uint64_t seed_of_second) {
    const auto source = blended(seed_of_second);
    source->apply(weigh(weight));
    play_stereo(*source, 20);
    source->apply({.parameter = ParameterId::seed, .seed = 9});
    return play_stereo(*source, 40);
  };
  const auto half = perform(.5f, 2);
  EXPECT_EQ(perform(.5f, 2), half);
  EXPECT_NE(perform(.5f, 4), half);
  EXPECT_NE(perform(.25f, 2), half);
  EXPECT_NE(perform(0.f, 2), half);
  EXPECT_NE(perform(1.f, 2), half);
  EXPECT_TRUE(std::ranges::all_of(half, [](const StereoFrame& frame) { return std::isfinite(frame.left); }));
}

TEST(Blend, ThatIsThereFromTheBeginningDoesNotFadeIn) {
  const auto play_alone = [](float bin) {
    static std::array<Requests, 2> requests;
    std::vector<MorphEngines> engines(1);
    engines[0].first = std::make_unique<SineEngine>(30.f, requests[0]);
    auto second = std::make_unique<SecondModel>(EncodingTranslation({}, {}), std::move(engines));
    const auto source =
        std::make_unique<Ensemble>(*Voice::create(std::make_unique<SineEngine>(bin, requests[1]), {}));
    if (bin != 30.f) {
      EXPECT_TRUE(source->exchange_second(second));
      source->apply(weigh(1.f, 0.f));
    }
    return listening::play(*source, 4);
  };
  EXPECT_EQ(play_alone(20.f), play_alone(30.f)) << "as if the second one played from the first sample on";
}

TEST(Blend, OfStereoModelsIsHeardBetweenTheirPlaces) {
  const auto model = [](float balance) {
    Checkpoint checkpoint = *read_checkpoint(AEOLIAN_SHIPPED_MODEL);
    add_image(checkpoint, {.balance = balance, .in_phase = .4f});
    return std::make_shared<const Checkpoint>(std::move(checkpoint));
  };
  const auto first = model(.6f), other = model(-.6f);
  const auto balance_at = [&](float weight) {
    const auto source = *make_model_source(first, {});
    auto second = *SecondModel::create(*first, other, {});
    source->exchange_second(second);
    source->apply(weigh(weight));
    const auto frames = play_stereo(*source, 150);
    const double left = listening::power(left_of(frames)), right = listening::power(right_of(frames));
    return (left - right) / (left + right);
  };
  EXPECT_NEAR(balance_at(0.f), .6, .15);
  EXPECT_NEAR(balance_at(.5f), 0., .15);
  EXPECT_NEAR(balance_at(1.f), -.6, .15);
}

TEST(Blend, OfModelsWhoseFramesDoNotFitIsRefusedWithWhatDiffers) {
  const Checkpoint first = random_checkpoint(ModelKind::small);
  const auto why = [&](const Checkpoint& second) {
    const auto fits = check_frames_fit(first, second);
    return fits ? "" : fits.error().message;
  };
  EXPECT_EQ(why(first), "");
  EXPECT_EQ(why(random_checkpoint(ModelKind::frame_lstm)), "") << "its frames are compatible";
  Checkpoint other = first;
  other.description.front_end.sample_rate = 16000;
  EXPECT_THAT(why(other), HasSubstr("its sampling rate is 16000 Hz, the other's 8000 Hz"));
  EXPECT_THAT(why(other),
              HasSubstr("both from the same checkpoint: `aeolian train FOLDER --from CHECKPOINT`"));
  other = first;
  other.description.front_end.window *= 2;
  EXPECT_THAT(
      why(other),
      HasSubstr("its window is " + std::to_string(2 * first.description.front_end.window) +
                " samples, the other's " + std::to_string(first.description.front_end.window) + " samples"));
  other = first;
  other.description.front_end.hop /= 2;
  EXPECT_THAT(why(other), HasSubstr("its hop is "));
  other = first;
  add_image(other, {});
  EXPECT_THAT(why(other),
              HasSubstr("it is stereo, the other mono. Models fit if both were trained on stereo sounds"));
  EXPECT_THAT(why(random_checkpoint(ModelKind::bytes)), HasSubstr("a bytes model makes samples"));
}

/** The number of hops from the last one with less than a tenth of the loudest hop's energy to the loudest. */
std::size_t rise_of(std::span<const float> samples) {
  std::vector<double> energies;
  for (; samples.size() >= 256; samples = samples.subspan(256))
    energies.push_back(listening::power(samples.first(256)));
  const auto loudest = std::ranges::max_element(energies);
  const auto softer = std::find_if(std::make_reverse_iterator(loudest), energies.rend(),
                                   [&](double energy) { return energy < .1 * *loudest; });
  return static_cast<std::size_t>(std::distance(softer.base(), loudest)) + 1;
}

TEST(Blend, KeepsAnOnsetSharp) {
  const auto soft_tone = [](double hz) {
    auto samples = glide(44100, hz / 44100., hz / 44100.);
    for (float& sample : samples) sample *= .1f;
    return samples;
  };
  auto hits = soft_tone(330.);
  add_hit(hits, .5);
  const auto play_at = [&](float weight) {
    const auto source = std::make_unique<Ensemble>(voice_of(hits));
    std::vector<MorphEngines> engines(1);
    engines[0].first = std::make_unique<SoundEngine>(soft_tone(440.));
    auto second = std::make_unique<SecondModel>(EncodingTranslation({}, {}), std::move(engines));
    EXPECT_TRUE(source->exchange_second(second));
    source->apply(weigh(weight));
    return listening::play(*source, 40);
  };
  EXPECT_LE(rise_of(play_at(.5f)), rise_of(play_at(0.f)) + 1);
  EXPECT_GT(rise_of(soft_tone(330.)), 20u) << "the measure can tell the difference";
}

}  // namespace
}  // namespace aeolian
