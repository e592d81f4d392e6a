// SPDX-License-Identifier: GPL-3.0-or-later
#include "trainer/learn/codec_objective.h"

#include <torch/utils.h>

#include <algorithm>
#include <cmath>
#include <numbers>
#include <tuple>
#include <utility>

#include "core/spectrum/texture.h"
#include "trainer/dataset/sampling.h"

namespace aeolian::trainer {

namespace {

constexpr int codec_batch_size = 128;

/**
 * Frames overlap and bands leak into their neighbours, so the same evidence is counted more than once. The
 * windows' overlap suggests a factor of eight, but with that the codec kept only 9 latents of speech and lost
 * its harmonics: it whispered.
 */
constexpr double evidence_overlap = 2.0;

/**
 * The cost of a step's squared spectral convergence, nats, in addition to the likelihood of its log
 * amplitudes, in which the quietest band counts as much as the loudest partial. Without it, held-out sound
 * was reconstructed at -9.3 dB, with 200 at -9.6, with this at -9.9, at the same likelihood
 * (trainer/EXPERIMENTS.md, "Spectral convergence").
 */
constexpr double convergence_cost = 1000;

/** Added to a step's power before its error is divided by it, so that silence is not fitted at any cost. */
constexpr double least_power = 1e-3;

/** The maximum error of a step: a completely wrong spectrum has 1, one of twice the amplitude 4. */
constexpr double largest_error = 4;

/** The largest log amplitude whose error counts, nats: ten times that of a full-scale square wave. */
constexpr double largest_log_amplitude = 6;

/**
 * Above this many nats per value, a step's loss grows logarithmically. Without this a pretrained codec
 * learned nothing: 3 % of the steps of unfamiliar sound, which it decoded to a hundred times their range,
 * outweighed all others (trainer/EXPERIMENTS.md, "Outliers").
 */
constexpr double most_loss_of_value = 4, most_change_of_latent = 2;

/** A latent that carries less information than this about the frames is removed, nats. */
constexpr double least_information = 0.02;

/** Maximum number of steps of the corpus used for the principal components. */
constexpr std::int64_t component_steps = 8192;

/** Learning rate of a pretrained codec: with the usual one, a short training made it worse. */
constexpr double adapting_rate = 5e-4;

/** Number of steps that the levels of a pretrained codec are fitted to. */
constexpr int level_cuts = 2048;

/** Means of log |x|, nats: of a standard normal x, and of a Laplace x whose mean magnitude is 1. */
constexpr double mean_log_normal = -(std::numbers::egamma + std::numbers::ln2) / 2;
constexpr double mean_log_laplace = -std::numbers::egamma;

/** The lag, in frames, at which change distinguishes grain from steady sound that was not coded. */
int change_lag(const ModelDescription& d) {
  return std::max(1, d.frames_per_step / 2);
}

/**
 * Negative log-likelihood, without constants, nats, of a normal variable with this log standard deviation.
 */
torch::Tensor normal_loss(const torch::Tensor& deviation, const torch::Tensor& log_deviation) {
  return 0.5 * (deviation * torch::exp(-log_deviation)).square() + log_deviation;
}

/** The same for a Laplace variable with this log mean magnitude. */
torch::Tensor laplace_loss(const torch::Tensor& deviation, const torch::Tensor& log_magnitude) {
  return deviation.abs() * torch::exp(-log_magnitude) + log_magnitude;
}

/** The loss itself up to `most`; above it grows logarithmically, so that no step outweighs the others. */
torch::Tensor softly_bounded(const torch::Tensor& loss, double most) {
  return loss.clamp_max(most) + most * torch::log1p((loss - most).clamp_min(0) / most);
}

/** Differences (N, F - lag, B) of frames (N, F, B). */
torch::Tensor change_of(const torch::Tensor& frames, std::int64_t lag) {
  return frames.slice(1, lag) - frames.slice(1, 0, frames.size(1) - lag);
}

/** Up to `most` steps of F frames, evenly spread over the training part, (N, F*B). */
torch::Tensor some_steps(const Dataset& dataset, std::int64_t frames_per_step, std::int64_t most) {
  const auto every = std::max<std::int64_t>(1, dataset.training_frames() / (frames_per_step * most));
  std::vector<torch::Tensor> steps;
  for (const auto& span : dataset.training)
    for (auto at = span.begin; at + frames_per_step <= span.end; at += every * frames_per_step)
      steps.push_back(dataset.frames(span.stream, at, frames_per_step).reshape({-1}));
  return torch::stack(steps);
}

/**
 * Eigenvalues and eigenvectors of a symmetric matrix, ascending. Large ones are computed in float64: LAPACK
 * reports the size of its workspace, 2 n^2, in the type of the matrix, and beyond 2^24 a float32 is wrong.
 */
std::pair<torch::Tensor, torch::Tensor> eigenvectors(const torch::Tensor& matrix) {
  constexpr std::int64_t largest_in_float32 = 2800;
  const bool is_large = matrix.size(0) > largest_in_float32;
  const auto [values, vectors] = torch::linalg_eigh(is_large ? matrix.to(torch::kFloat64) : matrix, "L");
  return {values.to(matrix.dtype()), vectors.to(matrix.dtype())};
}

/**
 * Initialises the codec as the best linear one (principal components, whitened), on which its networks then
 * improve. From random weights, only 12 latents of music were left after two minutes, and they were worse
 * than 8 linear ones.
 */
void begin_with_principal_components(Codec& codec, const Dataset& dataset, const ModelDescription& d) {
  torch::NoGradGuard no_grad;
  const auto steps = some_steps(dataset, d.frames_per_step, component_steps);
  const auto width = steps.size(1);
  const std::int64_t size = std::min<std::int64_t>(d.latent_size, width);
  const auto mean = steps.mean(0);
  const auto centred = steps - mean;
  const auto [powers, directions] = eigenvectors(centred.t().mm(centred) / steps.size(0));
  const auto deviations = powers.narrow(0, width - size, size).clamp_min(1e-4).sqrt();
  const auto components = directions.narrow(1, width - size, size);
  const auto rest = powers.narrow(0, 0, width - size).clamp_min(0).sum() / width + 1e-4;

  auto parameters = codec->named_parameters();
  const auto encoder = (components / deviations).t();
  parameters["encoder_linear.weight"].zero_().narrow(0, 0, size).copy_(encoder);
  parameters["encoder3.weight"].zero_();
  auto bias = parameters["encoder3.bias"].zero_();
  bias.narrow(0, 0, size).copy_(-encoder.mv(mean));
  bias.narrow(0, d.latent_size, size).copy_(-torch::log1p(deviations.square() / (evidence_overlap * rest)));
  parameters["decoder_linear.weight"].zero_().narrow(1, 0, size).copy_(components * deviations);
  parameters["decoder_mean.weight"].zero_();
  parameters["decoder_mean.bias"].copy_(mean);
  parameters["decoder_level.bias"].fill_(0.5 * rest.log().item<double>());
}

}  // namespace

CodecObjective::CodecObjective(const Dataset& dataset, const ModelDescription& description, int workers,
                               std::uint64_t seed, torch::Device device, const Pretrained* pretrained,
                               const LearningChoice& choice)
    : NetworkObjective(dataset,
                       {.batch = codec_batch_size,
                        .frames_per_cut = static_cast<double>(description.frames_per_step),
                        .held_out_batches = 4},
                       seed, device),
      description_(description),
      pretrained_(pretrained ? pretrained->codec.ptr() : nullptr) {
  const auto noise = band_noise(description_.front_end, change_lag(description_));
  mean_ = dataset.mean.to(device);
  scale_ = dataset.scale.to(device);
  log_change_ = (torch::tensor(noise.change) / torch::tensor(noise.spread)).log().to(device);
  Optimizer::Options options;
  if (pretrained_) options.learning_rate = adapting_rate;
  options.learning_rate = choice.rate.value_or(options.learning_rate);
  const auto make = [&](int worker) {
    Codec codec(description_);
    if (worker == 0 && pretrained_)
      begin_with_pretrained(codec);
    else if (worker == 0)
      begin_with_principal_components(codec, dataset, description_);
    for (const auto* fixed : {"encoder_linear.weight", "decoder_linear.weight"})
      codec->named_parameters()[fixed].set_requires_grad(false);
    return codec;
  };
  replicate(workers, make, options);
}

void CodecObjective::begin_with_pretrained(Codec& codec) const {
  torch::NoGradGuard no_grad;
  codec->to(device());
  copy_parameters(*pretrained_, *codec);
  auto parameters = codec->named_parameters();
  const std::int64_t step = description_.frames_per_step, bands = description_.front_end.bands;
  Random random(seed());
  const auto pairs = pick_frames(dataset(), dataset().training, level_cuts, 2 * step, random);
  const auto halves = pairs.reshape({level_cuts, -1}).to(device()).chunk(2, -1);
  const auto [expected, log_level] =
      codec->decode(codec->encode(halves[1]).first, codec->encode(halves[0]).first);
  const std::vector<std::int64_t> by_frame = {level_cuts, step, bands};
  const auto residual = (halves[1] - expected).view(by_frame), level = log_level.exp().view(by_frame);
  // Averages logarithms, so that a few steps decoded to a hundred times their range do not raise a band.
  const auto raise = [&](std::int64_t frame, const torch::Tensor& ratios, double mean_log) {
    const auto log_factor = ratios.abs().clamp_min(1e-6).log().flatten(0, 1).mean(0) - mean_log;
    parameters["decoder_level.bias"].narrow(0, frame * bands, bands).add_(log_factor);
  };
  raise(0, residual / level.narrow(1, 0, 1), mean_log_normal);
  if (step == 1) return;
  raise(1, change_of(residual, change_lag(description_)) / level.narrow(1, 1, 1) * torch::exp(-log_change_),
        mean_log_laplace);
}

torch::Tensor CodecObjective::nll(const torch::Tensor& residual, const torch::Tensor& log_level) const {
  const std::int64_t step = description_.frames_per_step;
  const std::vector<std::int64_t> by_frame = {residual.size(0), step, description_.front_end.bands};
  const auto rows = residual.view(by_frame), log_levels = log_level.view(by_frame);
  auto whole = normal_loss(rows, log_levels.narrow(1, 0, 1)).sum({-1, -2});
  if (step == 1) return whole;
  const auto changes = change_of(rows, change_lag(description_));
  return whole + laplace_loss(changes, log_levels.narrow(1, 1, 1) + log_change_).sum({-1, -2});
}

torch::Tensor CodecObjective::squared_convergence(const torch::Tensor& frames,
                                                  const torch::Tensor& expected) const {
  const std::vector<std::int64_t> by_band = {-1, description_.front_end.bands};
  const auto amplitudes = [&](const torch::Tensor& normalised) {
    const auto log_amplitudes = normalised.reshape(by_band) * scale_ + mean_;
    return log_amplitudes.clamp_max(largest_log_amplitude).exp().view_as(normalised);
  };
  const auto real = amplitudes(frames);
  const auto error = (real - amplitudes(expected)).square().sum(-1) / (real.square().sum(-1) + least_power);
  return error.clamp_max(largest_error);
}

torch::Tensor CodecObjective::loss(Codec& codec, const Cuts& cuts, StepRandom& random) const {
  const std::int64_t step = description_.frames_per_step;
  const auto pairs = pick_frames(dataset(), cuts.of, cuts.count, 2 * step, random.pick);
  const auto halves = pairs.reshape({cuts.count, -1}).to(device()).chunk(2, -1);
  const auto& frames = halves[1];

  torch::Tensor before;
  {
    torch::NoGradGuard no_grad;
    auto [mean, log_variance] = codec->encode(halves[0]);
    before = mean + torch::exp(0.5 * log_variance) * normal_like(mean, random.noise);
  }
  auto [mean, log_variance] = codec->encode(frames);
  const auto latent = mean + torch::exp(0.5 * log_variance) * normal_like(mean, random.noise);
  auto [expected, log_level] = codec->decode(latent, before);

  const auto likelihood = (softly_bounded(nll(frames - expected, log_level),
                                          most_loss_of_value * static_cast<double>(frames.size(1))) +
                           convergence_cost * squared_convergence(frames, expected))
                              .mean();
  if (pretrained_) return likelihood / evidence_overlap + change_of_latents(frames, mean, log_variance);
  const auto divergence = (0.5 * (mean.square() + log_variance.exp() - 1 - log_variance)).sum(-1).mean();
  const double warm_up = std::min(1.0, 0.02 + cuts.progress / 0.5);
  return likelihood / evidence_overlap + warm_up * divergence;
}

torch::Tensor CodecObjective::change_of_latents(const torch::Tensor& frames, const torch::Tensor& mean,
                                                const torch::Tensor& log_variance) const {
  torch::Tensor old_mean, old_log_variance;
  {
    torch::NoGradGuard no_grad;
    std::tie(old_mean, old_log_variance) = pretrained_->encode(frames);
  }
  const auto ratio = ((mean - old_mean).square() + log_variance.exp()) * torch::exp(-old_log_variance);
  const auto change = (0.5 * (ratio - 1 - log_variance + old_log_variance)).sum(-1);
  return softly_bounded(change, most_change_of_latent * static_cast<double>(mean.size(1))).mean();
}

CodecObjective::Standard CodecObjective::measure(Codec& codec, const std::vector<Span>& spans,
                                                 const TaskProgress& progress) const {
  const std::int64_t size = description_.latent_size;
  if (pretrained_) return {torch::arange(size), torch::zeros({size}), torch::ones({size})};
  const auto width = static_cast<std::int64_t>(description_.frames_per_step) * description_.front_end.bands;

  std::vector<torch::Tensor> means, log_variances;
  const auto pieces = spans.empty() ? whole_streams(dataset()) : spans;
  for (std::size_t i = 0; i < pieces.size(); ++i) {
    const auto& piece = pieces[i];
    const auto steps = piece.size() / description_.frames_per_step;
    for (std::int64_t at = 0; at < steps; at += 4096) {
      progress((static_cast<double>(i) + static_cast<double>(at) / static_cast<double>(steps)) /
               static_cast<double>(pieces.size()));
      const auto count = std::min<std::int64_t>(4096, steps - at);
      const auto frames = dataset().frames(piece.stream, piece.begin + at * description_.frames_per_step,
                                           count * description_.frames_per_step);
      auto [mean, log_variance] = codec->encode(frames.reshape({count, width}).to(device()));
      means.push_back(mean.cpu());
      log_variances.push_back(log_variance.cpu());
    }
  }
  const auto means_all = torch::cat(means);
  const auto log_variances_all = torch::cat(log_variances);
  const auto information =
      (0.5 * (means_all.square() + log_variances_all.exp() - 1 - log_variances_all)).mean(0);
  auto kept = (information > least_information).nonzero().squeeze(-1);
  if (kept.size(0) == 0) kept = torch::tensor({information.argmax().item<std::int64_t>()});
  return {kept, means_all.mean(0), (means_all.var(0, false) + log_variances_all.exp().mean(0)).sqrt()};
}

Codec CodecObjective::finish(ModelDescription& description, const std::vector<Span>& spans,
                             const TaskProgress& progress) {
  torch::NoGradGuard no_grad;
  const Averaged averaged(optimizer());
  Codec codec = networks();
  const auto [kept, shift, scale] = measure(codec, spans, progress);

  description.latent_size = static_cast<int>(kept.size(0));
  Codec finished(description);
  auto from = codec->named_parameters();
  auto to = finished->named_parameters();
  for (auto& parameter : to) {
    const auto& source = from[parameter.key()];
    if (source.sizes() == parameter.value().sizes()) parameter.value().copy_(source);
  }
  if (const auto bands = description_.front_end.bands; description_.frames_per_step > 1) {
    // Only the second frame's grain level is played, see nll(), so it is copied to all frames.
    for (const auto* name : {"decoder_level.weight", "decoder_level.bias"})
      for (auto& frame : to[name].split(bands)) frame.copy_(from[name].narrow(0, bands, bands));
  }
  const auto old_size = description_.latent_size;
  const auto keep = [&kept = kept](const torch::Tensor& t, int dim) { return t.index_select(dim, kept); };
  const auto shift_kept = keep(shift, 0), scale_kept = keep(scale, 0);

  const auto weight = from["encoder3.weight"].cpu(), bias = from["encoder3.bias"].cpu();
  to["encoder3.weight"].copy_(torch::cat({keep(weight.narrow(0, 0, old_size), 0) / scale_kept.unsqueeze(1),
                                          keep(weight.narrow(0, old_size, old_size), 0)}));
  to["encoder3.bias"].copy_(torch::cat({(keep(bias.narrow(0, 0, old_size), 0) - shift_kept) / scale_kept,
                                        keep(bias.narrow(0, old_size, old_size), 0) - 2 * scale_kept.log()}));

  to["encoder_linear.weight"].copy_(keep(from["encoder_linear.weight"].cpu(), 0) / scale_kept.unsqueeze(1));
  const auto components = from["decoder_linear.weight"].cpu();
  to["decoder_linear.weight"].copy_(keep(components, 1) * scale_kept);
  to["decoder_mean.bias"].copy_(from["decoder_mean.bias"].cpu() + components.mv(shift));

  const auto columns = from["decoder1.weight"].cpu();
  const auto both = torch::cat({shift, shift});
  to["decoder1.weight"].copy_(torch::cat({keep(columns.narrow(1, 0, old_size), 1) * scale_kept,
                                          keep(columns.narrow(1, old_size, old_size), 1) * scale_kept},
                                         1));
  to["decoder1.bias"].copy_(from["decoder1.bias"].cpu() + columns.mv(both));
  return finished;
}

}  // namespace aeolian::trainer
