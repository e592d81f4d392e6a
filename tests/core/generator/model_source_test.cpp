// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/generator/model_source.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <memory>
#include <vector>

#include "core/generator/byte_source.h"
#include "tests/core/model/random_checkpoint.h"
#include "tests/core/spectrum/allocations.h"
#include "tests/stereo.h"

namespace aeolian {
namespace {

using ::testing::HasSubstr;

std::shared_ptr<const Checkpoint> checkpoint(ModelKind kind) {
  return std::make_shared<const Checkpoint>(random_checkpoint(kind));
}

std::unique_ptr<Source> source_of(ModelKind kind, const VoiceOptions& options = {},
                                  const EncodedSound* heard = nullptr) {
  auto source = make_model_source(checkpoint(kind), options, heard);
  EXPECT_TRUE(source) << source.error().message;
  return std::move(*source);
}

std::vector<float> play(Source& source, int hops) {
  const auto hop = static_cast<std::size_t>(source.hop());
  std::vector<StereoFrame> frames(static_cast<std::size_t>(hops) * hop);
  for (std::size_t at = 0; at < frames.size(); at += hop) source.render(std::span(frames).subspan(at, hop));
  EXPECT_EQ(left_of(frames), right_of(frames)) << "all of it in the middle";
  return left_of(frames);
}

ControlEvent event_of(ParameterId parameter, float number, std::uint64_t seed = 0) {
  ControlEvent event;
  event.parameter = parameter;
  event.number = number;
  event.seed = seed;
  return event;
}

TEST(ModelSource, EveryKindPlaysFiniteSoundThatIsAFunctionOfItsSeed) {
  for (const ModelKind kind : model_kinds) {
    const auto sound = play(*source_of(kind, {.seed = 4}), 200);
    EXPECT_TRUE(std::ranges::all_of(sound, [](float x) { return std::isfinite(x); })) << to_string(kind);
    EXPECT_GT(std::ranges::max(sound), 1e-4f) << to_string(kind);
    EXPECT_EQ(play(*source_of(kind, {.seed = 4}), 200), sound) << to_string(kind);
    EXPECT_NE(play(*source_of(kind, {.seed = 5}), 200), sound) << to_string(kind);
  }
}

TEST(ModelSource, EveryKindGoesOnFromWhatItHeard) {
  std::vector<float> tone(8000);
  for (std::size_t i = 0; i < tone.size(); ++i) tone[i] = .3f * std::sin(.3f * static_cast<float>(i));
  for (const ModelKind kind : model_kinds) {
    const auto encoder = SoundEncoder::create(checkpoint(kind));
    ASSERT_TRUE(encoder) << encoder.error().message;
    const auto heard = encoder->encode(tone);
    ASSERT_TRUE(heard) << heard.error().message;
    EXPECT_NE(play(*source_of(kind, {}, &*heard), 60), play(*source_of(kind), 60)) << to_string(kind);
  }
}

TEST(ModelSource, EveryKindPlaysWithoutAllocating) {
  for (const ModelKind kind : model_kinds) {
    const auto source = source_of(kind);
    std::vector<StereoFrame> hop(static_cast<std::size_t>(source->hop()));
    std::vector<StereoFrame> tail(static_cast<std::size_t>(source->tail_size()));
    const auto before = allocations();
    for (int i = 0; i < 120; ++i) {
      source->render(hop);
      source->tail(tail);
    }
    EXPECT_EQ(allocations(), before) << to_string(kind);
  }
}

TEST(ModelSource, GoingFromPassageToPassageAllocatesNothing) {
  auto leaning = random_checkpoint(ModelKind::small);
  add_recollection(leaning, .8f, .1f);
  const auto source =
      make_model_source(std::make_shared<const Checkpoint>(std::move(leaning)), {.encoding = {0, 1, 0, 0}});
  ASSERT_TRUE(source) << source.error().message;
  std::vector<StereoFrame> hop(static_cast<std::size_t>((*source)->hop()));
  const auto before = allocations();
  for (int i = 0; i < 4 * 200; ++i) (*source)->render(hop);  // steps: a passage has at most 36
  EXPECT_EQ(allocations(), before);
}

TEST(ModelSource, AnEncodingForBytesIsRefused) {
  const auto source = make_model_source(checkpoint(ModelKind::bytes), {.encoding = {1, 0, 0, 0}});
  ASSERT_FALSE(source);
  EXPECT_THAT(source.error().message, HasSubstr("no encodings"));
}

// With a window of 16384 samples the tail was once twice as long as the stream accepts, and no step was
// published.
TEST(ModelSource, TailsOfLongWindowsFitTheStreamAndAreMadeWhole) {
  for (const ModelKind kind : model_kinds) {
    for (const int window : {16384, 14880, 64}) {
      for (const Quality quality : {Quality::normal, Quality::refined}) {
        ModelDescription d = checkpoint(kind)->description;
        d.front_end = {44100, window, window / 8, d.front_end.bands, 0., 20000.};
        const auto source =
            make_model_source(std::make_shared<const Checkpoint>(random_checkpoint(d)), {.quality = quality});
        ASSERT_TRUE(source) << source.error().message;
        ASSERT_LE((*source)->tail_size(), longest_tail);
        play(**source, 10);
        std::vector<StereoFrame> tail(static_cast<std::size_t>((*source)->tail_size()),
                                      centred(std::nanf("")));
        (*source)->tail(tail);
        EXPECT_TRUE(std::ranges::all_of(left_of(tail), [](float x) { return std::isfinite(x); }))
            << to_string(kind) << ", " << window;
      }
    }
  }
}

TEST(ByteSource, PlaysWithinItsFullScaleInWholeSteps) {
  const auto sound = play(*source_of(ModelKind::bytes), 50);
  for (const float sample : sound) {
    ASSERT_LE(std::abs(sample), .5f);
    ASSERT_EQ(sample * 256, std::round(sample * 256));
  }
}

TEST(ByteSource, ObeysSeedAndTemperature) {
  const auto a = source_of(ModelKind::bytes, {.seed = 3}), b = source_of(ModelKind::bytes, {.seed = 9});
  b->apply(event_of(ParameterId::seed, 0, 3));
  EXPECT_EQ(play(*a, 20), play(*b, 20));
  b->apply(event_of(ParameterId::temperature, .1f));
  EXPECT_NE(play(*a, 20), play(*b, 20));
}

TEST(ByteSource, ATailDecaysFromTheLastSampleAndChangesNothing) {
  const auto source = source_of(ModelKind::bytes), twin = source_of(ModelKind::bytes);
  const float last = play(*source, 20).back();
  play(*twin, 20);
  std::vector<StereoFrame> tail(static_cast<std::size_t>(source->tail_size()));
  source->tail(tail);
  EXPECT_NEAR(tail.front().left, last, .02f);
  EXPECT_NEAR(tail.back().left, 0.f, 1e-3f);
  EXPECT_EQ(play(*source, 20), play(*twin, 20));
}

}  // namespace
}  // namespace aeolian
