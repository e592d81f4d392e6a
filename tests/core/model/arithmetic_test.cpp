// SPDX-License-Identifier: GPL-3.0-or-later
// Compares engines on the kernels with the same engines on Eigen.
#include "core/model/arithmetic.h"

#include <gtest/gtest.h>

#include <cmath>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "core/kernels/instruction_sets.h"
#include "core/model/byte_sampler.h"
#include "core/model/engine.h"
#include "core/model/layers.h"
#include "core/model/small_engine.h"
#include "tests/core/model/random_checkpoint.h"
#include "tests/core/spectrum/allocations.h"

namespace aeolian {
namespace {

using Model = std::shared_ptr<const Checkpoint>;
using Numbers = std::vector<float>;

Model random_model(ModelKind kind) {
  return std::make_shared<const Checkpoint>(random_checkpoint(kind));
}

/** A model of the default sizes for training. */
Model full_size_model() {
  static const auto model = std::make_shared<const Checkpoint>(random_checkpoint(small_tier({})));
  return model;
}

void append(Numbers& numbers, std::span<const float> more) {
  numbers.insert(numbers.end(), more.begin(), more.end());
}

/** Densities and frames of a small model after 50 given random latents. */
Numbers told(const Model& model, const Arithmetic& arithmetic, float guidance) {
  const auto engine = *SmallEngine::create(model, arithmetic);
  auto& small = dynamic_cast<SmallEngine&>(*engine);
  Random random(3);
  Numbers encoding(static_cast<std::size_t>(model->description.encoding_size), 0.25f), numbers;
  Numbers latent(static_cast<std::size_t>(model->description.latent_size));
  for (int step = 0; step < 50; ++step) {
    append(numbers, small.predict({1.f, encoding, guidance}));
    for (float& value : latent) value = random.normal();
    small.hear(latent);
    const auto frames = small.decode();
    append(numbers, frames.mean);
    append(numbers, frames.level);
  }
  return numbers;
}

/** Frames of any engine for 50 steps. */
Numbers played(const Model& model, const Arithmetic& arithmetic) {
  const auto engine = *make_engine(model, arithmetic);
  Random random(3);
  Numbers numbers;
  for (int step = 0; step < 50; ++step) append(numbers, engine->step({}, random).mean);
  return numbers;
}

/** The distributions of a bytes model over 200 bytes. */
Numbers distributions(const Model& model, const Arithmetic& arithmetic) {
  auto sampler = *ByteSampler::create(model, arithmetic);
  Random random(3);
  Numbers numbers;
  for (int i = 0; i < 200; ++i) {
    append(numbers, sampler.distribution(1.f));
    sampler.hear(static_cast<std::uint8_t>(random.bits()));
  }
  return numbers;
}

double relative_error(const Numbers& a, const Numbers& b) {
  EXPECT_EQ(a.size(), b.size());
  double difference = 0, size = 0;
  for (std::size_t i = 0; i < a.size(); ++i) {
    difference += std::pow(double{a[i]} - b[i], 2);
    size += std::pow(double{b[i]}, 2);
  }
  return std::sqrt(difference / size);
}

/** For each kind of model, a function that computes its output for a given input. */
std::vector<std::function<Numbers(const Arithmetic&)>> all_kinds() {
  std::vector<std::function<Numbers(const Arithmetic&)>> kinds;
  for (const float guidance : {1.f, 2.5f})
    kinds.emplace_back([=](const Arithmetic& a) { return told(full_size_model(), a, guidance); });
  for (const auto kind : {ModelKind::frame_lstm, ModelKind::autoencoder})
    kinds.emplace_back([model = random_model(kind)](const Arithmetic& a) { return played(model, a); });
  kinds.emplace_back(
      [model = random_model(ModelKind::bytes)](const Arithmetic& a) { return distributions(model, a); });
  return kinds;
}

TEST(Arithmetic, InFloat32TheKernelsGiveWhatEigenGives) {
  for (const auto& results : all_kinds()) {
    const auto kernels = results({}), eigen = results({.by_eigen = true});
    EXPECT_LT(relative_error(kernels, eigen), 1e-4);
    EXPECT_NE(kernels, eigen) << "was it computed twice in the same way?";
  }
}

TEST(Arithmetic, CoarserWeightsGiveNearlyTheSame) {
  for (const auto& results : all_kinds()) {
    const auto exact = results({});
    const auto bfloat16 = relative_error(results({WeightFormat::bfloat16}), exact);
    const auto int8 = relative_error(results({WeightFormat::int8}), exact);
    EXPECT_GT(bfloat16, 1e-5);
    EXPECT_LT(bfloat16, 0.02);
    EXPECT_GT(int8, 1e-5);
    EXPECT_LT(int8, 0.05);
  }
}

TEST(Arithmetic, APerformanceIsTheSameOnAllInstructionSetsWithFusedMultiplyAdd) {
  const auto model = random_model(ModelKind::small);
  for (const auto format : weight_formats) {
    const auto best = played(model, {format});
    for (const auto& set : instruction_sets()) {
      if (!set.available || set.name == "SSE4" || set.name == "SCALAR") continue;
      ASSERT_TRUE(use_instruction_set(set.name));
      EXPECT_EQ(played(model, {format}), best) << set.name << ", " << to_string(format);
    }
    use_instruction_set({});
  }
}

TEST(Arithmetic, AStepAllocatesNothing) {
  for (const auto kind : {ModelKind::small, ModelKind::frame_lstm, ModelKind::autoencoder}) {
    for (const auto format : weight_formats) {
      const auto engine = *make_engine(random_model(kind), {format});
      Random random(1);
      const Numbers encoding(static_cast<std::size_t>(engine->description().encoding_size), 0.5f);
      const auto before = allocations();
      for (int step = 0; step < 10; ++step) engine->step({1.f, encoding, 2.f}, random);
      EXPECT_EQ(allocations(), before) << to_string(kind) << ", " << to_string(format);
    }
  }
}

TEST(Arithmetic, AStateThatIsNoNumberIsNoticedInEachFormat) {
  for (const auto format : weight_formats) {
    const auto engine = *SmallEngine::create(random_model(ModelKind::small), {format});
    Random random(1);
    engine->follow(Numbers(static_cast<std::size_t>(engine->description().latent_size), std::nanf("")), {});
    engine->step({}, random);
    EXPECT_EQ(engine->resets(), 1u) << to_string(format);
  }
}

TEST(PackedMatrices, AreSharedByTheEnginesOfACheckpoint) {
  const auto model = random_model(ModelKind::small);
  const auto& weight = model->tensors.at("trunk.head.weight");
  const auto& bias = model->tensors.at("trunk.head.bias");
  std::weak_ptr<const PackedMatrix> packed;
  {
    const auto one = *make_engine(model), another = *make_engine(model);
    packed = model->packed.get(weight, &bias, WeightFormat::float32);
    EXPECT_EQ(packed.use_count(), 2);
    EXPECT_NE(packed.lock(), model->packed.get(weight, &bias, WeightFormat::int8));
  }
  EXPECT_TRUE(packed.expired()) << "nobody plays it";
}

TEST(PackedMatrices, AreAllThatIsLeftOfReleasedWeights) {
  const auto model = std::make_shared<Checkpoint>(random_checkpoint(ModelKind::small));
  const auto before = played(model, {.weights = WeightFormat::int8});
  const auto values = model->values();
  const auto playing = *make_engine(model, {.weights = WeightFormat::int8});
  model->release_packed();
  EXPECT_TRUE(model->tensors.at("trunk.head.weight").values.empty());
  EXPECT_FALSE(model->tensors.at("codec.encoder1.weight").values.empty()) << "no engine has packed it";
  EXPECT_FALSE(model->tensors.at("frames.mean").values.empty());
  EXPECT_EQ(model->values(), values);
  EXPECT_EQ(played(model, {.weights = WeightFormat::int8}), before);
  const auto refused = make_engine(model, {.weights = WeightFormat::float32});
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().message,
            "the values of trunk.input.weight were released after packing them in another format");
  EXPECT_FALSE(make_engine(model, {.by_eigen = true}));
}

TEST(PackedMatrices, OfACopyAreItsOwn) {
  Checkpoint original = random_checkpoint(ModelKind::small);
  const auto model = std::make_shared<const Checkpoint>(original);
  const auto before = played(model, {});
  const auto playing = *make_engine(model);
  Checkpoint changed = *model;
  for (float& value : changed.tensors.at("codec.decoder1.weight").values) value += 0.1f;
  EXPECT_NE(played(std::make_shared<const Checkpoint>(changed), {}), before);
  changed = original;
  EXPECT_EQ(played(std::make_shared<const Checkpoint>(std::move(changed)), {}), before);
}

}  // namespace
}  // namespace aeolian
