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
  wide.tensors.at("latents.norm").values.front() = 1e6f;  // an edge that is never reached
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
  EXPECT_EQ(engine->escapes(), 1u);
}

TEST(SmallEngine, WhoPressesAgainstTheEdgeOfTheKnownBeginsAnewAndIsCounted) {
  Checkpoint narrow = random_checkpoint(ModelKind::small);
  auto& range = narrow.tensors.at("latents.range").values;
  std::fill_n(range.begin(), range.size() / 2, -1e-4f);
  std::fill_n(range.begin() + static_cast<std::ptrdiff_t>(range.size() / 2), range.size() / 2, 1e-4f);
  const auto engine = engine_of(std::move(narrow));
  Random random(1);
  for (int step = 0; step < 8; ++step) engine->step({}, random);
  EXPECT_EQ(engine->escapes(), 0u) << "now and then is no harm";
  for (int step = 0; step < 92; ++step) engine->step({}, random);
  EXPECT_NEAR(static_cast<double>(engine->escapes()), 11., 1.);
}

}  // namespace
}  // namespace aeolian
