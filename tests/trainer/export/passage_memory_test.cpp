// SPDX-License-Identifier: GPL-3.0-or-later
#include "trainer/export/passage_memory.h"

#include <gtest/gtest.h>

#include <cmath>
#include <vector>

#include "core/generator/voice.h"
#include "core/model/passage_memory.h"
#include "core/random.h"
#include "trainer/cli/train_options.h"
#include "trainer/export/trained_model.h"
#include "trainer/learn/codec_objective.h"
#include "trainer/learn/trunk_objective.h"

namespace aeolian::trainer {
namespace {

constexpr int passage_rate = 8000;

/** Decaying hits at random moments over a hiss. */
std::vector<float> hits(double seconds, std::uint64_t seed) {
  Random random(seed);
  std::vector<float> samples(static_cast<std::size_t>(seconds * passage_rate));
  float level = 0, last = 0;
  for (float& sample : samples) {
    if (random.uniform() < 4.f / passage_rate) level = 0.2f + 0.6f * random.uniform();
    level *= 0.9992f;
    last = 0.7f * last + random.normal();
    sample = (0.01f + 0.2f * level) * last;
  }
  return samples;
}

/** Noise struck every half second, decaying over `fall` samples each time. */
std::vector<float> beaten(int seconds, float fall) {
  Random random(5);
  std::vector<float> samples(static_cast<std::size_t>(seconds * passage_rate));
  for (std::size_t i = 0; i < samples.size(); ++i)
    samples[i] = .2f * std::exp(-static_cast<float>(i % (passage_rate / 2)) / fall) * random.normal();
  return samples;
}

/** An initialised model before training. */
struct Beginner {
  explicit Beginner(const std::vector<float>& sound = hits(60, 1))
      : description(small_tier(make_front_end(passage_rate, 32, 24, passage_rate / 2.).value())) {
    description.trunk_size = 32;
    description.head_hidden = 32;
    description.codec_hidden = 32;
    description.latent_size = 8;
    description.encoding_size = 4;
    dataset = make_dataset({passage_rate, {{"hits.wav", "hits", sound}}, {}}, description.front_end);
  }

  Checkpoint checkpoint(double passage_minutes = default_passage_minutes) {
    CodecObjective codec_learner(dataset, description, 1, 1, torch::kCPU);
    auto codec = codec_learner.finish(description);
    latents = encode_dataset(dataset, codec, description, torch::kCPU);
    TrunkObjective trunk_learner(dataset, latents, description, 1, 1, torch::kCPU);
    return make_small_checkpoint(description, dataset, latents, codec, trunk_learner, 1, passage_minutes);
  }

  /** A checkpoint with passages only. */
  Checkpoint passages(double minutes = default_passage_minutes) {
    CodecObjective codec_learner(dataset, description, 1, 1, torch::kCPU);
    auto codec = codec_learner.finish(description);
    latents = encode_dataset(dataset, codec, description, torch::kCPU);
    TrunkObjective trunk_learner(dataset, latents, description, 1, 1, torch::kCPU);
    Checkpoint checkpoint{description, {}};
    add_recollection(dataset, latents, trunk_learner.trunk(), trunk_learner.window_encoder(), minutes,
                     checkpoint);
    return checkpoint;
  }

  ModelDescription description;
  Dataset dataset;
  Latents latents;
};

TEST(PassageMemory, IsOfTheTrainingPartAndOfNothingElse) {
  Beginner beginner;
  const auto checkpoint = beginner.checkpoint();
  const auto* moments = checkpoint.find("recollection.moments");
  ASSERT_NE(moments, nullptr);
  const std::int64_t size = beginner.description.latent_size, width = moments->shape[1];
  const auto stream = beginner.latents.means(0);
  std::int64_t learned = 0;
  std::vector<bool> is_learned(static_cast<std::size_t>(stream.size(0)));
  for (const auto& span : beginner.dataset.training)
    for (auto step = span.begin / 4; step < std::min(span.end / 4, stream.size(0)); ++step, ++learned)
      is_learned[static_cast<std::size_t>(step)] = true;
  EXPECT_LE(moments->shape[0], learned);
  EXPECT_GT(moments->shape[0], learned * 3 / 4);
  const auto rows = torch::tensor(moments->values).view({-1, width}).narrow(1, 1, size);
  const auto where = torch::cdist(rows, stream.contiguous()).argmin(1);
  for (std::int64_t row = 0; row < rows.size(0); ++row)
    ASSERT_TRUE(is_learned[static_cast<std::size_t>(where[row].item<std::int64_t>())]) << row;
}

TEST(PassageMemory, KeepsNoMoreMinutesThanAskedFor) {
  const auto kept = [](double minutes) {
    const auto checkpoint = Beginner().passages(minutes);
    const auto* moments = checkpoint.find("recollection.moments");
    return moments ? static_cast<double>(moments->shape[0]) / checkpoint.description.step_rate() : 0;
  };
  EXPECT_GT(kept(default_passage_minutes), 40);
  const double few = kept(.4);
  EXPECT_LE(few, 24);
  EXPECT_GT(few, 12);
}

TEST(PassageMemory, KnowsTheBeatOfSoundThatHasOne) {
  EXPECT_EQ(Beginner(beaten(30, 1e9f)).passages().find("recollection.beats"), nullptr) << "steady noise";
  const auto checkpoint = Beginner(beaten(60, 1000.f)).passages();
  const auto* phases = checkpoint.find("recollection.beats");
  ASSERT_NE(phases, nullptr);
  ASSERT_EQ(phases->shape[0], checkpoint.find("recollection.moments")->shape[0]);
  const auto count = phases->values.size();
  double beats = 0;
  for (std::size_t i = 0; i + 1 < count; ++i) {
    const float advance = phases->values[i + 1] - phases->values[i];
    beats += static_cast<double>(advance - std::floor(advance));
  }
  EXPECT_NEAR(static_cast<double>(count) / checkpoint.description.step_rate() / beats, .5, .02);
}

TEST(PassageMemory, IsLeftOutIfAskedAndThenTheCheckpointPlaysAlone) {
  const auto checkpoint = Beginner().checkpoint(0);
  for (const auto& [name, tensor] : checkpoint.tensors)
    EXPECT_FALSE(name.starts_with("recollection.")) << name;
  EXPECT_TRUE(checkpoint.description.provenance.left_out.empty());
  auto voice = Voice::create(std::make_shared<const Checkpoint>(checkpoint), {});
  ASSERT_TRUE(voice) << voice.error().message;
  std::vector<float> samples(static_cast<std::size_t>((*voice)->hop()));
  double power = 0;
  for (int hop = 0; hop < 400; ++hop) {
    (*voice)->render(samples);
    for (const float sample : samples) power += static_cast<double>(sample) * static_cast<double>(sample);
  }
  EXPECT_TRUE(std::isfinite(power) && power > 1e-3) << power;
}

TEST(PassageMemory, IsLeanedOnAsFarAsHeldOutSoundAllowsButALittleInAnyCase) {
  Beginner near;
  const auto leaning = near.checkpoint();
  ASSERT_NE(leaning.find("recollection.lean"), nullptr);
  const float furthest = leaning.find("recollection.lean")->values[1];
  EXPECT_FLOAT_EQ(furthest, 0.15f) << "an untrained model strays, so a strong blend is allowed";
  const auto passage_memory = PassageMemory::create(leaning);
  ASSERT_TRUE(passage_memory) << passage_memory.error().message;

  // The held-out part is unlike the training part, so all output is nearer to the latter.
  Beginner far;
  auto other =
      make_dataset({passage_rate, {{"hits.wav", "hits", hits(60, 1)}, {"tone.wav", "tone", hits(20, 9)}}, {}},
                   far.description.front_end);
  const auto strange = static_cast<int>(other.streams.size()) - 1;
  std::erase_if(other.training, [&](const Span& span) { return span.stream == strange; });
  other.streams[static_cast<std::size_t>(strange)] =
      FrameStream(5 * torch::rand_like(other.frames(strange)) * other.scale + other.mean);
  std::erase_if(other.held_out, [&](const Span& span) { return span.stream != strange; });
  far.dataset = other;
  EXPECT_EQ(far.checkpoint().find("recollection.lean")->values[1], 0.05f)
      << "all output is nearer to the training part";
}

}  // namespace
}  // namespace aeolian::trainer
