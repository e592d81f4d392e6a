// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/generator/ear.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <memory>
#include <span>
#include <utility>
#include <vector>

#include "core/generator/frame_generator.h"
#include "core/generator/model_source.h"
#include "core/model/sound_encoder.h"
#include "core/random.h"
#include "tests/core/model/random_checkpoint.h"
#include "tests/core/spectrum/allocations.h"
#include "tests/stereo.h"

namespace aeolian {
namespace {

const std::shared_ptr<const Checkpoint>& checkpoint() {
  static const auto made = [] {
    auto checkpoint = random_checkpoint(ModelKind::small);
    add_recollection(checkpoint, .8f, .1f);
    return std::make_shared<const Checkpoint>(std::move(checkpoint));
  }();
  return made;
}

std::size_t step_size() {
  const ModelDescription& d = checkpoint()->description;
  return static_cast<std::size_t>(d.frames_per_step) * static_cast<std::size_t>(d.front_end.hop);
}

std::vector<float> noise(std::size_t steps, float level = .1f) {
  Random random(5);
  std::vector<float> samples(steps * step_size());
  for (float& sample : samples) sample = level * random.normal();
  return samples;
}

TEST(Ear, HearsTheLatentsOfTheEncoderHoweverTheSoundIsCut) {
  const auto sound = noise(40);
  const auto encoded = SoundEncoder::create(checkpoint())->encode(sound);
  ASSERT_TRUE(encoded);
  const auto size = static_cast<std::size_t>(checkpoint()->description.latent_size);
  auto ear = *Ear::create(checkpoint());
  EXPECT_TRUE(ear->heard().latent.empty()) << "nothing yet";
  for (std::size_t step = 0; step < 40; ++step) {
    const auto part = std::span(sound).subspan(step * step_size(), step_size());
    const std::size_t cut = step * 37 % step_size();
    ear->hear(part.first(cut));
    ear->hear(part.subspan(cut));
    const auto wanted = std::span(encoded->latents).subspan(step * size, size);
    for (std::size_t i = 0; i < size; ++i) ASSERT_NEAR(ear->heard().latent[i], wanted[i], 1e-4) << step;
  }
  float length = 0;
  for (const float value : ear->heard().encoding) length += value * value;
  EXPECT_NEAR(length, 1.f, 1e-3);
}

TEST(Ear, TellsSilenceFromSoundByItsGateAndHoldsOnForASecond) {
  auto ear = *Ear::create(checkpoint());
  const double a_second = checkpoint()->description.step_rate();
  const std::vector<float> silence(step_size());
  ear->hear(noise(3, 1e-4f));
  EXPECT_EQ(ear->heard().presence, 0.f) << "below the gate";
  ear->hear(noise(3));
  EXPECT_EQ(ear->heard().presence, 1.f);
  for (int step = 0; step < std::lround(a_second); ++step) ear->hear(silence);
  EXPECT_EQ(ear->heard().presence, 1.f);
  for (int step = 0; step < std::lround(a_second); ++step) ear->hear(silence);
  EXPECT_EQ(ear->heard().presence, 0.f);
  ear->set_gain(20.f);
  ear->set_gate(-62.f);
  ear->hear(noise(3, 1e-4f));
  EXPECT_EQ(ear->heard().presence, 1.f) << "an open gate";
}

TEST(Ear, WhatIsNotFiniteIsSilence) {
  auto ear = *Ear::create(checkpoint());
  ear->hear(std::vector<float>(4 * step_size(), std::nanf("")));
  EXPECT_EQ(ear->heard().presence, 0.f);
  EXPECT_TRUE(std::ranges::all_of(ear->heard().latent, [](float x) { return std::isfinite(x); }));
}

TEST(Ear, KeepsWhatItHearsOnlyWhenAskedAndForgetsItAtOnce) {
  auto ear = *Ear::create(checkpoint());
  ear->hear(noise(20));
  EXPECT_EQ(ear->heard().passages->size(), 0);
  ear->set_remembers(true);
  ear->hear(noise(20));
  EXPECT_EQ(ear->heard().passages->size(), 20);
  EXPECT_NEAR(static_cast<double>(ear->report().remembered_s), 20. / checkpoint()->description.step_rate(),
              1e-4);
  ear->hear(std::vector<float>(200 * step_size()));
  EXPECT_LT(ear->heard().passages->size(), 60) << "silence is not a phrase";
  ear->set_remembers(false);
  EXPECT_EQ(ear->heard().passages->size(), 0);
}

/** The latents that `ear` remembers of 60 steps of noise. */
std::vector<float> remembered(std::shared_ptr<const Checkpoint> model, float level) {
  auto ear = *Ear::create(std::move(model));
  ear->set_gate(-90.f);
  ear->set_remembers(true);
  ear->hear(noise(60, level));
  const HeardPassages& passages = *ear->heard().passages;
  std::vector<float> latents;
  for (std::int64_t step = 0; step < passages.size(); ++step)
    latents.insert(latents.end(), passages.step(step).latent,
                   passages.step(step).latent + checkpoint()->description.latent_size);
  return latents;
}

float largest_difference(const std::vector<float>& a, const std::vector<float>& b) {
  float largest = 0.f;
  for (std::size_t i = 0; i < a.size(); ++i) largest = std::max(largest, std::abs(a[i] - b[i]));
  return largest;
}

TEST(Ear, RemembersPhrasesAtTheLevelOfTheCorpus) {
  const auto without = remembered(checkpoint(), .1f);
  EXPECT_GT(largest_difference(without, remembered(checkpoint(), .03f)), .1f)
      << "the corpus level is unknown, so levels stay as heard";
  Checkpoint model = *checkpoint();
  double power = 0.;
  for (const float bin :
       std::vector<float>(static_cast<std::size_t>(model.description.front_end.bands), 1e-2f))
    power += static_cast<double>(bin) * static_cast<double>(bin);
  model.tensors["frames.powers"] = {{2}, {1.f, static_cast<float>(power)}};
  const auto known = std::make_shared<const Checkpoint>(std::move(model));
  const auto loud = remembered(known, .1f);
  ASSERT_EQ(loud.size(), without.size());
  EXPECT_LT(largest_difference(loud, remembered(known, .03f)), .05f) << "10 dB softer";
  EXPECT_GT(largest_difference(loud, remembered(known, .001f)), .1f) << "corrected by 12 dB at most";
}

TEST(Ear, ActivityRisesWithTheLevelAndFallsInHalfASecond) {
  auto ear = *Ear::create(checkpoint());
  EXPECT_EQ(ear->heard().activity, 0.f);
  ear->hear(noise(10, 1e-2f));
  const float soft = ear->heard().activity;
  ear->hear(noise(10, .3f));
  const float loud = ear->heard().activity;
  EXPECT_GT(soft, 0.f);
  EXPECT_GT(loud, soft + .2f);
  const auto half_a_second =
      static_cast<std::size_t>(std::lround(.5 * checkpoint()->description.step_rate()));
  ear->hear(std::vector<float>((half_a_second + 2) * step_size()));
  EXPECT_LT(ear->heard().activity, 1e-3f);
}

TEST(Ear, ReportsWhatItHears) {
  auto ear = *Ear::create(checkpoint());
  EXPECT_EQ(ear->report().nearest, -1) << "nothing yet";
  ear->hear(noise(40));
  const HeardReport report = ear->report();
  EXPECT_NEAR(report.sound.level_db, -20.f, 3.f);
  EXPECT_EQ(report.presence, 1.f);
  EXPECT_TRUE(report.is_phrase);
  EXPECT_GE(report.nearest, 0);
  EXPECT_LE(std::abs(report.likeness), 1.001f);
  EXPECT_LE(std::abs(report.familiarity), 1.001f);
}

TEST(Ear, OnlyAModelWithACodecHasOne) {
  EXPECT_FALSE(
      ear_of(std::make_shared<const Checkpoint>(random_checkpoint(ModelKind::bytes)), WeightFormat::float32));
  EXPECT_TRUE(ear_of(checkpoint(), WeightFormat::float32));
}

/** Plays `steps` steps while the source hears `sound`, repeated. */
std::vector<float> play(Source& source, std::size_t steps, std::span<const float> sound) {
  std::vector<StereoFrame> frames(step_size());
  std::vector<float> played;
  for (std::size_t step = 0; step < steps; ++step) {
    if (!sound.empty()) source.hear(sound.subspan(step * step_size() % sound.size(), step_size()));
    const auto hop = static_cast<std::size_t>(source.hop());
    for (std::size_t at = 0; at < frames.size(); at += hop) source.render(std::span(frames).subspan(at, hop));
    const auto left = left_of(frames);
    played.insert(played.end(), left.begin(), left.end());
  }
  return played;
}

std::unique_ptr<Source> listener(VoiceNumber voices = 1) {
  return *make_model_source(checkpoint(),
                            {.voice_limit = voices, .ear = ear_of(checkpoint(), WeightFormat::float32)});
}

TEST(Listener, HearsNothingUnlessItIsAsked) {
  const auto sound = noise(30);
  EXPECT_EQ(play(*listener(), 30, sound), play(*listener(), 30, {}));
}

TEST(Listener, EachWayOfListeningIsHeard) {
  const auto sound = noise(30);
  const auto plain = play(*listener(), 30, sound);
  for (const auto id :
       {ParameterId::listen_follow, ParameterId::listen_through, ParameterId::listen_oppose}) {
    const auto source = listener();
    source->apply({.parameter = id, .number = 1.f});
    EXPECT_NE(play(*source, 30, sound), plain) << static_cast<int>(id);
  }
}

TEST(Listener, ThroughPlaysWhatItHearsWhateverItsSeed) {
  const auto sound = noise(60);
  std::vector<std::vector<float>> played;
  for (const std::uint64_t seed : {1u, 2u}) {
    const auto source = listener();
    source->apply({.parameter = ParameterId::seed, .seed = seed});
    source->apply({.parameter = ParameterId::listen_through, .number = 1.f});
    played.push_back(play(*source, 60, sound));
  }
  const auto level = [&](std::span<const float> samples) {
    double energy = 0;
    for (const float sample : samples.last(samples.size() / 2))
      energy += static_cast<double>(sample) * sample;
    return 10 * std::log10(energy);
  };
  EXPECT_NEAR(level(played[0]), level(played[1]), .5)
      << "the same frames, with phases and grain of their own";
}

TEST(Listener, EachVoiceListensInItsOwnWay) {
  const auto sound = noise(30);
  const auto play_with = [&](VoiceNumber voice) {
    const auto source = listener(2);
    source->apply({.parameter = ParameterId::listen_through, .voice = voice, .number = 1.f});
    return play(*source, 30, sound);
  };
  EXPECT_EQ(play_with(2), play(*listener(2), 30, sound)) << "the first one plays alone";
  EXPECT_NE(play_with(1), play_with(2));
}

TEST(Listener, AnswersAPhraseAtLikeLengthAndWaitsForTheNext) {
  const double a_second = checkpoint()->description.step_rate();
  const auto steps = [&](double seconds) {
    return static_cast<std::size_t>(std::lround(seconds * a_second));
  };
  std::vector<float> sound = noise(steps(2.));  // a phrase of two seconds, with a pause in it
  std::fill_n(sound.begin() + static_cast<std::ptrdiff_t>(steps(1.) * step_size()), steps(.3) * step_size(),
              0.f);
  sound.resize(steps(8.) * step_size());
  const auto source = listener();
  source->apply({.parameter = ParameterId::listen_answer, .number = 1.f});
  const auto played = play(*source, steps(8.), sound);
  const auto level = [&](double from, double to) {
    double energy = 0;
    for (std::size_t i = steps(from) * step_size(); i < steps(to) * step_size(); ++i)
      energy += static_cast<double>(played[i]) * played[i] / ((to - from) * a_second);
    return energy;
  };
  const double answer = level(2.6, 4.2);
  EXPECT_GT(answer, 0.);
  EXPECT_LT(level(.2, 2.3), 1e-3 * answer) << "it neither interrupts nor plays in the pause";
  EXPECT_LT(level(5., 8.), 1e-3 * answer) << "it has had its turn";
}

/** Plays for a tenth of a second after each priming, then stays silent. */
class ShortOfWords final : public Engine {
 public:
  explicit ShortOfWords(const ModelDescription& description) : description_(description) {
    const auto values = static_cast<std::size_t>(description.frames_per_step * description.front_end.bands);
    sound_.assign(values, -3.f);
    silence_.assign(values, log_floor);
    level_.assign(values, 0.f);
  }

  const ModelDescription& description() const override { return description_; }
  void prime(std::size_t) override { ++primed_, since_primed_ = 0; }
  void follow(std::span<const float>, const StepControls&) override {}
  DecodedFrames step(const StepControls&, Random&) override {
    return {++since_primed_ <= .1 * description_.step_rate() ? sound_ : silence_, level_};
  }
  int primed() const { return primed_; }

 private:
  ModelDescription description_;
  std::vector<float> sound_, silence_, level_;
  int primed_ = 0, since_primed_ = 0;
};

/** How often it is primed in the half second after a phrase of one second, and in the second after that. */
std::pair<int, int> beginnings(float answer) {
  auto engine = std::make_unique<ShortOfWords>(checkpoint()->description);
  const ShortOfWords& words = *engine;
  const std::shared_ptr<Ear> ear = *Ear::create(checkpoint());
  FrameGenerator generator(std::move(engine), 1, ear);
  generator.start(1);
  GenerationSettings settings{.temperature = Ramp(1.f),
                              .guidance = Ramp(1.f),
                              .memory = Ramp(0.f),
                              .memory_limit_s = Ramp(1.f),
                              .answer = Ramp(answer)};
  const auto play_to = [&](std::span<const float> sound) {
    const int before = words.primed();
    for (; sound.size() >= step_size(); sound = sound.subspan(step_size())) {
      ear->hear(sound.first(step_size()));
      EngineStep& step = generator.begin_step(settings);
      step.frames = step.engine->step(step.controls, *step.random);
      for (int frame = 0; frame < checkpoint()->description.frames_per_step; ++frame) generator.show(frame);
    }
    return words.primed() - before;
  };
  const auto second = static_cast<std::size_t>(checkpoint()->description.step_rate());
  EXPECT_EQ(play_to(noise(second)), 0) << "it is not its turn";
  const std::vector<float> pause(second * step_size());
  const auto half = std::span(pause).first(second / 2 * step_size());
  const int soon = play_to(half);
  return {soon, play_to(pause)};
}

TEST(Listener, HasSomethingToSayWhenItsTurnComes) {
  const auto [soon, later] = beginnings(1.f);
  EXPECT_GE(soon, 1);
  EXPECT_LE(later, 1) << "once it has answered it may fall silent";
  EXPECT_EQ(beginnings(0.f), std::pair(0, 0)) << "nobody waits for it";
}

/** Mean square of the samples of `steps` steps from `first` on. */
double power(std::span<const float> samples, std::size_t first, std::size_t steps) {
  double energy = 0;
  for (const float sample : samples.subspan(first * step_size(), steps * step_size()))
    energy += static_cast<double>(sample) * static_cast<double>(sample);
  return energy / static_cast<double>(steps * step_size());
}

TEST(Listener, SpeaksWhenItIsAskedByHandWhateverItHears) {
  const auto sound = noise(120);
  const auto source = listener();
  source->apply({.parameter = ParameterId::listen_answer, .number = 1.f});
  EXPECT_LT(power(play(*source, 60, sound), 20, 40), 1e-12) << "a phrase goes on";
  source->apply({.parameter = ParameterId::listen_now, .number = 1.f});
  EXPECT_GT(power(play(*source, 60, sound), 20, 40), 1e-9);
  source->apply({.parameter = ParameterId::listen_now, .number = 0.f});
  EXPECT_LT(power(play(*source, 60, sound), 20, 40), 1e-12);
}

TEST(Listener, OpposesByBeingSoftWhileItIsLoudOutside) {
  const auto plain = play(*listener(), 120, noise(120));
  const auto level = [&](float loudness) {
    const auto source = listener();
    source->apply({.parameter = ParameterId::listen_oppose, .number = 1.f});
    return power(play(*source, 120, noise(120, loudness)), 40, 80) / power(plain, 40, 80);
  };
  const double silent = level(1e-5f), soft = level(1e-2f), loud = level(.5f);
  EXPECT_GT(silent, .5);
  EXPECT_LT(soft, .9 * silent);
  EXPECT_LT(loud, .01 * silent);
}

TEST(Listener, RememberedPhrasesAreFollowed) {
  const auto play_with = [&](float remember) {
    const auto source = listener();
    source->apply({.parameter = ParameterId::listen_remember, .number = remember});
    source->apply({.parameter = ParameterId::memory_limit, .number = .3f});
    return play(*source, 200, noise(200));
  };
  EXPECT_NE(play_with(1.f), play_with(0.f));
  EXPECT_EQ(play_with(1.f), play_with(1.f)) << "a replay is the same";
}

TEST(Listener, WhateverItHearsItPlaysOnAtItsOwnLevel) {
  const auto plain = play(*listener(), 120, {});
  double loudest = 0.;
  for (std::size_t at = 0; at + 8 <= 120; at += 8) loudest = std::max(loudest, power(plain, at, 8));
  auto clicks = std::vector<float>(step_size());
  clicks[7] = 1.f;
  const std::vector<std::pair<const char*, std::vector<float>>> sounds{
      {"silence", std::vector<float>(step_size())},
      {"DC", std::vector<float>(step_size(), 1.f)},
      {"not a number", std::vector<float>(step_size(), std::nanf(""))},
      {"full scale", noise(30, 4.f)},
      {"clicks", clicks},
      {"very loud", std::vector<float>(step_size(), 1e30f)}};
  for (const auto& [name, sound] : sounds) {
    const auto source = listener();
    for (const auto id : {ParameterId::listen_follow, ParameterId::listen_shadow, ParameterId::listen_through,
                          ParameterId::listen_remember})
      source->apply({.parameter = id, .number = .7f});
    const auto played = play(*source, 120, sound);
    EXPECT_TRUE(std::ranges::all_of(played, [](float x) { return std::isfinite(x); })) << name;
    EXPECT_LT(power(played, 40, 80), 10. * loudest) << name;
  }
}

/** A silent model that recognises these places, one after the other. */
class SilentCorpus final : public Engine {
 public:
  explicit SilentCorpus(std::vector<float> places)
      : description_(checkpoint()->description), places_(std::move(places)) {}

  const ModelDescription& description() const override { return description_; }
  void prime(std::size_t) override {}
  void follow(std::span<const float>, const StepControls&) override {}
  DecodedFrames step(const StepControls&, Random&) override { return {}; }
  std::span<const float> places() const override { return places_; }

 private:
  ModelDescription description_;
  std::vector<float> places_;
};

TEST(Listener, FollowsToPlacesThatTheModelKnows) {
  const std::shared_ptr<Ear> ear = *Ear::create(checkpoint());
  ear->hear(noise(90));
  const std::vector<float> heard(ear->heard().encoding.begin(), ear->heard().encoding.end());
  std::vector<float> across(heard.size());  // at a right angle to it
  across[0] = -heard[1];
  across[1] = heard[0];
  const float length = std::hypot(across[0], across[1]);
  std::vector<float> near(heard.size()), far(heard.size());
  for (std::size_t i = 0; i < heard.size(); ++i) {
    near[i] = .8f * heard[i] + .6f * across[i] / length;
    far[i] = -.6f * heard[i] + .8f * across[i] / length;
  }
  std::vector<float> places = far;
  places.insert(places.end(), near.begin(), near.end());
  FrameGenerator generator(std::make_unique<SilentCorpus>(places), 1, ear);
  GenerationSettings settings{Ramp(1.f), Ramp(1.f), Ramp(1.f), Ramp(10.f)};
  settings.follow = Ramp(1.f);
  const auto led_by = generator.begin_step(settings).controls.encoding;
  ASSERT_EQ(led_by.size(), near.size());
  for (std::size_t i = 0; i < near.size(); ++i)
    EXPECT_NEAR(led_by[i], near[i], .01f) << "what was heard: " << heard[i];
}

TEST(Listener, AllocatesNothingWhileItListens) {
  const auto source = listener(3);
  source->apply({.parameter = ParameterId::voices, .number = 3.f});
  for (const auto id : {ParameterId::listen_follow, ParameterId::listen_shadow, ParameterId::listen_through,
                        ParameterId::listen_answer, ParameterId::listen_oppose, ParameterId::listen_remember})
    source->apply({.parameter = id, .number = .7f});
  const auto sound = noise(1);
  std::vector<StereoFrame> frames(static_cast<std::size_t>(source->hop()));
  const auto before = allocations();
  for (int step = 0; step < 60; ++step) {
    source->hear(sound);
    for (int hop = 0; hop < source->hops_per_step(); ++hop) source->render(frames);
  }
  EXPECT_EQ(allocations(), before);
}

}  // namespace
}  // namespace aeolian
