// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/generator/step_batch.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <memory>
#include <span>
#include <vector>

#include "core/generator/model_source.h"
#include "tests/core/model/random_checkpoint.h"
#include "tests/core/spectrum/allocations.h"

namespace aeolian {
namespace {

using Model = std::shared_ptr<const Checkpoint>;
using Voices = std::vector<std::unique_ptr<Voice>>;

constexpr VoiceNumber many = 19;  // more than a layer processes at once
constexpr int steps = 24;

Voices voices_of(const Model& model, WeightFormat weights, VoiceNumber count) {
  return *make_voices(model, {.weights = weights, .voice_limit = count});
}

Model shipped_model() {
  return std::make_shared<const Checkpoint>(*read_checkpoint(AEOLIAN_SHIPPED_MODEL));
}

/** An event with named encoding number `first`, or a morph from it to number `second`. */
ControlEvent encoding_event(const Checkpoint& model, std::size_t first, std::size_t second, float morph) {
  const auto size = static_cast<std::size_t>(model.description.encoding_size);
  const std::span<const float> all = model.find("encodings")->values;
  ControlEvent event{.parameter = ParameterId::encoding, .glide_s = .1f, .morph = morph};
  const auto set = [&](std::size_t number, auto& values, std::uint8_t& values_size) {
    const auto from = all.subspan(number % (all.size() / size) * size, size);
    std::ranges::copy(from, values.begin());
    values_size = static_cast<std::uint8_t>(size);
  };
  set(first, event.encoding, event.encoding_size);
  if (morph > 0.f) set(second, event.morph_to, event.morph_to_size);
  return event;
}

/**
 * Applies changes before step number `step`, different for each voice, so that some are guided, morph or
 * rest.
 */
void change(Voice& voice, const Checkpoint& model, std::size_t number, int step) {
  const auto apply = [&](ParameterId id, float value) {
    voice.apply({.parameter = id, .number = value, .glide_s = .05f});
  };
  if (step == 2 && number % 2 == 0) voice.apply(encoding_event(model, number, 0, 0.f));
  if (step == 3) apply(ParameterId::temperature, static_cast<float>(number % 5) * .4f);
  if (step == 4 && number % 3 == 0) apply(ParameterId::guidance, 2.f);
  if (step == 5 && number % 4 == 1) voice.apply(encoding_event(model, number, number + 1, .4f));
  if (step == 6 && number % 4 == 2) apply(ParameterId::memory, .3f);
  if (step == 8 && number % 5 == 3) apply(ParameterId::stretch, number % 2 == 0 ? 2.7f : .25f);
  if (step == 10 && number % 5 == 4) apply(ParameterId::transpose, 7.f);
  if (step == 12 && number % 6 == 5) apply(ParameterId::freeze, 1.f);
  if (step == 18) apply(ParameterId::freeze, 0.f);
  if (step == 20 && number % 7 == 0) voice.apply({.parameter = ParameterId::seed, .seed = 1000 + number});
}

/** Plays with and without a batch, and compares the bits. */
void expect_same_bits(const Model& model, WeightFormat weights, VoiceNumber count) {
  const auto together = voices_of(model, weights, count), alone = voices_of(model, weights, count);
  StepBatch batch(2u * count);
  std::vector<float> sample(static_cast<std::size_t>(together.front()->hop())), expected = sample;
  for (int step = 0; step < steps; ++step) {
    for (std::size_t i = 0; i < count; ++i) {
      change(*together[i], *model, i, step);
      change(*alone[i], *model, i, step);
    }
    for (int hop = 0; hop < together.front()->hops_per_step(); ++hop) {
      for (const auto& voice : together) voice->prepare(batch);
      batch.run();
      for (std::size_t i = 0; i < count; ++i) {
        together[i]->render(sample);
        alone[i]->render(expected);
        ASSERT_EQ(sample, expected) << to_string(weights) << ", voice " << i << ", step " << step;
      }
    }
  }
}

TEST(StepBatch, GivesEachVoiceOfTheShippedModelTheBitsThatItHasAlone) {
  const auto model = shipped_model();
  for (const auto weights : {WeightFormat::float32, WeightFormat::int8}) expect_same_bits(model, weights, 7);
}

TEST(StepBatch, GivesEachOfManyVoicesTheBitsThatItHasAlone) {
  const auto model = std::make_shared<const Checkpoint>(random_checkpoint(ModelKind::small));
  for (const auto weights : weight_formats) expect_same_bits(model, weights, many);
}

TEST(StepBatch, GivesVoicesOfAModelWhoseEnginesStepAloneTheSameBits) {
  const auto model = std::make_shared<const Checkpoint>(random_checkpoint(ModelKind::autoencoder));
  expect_same_bits(model, WeightFormat::float32, many);
}

TEST(StepBatch, TakesStepsOfSeveralModelsAndFormats) {
  const auto one = std::make_shared<const Checkpoint>(random_checkpoint(ModelKind::small, 1));
  const auto other = std::make_shared<const Checkpoint>(random_checkpoint(ModelKind::small, 2));
  std::vector<std::unique_ptr<Engine>> together, alone;
  for (auto* engines : {&together, &alone}) {
    for (const auto& model : {one, one, other, one}) engines->push_back(*make_engine(model));
    engines->push_back(*make_engine(one, {WeightFormat::int8}));
  }
  std::vector<Random> randoms(together.size());
  std::vector<EngineStep> taken(together.size());
  StepBatch batch(taken.size());
  for (int step = 0; step < 3; ++step) {
    for (std::size_t i = 0; i < taken.size(); ++i) {
      taken[i] = {.engine = together[i].get(), .random = &randoms[i]};
      batch.add(taken[i]);
    }
    auto randoms_alone = randoms;
    batch.run();
    for (std::size_t i = 0; i < taken.size(); ++i) {
      const auto expected = alone[i]->step({}, randoms_alone[i]);
      EXPECT_TRUE(std::ranges::equal(taken[i].frames.mean, expected.mean)) << i;
      EXPECT_TRUE(std::ranges::equal(taken[i].frames.level, expected.level)) << i;
    }
  }
}

TEST(StepBatch, AllocatesNothing) {
  const auto model = std::make_shared<const Checkpoint>(random_checkpoint(ModelKind::small));
  const auto voices = voices_of(model, WeightFormat::int8, many);
  StepBatch batch(2u * many);
  for (std::size_t i = 0; i < many; ++i) change(*voices[i], *model, i, 5);
  const std::size_t before = allocations();
  for (const auto& voice : voices) voice->prepare(batch);
  batch.run();
  EXPECT_EQ(allocations(), before);
}

}  // namespace
}  // namespace aeolian
