// What the learners begin as, and what the codec calls noise: on sounds whose answer is known. The networks
// have the shipped sizes; a few dozen steps are enough here, as nothing is judged by how it sounds.

#include <gtest/gtest.h>

#include <cmath>
#include <numbers>

#include "core/random.h"
#include "core/spectrum/texture.h"
#include "trainer/calibration.h"
#include "trainer/codec_learner.h"
#include "trainer/trunk_learner.h"

namespace aeolian {
namespace {

constexpr int rate = 16000;

/** Four partials that swell and fall, each in its own time, over noise of this deviation. */
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

ModelDescription description() {
  return small_tier(make_front_end(rate, 46, 128, rate / 2.).value());
}

Dataset dataset_of(std::vector<Recording> sounds) {
  return make_dataset({rate, std::move(sounds), {}}, description().front_end);
}

/** Means and levels (N, F, B) that a codec decodes of a stream, each step from its own latent and the one
 * before. */
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

TEST(CodecLearner, BeginsAsTheLinearCodecThatLosesLeast) {
  auto d = description();
  const auto dataset = dataset_of({tones(20)});
  CodecLearner learner(dataset, d, 1, 1, torch::kCPU);
  auto codec = learner.finish(d);
  const auto& stream = dataset.streams.front();
  const auto decoded = decode(codec, d, stream).first;
  const auto steps = decoded.size(0);
  const auto frames = stream.narrow(0, d.frames_per_step, steps * d.frames_per_step).reshape({steps, -1});
  const auto lost = (decoded.reshape({steps, -1}) - frames).square().mean().item<double>();

  const auto centred = frames - frames.mean(0);
  const auto powers = std::get<0>(torch::linalg_eigh(centred.t().mm(centred) / steps, "L"));
  const auto least =
      powers.narrow(0, 0, powers.size(0) - d.latent_size).sum().item<double>() / frames.size(1);
  EXPECT_LT(lost, 3 * least);  // the blocks that are held out, and latents that were cut away, cost a little
  EXPECT_LT(lost, 0.02);       // of a variance of 1
}

TEST(CodecLearner, HearsGrainInNoiseAndNoneInATone) {
  auto d = description();
  const auto dataset = dataset_of({tones(12), white_noise(12)});
  CodecLearner learner(dataset, d, 1, 1, torch::kCPU);
  constexpr int steps = 60;
  for (int i = 0; i < steps; ++i) learner.step(static_cast<double>(i) / steps);
  auto codec = learner.finish(d);

  // In units of white noise, in the bands around the tone's partials and where each band is one bin.
  const auto spread = torch::tensor(band_noise(d.front_end).spread);
  const auto level = [&](std::size_t group) {
    const auto levels = decode(codec, d, dataset.streams[group]).second * dataset.scale / spread;
    const auto first = static_cast<std::int64_t>(310 / d.front_end.bin_width());
    return levels.narrow(2, first - 1, 3).mean().item<double>();
  };
  ASSERT_EQ(dataset.groups, (std::vector<std::string>{"tones", "noise"}));
  EXPECT_GT(level(1), 0.6);
  EXPECT_LT(level(1), 1.5);
  EXPECT_LT(level(0), 0.6 * level(1));
}

TEST(TrunkLearner, BeginsAsALinearPrediction) {
  auto d = description();
  const auto dataset = dataset_of({tones(60, 3e-4f)});
  CodecLearner codec_learner(dataset, d, 1, 1, torch::kCPU);
  auto codec = codec_learner.finish(d);
  const auto latents = encode_dataset(dataset, codec, d, torch::kCPU);
  TrunkLearner learner(dataset, latents, d, 1, 1, torch::kCPU);
  // Latents have mean 0 and variance 1: this is what is lost by knowing nothing of the past.
  const double knowing_nothing = d.latent_size * 0.5 * (1 + std::log(2 * std::numbers::pi));
  EXPECT_LT(learner.held_out(), 0.9 * knowing_nothing);
}

TEST(TrunkLearner, BeginsByGoingWhereTheEncodingSays) {
  auto d = description();
  const auto dataset = dataset_of({bursts("dark", 20, 0.95f), bursts("bright", 20, -0.95f)});
  CodecLearner codec_learner(dataset, d, 1, 1, torch::kCPU);
  auto codec = codec_learner.finish(d);
  const auto latents = encode_dataset(dataset, codec, d, torch::kCPU);
  TrunkLearner learner(dataset, latents, d, 1, 1, torch::kCPU);
  const auto known = known_latents(latents, torch::kCPU);

  torch::NoGradGuard no_grad;
  const auto& dark_latents = latents.streams[0][0].mean;
  const auto& bright_latents = latents.streams[1][0].mean;
  // Each begins in the other's sound.
  const auto heard = torch::stack({bright_latents.narrow(0, 0, 100), dark_latents.narrow(0, 0, 100)});
  const auto told = torch::stack({dark_latents.narrow(0, 200, 100), bright_latents.narrow(0, 200, 100)});
  const FreeRun run(learner.trunk(), d, heard, learner.window_encoder()->forward(told), known);
  const auto played = run.generate(300, 1., at::detail::createCPUGenerator(1)).narrow(1, 150, 150).mean(1);
  const auto dark_mean = dark_latents.mean(0), bright_mean = bright_latents.mean(0);
  const auto distance = [](const torch::Tensor& a, const torch::Tensor& b) {
    return (a - b).norm().item<double>();
  };
  EXPECT_LT(distance(played[0], dark_mean), 0.75 * distance(played[0], bright_mean));
  EXPECT_LT(distance(played[1], bright_mean), 0.75 * distance(played[1], dark_mean));
}

}  // namespace
}  // namespace aeolian
