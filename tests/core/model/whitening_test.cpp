// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/model/whitening.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "core/model/small_engine.h"
#include "tests/core/model/random_checkpoint.h"

namespace aeolian {
namespace {

/** A whitening for `d` with the values value(part, row, column). */
template <class Value>
Tensor matrices(const ModelDescription& d, const Value& value) {
  Tensor tensor{{d.mixtures, d.latent_size, d.latent_size}, {}};
  for (int part = 0; part < d.mixtures; ++part)
    for (int row = 0; row < d.latent_size; ++row)
      for (int column = 0; column < d.latent_size; ++column)
        tensor.values.push_back(value(part, row, column));
  return tensor;
}

TEST(Whitening, InnovationsComeBackFromTheDeviationsThatTheyMake) {
  Checkpoint checkpoint = random_checkpoint(ModelKind::small);
  const auto& d = checkpoint.description;
  Random random(1);
  checkpoint.tensors[whitening_tensor] = matrices(d, [&](int, int, int) { return 0.3f * random.normal(); });
  const auto whitening = Whitening::create(checkpoint);
  ASSERT_TRUE(whitening) << whitening.error().message;
  const auto size = static_cast<std::size_t>(d.latent_size);
  for (int part = 0; part < d.mixtures; ++part) {
    std::vector<float> innovation(size), deviation(size), found(size);
    for (float& value : innovation) value = random.normal();
    for (std::size_t i = 0; i < size; ++i)
      deviation[i] = innovation[i] + whitening->expected(part, std::span(deviation).first(i));
    EXPECT_NE(deviation, innovation);
    whitening->whiten(part, deviation, found);
    for (std::size_t i = 0; i < size; ++i) EXPECT_NEAR(found[i], innovation[i], 1e-4f) << part << " " << i;
  }
}

TEST(Whitening, WithoutTheTensorDeviationsAreInnovations) {
  const Checkpoint checkpoint = random_checkpoint(ModelKind::small);
  const auto whitening = Whitening::create(checkpoint);
  ASSERT_TRUE(whitening);
  const std::vector<float> deviation{1.f, -2.f, 3.f};
  std::vector<float> innovation(deviation.size());
  whitening->whiten(0, deviation, innovation);
  EXPECT_EQ(innovation, deviation);
}

TEST(Whitening, OfAnotherSizeIsRefusedByItsName) {
  auto checkpoint = std::make_shared<Checkpoint>(random_checkpoint(ModelKind::small));
  checkpoint->tensors[whitening_tensor] = {{1, 2, 2}, std::vector<float>(4)};
  const auto engine = SmallEngine::create(checkpoint);
  ASSERT_FALSE(engine);
  EXPECT_NE(engine.error().message.find(whitening_tensor), std::string::npos) << engine.error().message;
}

/**
 * A model that draws latents of mean 0 and deviation 1 regardless of the past, and shows the first two in its
 * first two bands; in each component, the second deviation follows the first by `together`.
 */
std::unique_ptr<SmallEngine> two_that_move(float together) {
  Checkpoint c = random_checkpoint(ModelKind::small);
  for (auto& [name, tensor] : c.tensors)
    if (name.starts_with("codec.decoder") || name.starts_with("trunk."))
      std::ranges::fill(tensor.values, 0.f);
  const auto& d = c.description;
  auto& decoder = c.tensors.at("codec.decoder_linear.weight").values;
  for (std::size_t band = 0; band < 2; ++band) {
    decoder[band * static_cast<std::size_t>(d.latent_size) + band] = 1.f;
    c.tensors.at("frames.mean").values[band] = 0.f;
    c.tensors.at("frames.scale").values[band] = 1.f;
    c.tensors.at("frames.loudest").values[band] = 100.f;
  }
  std::ranges::fill(c.tensors.at("latents.norm").values, 100.f);
  for (float& end : c.tensors.at("latents.range").values) end = std::copysign(10.f, end);
  c.tensors[whitening_tensor] =
      matrices(d, [&](int, int row, int column) { return row == 1 && column == 0 ? -together : 0.f; });
  auto engine = SmallEngine::create(std::make_shared<const Checkpoint>(std::move(c)));
  EXPECT_TRUE(engine) << engine.error().message;
  return *std::move(engine);
}

/** The correlation of its first two bands. */
double correlation_of_bands(SmallEngine& engine) {
  Random random(1);
  double products = 0, first = 0, second = 0;
  for (int step = 0; step < 4000; ++step) {
    const auto frames = engine.step({}, random);
    const double x = static_cast<double>(frames.mean[0]), y = static_cast<double>(frames.mean[1]);
    products += x * y;
    first += x * x;
    second += y * y;
  }
  return products / std::sqrt(first * second);
}

TEST(Whitening, ValuesAreDrawnTogether) {
  EXPECT_NEAR(correlation_of_bands(*two_that_move(0.f)), 0., 0.05);
  EXPECT_NEAR(correlation_of_bands(*two_that_move(0.9f)), 0.9 / std::sqrt(1 + 0.81), 0.05);
  EXPECT_NEAR(correlation_of_bands(*two_that_move(-3.f)), -3. / std::sqrt(10.), 0.05);
}

}  // namespace
}  // namespace aeolian
