// SPDX-License-Identifier: GPL-3.0-or-later
// Tests the initial state of the objectives, and the codec's noise level, on sounds with known results. The
// networks have the shipped sizes; a few dozen steps are enough, because nothing is judged by its sound.

#include <gtest/gtest.h>
#include <torch/serialize/archive.h>
#include <torch/utils.h>

#include <cmath>
#include <numbers>
#include <sstream>

#include "core/random.h"
#include "core/spectrum/texture.h"
#include "trainer/export/calibration.h"
#include "trainer/export/trained_baselines.h"
#include "trainer/learn/codec_objective.h"
#include "trainer/learn/trunk_objective.h"

namespace aeolian::trainer {
namespace {

constexpr int rate = 16000;

/**
 * Applies to every test of the program, as in the trainer: more threads than cores mostly wait for each
 * other.
 */
class OneThreadEach : public ::testing::Environment {
  void SetUp() override { one_thread_each(); }
};
[[maybe_unused]] const auto* const one_thread = ::testing::AddGlobalTestEnvironment(new OneThreadEach);

/** Four partials that swell and fall independently, over noise of this deviation. */
Recording tones(double seconds, float noise = 0.f) {
  Recording sound{"tones.wav", "tones", std::vector<float>(static_cast<std::size_t>(seconds * rate))};
  Random random(5);
  for (std::size_t i = 0; i < sound.samples.size(); ++i) {
    const double t = static_cast<double>(i) / rate;
    double sample = 0;
    for (int partial = 1; partial <= 4; ++partial) {
      const double swell = 0.55 + 0.45 * std::sin(2 * std::numbers::pi * t * (0.2 + 0.13 * partial));
      sample += 0.1 * swell * std::sin(2 * std::numbers::pi * 310 * partial * t);
    }
    sound.samples[i] = static_cast<float>(sample) + noise * random.normal();
  }
  return sound;
}

Recording white_noise(double seconds) {
  Recording sound{"noise.wav", "noise", std::vector<float>(static_cast<std::size_t>(seconds * rate))};
  Random random(3);
  for (float& sample : sound.samples) sample = 0.05f * random.normal();
  return sound;
}

/** Noise in bursts, dark (a pole of 0.95) or bright (of -0.95). */
Recording bursts(const char* name, double seconds, float pole) {
  Recording sound{std::string(name) + ".wav", name,
                  std::vector<float>(static_cast<std::size_t>(seconds * rate))};
  Random random(7);
  float last = 0.f, level = 0.f;
  for (std::size_t i = 0; i < sound.samples.size(); ++i) {
    if (i % (rate / 10) == 0) level = 0.02f + 0.08f * random.uniform();
    last = pole * last + level * random.normal();
    sound.samples[i] = last;
  }
  return sound;
}

/** Sizes for such plain sounds. */
ModelDescription description() {
  auto d = small_tier(make_front_end(rate, 46, 128, rate / 2.).value());
  d.latent_size = 32;
  d.codec_hidden = 384;
  return d;
}

Dataset dataset_of(std::vector<Recording> sounds) {
  return make_dataset({rate, std::move(sounds), {}}, description().front_end);
}

/**
 * Means and levels (N, F, B) decoded by a codec from a stream, each step from its own latent and the previous
 * one.
 */
std::pair<torch::Tensor, torch::Tensor> decode(Codec& codec, const ModelDescription& d,
                                               const torch::Tensor& stream) {
  torch::NoGradGuard no_grad;
  const auto steps = stream.size(0) / d.frames_per_step;
  const auto frames = stream.narrow(0, 0, steps * d.frames_per_step).reshape({steps, -1});
  const auto latents = codec->encode(frames).first;
  const auto [mean, log_level] =
      codec->decode(latents.narrow(0, 1, steps - 1), latents.narrow(0, 0, steps - 1));
  const std::vector<std::int64_t> shape = {steps - 1, d.frames_per_step, d.front_end.bands};
  return {mean.reshape(shape), log_level.exp().reshape(shape)};
}

/** An untrained codec and trunk, initialised for some sounds. */
struct UntrainedTrunk {
  explicit UntrainedTrunk(std::vector<Recording> sounds) : dataset(dataset_of(std::move(sounds))) {}

  ModelDescription d = description();
  Dataset dataset;
  Codec codec = CodecObjective(dataset, d, 1, 1, torch::kCPU).finish(d);
  Latents latents = encode_dataset(dataset, codec, d, torch::kCPU);
  TrunkObjective objective{dataset, latents, d, 1, 1, torch::kCPU};
};

TEST(Dataset, KnowsItsLoudestSecond) {
  Recording soft{"soft.wav", "a", std::vector<float>(15 * rate, 0.01f)};
  Recording loud{"loud.wav", "a", std::vector<float>(3 * rate, 0.1f)};
  std::fill(loud.samples.begin() + rate, loud.samples.begin() + 2 * rate, 0.5f);
  EXPECT_NEAR(dataset_of({soft, loud}).loudest_second, -6.02, 0.01);
  std::fill(loud.samples.begin(), loud.samples.end(), 0.f);
  EXPECT_NEAR(dataset_of({loud, soft}).loudest_second, -40., 0.01);
}

TEST(CodecObjective, BeginsAsTheLinearCodecThatLosesLeast) {
  auto d = description();
  const auto dataset = dataset_of({tones(20)});
  CodecObjective objective(dataset, d, 1, 1, torch::kCPU);
  auto codec = objective.finish(d);
  const auto stream = dataset.frames(0);
  const auto decoded = decode(codec, d, stream).first;
  const auto steps = decoded.size(0);
  const auto frames = stream.narrow(0, d.frames_per_step, steps * d.frames_per_step).reshape({steps, -1});
  const auto lost = (decoded.reshape({steps, -1}) - frames).square().mean().item<double>();

  const auto centred = frames - frames.mean(0);
  const auto powers = std::get<0>(torch::linalg_eigh(centred.t().mm(centred) / steps, "L"));
  const auto least =
      powers.narrow(0, 0, powers.size(0) - d.latent_size).sum().item<double>() / frames.size(1);
  EXPECT_LT(lost, 3 * least);  // the held-out blocks, and removed latents, cost a little
  EXPECT_LT(lost, 0.02);       // of a variance of 1
}

TEST(CodecObjective, HearsGrainInNoiseAndNoneInATone) {
  auto d = description();
  const auto dataset = dataset_of({tones(12), white_noise(12)});
  CodecObjective objective(dataset, d, 1, 1, torch::kCPU);
  constexpr int steps = 60;
  for (int i = 0; i < steps; ++i) objective.step(static_cast<double>(i) / steps);
  auto codec = objective.finish(d);

  // In units of white noise, in the bands around the tone's partials and where each band is one bin.
  const auto spread = torch::tensor(band_noise(d.front_end).spread);
  const auto level = [&](int group) {
    const auto levels = decode(codec, d, dataset.frames(group)).second * dataset.scale / spread;
    const auto first = static_cast<std::int64_t>(310 / d.front_end.bin_width());
    return levels.narrow(2, first - 1, 3).mean().item<double>();
  };
  ASSERT_EQ(dataset.groups, (std::vector<std::string>{"tones", "noise"}));
  EXPECT_GT(level(1), 0.6);
  EXPECT_LT(level(1), 1.5);
  EXPECT_LT(level(0), 0.6 * level(1));
}

TEST(TrunkObjective, BeginsAsALinearPrediction) {
  UntrainedTrunk trunk({tones(60, 3e-4f)});
  // Latents have mean 0 and variance 1, so this is the loss without knowledge of the past.
  const double knowing_nothing = trunk.d.latent_size * 0.5 * (1 + std::log(2 * std::numbers::pi));
  EXPECT_LT(trunk.objective.held_out(), 0.9 * knowing_nothing);
}

TEST(FreeRun, BranchesPlayWhatEachWouldPlayAlone) {
  UntrainedTrunk trunk({bursts("bright", 20, -0.95f)});
  const auto known = known_latents(trunk.dataset, trunk.latents, trunk.d, torch::kCPU);
  torch::NoGradGuard no_grad;
  const auto stream = trunk.latents.means(0);
  const auto heard = torch::stack({stream.narrow(0, 0, 100), stream.narrow(0, 100, 100)});
  const FreeRun run(trunk.objective.trunk(), trunk.d, heard, trunk.objective.window_encoder()->forward(heard),
                    known);
  const auto branch = [](double tau) { return FreeRun::Branch{tau, at::detail::createCPUGenerator(7)}; };
  constexpr int steps = 30, dwell = 10;  // short enough that rounding has not grown yet
  const auto together = run.generate(steps, {branch(.7), branch(1.2)}, dwell);
  ASSERT_EQ(together.size(), 2u);
  EXPECT_TRUE(torch::allclose(together[0], run.generate(steps, {branch(.7)}, dwell)[0], 1e-3, 1e-3));
  EXPECT_TRUE(torch::allclose(together[1], run.generate(steps, {branch(1.2)}, dwell)[0], 1e-3, 1e-3));
  EXPECT_FALSE(torch::allclose(together[0], together[1], 1e-3, 1e-3));
}

TEST(TrunkObjective, BeginsByLeaningToWhatTheEncodingSays) {
  UntrainedTrunk trunk({bursts("dark", 20, 0.95f), bursts("bright", 20, -0.95f)});
  const auto known = known_latents(trunk.dataset, trunk.latents, trunk.d, torch::kCPU);

  torch::NoGradGuard no_grad;
  const auto dark_latents = trunk.latents.means(0);
  const auto bright_latents = trunk.latents.means(1);
  const auto codes = trunk.objective.window_encoder()->forward(
      torch::stack({dark_latents.narrow(0, 200, 100), bright_latents.narrow(0, 200, 100)}));
  // From both sounds equally, so that only the encoding makes the difference.
  constexpr int times = 8;
  const auto heard = torch::stack({bright_latents.narrow(0, 0, 100), dark_latents.narrow(0, 0, 100)});
  const auto played_under = [&](int code) {
    const FreeRun run(trunk.objective.trunk(), trunk.d, heard.repeat({times, 1, 1}),
                      codes[code].repeat({2 * times, 1}), known);
    return run.generate(300, {{1., at::detail::createCPUGenerator(1)}})[0]
        .narrow(1, 150, 150)
        .mean(0)
        .mean(0);
  };
  const auto way = dark_latents.mean(0) - bright_latents.mean(0);
  const auto led = played_under(0) - played_under(1);
  EXPECT_GT(led.dot(way).item<double>(), 0.15 * way.dot(way).item<double>())
      << "of the way from one sound to the other";
}

/** A harmonic tone with all of its energy near `hz`. */
Recording tone(const char* name, double hz, double seconds) {
  Recording sound{std::string(name) + ".wav", name,
                  std::vector<float>(static_cast<std::size_t>(seconds * rate))};
  for (std::size_t i = 0; i < sound.samples.size(); ++i)
    sound.samples[i] =
        0.3f * static_cast<float>(std::sin(2 * std::numbers::pi * hz * static_cast<double>(i) / rate));
  return sound;
}

/** A baseline small enough for a few dozen steps in a second or two. */
template <class Baseline>
struct Small;

template <>
struct Small<FrameLstmObjective> {
  static ModelDescription description(const FrontEnd& front_end) {
    auto d = frame_lstm_baseline(front_end);
    d.trunk_size = 32;
    return d;
  }
  static Dataset dataset(const Corpus& corpus, const FrontEnd& front_end) {
    return make_dataset(corpus, front_end);
  }
};

template <>
struct Small<AutoencoderObjective> {
  static ModelDescription description(const FrontEnd& front_end) {
    auto d = autoencoder_baseline(front_end);
    d.trunk_size = 32;
    d.context = 40;
    d.encoding_size = 8;
    return d;
  }
  static Dataset dataset(const Corpus& corpus, const FrontEnd& front_end) {
    return make_dataset(corpus, front_end);
  }
};

template <>
struct Small<ByteObjective> {
  static ModelDescription description(const FrontEnd& front_end) {
    auto d = bytes_baseline(front_end);
    d.trunk_size = 32;
    return d;
  }
  static Dataset dataset(const Corpus& corpus, const FrontEnd&) { return make_byte_dataset(corpus, .5f); }
};

template <class Objective>
class BaselineLearner : public ::testing::Test {
 protected:
  static constexpr int workers = 2;

  Objective objective() const { return Objective(dataset_, description_, workers, 3, torch::kCPU); }

  const FrontEnd front_end_ = make_front_end(rate, 46, 64, rate / 2.).value();
  const ModelDescription description_ = Small<Objective>::description(front_end_);
  const Dataset dataset_ =
      Small<Objective>::dataset({rate, {tone("low", 200, 12), tone("high", 1100, 12)}, {}}, front_end_);
};

using Baselines = ::testing::Types<FrameLstmObjective, AutoencoderObjective, ByteObjective>;
TYPED_TEST_SUITE(BaselineLearner, Baselines);

TYPED_TEST(BaselineLearner, LearnsWhatItHears) {
  auto objective = this->objective();
  const double before = objective.held_out();
  constexpr int steps = 60;
  for (int i = 0; i < steps; ++i) objective.step(static_cast<double>(i) / steps);
  EXPECT_LT(objective.held_out(), .97 * before);
}

TYPED_TEST(BaselineLearner, GoesOnExactlyWhereItStood) {
  constexpr int before = 3, after = 3;
  const auto at = [](int step) { return step / double{before + after}; };
  auto whole = this->objective();
  for (int i = 0; i < before; ++i) whole.step(at(i));
  std::stringstream kept;
  {
    torch::serialize::OutputArchive archive;
    whole.optimizer().save(archive);
    archive.save_to(kept);
  }
  for (int i = before; i < before + after; ++i) whole.step(at(i));

  auto resumed = this->objective();
  torch::serialize::InputArchive archive;
  archive.load_from(kept);
  resumed.optimizer().load(archive);
  for (int i = before; i < before + after; ++i) resumed.step(at(i));
  EXPECT_EQ(resumed.held_out(), whole.held_out());
  const auto expected = whole.network()->parameters(), found = resumed.network()->parameters();
  for (std::size_t i = 0; i < expected.size(); ++i) EXPECT_TRUE(torch::equal(found[i], expected[i])) << i;
}

TEST(AutoencoderObjective, ItsNamedEncodingsPlayTheirOwnTones) {
  const auto front_end = make_front_end(rate, 46, 64, rate / 2.).value();
  auto d = Small<AutoencoderObjective>::description(front_end);
  const auto dataset = make_dataset({rate, {tone("low", 200, 12), tone("high", 1100, 12)}, {}}, front_end);
  AutoencoderObjective objective(dataset, d, 2, 1, torch::kCPU);
  constexpr int steps = 120;
  for (int i = 0; i < steps; ++i) objective.step(static_cast<double>(i) / steps);
  const auto checkpoint = make_autoencoder_checkpoint(d, dataset, objective);
  ASSERT_GE(checkpoint.description.encodings.size(), 2u);
  EXPECT_EQ(checkpoint.description.encodings[0], "low");
  EXPECT_EQ(checkpoint.description.encodings[1], "high");

  torch::NoGradGuard no_grad;
  const auto rows = torch::tensor(checkpoint.find("encodings")->values).view({-1, d.encoding_size});
  const auto loudest_band = [&](int row) {
    const auto frames = objective.network()->decode(rows.narrow(0, row, 1), d.context)[0];
    return (frames * dataset.scale + dataset.mean).mean(0).argmax().item<std::int64_t>();
  };
  const auto loudest_heard = [&](int stream) {
    return (dataset.frames(stream) * dataset.scale + dataset.mean).mean(0).argmax().item<std::int64_t>();
  };
  ASSERT_NE(loudest_heard(0), loudest_heard(1));
  EXPECT_EQ(loudest_band(0), loudest_heard(0));
  EXPECT_EQ(loudest_band(1), loudest_heard(1));
}

}  // namespace
}  // namespace aeolian::trainer
