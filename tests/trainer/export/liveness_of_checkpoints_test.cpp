// SPDX-License-Identifier: GPL-3.0-or-later
// Tests whether the sound of a model is alive after a little training: speech-like sound, some hundred steps
// of the small tier at its shipped sizes, and the native engine and voice of the daemon. The same test on
// models without spread shows the result if the mixture lost its own.

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <memory>
#include <numbers>

#include "core/generator/voice.h"
#include "core/random.h"
#include "trainer/cli/train_options.h"
#include "trainer/export/decoder_calibration.h"
#include "trainer/export/trained_model.h"
#include "trainer/learn/codec_objective.h"
#include "trainer/measures/liveness.h"

namespace aeolian::trainer {
namespace {

constexpr int rate = 16000;
constexpr double corpus_s = 40, played_s = 6;
constexpr int seeds = 3;

using Samples = std::vector<float>;

std::size_t in_samples(double seconds) {
  return static_cast<std::size_t>(seconds * rate);
}

/** Adds a hiss of `length` samples that swells and falls. */
void add_hiss(Samples& samples, std::size_t at, std::size_t length, Random& random) {
  float last = 0;
  for (std::size_t i = 0; i < length && at + i < samples.size(); ++i) {
    const float swell =
        std::sin(std::numbers::pi_v<float> * static_cast<float>(i) / static_cast<float>(length));
    const float noise = random.normal();
    samples[at + i] += .04f * swell * (noise - last);
    last = noise;
  }
}

/** Adds a vowel: gliding harmonics under two resonances. */
void add_vowel(Samples& samples, std::size_t at, std::size_t length, Random& random) {
  const double pitch = 110 + 50 * random.uniform(), glide = .85 + .3 * random.uniform();
  const double first = 300 + 500 * random.uniform(), second = 1000 + 1300 * random.uniform();
  for (int n = 1; n * pitch < 3500; ++n) {
    const auto hill = [&](double centre, double width) {
      return std::exp(-std::pow((n * pitch - centre) / width, 2));
    };
    const double weight = .15 * (hill(first, 180) + .6 * hill(second, 300) + .01);
    double phase = 2 * std::numbers::pi * random.uniform();
    for (std::size_t i = 0; i < length && at + i < samples.size(); ++i) {
      const double place = static_cast<double>(i) / static_cast<double>(length);
      phase += 2 * std::numbers::pi * n * pitch * (1 + (glide - 1) * place) / rate;
      samples[at + i] += static_cast<float>(weight * std::sin(std::numbers::pi * place) * std::sin(phase));
    }
  }
}

/** Hiss and vowels alternating as in speech, with a pause after every few syllables. */
Samples syllables(double seconds) {
  Random random(17);
  Samples samples(in_samples(seconds));
  for (std::size_t at = 0; at < samples.size();) {
    const auto hiss = in_samples(random.uniform() < .5f ? .06 + .08 * random.uniform() : .0);
    const auto vowel = in_samples(.1 + .15 * random.uniform());
    add_hiss(samples, at, hiss, random);
    add_vowel(samples, at + hiss, vowel, random);
    at += hiss + vowel + in_samples(random.uniform() < .25f ? .2 + .3 * random.uniform() : .02);
  }
  return samples;
}

/** A sound to learn, and its liveness. */
struct Lesson {
  Lesson() : real(liveness(sound, rate)) {}

  Samples sound = syllables(corpus_s);
  Liveness real;
  FrontEnd front_end = make_front_end(rate, 46, 96, rate / 2.).value();
  Dataset dataset = make_dataset({rate, {{"voice.wav", "voice", sound}}, {}}, front_end);
};

void learn(Objective& objective, int steps) {
  for (int step = 0; step < steps; ++step) objective.step(static_cast<double>(step) / steps);
  objective.optimizer().keep_best(objective.held_out());
}

Checkpoint small_model(const Lesson& lesson) {
  auto d = small_tier(lesson.front_end);
  CodecObjective codec_learner(lesson.dataset, d, 1, 1, torch::kCPU);
  learn(codec_learner, 60);
  auto codec = codec_learner.finish(d);
  const auto latents = encode_dataset(lesson.dataset, codec, d, torch::kCPU);
  calibrate_decoder(codec, d, lesson.dataset, latents, 1);
  TrunkObjective trunk_learner(lesson.dataset, latents, d, 1, 1, torch::kCPU);
  learn(trunk_learner, 12);
  return make_small_checkpoint(d, lesson.dataset, latents, codec, trunk_learner, 1, default_passage_minutes);
}

/** The verdict for each seed. */
std::vector<Verdict> verdicts(const Checkpoint& checkpoint, const Liveness& real) {
  const auto shared = std::make_shared<const Checkpoint>(checkpoint);
  std::vector<Verdict> all;
  for (std::uint64_t seed = 1; seed <= seeds; ++seed) {
    auto voice = Voice::create(shared, {.seed = seed});
    EXPECT_TRUE(voice) << voice.error().message;
    const auto hop = static_cast<std::size_t>((*voice)->hop());
    Samples played(in_samples(played_s) / hop * hop);
    for (std::size_t at = 0; at < played.size(); at += hop)
      (*voice)->render(std::span(played).subspan(at, hop));
    const auto live = liveness(played, rate);
    all.push_back(verdict(live, real));
    std::cout << "seed " << seed << ": " << to_string(all.back()) << ", level " << live.level_db
              << " dB, silent " << live.silent_share << ", flux " << live.flux_db << " dB\n";
  }
  return all;
}

TEST(Alive, IsTheSmallTierAfterAMomentOfLearningAndIsNotWithoutItsSpread) {
  one_thread_each();
  const Lesson lesson;
  std::cout << "real: level " << lesson.real.level_db << " dB, silent " << lesson.real.silent_share
            << ", flux " << lesson.real.flux_db << " dB\n";
  auto model = small_model(lesson);
  for (const auto each : verdicts(model, lesson.real)) EXPECT_EQ(each, Verdict::alive) << to_string(each);

  // This leaves the mode of speech, which is silence, in which only grain moves. The model neither drifts nor
  // follows passages.
  model.description.calm = model.description.as_learned = 1e-4f;
  model.tensors.erase("places");
  std::erase_if(model.tensors, [](const auto& tensor) { return tensor.first.starts_with("recollection."); });
  for (const auto each : verdicts(model, lesson.real)) EXPECT_NE(each, Verdict::alive) << to_string(each);
}

}  // namespace
}  // namespace aeolian::trainer
