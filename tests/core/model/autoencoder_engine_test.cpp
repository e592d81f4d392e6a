// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/model/autoencoder_engine.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <memory>
#include <vector>

#include "core/model/sound_encoder.h"
#include "tests/core/model/random_checkpoint.h"

namespace aeolian {
namespace {

using ::testing::HasSubstr;

constexpr int segment = 50;  // of random_checkpoint

std::shared_ptr<const Checkpoint> checkpoint() {
  return std::make_shared<const Checkpoint>(random_checkpoint(ModelKind::autoencoder));
}

std::unique_ptr<Engine> engine_of(std::shared_ptr<const Checkpoint> checkpoint) {
  auto engine = make_engine(std::move(checkpoint));
  EXPECT_TRUE(engine) << engine.error().message;
  return std::move(*engine);
}

std::vector<float> next_frame(Engine& engine, Random& random, std::vector<float> encoding = {}) {
  const auto mean = engine.step({1.f, encoding}, random).mean;
  return {mean.begin(), mean.end()};
}

std::vector<std::vector<float>> next_segment(Engine& engine, Random& random,
                                             const std::vector<float>& encoding = {}) {
  std::vector<std::vector<float>> frames;
  for (int i = 0; i < segment; ++i) frames.push_back(next_frame(engine, random, encoding));
  return frames;
}

TEST(AutoencoderEngine, UnderAnEncodingEverySegmentIsTheSame) {
  const auto engine = engine_of(checkpoint());
  Random random(1);
  const std::vector<float> encoding{.5f, .5f, -.5f, .5f};
  const auto first = next_segment(*engine, random, encoding);
  EXPECT_NE(first.front(), first.back());
  EXPECT_EQ(next_segment(*engine, random, encoding), first);
}

TEST(AutoencoderEngine, WithoutAnEncodingSegmentsAreDrawnFromTheStoredCodes) {
  const auto engine = engine_of(checkpoint());
  std::vector<std::vector<std::vector<float>>> stored;
  for (std::size_t row = 0; row < 2; ++row) {
    Random random;
    engine->prime(row);
    stored.push_back(next_segment(*engine, random));
    EXPECT_NE(stored.back(), next_segment(*engine, random, {1, 0, 0, 0}));
  }
  Random random(5);
  engine->prime(0);
  int times[2] = {};
  for (int i = 0; i < 30; ++i) {
    const auto played = next_segment(*engine, random);
    ASSERT_TRUE(played == stored[0] || played == stored[1]);
    ++times[played == stored[1]];
  }
  EXPECT_GT(times[0], 5);
  EXPECT_GT(times[1], 5);
}

TEST(AutoencoderEngine, AnEncodingIsHeardWithinTheSegmentAndOnlyItsDirectionCounts) {
  const auto engine = engine_of(checkpoint()), twin = engine_of(checkpoint());
  Random random(1), other(1);
  for (int i = 0; i < 10; ++i) {
    ASSERT_EQ(next_frame(*engine, random, {1, 0, 0, 0}), next_frame(*twin, other, {.25f, 0, 0, 0}));
  }
  EXPECT_NE(next_frame(*engine, random, {0, 1, 0, 0}), next_frame(*twin, other, {1, 0, 0, 0}));
}

TEST(AutoencoderEngine, ASoundThatWasHeardIsTheFirstSegment) {
  const auto model = checkpoint();
  const auto encoder = SoundEncoder::create(model);
  ASSERT_TRUE(encoder) << encoder.error().message;
  std::vector<float> sound(8000);
  Random noise(2);
  for (float& sample : sound) sample = .1f * noise.normal();
  const auto encoded = encoder->encode(sound);
  ASSERT_TRUE(encoded) << encoded.error().message;

  const auto engine = engine_of(model), twin = engine_of(model);
  Random random(1), other(1);
  engine->follow(encoded->latents, {});
  const auto heard = next_segment(*engine, random);
  const auto told = next_segment(*twin, other, encoded->encoding);
  double difference = 0;
  for (std::size_t i = 0; i < heard.size(); ++i)
    for (std::size_t band = 0; band < heard[i].size(); ++band)
      difference = std::max<double>(difference, std::abs(heard[i][band] - told[i][band]));
  EXPECT_LT(difference, 1e-4);
}

TEST(AutoencoderEngine, NeedsAllOfItsTensors) {
  for (const auto* name : {"autoencoder.encoder.weight_ih_l0", "autoencoder.code.bias",
                           "autoencoder.output.weight", "priming"}) {
    Checkpoint model = random_checkpoint(ModelKind::autoencoder);
    model.tensors.erase(name);
    const auto engine = make_engine(std::make_shared<const Checkpoint>(std::move(model)));
    ASSERT_FALSE(engine);
    EXPECT_THAT(engine.error().message, HasSubstr(name));
  }
}

}  // namespace
}  // namespace aeolian
