#include "core/generator/voice.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <numeric>

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

/** Plays one frame for ever, and counts how often it is told to forget. */
class Forgetful final : public Engine {
 public:
  explicit Forgetful(int& times)
      : description_(random_checkpoint(ModelKind::small).description),
        frames_(static_cast<std::size_t>(description_.frames_per_step * description_.front_end.bands)),
        times_(times) {}

  const ModelDescription& description() const override { return description_; }
  void prime(std::size_t) override {}
  void follow(std::span<const float>, const StepControls&) override {}
  void forget() override { ++times_; }
  DecodedFrames step(const StepControls&, Random&) override { return {frames_, frames_}; }

 private:
  ModelDescription description_;
  std::vector<float> frames_;
  int& times_;
};

TEST(Voice, AnEncodingOfAnotherSourceLetsTheModelForgetTheOneBefore) {
  int times = 0;
  const auto voice = Voice::create(std::make_unique<Forgetful>(times), {.encoding = {1, 0, 0, 0}});
  ASSERT_TRUE(voice) << voice.error().message;
  play(**voice, 40);
  (*voice)->listen({}, std::vector<float>{0, 1, 0, 0});
  play(**voice, 40);
  EXPECT_EQ(times, 0) << "what it was begun from is to be remembered";
  (*voice)->apply(encoding_event({0, 1, 0.2f, 0}, 0.1f));
  play(**voice, 40);
  EXPECT_EQ(times, 0) << "nearly the same";
  (*voice)->apply(encoding_event({0, 0, 1, 0}, 0.f));
  play(**voice, 40);
  EXPECT_EQ(times, 1);
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

TEST(Voice, ATailGoesOnWhereTheSoundEndsAndChangesNothing) {
  const auto voice = make_voice(), twin = make_voice();
  const auto before = play(*voice, 64);
  play(*twin, 64);
  std::vector<float> tail(static_cast<std::size_t>(voice->tail_size()));
  voice->tail(tail);
  EXPECT_EQ(play(*voice, 8), play(*twin, 8));

  // No step at the joint larger than the steps inside the sound.
  float largest = 0;
  for (std::size_t i = before.size() / 2; i + 1 < before.size(); ++i)
    largest = std::max(largest, std::abs(before[i + 1] - before[i]));
  EXPECT_LE(std::abs(tail.front() - before.back()), largest);
}

TEST(Voice, PlaysWithoutAllocating) {
  const auto voice = make_voice();
  std::vector<float> hop(static_cast<std::size_t>(voice->hop()));
  std::vector<float> tail(static_cast<std::size_t>(voice->tail_size()));
  const auto event = encoding_event({0, 1, 0, 0}, 0.1f);
  const ControlEvent guided{.parameter = ParameterId::guidance, .number = 2.f, .glide_s = 0.1f};
  const auto before = allocations();
  for (int i = 0; i < 32; ++i) {
    voice->apply(event);
    voice->apply(guided);
    voice->render(hop);
    voice->tail(tail);
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
