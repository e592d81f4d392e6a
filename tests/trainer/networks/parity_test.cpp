// SPDX-License-Identifier: GPL-3.0-or-later
#include <gtest/gtest.h>
#include <torch/utils.h>

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <fstream>

#include "core/generator/passage_listener.h"
#include "core/model/byte_sampler.h"
#include "core/model/frame_lstm_engine.h"
#include "core/model/small_engine.h"
#include "core/model/sound_encoder.h"
#include "core/spectrum/bands.h"
#include "trainer/networks/modules.h"

namespace aeolian::trainer {
namespace {

constexpr double tolerance = 1e-4;

/** ||a - b|| / ||b||. */
double relative_error(std::span<const float> a, const torch::Tensor& b) {
  const auto expected = b.contiguous().view(-1);
  double difference = 0, size = 0;
  for (std::size_t i = 0; i < a.size(); ++i) {
    const double value = expected[static_cast<std::int64_t>(i)].item<float>();
    difference += (a[i] - value) * (a[i] - value);
    size += value * value;
  }
  return std::sqrt(difference / size);
}

/** Networks of the shipped sizes with random weights, and the checkpoint exported from them. */
class Parity : public ::testing::Test {
 protected:
  Parity() {
    at::set_num_threads(1);
    torch::manual_seed(7);
    description_.latent_size = 24;
  }

  void make_small() {
    codec_ = Codec(description_);
    trunk_ = Trunk(description_);
    {
      torch::NoGradGuard no_grad;
      trunk_->named_parameters()["whitening"].normal_(0, 0.2);
    }
    window_ = WindowEncoder(description_);
    export_parameters(*codec_, "codec.", checkpoint_.tensors);
    export_parameters(*trunk_, "trunk.", checkpoint_.tensors);
    export_parameters(*window_, "window.", checkpoint_.tensors);
    export_statistics();
    checkpoint_.tensors["frames.loudest"] = export_tensor(torch::full({description_.front_end.bands}, 100.f));
    checkpoint_.tensors["latents.norm"] = export_tensor(torch::full({1}, 8.f));
    checkpoint_.tensors["latents.range"] =
        export_tensor(torch::tensor({-4.f, 4.f}).unsqueeze(1).expand({2, description_.latent_size}));
    checkpoint_.tensors["encodings"] = export_tensor(torch::zeros({0, description_.encoding_size}));
    checkpoint_.tensors["priming"] =
        export_tensor(torch::zeros({0, description_.trunk_layers * description_.trunk_size +
                                           description_.context * description_.latent_size}));
  }

  void export_statistics() {
    mean_ = torch::randn({description_.front_end.bands});
    scale_ = torch::rand({description_.front_end.bands}) + 0.5;
    checkpoint_.tensors["frames.mean"] = export_tensor(mean_);
    checkpoint_.tensors["frames.scale"] = export_tensor(scale_);
    checkpoint_.tensors["frames.spread"] = export_tensor(torch::full({description_.front_end.bands}, 0.6f));
    checkpoint_.description = description_;
  }

  std::int64_t ten_seconds() const { return static_cast<std::int64_t>(10 * description_.step_rate()); }

  /** LibTorch's mixtures while following `latents` (T, D) under `encoding` (1, E), for one sequence. */
  Mixture mixtures(const torch::Tensor& latents, const torch::Tensor& encoding) {
    // The past known to the trunk at each step: nothing at the first, then one more latent each time.
    const auto steps = latents.size(0);
    auto past = torch::cat({torch::zeros({description_.context, description_.latent_size}), latents});
    TrunkInput input;
    input.latent = past.narrow(0, description_.context - 1, steps).unsqueeze(0);
    input.masked = torch::zeros({1, steps, 1});
    input.masked[0][0] = 1;
    std::vector<torch::Tensor> recent;
    for (int lag = 1; lag <= description_.context; ++lag)
      recent.push_back(past.narrow(0, description_.context - lag, steps));
    input.context = torch::cat(recent, -1).unsqueeze(0);
    input.encoding = encoding;
    torch::Tensor state;
    return trunk_->forward(input, state);
  }

  /** The parameters of the mixtures: (T, K + 2 K D). */
  torch::Tensor densities(const torch::Tensor& latents, const torch::Tensor& encoding) {
    const auto steps = latents.size(0);
    const auto mixture = mixtures(latents, encoding);
    return torch::cat({mixture.log_weight.view({steps, -1}), mixture.mean.view({steps, -1}),
                       mixture.log_sigma.view({steps, -1})},
                      -1);
  }

  /** The largest error of the native engine's densities relative to `expected`, over all steps. */
  double worst_error(const torch::Tensor& latents, const torch::Tensor& encoding, float guidance,
                     const torch::Tensor& expected) {
    auto engine = SmallEngine::create(std::make_shared<Checkpoint>(checkpoint_));
    EXPECT_TRUE(engine.has_value()) << engine.error().message;
    auto& small = dynamic_cast<SmallEngine&>(**engine);
    const StepControls controls{
        1.f, {encoding.data_ptr<float>(), static_cast<std::size_t>(description_.encoding_size)}, guidance};
    double worst = 0;
    for (std::int64_t step = 0; step < latents.size(0); ++step) {
      worst = std::max(worst, relative_error(small.predict(controls), expected[step]));
      const auto latent = latents[step].contiguous();
      small.hear({latent.data_ptr<float>(), static_cast<std::size_t>(latent.numel())});
    }
    return worst;
  }

  torch::Tensor some_encoding() const {
    auto encoding = torch::randn({1, description_.encoding_size});
    return encoding / encoding.norm();
  }

  ModelDescription description_;
  Codec codec_{nullptr};
  Trunk trunk_{nullptr};
  WindowEncoder window_{nullptr};
  torch::Tensor mean_, scale_;
  Checkpoint checkpoint_;
};

TEST_F(Parity, TenSecondsTeacherForcedGiveLibTorchsDensities) {
  make_small();
  torch::NoGradGuard no_grad;
  const auto latents = torch::randn({ten_seconds(), description_.latent_size});
  const auto encoding = some_encoding();
  EXPECT_LT(worst_error(latents, encoding, 1.f, densities(latents, encoding)), tolerance);
}

TEST_F(Parity, GuidedDensitiesAreLibTorchsWithAndWithoutTheEncoding) {
  make_small();
  torch::NoGradGuard no_grad;
  const auto latents = torch::randn({ten_seconds(), description_.latent_size});
  const auto encoding = some_encoding();
  const auto unled = densities(latents, torch::zeros_like(encoding));
  auto guided = unled + 2.5 * (densities(latents, encoding) - unled);
  const auto parts = static_cast<std::int64_t>(description_.mixtures);
  guided.narrow(1, 0, parts).copy_(torch::log_softmax(guided.narrow(1, 0, parts), -1));
  EXPECT_LT(worst_error(latents, encoding, 2.5f, guided), tolerance);
}

TEST_F(Parity, WhatIsHeardIsRememberedAsTrainingRemembersTheCorpus) {
  make_small();
  torch::NoGradGuard no_grad;
  const auto latents = torch::randn({ten_seconds(), description_.latent_size});
  const auto encoding = some_encoding();
  const auto expected = mixtures(latents, encoding).moments(latents.unsqueeze(0))[0];

  auto listener = PassageListener::create(std::make_shared<Checkpoint>(checkpoint_), {});
  ASSERT_TRUE(listener.has_value()) << listener.error().message;
  const auto size = static_cast<std::size_t>(description_.latent_size);
  int other_parts = 0;
  for (std::int64_t step = 0; step < latents.size(0); ++step) {
    const auto latent = latents[step].contiguous();
    (*listener)->hear({latent.data_ptr<float>(), size},
                      {encoding.data_ptr<float>(), static_cast<std::size_t>(description_.encoding_size)});
    const auto heard = (*listener)->passages().step(step);
    if (heard.part != static_cast<int>(expected[step][0].item<float>())) {
      ++other_parts;  // two components may be equally likely except for the last digits
      continue;
    }
    const auto values = static_cast<std::int64_t>(size);
    ASSERT_LT(relative_error({heard.latent, size}, expected[step].narrow(0, 1, values)), tolerance);
    ASSERT_LT(relative_error({heard.innovation, size}, expected[step].narrow(0, 1 + values, values)),
              tolerance);
  }
  EXPECT_LE(other_parts, 2);
}

TEST_F(Parity, DecodedFramesAreLibTorchs) {
  make_small();
  torch::NoGradGuard no_grad;
  const auto latents = torch::randn({2, description_.latent_size});
  const auto [expected, log_level] = codec_->decode(latents.narrow(0, 1, 1), latents.narrow(0, 0, 1));
  const auto shape = std::vector<std::int64_t>{description_.frames_per_step, description_.front_end.bands};
  const auto mean = expected.view(shape) * scale_ + mean_;
  const auto level = (log_level.view(shape).exp() * scale_ / 0.6f).clamp_max(1.25f);

  auto engine = SmallEngine::create(std::make_shared<Checkpoint>(checkpoint_));
  ASSERT_TRUE(engine.has_value()) << engine.error().message;
  auto& small = dynamic_cast<SmallEngine&>(**engine);
  for (int i = 0; i < 2; ++i) {
    const auto latent = latents[i].contiguous();
    small.hear({latent.data_ptr<float>(), static_cast<std::size_t>(latent.numel())});
  }
  const auto frames = small.decode();
  EXPECT_LT(relative_error(frames.mean, mean), tolerance);
  EXPECT_LT(relative_error(frames.level, level), tolerance);
}

TEST_F(Parity, SoundIsEncodedAsLibTorchEncodesIt) {
  make_small();
  torch::NoGradGuard no_grad;
  std::vector<float> sound(2 * description_.front_end.sample_rate);
  Random random(3);
  for (std::size_t i = 0; i < sound.size(); ++i)
    sound[i] = 0.3f * std::sin(0.05f * static_cast<float>(i)) + 0.05f * random.normal();

  const auto values = band_spectrogram(description_.front_end, sound);
  auto frames = (torch::tensor(values).view({-1, description_.front_end.bands}) - mean_) / scale_;
  const auto steps = frames.size(0) / description_.frames_per_step;
  frames = frames.narrow(0, 0, steps * description_.frames_per_step).reshape({steps, -1});
  const auto latents = codec_->encode(frames).first;

  const auto encoder = SoundEncoder::create(std::make_shared<Checkpoint>(checkpoint_));
  ASSERT_TRUE(encoder.has_value()) << encoder.error().message;
  const auto encoded = encoder->encode(sound);
  ASSERT_TRUE(encoded.has_value()) << encoded.error().message;
  ASSERT_EQ(static_cast<std::int64_t>(encoded->latents.size()), latents.numel());
  EXPECT_LT(relative_error(encoded->latents, latents), tolerance);
  EXPECT_LT(relative_error(encoded->encoding, window_->forward(latents.unsqueeze(0))), tolerance);
}

TEST_F(Parity, TheBaselinePredictsLibTorchsFrames) {
  description_.kind = ModelKind::frame_lstm;
  description_.frames_per_step = 1;
  description_.latent_size = description_.front_end.bands;
  description_.trunk_size = 512;
  description_.context = 2;
  description_.encoding_size = 0;
  FrameLstm lstm(description_);
  export_parameters(*lstm, "lstm.", checkpoint_.tensors);
  export_statistics();
  checkpoint_.tensors["priming"] = export_tensor(torch::zeros(
      {0, 2 * description_.trunk_layers * description_.trunk_size + 2 * description_.latent_size}));

  torch::NoGradGuard no_grad;
  const std::int64_t heard = 50;
  const auto frames = torch::randn({heard, description_.latent_size});
  const auto past = torch::cat({torch::zeros({2, description_.latent_size}), frames});
  std::tuple<torch::Tensor, torch::Tensor> state;
  const auto input =
      torch::cat({past.narrow(0, 1, heard + 1), past.narrow(0, 0, heard + 1)}, -1).unsqueeze(0);
  const auto expected = lstm->forward(input, state)[0][heard] * scale_ + mean_;

  auto engine = FrameLstmEngine::create(std::make_shared<Checkpoint>(checkpoint_));
  ASSERT_TRUE(engine.has_value()) << engine.error().message;
  (*engine)->follow({frames.data_ptr<float>(), static_cast<std::size_t>(frames.numel())}, {});
  Random random;
  EXPECT_LT(relative_error((*engine)->step({}, random).mean, expected), tolerance);
}

TEST_F(Parity, TheAutoencoderEncodesAndDecodesAsLibTorchDoes) {
  description_ = autoencoder_baseline(description_.front_end);
  Autoencoder network(description_);
  export_parameters(*network, "autoencoder.", checkpoint_.tensors);
  export_statistics();
  checkpoint_.tensors["encodings"] = export_tensor(torch::zeros({0, description_.encoding_size}));
  checkpoint_.tensors["priming"] = checkpoint_.tensors["encodings"];

  torch::NoGradGuard no_grad;
  const auto frames = torch::randn({1, description_.context, description_.latent_size});
  const auto code = network->encode(frames);
  const auto expected = network->decode(code, description_.context)[0] * scale_ + mean_;
  const auto encoder = SoundEncoder::create(std::make_shared<Checkpoint>(checkpoint_));
  ASSERT_TRUE(encoder.has_value()) << encoder.error().message;
  const auto encoding =
      encoder->encoding_of({frames.data_ptr<float>(), static_cast<std::size_t>(frames.numel())});
  EXPECT_LT(relative_error(encoding, code), tolerance);

  auto engine = make_engine(std::make_shared<Checkpoint>(checkpoint_));
  ASSERT_TRUE(engine.has_value()) << engine.error().message;
  Random random;
  double worst = 0;
  for (int frame = 0; frame < description_.context; ++frame)
    worst = std::max(worst, relative_error((*engine)->step({1.f, encoding}, random).mean, expected[frame]));
  EXPECT_LT(worst, tolerance);
}

TEST_F(Parity, BytesAreAsLikelyAsLibTorchSays) {
  description_ = bytes_baseline(description_.front_end);
  ByteLstm network(description_);
  export_parameters(*network, "bytes.", checkpoint_.tensors);
  checkpoint_.tensors["bytes.scale"] = export_tensor(torch::ones({1}));
  checkpoint_.tensors["priming"] =
      export_tensor(torch::zeros({0, 2 * description_.trunk_layers * description_.trunk_size}));
  checkpoint_.description = description_;

  torch::NoGradGuard no_grad;
  // Without stored states it starts from silence.
  const auto bytes =
      torch::cat({torch::full({1}, 128, torch::kInt64), torch::randint(0, 256, {300}, torch::kInt64)});
  std::tuple<torch::Tensor, torch::Tensor> state;
  const auto expected = torch::softmax(network->forward(bytes.unsqueeze(0), state)[0], -1);
  auto sampler = ByteSampler::create(std::make_shared<Checkpoint>(checkpoint_));
  ASSERT_TRUE(sampler.has_value()) << sampler.error().message;
  double worst = 0;
  for (std::int64_t i = 0; i < bytes.size(0); ++i) {
    if (i > 0) sampler->hear(static_cast<std::uint8_t>(bytes[i].item<std::int64_t>()));
    worst = std::max(worst, relative_error(sampler->distribution(1.f), expected[i]));
  }
  EXPECT_LT(worst, tolerance);
}

}  // namespace
}  // namespace aeolian::trainer
