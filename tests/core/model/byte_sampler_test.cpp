// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/model/byte_sampler.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <numeric>
#include <utility>
#include <vector>

#include "core/model/engine.h"
#include "tests/core/model/random_checkpoint.h"

namespace aeolian {
namespace {

using ::testing::HasSubstr;

ByteSampler sampler_of(Checkpoint checkpoint) {
  auto sampler = ByteSampler::create(std::make_shared<const Checkpoint>(std::move(checkpoint)));
  EXPECT_TRUE(sampler) << sampler.error().message;
  return *std::move(sampler);
}

double entropy(std::span<const float> shares) {
  double sum = 0;
  for (const float share : shares)
    if (share > 0) sum -= share * std::log(static_cast<double>(share));
  return sum;
}

TEST(Bytes, AreLinearAndClipped) {
  for (int byte = 0; byte < byte_values; ++byte)
    EXPECT_EQ(byte_of(sample_of(static_cast<std::uint8_t>(byte))), byte);
  EXPECT_EQ(sample_of(128), 0.f);
  EXPECT_EQ(sample_of(192), .5f);
  EXPECT_EQ(byte_of(3.f), 255);
  EXPECT_EQ(byte_of(-3.f), 0);
  EXPECT_EQ(byte_of(NAN), 0);
}

TEST(ByteSampler, ItsDistributionIsOneAndWidensWithTheTemperature) {
  auto sampler = sampler_of(random_checkpoint(ModelKind::bytes));
  for (const std::uint8_t byte : {3, 130, 255}) {
    sampler.hear(byte);
    double last = -1;
    for (const float temperature : {0.f, .5f, 1.f, 1.5f, 2.f}) {
      const auto shares = sampler.distribution(temperature);
      EXPECT_NEAR(std::accumulate(shares.begin(), shares.end(), 0.), 1., 1e-5);
      EXPECT_GT(entropy(shares), last + 1e-3);
      last = entropy(shares);
    }
  }
}

TEST(ByteSampler, DrawsAsOftenAsTheDistributionSays) {
  auto model = random_checkpoint(ModelKind::bytes);
  auto& bias = model.tensors.at("bytes.output.bias").values;
  bias[7] = 6.f;
  bias[9] = 7.f;
  for (auto* silenced : {&model.tensors.at("bytes.output.weight").values})
    std::fill(silenced->begin(), silenced->end(), 0.f);
  auto sampler = sampler_of(std::move(model));
  const auto shares = sampler.distribution(1.f);
  const double seventh = shares[7], ninth = shares[9];
  Random random(1);
  constexpr int draws = 4000;
  int sevens = 0, nines = 0;
  for (int i = 0; i < draws; ++i) {
    const auto byte = sampler.draw(1.f, random);
    sevens += byte == 7;
    nines += byte == 9;
  }
  EXPECT_NEAR(sevens / double{draws}, seventh, .03);
  EXPECT_NEAR(nines / double{draws}, ninth, .03);
}

TEST(ByteSampler, WhatItHeardDecidesWhatFollows) {
  auto sampler = sampler_of(random_checkpoint(ModelKind::bytes));
  const auto after = [&](std::uint8_t byte) {
    sampler.prime(1);
    sampler.hear(byte);
    const auto shares = sampler.distribution(1.f);
    return std::vector<float>(shares.begin(), shares.end());
  };
  const auto low = after(10);
  EXPECT_NE(after(200), low);
  EXPECT_EQ(after(10), low) << "priming resets the state";
}

TEST(ByteSampler, NeedsAllOfItsTensorsAndItsKind) {
  for (const auto* name : {"bytes.embedding.weight", "bytes.lstm.bias_hh_l1", "bytes.scale", "priming"}) {
    Checkpoint model = random_checkpoint(ModelKind::bytes);
    model.tensors.erase(name);
    const auto sampler = ByteSampler::create(std::make_shared<const Checkpoint>(std::move(model)));
    ASSERT_FALSE(sampler);
    EXPECT_THAT(sampler.error().message, HasSubstr(name));
  }
  EXPECT_FALSE(
      ByteSampler::create(std::make_shared<const Checkpoint>(random_checkpoint(ModelKind::frame_lstm))));
}

TEST(ByteSampler, RefusesAFullScaleOfNothing) {
  for (const float scale : {0.f, -1.f}) {
    Checkpoint checkpoint = random_checkpoint(ModelKind::bytes);
    checkpoint.tensors.at("bytes.scale").values[0] = scale;
    const auto sampler = ByteSampler::create(std::make_shared<const Checkpoint>(std::move(checkpoint)));
    ASSERT_FALSE(sampler);
    EXPECT_THAT(sampler.error().message, HasSubstr("bytes.scale"));
  }
}

TEST(ByteSampler, IsNoEngineAndSaysHowItIsHeard) {
  const auto engine = make_engine(std::make_shared<const Checkpoint>(random_checkpoint(ModelKind::bytes)));
  ASSERT_FALSE(engine);
  EXPECT_THAT(engine.error().message, HasSubstr("render it with aeolian generate"));
}

}  // namespace
}  // namespace aeolian
