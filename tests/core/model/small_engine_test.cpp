// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/model/small_engine.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <memory>
#include <vector>

#include "tests/core/model/random_checkpoint.h"

namespace aeolian {
namespace {

std::unique_ptr<Engine> engine_of(Checkpoint checkpoint) {
  auto engine = SmallEngine::create(std::make_shared<const Checkpoint>(std::move(checkpoint)));
  EXPECT_TRUE(engine) << engine.error().message;
  return std::move(*engine);
}

bool is_finite(std::span<const float> values) {
  return std::ranges::all_of(values, [](float value) { return std::isfinite(value); });
}

TEST(SmallEngine, AStateThatIsNoNumberIsLeftForAKnownOneAtOnce) {
  Checkpoint wide = random_checkpoint(ModelKind::small);
  wide.tensors.at("latents.norm").values.front() = 1e6f;  // a limit that is never reached
  auto& range = wide.tensors.at("latents.range").values;
  for (float& end : range) end *= 1e6f;
  const auto engine = engine_of(std::move(wide));
  Random random(1);
  const std::vector<float> lost(static_cast<std::size_t>(engine->description().latent_size), std::nanf(""));
  engine->follow(lost, {});
  for (int step = 0; step < 50; ++step) {
    const DecodedFrames frames = engine->step({}, random);
    ASSERT_TRUE(is_finite(frames.mean) && is_finite(frames.level)) << step;
  }
  EXPECT_EQ(engine->resets(), 1u);
}

TEST(SmallEngine, WhoPressesAgainstTheEdgeOfTheKnownBeginsAnewAndIsCounted) {
  Checkpoint narrow = random_checkpoint(ModelKind::small);
  auto& range = narrow.tensors.at("latents.range").values;
  std::fill_n(range.begin(), range.size() / 2, -1e-4f);
  std::fill_n(range.begin() + static_cast<std::ptrdiff_t>(range.size() / 2), range.size() / 2, 1e-4f);
  const auto engine = engine_of(std::move(narrow));
  Random random(1);
  for (int step = 0; step < 8; ++step) engine->step({}, random);
  EXPECT_EQ(engine->resets(), 0u) << "occasional excess causes no reset";
  for (int step = 0; step < 92; ++step) engine->step({}, random);
  EXPECT_NEAR(static_cast<double>(engine->resets()), 11., 1.);
}

TEST(SmallEngine, GrainThatIsAnErrorOfCodingIsSilentAndNoiseIsPlayedWhole) {
  const Checkpoint older = random_checkpoint(ModelKind::small);
  Checkpoint newer = older;
  newer.description.grain = standard_grain;
  const auto all = engine_of(older), gated = engine_of(newer);
  Random random(1), same(1);
  int silent = 0, whole = 0;
  for (int step = 0; step < 20; ++step) {
    const DecodedFrames before = all->step({}, random), after = gated->step({}, same);
    EXPECT_TRUE(std::ranges::equal(before.mean, after.mean));
    for (std::size_t i = 0; i < before.level.size(); ++i) {
      const float level = before.level[i];
      if (level <= standard_grain.begins) {
        ++silent;
        EXPECT_EQ(after.level[i], 0.f);
      } else if (level >= standard_grain.whole) {
        ++whole;
        EXPECT_EQ(after.level[i], level);
      }
      EXPECT_LE(after.level[i], level);
    }
  }
  EXPECT_GT(silent, 0);
  EXPECT_GT(whole, 0);
}

/** A model whose first latent tends to be high, and is shown by the first band. */
Checkpoint one_that_roars() {
  Checkpoint c = random_checkpoint(ModelKind::small);
  for (auto& [name, tensor] : c.tensors) {
    if (name.starts_with("codec.decoder") || name.starts_with("trunk."))
      std::ranges::fill(tensor.values, 0.f);
  }
  const auto& d = c.description;
  for (int part = 0; part < d.mixtures; ++part) {
    c.tensors.at("trunk.output.bias").values[static_cast<std::size_t>(d.mixtures + part * d.latent_size)] =
        2.f;
  }
  c.tensors.at("codec.decoder_linear.weight").values.front() = 1.f;
  c.tensors.at("frames.mean").values.front() = 0.f;
  c.tensors.at("frames.scale").values.front() = 1.f;
  c.tensors.at("frames.loudest").values.front() = 100.f;
  std::ranges::fill(c.tensors.at("latents.norm").values, 100.f);
  return c;
}

double mean_of_first_latent(Engine& engine, int first_step, int steps) {
  Random random(1);
  double sum = 0;
  for (int step = 0; step < first_step + steps; ++step) {
    const auto frames = engine.step({}, random);
    if (step >= first_step) sum += static_cast<double>(frames.mean.front());
  }
  return sum / steps;
}

TEST(SmallEngine, WhatTheCorpusNeverKeptUpIsLedBackButAMomentIsFree) {
  auto bounded = one_that_roars();
  const auto size = static_cast<std::size_t>(bounded.description.latent_size);
  std::vector<float> range(size, -0.5f);
  range.resize(2 * size, 0.5f);
  bounded.tensors["latents.lasting"] = {{2, static_cast<std::int64_t>(size)}, range};
  const auto roaring = engine_of(one_that_roars()), led_back = engine_of(bounded), first = engine_of(bounded);
  EXPECT_EQ(mean_of_first_latent(*first, 0, 8), mean_of_first_latent(*engine_of(one_that_roars()), 0, 8));
  EXPECT_NEAR(mean_of_first_latent(*roaring, 400, 1000), 2., 0.1);
  // The predicted value minus half of the excess over the range: x = 2 - (x - 0.5) / 2.
  EXPECT_NEAR(mean_of_first_latent(*led_back, 400, 1000), 1.5, 0.1);
}

/** The same model with a corpus whose frames and running mean have at most these powers. */
std::unique_ptr<Engine> one_that_roars_within(float of_a_frame, float lasting) {
  auto bounded = one_that_roars();
  bounded.tensors["frames.powers"] = {{2}, {of_a_frame, lasting}};
  return engine_of(std::move(bounded));
}

/** The highest power of a frame in `steps` steps. */
float highest_power(Engine& engine, int steps) {
  Random random(1);
  const auto bands = static_cast<std::size_t>(engine.description().front_end.bands);
  float highest = 0.f;
  for (int step = 0; step < steps; ++step) {
    const auto frames = engine.step({}, random);
    for (std::size_t begin = 0; begin < frames.mean.size(); begin += bands) {
      float power = 0.f;
      for (const float band : frames.mean.subspan(begin, bands)) power += std::exp(2.f * band);
      highest = std::max(highest, power);
    }
  }
  return highest;
}

TEST(SmallEngine, NoFrameIsLouderThanTheCorpus) {
  EXPECT_GT(highest_power(*engine_of(one_that_roars()), 50), 100.f);
  EXPECT_NEAR(highest_power(*one_that_roars_within(30.f, 1e9f), 50), 30.f, 1e-3f);
}

TEST(SmallEngine, WhoRoarsForLongerThanTheCorpusBeginsAnewAndIsCounted) {
  const auto engine = one_that_roars_within(100.f, 2.f), known = one_that_roars_within(100.f, 80.f);
  highest_power(*engine, 400);
  highest_power(*known, 400);
  EXPECT_GT(engine->resets(), 3u);
  EXPECT_EQ(known->resets(), 0u);
}

const std::vector<float> rain{0.f, 1.f, 0.f, 0.f}, sea{0.f, 0.f, 1.f, 0.f};

/** The predictions of an engine that follows the same latents as all others in this test. */
class Listener {
 public:
  Listener() : engine_(engine_of(random_checkpoint(ModelKind::small))) { engine_->prime(0); }

  std::vector<float> density(const StepControls& controls) {
    auto& small = dynamic_cast<SmallEngine&>(*engine_);
    const auto density = small.predict(controls);
    std::vector<float> kept(density.begin(), density.end());
    std::vector<float> latent(static_cast<std::size_t>(engine_->description().latent_size));
    for (float& value : latent) value = random_.normal();
    small.hear(latent);
    return kept;
  }

 private:
  std::unique_ptr<Engine> engine_;
  Random random_{5};
};

/** The predictions after following `past`, and then latents common to all for the length of the context. */
std::vector<float> density_after(const std::vector<float>& past, bool forgets, float guidance = 1.f) {
  const auto engine = engine_of(random_checkpoint(ModelKind::small));
  const auto& d = engine->description();
  const StepControls controls{1.f, rain, guidance};
  std::vector<float> long_ago, lately;
  Random random(5);
  for (int i = 0; i < 50 * d.latent_size; ++i)
    long_ago.push_back(past[static_cast<std::size_t>(i) % past.size()]);
  for (int i = 0; i < d.context * d.latent_size; ++i) lately.push_back(random.normal());
  engine->follow(long_ago, controls);
  engine->follow(lately, controls);
  if (forgets) engine->forget();
  const auto density = dynamic_cast<SmallEngine&>(*engine).predict(controls);
  return {density.begin(), density.end()};
}

TEST(SmallEngine, ForgetsWhatWasBeforeItsContext) {
  for (const float guidance : {1.f, 2.f}) {
    EXPECT_NE(density_after(rain, false, guidance), density_after(sea, false, guidance));
    EXPECT_EQ(density_after(rain, true, guidance), density_after(sea, true, guidance));
  }
}

TEST(Guidance, OfOneIsBitForBitWhatWasLearnedAlsoAfterAnother) {
  Listener learned, guided;
  for (int step = 0; step < 60; ++step) {
    const bool elsewhere = step >= 20 && step < 40;
    const auto expected = learned.density({1.f, rain});
    const auto density = guided.density({1.f, rain, elsewhere ? 2.5f : 1.f});
    EXPECT_EQ(density == expected, !elsewhere) << step;
  }
}

TEST(Guidance, OfNothingIsTheNullCodesDensity) {
  Listener unled, guided;
  for (int step = 0; step < 60; ++step)
    EXPECT_EQ(guided.density({1.f, rain, 0.f}), unled.density({})) << step;
}

TEST(Guidance, WithoutAnEncodingChangesNothing) {
  Listener unled, guided;
  const std::vector<float> null_code(4);
  for (int step = 0; step < 20; ++step)
    EXPECT_EQ(guided.density({1.f, null_code, 3.f}), unled.density({})) << step;
}

TEST(Guidance, BeginsFromWhereThePerformanceStands) {
  Listener late;
  for (int step = 0; step < 20; ++step) late.density({1.f, rain});
  Listener twin;
  for (int step = 0; step < 20; ++step) twin.density({1.f, rain});
  EXPECT_EQ(late.density({1.f, rain, 0.f}), twin.density({}));
}

}  // namespace
}  // namespace aeolian
