// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/generator/voice.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <numeric>
#include <set>

#include "tests/core/generator/listening.h"
#include "tests/core/generator/voices.h"
#include "tests/core/spectrum/allocations.h"

namespace aeolian {
namespace {

ControlEvent seed_event(std::uint64_t seed) {
  ControlEvent event;
  event.parameter = ParameterId::seed;
  event.seed = seed;
  return event;
}

ControlEvent encoding_event(std::vector<float> values, float glide_s) {
  ControlEvent event;
  event.parameter = ParameterId::encoding;
  event.glide_s = glide_s;
  event.encoding_size = static_cast<std::uint8_t>(values.size());
  std::copy(values.begin(), values.end(), event.encoding.begin());
  return event;
}

TEST(Voice, PlaysFiniteSoundThatIsNotSilence) {
  for (const auto kind : {ModelKind::small, ModelKind::frame_lstm}) {
    const auto voice = make_voice({}, kind);
    const auto samples = play(*voice, 400);
    EXPECT_TRUE(std::ranges::all_of(samples, [](float x) { return std::isfinite(x); }));
    EXPECT_GT(std::inner_product(samples.begin(), samples.end(), samples.begin(), 0.0), 1e-6);
  }
}

TEST(Voice, TheSameSeedAndEventsGiveTheSameSamplesBitForBit) {
  const auto perform = [](std::uint64_t seed) {
    const auto voice = make_voice({.seed = seed});
    auto samples = play(*voice, 40);
    voice->apply(encoding_event({1, 0, 0, 0}, 0.2f));
    const auto more = play(*voice, 80);
    samples.insert(samples.end(), more.begin(), more.end());
    return samples;
  };
  EXPECT_EQ(perform(5), perform(5));
  EXPECT_NE(perform(5), perform(6));
}

TEST(Voice, ASeedGivenWhilePlayingChangesWhatFollows) {
  const auto a = make_voice(), b = make_voice();
  EXPECT_EQ(play(*a, 40), play(*b, 40));
  b->apply(seed_event(99));
  EXPECT_NE(play(*a, 80), play(*b, 80));
}

TEST(Voice, AnEncodingIsHeardWithinItsGlide) {
  const auto a = make_voice(), b = make_voice();
  b->apply(encoding_event({0, 1, 0, 0}, 0.1f));
  EXPECT_NE(play(*a, 80), play(*b, 80));
}

/** The calls that an engine received. */
struct Told {
  int forgets = 0;
  std::size_t state = 0;
  float guidance = 0.f;
};

/**
 * An engine that repeats one frame and records its calls. It has two named encodings, at an angle of 120
 * degrees, and three priming states: one for the first, two for the second.
 */
class Listener final : public Engine {
 public:
  explicit Listener(Told& told) : description_(random_checkpoint(ModelKind::small).description), told_(told) {
    description_.priming_states = {"a", "b", "c"};
    frames_.resize(static_cast<std::size_t>(description_.frames_per_step * description_.front_end.bands));
  }

  const ModelDescription& description() const override { return description_; }
  void prime(std::size_t index) override { told_.state = index; }
  void follow(std::span<const float>, const StepControls&) override {}
  void forget() override { ++told_.forgets; }
  DecodedFrames step(const StepControls& controls, Random&) override {
    told_.guidance = controls.guidance;
    return {frames_, frames_};
  }
  std::span<const float> places() const override { return places_; }
  std::span<const float> named_encodings() const override { return std::span(places_).first(8); }

 private:
  ModelDescription description_;
  std::vector<float> frames_;
  const std::vector<float> places_ = {1, 0, 0, 0, -0.5f, 0.8660254f, 0, 0, -0.5f, 0.8f, 0.3f, 0};
  Told& told_;
};

const std::vector<float> first_name = {1, 0, 0, 0}, second_name = {-0.5f, 0.8660254f, 0, 0},
                         half_way = {0.5f, 0.8660254f, 0, 0};

std::unique_ptr<Voice> listening(Told& told, const VoiceOptions& options = {}) {
  auto voice = Voice::create(std::make_unique<Listener>(told), options);
  EXPECT_TRUE(voice) << voice.error().message;
  return std::move(*voice);
}

TEST(Voice, AnEncodingOfAnotherSourceLetsTheModelForgetTheOneBefore) {
  Told told;
  const auto voice = listening(told, {.encoding = first_name});
  play(*voice, 40);
  voice->apply(encoding_event(second_name, 1.f));
  voice->listen({});
  play(*voice, 40);
  EXPECT_EQ(told.forgets, 0) << "its priming must be remembered";
  voice->apply(encoding_event({-0.4f, 0.9f, 0.2f, 0}, 0.1f));
  play(*voice, 40);
  EXPECT_EQ(told.forgets, 0) << "nearly the same";
  voice->apply(encoding_event(first_name, 0.f));
  play(*voice, 40);
  EXPECT_EQ(told.forgets, 1);
}

TEST(Voice, ANamedEncodingLeadsMoreThanWhatLiesBetween) {
  Told told;
  const auto guidance_at = [&](const std::vector<float>& encoding, float guidance) {
    const auto voice = listening(told, {.encoding = encoding, .guidance = guidance});
    play(*voice, 40);
    return told.guidance;
  };
  EXPECT_FLOAT_EQ(guidance_at(first_name, 1.f), 1.6f);
  EXPECT_FLOAT_EQ(guidance_at(second_name, 0.5f), 0.8f);
  EXPECT_NEAR(guidance_at(half_way, 1.f), 1.f, 1e-3);
  const float nearer = guidance_at({0.71f, 0.71f, 0, 0}, 1.f);
  EXPECT_TRUE(nearer > 1.1f && nearer < 1.5f) << nearer;
  EXPECT_EQ(guidance_at({}, 1.f), 1.f) << "while it drifts";
  EXPECT_EQ(guidance_at(first_name, 0.f), 0.f);
  EXPECT_EQ(guidance_at(first_name, 3.f), 3.f) << "the most there is";
}

TEST(Voice, ASeedBeginsAmongTheStatesOfTheEncodingThatIsSet) {
  const auto states_under = [](const std::vector<float>& encoding) {
    Told told;
    const auto voice = listening(told, {.encoding = encoding});
    std::set<std::size_t> states;
    for (std::uint64_t seed = 0; seed < 40; ++seed) {
      voice->apply(seed_event(seed));
      states.insert(told.state % 3);
    }
    return states;
  };
  EXPECT_EQ(states_under(first_name), std::set<std::size_t>({0}));
  EXPECT_EQ(states_under(second_name), std::set<std::size_t>({1, 2}));
  EXPECT_EQ(states_under({}), std::set<std::size_t>({0, 1, 2})) << "while it drifts";
  EXPECT_EQ(states_under({0, 0, 0, 1}), std::set<std::size_t>({0, 1, 2}))
      << "no priming state is of that kind";
}

TEST(Voice, AGuidanceIsHeardWithinItsGlideAndOfOneIsNone) {
  VoiceOptions options;
  options.encoding = {0, 1, 0, 0};
  const auto a = make_voice(options), b = make_voice(options), c = make_voice(options);
  b->apply({.parameter = ParameterId::guidance, .number = 3.f, .glide_s = 0.1f});
  c->apply({.parameter = ParameterId::guidance, .number = 1.f, .glide_s = 0.1f});
  const auto learned = play(*a, 80);
  EXPECT_NE(play(*b, 80), learned);
  EXPECT_EQ(play(*c, 80), learned);
}

std::unique_ptr<Voice> leaning_voice(const VoiceOptions& options, float default_memory = 1.f) {
  auto checkpoint = random_checkpoint(ModelKind::small);
  add_recollection(checkpoint, .8f, .2f);
  checkpoint.description.memory = default_memory;
  return std::move(*Voice::create(std::make_shared<const Checkpoint>(std::move(checkpoint)), options));
}

TEST(Voice, MemoryIsThatOfTheCheckpointUnlessItIsSetAndActsFromTheNextStepOn) {
  const auto alone = play(*make_voice(), 80);
  EXPECT_EQ(play(*leaning_voice({.memory = 0.f}), 80), alone);
  EXPECT_EQ(play(*leaning_voice({}, 0.f), 80), alone);
  EXPECT_EQ(play(*leaning_voice({.memory = 1.f}, 0.f), 80), play(*leaning_voice({}), 80));
  const auto set = leaning_voice({});
  set->apply({.parameter = ParameterId::memory, .number = 0.f});
  EXPECT_EQ(play(*set, 80), alone);
  const auto glided = leaning_voice({});
  glided->apply({.parameter = ParameterId::memory, .number = 0.f, .glide_s = .2f});
  EXPECT_NE(play(*glided, 80), alone);
}

TEST(Voice, TheLimitOfMemoryHoldsWhileItPlays) {
  const auto voice = leaning_voice({});
  play(*voice, 400);
  EXPECT_GT(voice->passage_times().longest_s, .3);
  const auto limited = leaning_voice({.memory_limit_s = .2f});
  play(*limited, 400);
  EXPECT_LE(limited->passage_times().longest_s, .2);
  EXPECT_GT(limited->passage_times().longest_s, .1);
}

TEST(Voice, ATailGoesOnWhereTheSoundEndsAndChangesNothing) {
  const auto voice = make_voice(), twin = make_voice();
  const auto before = play(*voice, 64);
  play(*twin, 64);
  const auto tail = listening::tail_of(*voice);
  EXPECT_EQ(play(*voice, 8), play(*twin, 8));

  // No step at the joint is larger than those within the sound.
  float largest = 0;
  for (std::size_t i = before.size() / 2; i + 1 < before.size(); ++i)
    largest = std::max(largest, std::abs(before[i + 1] - before[i]));
  EXPECT_LE(std::abs(tail.front() - before.back()), largest);
}

TEST(Voice, PlaysWithoutAllocating) {
  const auto voice = make_voice();
  std::vector<float> hop(static_cast<std::size_t>(voice->hop()));
  TailMix tail(voice->tail_size(), voice->tail_front_end());
  const auto event = encoding_event({0, 1, 0, 0}, 0.1f);
  const ControlEvent guided{.parameter = ParameterId::guidance, .number = 2.f, .glide_s = 0.1f};
  const auto before = allocations();
  for (int i = 0; i < 32; ++i) {
    voice->apply(event);
    voice->apply(guided);
    voice->render(hop);
    voice->add_tail(tail, centred(1.f));
  }
  EXPECT_EQ(allocations(), before);
}

TEST(Voice, AModelThatWouldRunAwayStaysWithinWhatItsCorpusReached) {
  const auto loudest = [](float bias) {
    auto checkpoint = random_checkpoint(ModelKind::small);
    for (float& value : checkpoint.tensors["trunk.output.bias"].values) value = bias;
    const auto voice = Voice::create(std::make_shared<Checkpoint>(checkpoint), {});
    EXPECT_TRUE(voice.has_value());
    return std::abs(std::ranges::max(play(**voice, 400), {}, [](float x) { return std::abs(x); }));
  };
  EXPECT_LT(loudest(1e4f), 2 * loudest(4.f));
}

TEST(Voice, AnEncodingOfAnotherLengthIsRefused) {
  VoiceOptions options;
  options.encoding = {1, 0};
  const auto voice =
      Voice::create(std::make_shared<Checkpoint>(random_checkpoint(ModelKind::small)), options);
  ASSERT_FALSE(voice.has_value());
  EXPECT_NE(voice.error().message.find("2 values"), std::string::npos);
}

TEST(Voice, AModelWithATensorOfAnotherShapeIsRefused) {
  auto checkpoint = random_checkpoint(ModelKind::small);
  checkpoint.tensors["trunk.head.weight"].shape = {1, 1};
  checkpoint.tensors["trunk.head.weight"].values = {0};
  const auto voice = Voice::create(std::make_shared<Checkpoint>(checkpoint), {});
  ASSERT_FALSE(voice.has_value());
  EXPECT_NE(voice.error().message.find("trunk.head.weight"), std::string::npos);
}

}  // namespace
}  // namespace aeolian
