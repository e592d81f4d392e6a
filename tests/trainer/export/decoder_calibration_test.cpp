// SPDX-License-Identifier: GPL-3.0-or-later
// Calibrates a codec that decodes too softly or with too much noise, by the sound that the daemon's voice
// makes of it.

#include "trainer/export/decoder_calibration.h"

#include <gtest/gtest.h>
#include <torch/utils.h>

#include <cmath>
#include <string>
#include <vector>

#include "core/random.h"
#include "trainer/learn/codec_objective.h"

namespace aeolian::trainer {
namespace {

constexpr int rate = 16000;
constexpr std::size_t length = 40 * rate;

/** Sawtooth notes of a quarter of a second, each at one of eight pitches, a fifth of them left out. */
std::vector<float> notes() {
  Random random(5);
  std::vector<float> samples(length);
  for (std::size_t at = 0; at < length; at += rate / 4) {
    const double pitch = 220 * std::exp2(std::floor(8 * random.uniform()) / 4);
    const float loud = random.uniform() < 0.2f ? 0.f : 0.3f;
    for (std::size_t i = 0; i < rate / 4; ++i) {
      const double turns = pitch * static_cast<double>(i) / rate;
      const auto saw = static_cast<float>(turns - std::floor(turns)) - 0.5f;
      samples[at + i] = loud * std::exp(-static_cast<float>(i) / 1500.f) * saw;
    }
  }
  return samples;
}

std::vector<float> white_noise() {
  Random random(6);
  std::vector<float> samples(length);
  for (float& sample : samples) sample = 0.1f * random.normal();
  return samples;
}

/** A codec briefly trained on a sound. */
struct Lesson {
  explicit Lesson(const std::vector<float>& sound)
      : dataset(make_dataset({rate, {{"sound.wav", "sound", sound}}, {}}, description.front_end)) {
    one_thread_each();
    CodecObjective objective(dataset, description, 1, 1, torch::kCPU);
    for (int step = 0; step < 60; ++step) objective.step(step / 60.);
    objective.optimizer().keep_best(objective.held_out());
    codec = objective.finish(description);
    latents = encode_dataset(dataset, codec, description, torch::kCPU);
  }

  void spoil(const std::string& layer, float by) {
    torch::NoGradGuard no_grad;
    codec->named_parameters()[layer + ".bias"].add_(by);
  }

  void calibrate() { calibrate_decoder(codec, description, dataset, latents, 1); }

  /** Uses other random numbers than the calibration. */
  DecodedShare share() { return decoded_share(codec, description, dataset, latents, 2); }

  ModelDescription description = small_tier(make_front_end(rate, 46, 96, rate / 2.).value());
  Dataset dataset;
  Codec codec{nullptr};
  Latents latents;
};

TEST(DecoderCalibration, BringsBackThePowerThatACodecLost) {
  Lesson lesson(notes());
  lesson.spoil("decoder_mean", -0.2f);
  EXPECT_LT(lesson.share().power, 0.5);
  lesson.calibrate();
  EXPECT_NEAR(lesson.share().power, 1., 0.1);
}

TEST(DecoderCalibration, TakesOffGrainThatMovesMoreThanTheCorpus) {
  Lesson lesson(notes());
  lesson.spoil("decoder_level", 1.f);
  EXPECT_GT(lesson.share().movement, 1.15);
  lesson.calibrate();
  EXPECT_NEAR(lesson.share().movement, 1., 0.1);
}

TEST(DecoderCalibration, KeepsNoiseAsLivelyAsItIs) {
  Lesson lesson(white_noise());
  lesson.calibrate();
  EXPECT_NEAR(lesson.share().power, 1., 0.1);
  EXPECT_NEAR(lesson.share().movement, 1., 0.1);
}

TEST(DecoderCalibration, ThroughTheGateOfGrainASoundIsAsLoudAndAsLively) {
  Lesson lesson(notes());
  lesson.description.grain = standard_grain;
  lesson.spoil("decoder_level", 1.2f);
  EXPECT_GT(lesson.share().movement, 1.15);
  lesson.calibrate();
  EXPECT_NEAR(lesson.share().power, 1., 0.1);
  EXPECT_NEAR(lesson.share().movement, 1., 0.1);
}

TEST(DecoderCalibration, LeavesACodecWhoseCorpusIsTooShort) {
  Lesson lesson(notes());
  lesson.dataset.training.clear();
  const auto learned = lesson.codec->named_parameters()["decoder_mean.bias"].detach().clone();
  lesson.calibrate();
  EXPECT_TRUE(torch::equal(lesson.codec->named_parameters()["decoder_mean.bias"], learned));
}

}  // namespace
}  // namespace aeolian::trainer
