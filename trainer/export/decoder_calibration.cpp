// SPDX-License-Identifier: GPL-3.0-or-later
#include "trainer/export/decoder_calibration.h"

#include <torch/utils.h>

#include <algorithm>
#include <memory>
#include <span>
#include <utility>
#include <vector>

#include "core/generator/voice.h"
#include "core/spectrum/bands.h"
#include "core/spectrum/texture.h"
#include "trainer/dataset/sampling.h"
#include "trainer/export/calibration.h"
#include "trainer/render/reconstruction.h"

namespace aeolian::trainer {

namespace {

/** Length of the pieces taken from all over the corpus, and their maximum total. */
constexpr double piece_s = 4, most_s = 48;

/** Range of the factor of grain, and the maximum shift of a mean, neper. */
constexpr float least_grain = 0.1f, most_grain = 1.5f, most_shift = 1.f;

constexpr int trials = 6;

/** An engine that plays frames decoded beforehand. */
class Decoded final : public Engine {
 public:
  /** `means` and `levels`: (steps, F*B), as in DecodedFrames; at least one step. */
  Decoded(const ModelDescription& description, torch::Tensor means, torch::Tensor levels)
      : description_(description), means_(std::move(means)), levels_(std::move(levels)) {}

  const ModelDescription& description() const override { return description_; }
  void prime(std::size_t) override { next_ = 0; }
  void follow(std::span<const float>, const StepControls&) override {}

  DecodedFrames step(const StepControls&, Random&) override {
    const auto row = std::min(next_++, means_.size(0) - 1);
    return {row_of(means_, row), row_of(levels_, row)};
  }

 private:
  static std::span<const float> row_of(const torch::Tensor& rows, std::int64_t row) {
    const auto size = static_cast<std::size_t>(rows.size(1));
    return {rows.data_ptr<float>() + row * rows.size(1), size};
  }

  ModelDescription description_;
  torch::Tensor means_, levels_;
  std::int64_t next_ = 0;
};

/** Log amplitudes (frames, B) of the sound that a voice makes from decoded frames, one for each of them. */
torch::Tensor heard_again(const ModelDescription& d, const torch::Tensor& means, const torch::Tensor& levels,
                          std::uint64_t seed, const TaskProgress& progress) {
  const FrontEnd& front_end = d.front_end;
  const auto frames = means.size(0) * d.frames_per_step;
  const auto voice =
      Voice::create(std::make_unique<Decoded>(d, means.contiguous(), levels.contiguous()), {.seed = seed});
  const auto hop = static_cast<std::size_t>(front_end.hop);
  const auto skip = static_cast<std::size_t>(lead_in(**voice, front_end));
  std::vector<float> samples((skip / hop + static_cast<std::size_t>(frames) + 1) * hop);
  for (std::size_t at = 0; at < samples.size(); at += hop) {
    progress(static_cast<double>(at) / static_cast<double>(samples.size()));
    (*voice)->render(std::span(samples).subspan(at, hop));
  }
  const auto bands =
      torch::tensor(band_spectrogram(front_end, std::span<const float>(samples).subspan(skip)));
  return bands.view({-1, front_end.bands}).narrow(0, 0, frames);
}

/** Pieces of the corpus, concatenated. */
struct Pieces {
  std::int64_t steps = 0;       ///< per piece
  torch::Tensor now, before;    ///< (N, D) latents, and the previous ones
  torch::Tensor log_amplitude;  ///< (N*F, B) of the original sound
};

/** The first step of each piece is used only as the previous one. */
Pieces take_pieces(const ModelDescription& d, const Dataset& dataset, const Latents& latents,
                   std::uint64_t seed) {
  const auto windows = training_windows(dataset, latents, d, piece_s, piece_s);
  if (windows.empty()) return {};
  auto generator = at::detail::createCPUGenerator(seed);
  std::vector<torch::Tensor> now, before, sound;
  const auto count = std::min(windows.size(), static_cast<std::size_t>(most_s / piece_s));
  const auto steps = windows.front().mean.size(0) - 1;
  for (std::size_t i = 0; i < count; ++i) {
    const auto& [place, mean] = windows[i * windows.size() / count];
    const auto sigma = latents.cut(place.stream, 0, place.begin / d.frames_per_step, steps + 1).sigma;
    const auto drawn = mean + sigma * normal_like(mean, generator);
    now.push_back(drawn.narrow(0, 1, steps));
    before.push_back(drawn.narrow(0, 0, steps));
    sound.push_back(dataset.frames({place.stream, place.begin + d.frames_per_step, place.end}));
  }
  return {.steps = steps,
          .now = torch::cat(now),
          .before = torch::cat(before),
          .log_amplitude = torch::cat(sound) * dataset.scale + dataset.mean};
}

/** Sums over a sound, per band, (B). */
struct Sums {
  torch::Tensor power;
  torch::Tensor movement;  ///< magnitude of the change from step to step
};

/**
 * Sums over log amplitudes (N*F, B), without inaudible values, below `floor`. Leaves out the edges of pieces,
 * where windows reach beyond.
 */
Sums sums_of(const torch::Tensor& log_amplitude, const torch::Tensor& floor, std::int64_t steps,
             const ModelDescription& d) {
  const auto frames = steps * d.frames_per_step;
  const auto edge = d.front_end.window / d.front_end.hop;
  const auto inner = torch::max(log_amplitude, floor)
                         .view({-1, frames, d.front_end.bands})
                         .narrow(1, edge, frames - 2 * edge);
  const auto once_a_step = inner.slice(1, 0, inner.size(1), d.frames_per_step);
  return {(2 * inner).exp().flatten(0, 1).sum(0), once_a_step.diff(1, 1).abs().flatten(0, 1).sum(0)};
}

/** Compares pieces of the corpus with their reconstruction by a codec. */
class Comparison {
 public:
  Comparison(const ModelDescription& d, const Dataset& dataset, Codec& codec, const Pieces& pieces,
             std::uint64_t seed)
      : description_(d),
        steps_(pieces.steps),
        seed_(seed),
        floor_(pieces.log_amplitude.max() - audible_neper) {
    const auto device = codec->parameters().front().device();
    const auto [mean, log_level] = codec->decode(pieces.now.to(device), pieces.before.to(device));
    const std::vector<std::int64_t> by_frame = {-1, d.frames_per_step, d.front_end.bands};
    const auto spread = torch::tensor(band_noise(d.front_end).spread);
    means_ = mean.cpu().view(by_frame) * dataset.scale + dataset.mean;
    levels_ = log_level.cpu().view(by_frame).exp() * dataset.scale / spread;
    real_ = sums_of(pieces.log_amplitude, floor_, steps_, d);
  }

  const Sums& real() const { return real_; }

  /** The sums for means shifted by `shift` and grain levels multiplied by `grain`, (B) each. */
  Sums played(const torch::Tensor& shift, const torch::Tensor& grain,
              const TaskProgress& progress = {}) const {
    const auto levels = gated((levels_ * grain).clamp_max(highest_texture_level), description_.grain);
    return sums_of(heard_again(description_, (means_ + shift).flatten(1), levels.flatten(1), seed_, progress),
                   floor_, steps_, description_);
  }

 private:
  ModelDescription description_;
  std::int64_t steps_;
  std::uint64_t seed_;
  torch::Tensor floor_, means_, levels_;
  Sums real_;
};

}  // namespace

DecodedShare decoded_share(Codec& codec, const ModelDescription& d, const Dataset& dataset,
                           const Latents& latents, std::uint64_t seed) {
  torch::NoGradGuard no_grad;
  const auto pieces = take_pieces(d, dataset, latents, seed);
  if (!pieces.now.defined()) return {};
  const Comparison comparison(d, dataset, codec, pieces, seed);
  const auto played = comparison.played(torch::zeros({d.front_end.bands}), torch::ones({d.front_end.bands}));
  const auto share = [](const torch::Tensor& of, const torch::Tensor& all) {
    return (of.sum() / all.sum()).item<double>();
  };
  return {share(played.power, comparison.real().power), share(played.movement, comparison.real().movement)};
}

void calibrate_decoder(Codec& codec, const ModelDescription& d, const Dataset& dataset,
                       const Latents& latents, std::uint64_t seed, const TaskProgress& progress) {
  torch::NoGradGuard no_grad;
  const auto pieces = take_pieces(d, dataset, latents, seed);
  if (!pieces.now.defined()) return;
  const Comparison comparison(d, dataset, codec, pieces, seed);
  const auto& real = comparison.real();
  const auto one_a_band = [&](float value) { return torch::full({d.front_end.bands}, value); };
  auto shift = one_a_band(0), grain = one_a_band(1), least = one_a_band(least_grain),
       most = one_a_band(most_grain);
  for (int trial = 0; trial < trials; ++trial) {
    const auto played = comparison.played(
        shift, grain, progress.part("decoder", trial / double{trials}, (trial + 1) / double{trials}));
    shift = (shift + 0.5 * (real.power / played.power).log()).clamp(-most_shift, most_shift);
    const auto is_too_much = played.movement > real.movement;
    most = torch::where(is_too_much, grain, most);
    least = torch::where(is_too_much, least, grain);
    grain = (least + most) / 2;
  }
  // The movement of an inaudible band says nothing about its grain.
  grain = torch::where(real.movement > 0, grain, torch::ones_like(grain));
  const auto add_to_bias = [&](const char* name, const torch::Tensor& values) {
    auto bias = codec->named_parameters()[name];
    bias.add_(values.repeat({d.frames_per_step}).to(bias.device()));
  };
  add_to_bias("decoder_mean.bias", shift / dataset.scale);
  add_to_bias("decoder_level.bias", grain.log());
}

}  // namespace aeolian::trainer
