// SPDX-License-Identifier: GPL-3.0-or-later
#include "trainer/learn/latents.h"

#include <gtest/gtest.h>

#include "core/random.h"

namespace aeolian::trainer {
namespace {

constexpr int latents_rate = 8000;

/** A minute and a half of noise, and a codec with random weights. */
struct RandomCodec {
  ModelDescription d = [] {
    auto description = small_tier(make_front_end(latents_rate, 46, 32, 4000).value());
    description.latent_size = 6;
    description.codec_hidden = 16;
    return description;
  }();
  Dataset dataset = [&] {
    Recording sound{"noise.wav", "noise", std::vector<float>(90 * latents_rate)};
    Random random(1);
    for (float& sample : sound.samples) sample = 0.1f * random.normal();
    return make_dataset({latents_rate, {sound}, {}}, d.front_end);
  }();
  Codec codec{d};
};

void expect_alike(const Latents::Cut& a, const Latents::Cut& b) {
  EXPECT_TRUE(torch::allclose(a.mean, b.mean, 1e-4, 1e-5));
  EXPECT_TRUE(torch::allclose(a.sigma, b.sigma, 1e-4, 1e-5));
}

TEST(Latents, AreTheSameKeptAndEncodedWhenAskedFor) {
  RandomCodec random;
  const auto kept = encode_dataset(random.dataset, random.codec, random.d, torch::kCPU);
  const Latents lazy(random.dataset, random.codec, random.d, torch::kCPU);
  for (int alignment = 0; alignment < random.d.frames_per_step; ++alignment) {
    EXPECT_EQ(lazy.steps(0, alignment),
              (random.dataset.streams[0].size() - alignment) / random.d.frames_per_step);
    expect_alike(kept.cut(0, alignment, 37, 50), lazy.cut(0, alignment, 37, 50));
  }
  EXPECT_EQ(kept.means(0).size(0), kept.steps(0, 0));
}

TEST(Latents, OfASampleKeepItsSpansAndEncodeTheRest) {
  RandomCodec random;
  auto sample = random.dataset;
  sample.training = {{0, 101, 400}, {0, 1001, 1200}};
  const auto latents = encode_training_part(random.dataset, sample, random.codec, random.d, torch::kCPU);
  const Latents lazy(random.dataset, random.codec, random.d, torch::kCPU);
  const auto first_step = (101 + random.d.frames_per_step - 1) / random.d.frames_per_step;
  expect_alike(latents.cut(0, 0, first_step, 20), lazy.cut(0, 0, first_step, 20));
  for (const std::int64_t step : {0, 20, 90, 240, 290})  // outside, across an edge, inside
    expect_alike(latents.cut(0, 0, step, 30), lazy.cut(0, 0, step, 30));
  expect_alike(latents.cut(0, 1, 30, 10), lazy.cut(0, 1, 30, 10));
}

TEST(TrainingWindows, LieWithinTheTrainingPart) {
  RandomCodec random;
  auto sample = random.dataset;
  sample.training = {{0, 101, 2000}};
  const auto latents = encode_training_part(random.dataset, sample, random.codec, random.d, torch::kCPU);
  const auto windows = training_windows(sample, latents, random.d, 1, 1);
  ASSERT_FALSE(windows.empty());
  for (const auto& window : windows) {
    EXPECT_GE(window.place.begin, 101);
    EXPECT_LE(window.place.end, 2000);
    EXPECT_EQ(window.mean.size(0) * random.d.frames_per_step, window.place.size());
  }
}

}  // namespace
}  // namespace aeolian::trainer
