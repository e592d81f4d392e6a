// SPDX-License-Identifier: GPL-3.0-or-later
#include "trainer/export/passage_memory.h"

#include <torch/utils.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <chrono>
#include <cmath>
#include <functional>
#include <iterator>
#include <memory>
#include <numbers>
#include <thread>
#include <utility>
#include <vector>

#include "core/control/parameters.h"
#include "core/generator/encoding_drift.h"
#include "core/model/engine.h"
#include "core/model/passage_memory.h"
#include "core/model/passage_pulse.h"
#include "core/spectrum/texture.h"
#include "trainer/dataset/sampling.h"
#include "trainer/export/calibration.h"
#include "trainer/measures/beats.h"
#include "trainer/measures/copying.h"
#include "trainer/measures/course.h"

namespace aeolian::trainer {

namespace {

/** The stored part of the corpus: length of a window in seconds, and windows per piece. */
constexpr double kept_window_s = 3.0;
constexpr std::int64_t windows_a_piece = 8;

/** Seconds between anchors. Each is followed by at least one window. */
constexpr double entrances_s = 0.75;

/**
 * Settings of the blend, in ascending strength; the first is always allowed (measured:
 * trainer/EXPERIMENTS.md).
 */
constexpr float innovation = 0.8f;
constexpr std::array pulls{0.05f, 0.075f, 0.1f, 0.15f};

/**
 * The least distance from the training part, relative to that of held-out sound: the middle of the target
 * range of `aeolian evaluate`.
 */
constexpr double least_rho = 1.025;

/**
 * Number of performances compared, and seconds of each, fewer for a short corpus; the beginning is skipped.
 */
constexpr int performances = 8;
constexpr std::int64_t performance_settled_s = 5, shortest_s = 2, longest_s = 20;

/**
 * Steps between windows: for the training part every alignment, unless there are too many windows; fewer for
 * the compared sound.
 */
constexpr std::int64_t learned_hop = 3, most_learned = 20'000, compared_hop = 11;

/** Interval of polling for the performances, and their share of the whole calibration, three rounds. */
constexpr auto progress_interval = std::chrono::milliseconds(20);
constexpr double round_share = .8 / 3;

/** 70 dB: anything further below the loudest is ignored, as by the copying measure of `aeolian evaluate`. */
constexpr float compared_neper = 8.06f;

/**
 * The smallest deviation of normalised log amplitudes, so that a band that hardly varies is not amplified.
 */
constexpr float least_spread = 0.05f;

/** The level below the loudest under which nothing counts as an onset, dB. */
constexpr float onset_range_db = 70.f;

/** A piece of the corpus: steps of a stream, after `context` other steps. */
struct Piece {
  int stream;
  std::int64_t begin, windows;
};

std::vector<Piece> pieces_of(const Dataset& dataset, const Latents& latents, const ModelDescription& d,
                             std::int64_t window, double most_minutes) {
  std::vector<Piece> pieces;
  double seconds = 0;
  for (const auto& span : dataset.training) {
    const auto end = std::min(span.end / d.frames_per_step, latents.steps(span.stream, 0));
    const auto begin = (span.begin + d.frames_per_step - 1) / d.frames_per_step;
    for (auto at = begin + d.context; at + window <= end;) {
      const auto windows = std::min(windows_a_piece, (end - at) / window);
      pieces.push_back({span.stream, at, windows});
      at += windows * window;
      seconds += static_cast<double>(windows) * kept_window_s;
    }
  }
  std::vector<Piece> kept;
  const double share = std::min(1., 60 * most_minutes / std::max(seconds, kept_window_s));
  const auto most = static_cast<std::size_t>(share * static_cast<double>(pieces.size()));
  const auto count = std::min(std::max<std::size_t>(1, most), pieces.size());
  for (std::size_t i = 0; i < count; ++i) kept.push_back(pieces[i * pieces.size() / count]);
  // Longest first, so that the pieces still continuing are always the first of a batch.
  std::ranges::stable_sort(kept, std::ranges::greater{}, &Piece::windows);
  return kept;
}

/** The phase of each step of a piece in its beat, or -1 (core/model/passage_pulse.h). */
std::vector<float> beat_of(const Dataset& dataset, const Piece& piece, std::int64_t window,
                           const ModelDescription& d) {
  const auto steps = piece.windows * window;
  const auto frames =
      (dataset.frames(piece.stream, piece.begin * d.frames_per_step, steps * d.frames_per_step) *
           dataset.scale +
       dataset.mean)
          .mul(20 / std::numbers::ln10)
          .contiguous();
  const Eigen::Map<const Matrix> levels(frames.data_ptr<float>(), frames.size(0), frames.size(1));
  const auto strength = onset_strength(levels, levels.maxCoeff() - onset_range_db);
  return beat_phases(beat_times(strength, d.front_end.frame_rate()), 0, d.frames_per_step,
                     static_cast<int>(steps));
}

/** Latents (N, T, D) of the n-th window of the first `count` pieces, with `before` steps before it. */
torch::Tensor window_of(const Latents& latents, const std::vector<Piece>& pieces, std::size_t count,
                        std::int64_t n, std::int64_t window, std::int64_t before) {
  std::vector<torch::Tensor> cuts;
  for (std::size_t i = 0; i < count; ++i)
    cuts.push_back(
        latents.cut(pieces[i].stream, 0, pieces[i].begin + n * window - before, window + before).mean);
  return torch::stack(cuts);
}

/**
 * Features of windows of a second of (T, B) normalised log amplitudes, one frame per step, one window every
 * `hop` steps: mean, deviation and movement of each band. (windows, 3 B)
 */
torch::Tensor colours_of(const torch::Tensor& frames, std::int64_t second, std::int64_t hop) {
  std::vector<torch::Tensor> rows{torch::empty({0, 3 * frames.size(1)})};
  if (frames.size(0) < second) return rows.front();
  const auto windows = frames.unfold(0, second, hop);  // (windows, B, second)
  for (const auto& some : windows.split(1024))
    rows.push_back(torch::cat({some.mean(-1), some.std(-1), some.diff(1, -1).abs().mean(-1)}, -1));
  return torch::cat(rows);
}

/** The features of `spans`; values are limited from below to `floor` (B). */
torch::Tensor colours_of(const Dataset& dataset, const std::vector<Span>& spans, const ModelDescription& d,
                         const torch::Tensor& floor, std::int64_t hop, const TaskProgress& progress) {
  std::vector<torch::Tensor> rows;
  for (const auto& span : spans) {
    progress(static_cast<double>(rows.size()) / static_cast<double>(spans.size()));
    const auto frames = dataset.frames(span).slice(0, 0, span.size(), d.frames_per_step);
    rows.push_back(colours_of(torch::max(frames, floor), static_cast<std::int64_t>(d.step_rate()), hop));
  }
  return torch::cat(rows);
}

/** The distance of each row of `windows` to the nearest row of `learned`. */
std::vector<double> nearest_distances(const torch::Tensor& windows, const torch::Tensor& learned,
                                      const TaskProgress& progress) {
  const auto powers = learned.square().sum(-1);
  std::vector<double> all;
  for (const auto& some : windows.split(256)) {
    progress(static_cast<double>(all.size()) / static_cast<double>(windows.size(0)));
    const auto nearest = learned.index_select(0, (powers - 2 * some.mm(learned.t())).argmin(1));
    const auto distances = (some - nearest).norm(2, -1).contiguous();  // not from norms, which would cancel
    all.insert(all.end(), distances.data_ptr<float>(), distances.data_ptr<float>() + distances.numel());
  }
  return all;
}

/**
 * Renders `steps` of a drifting performance after `settled` steps: (steps, B) normalised log amplitudes, the
 * first frame of each step. `goes_on` is called before each step.
 */
torch::Tensor wandering(const std::shared_ptr<const Checkpoint>& checkpoint, std::uint64_t seed,
                        std::int64_t settled, std::int64_t steps, const Dataset& dataset,
                        const std::function<bool()>& goes_on) {
  const auto& d = checkpoint->description;
  const auto engine = std::move(*make_engine(checkpoint));
  EncodingDrift wander(engine->places(), static_cast<std::size_t>(d.encoding_size), d.priming_states.size(),
                       d.step_rate());
  Random random(seed);
  const auto first = random.bits();
  engine->prime(first);
  wander.start(first % std::max<std::size_t>(1, d.priming_states.size()), Random(seed, 1));
  const auto spread = band_noise(d.front_end).spread;
  auto frames = torch::empty({steps, d.front_end.bands});
  for (std::int64_t step = -settled; step < steps && goes_on(); ++step) {
    wander.next();
    const auto decoded = engine->step(
        {.encoding = wander.values(), .memory_limit_s = static_cast<float>(default_memory_limit_s)}, random);
    if (step < 0) continue;
    float* frame = frames.data_ptr<float>() + step * d.front_end.bands;
    for (std::size_t band = 0; band < spread.size(); ++band)
      frame[band] = decoded.mean[band] + decoded.level[band] * spread[band] * random.normal();
  }
  return (frames - dataset.mean) / dataset.scale;
}

std::int64_t steps_in(const std::vector<Span>& spans, const ModelDescription& d) {
  std::int64_t frames = 0;
  for (const auto& span : spans) frames += span.size();
  return frames / d.frames_per_step;
}

}  // namespace

void add_recollection(const Dataset& dataset, const Latents& latents, Trunk& trunk, WindowEncoder& encoder,
                      double most_minutes, Checkpoint& checkpoint, const TaskProgress& progress) {
  torch::NoGradGuard no_grad;
  const auto& d = checkpoint.description;
  const auto device = trunk->parameters().front().device();
  const auto window = static_cast<std::int64_t>(kept_window_s * d.step_rate());
  const auto pieces = pieces_of(dataset, latents, d, window, most_minutes);
  if (pieces.empty()) return;
  std::vector<std::vector<torch::Tensor>> moments(pieces.size());
  torch::Tensor state;
  auto count = pieces.size();
  for (std::int64_t n = 0; n < pieces.front().windows; ++n) {
    progress(static_cast<double>(n) / static_cast<double>(pieces.front().windows));
    while (pieces[count - 1].windows <= n) --count;
    const auto heard = window_of(latents, pieces, count, n, window, d.context).to(device);
    const auto target = heard.narrow(1, d.context, window);
    TrunkInput input;
    input.latent = heard.narrow(1, d.context - 1, window);
    input.masked = torch::zeros({heard.size(0), window, 1}, heard.options());
    input.context = context_of(heard, d.context, window);
    input.encoding = encoder->forward(target);
    if (state.defined()) state = state.narrow(1, 0, heard.size(0)).contiguous();
    const auto rows = trunk->forward(input, state).moments(target).cpu();
    for (std::size_t i = 0; i < count; ++i) moments[i].push_back(rows[static_cast<std::int64_t>(i)]);
  }

  const auto stride = std::max<std::int64_t>(1, static_cast<std::int64_t>(entrances_s * d.step_rate()));
  std::vector<torch::Tensor> all, anchors;
  std::vector<float> beats;
  std::int64_t first = 0;
  for (std::size_t i = 0; i < pieces.size(); ++i) {
    std::ranges::copy(beat_of(dataset, pieces[i], window, d), std::back_inserter(beats));
    const auto rows = torch::cat(moments[i]);
    for (auto at = stride; at + window <= rows.size(0); at += stride) {
      const auto next = rows.narrow(0, at, window).narrow(1, 1, d.latent_size).unsqueeze(0);
      const auto place = torch::tensor({first + at, first + rows.size(0)}).to(torch::kFloat32);
      anchors.push_back(torch::cat({place, encoder->forward(next.to(device)).cpu()[0]}));
    }
    first += rows.size(0);
    all.push_back(rows);
  }
  if (anchors.empty()) return;
  checkpoint.tensors[std::string(passages_name)] = export_tensor(torch::cat(all));
  checkpoint.tensors["recollection.entrances"] = export_tensor(torch::stack(anchors));
  if (std::ranges::any_of(beats, [](float phase) { return phase >= 0; }))
    checkpoint.tensors[PassagePulse::tensor] = {{std::ssize(beats)}, beats};
  checkpoint.tensors["recollection.lean"] = {{2}, {innovation, pulls.front()}};
}

void calibrate_lean(const Dataset& dataset, Checkpoint& checkpoint, std::uint64_t seed,
                    const TaskProgress& progress) {
  torch::NoGradGuard no_grad;
  const auto& d = checkpoint.description;
  if (!checkpoint.find("recollection.lean")) return;
  const auto floor = audible_floor(dataset, compared_neper);
  const auto steps = steps_in(dataset.training, d);
  const auto learned = colours_of(dataset, dataset.training, d, floor,
                                  std::max(learned_hop, steps / most_learned), progress.part("pull", 0, .1));
  const auto held_out =
      colours_of(dataset, dataset.held_out, d, floor, compared_hop, progress.part("pull", .1, .12));
  if (learned.size(0) < 2 || held_out.size(0) < 1) return;
  const auto centre = learned.mean(0);
  const auto spread = learned.std(0).clamp_min(least_spread);
  const auto scaled = [&](const torch::Tensor& windows) { return (windows - centre) / spread; };
  const auto known = nearest_distances(scaled(held_out), scaled(learned), progress.part("pull", .12, .2));

  const auto second = static_cast<std::int64_t>(d.step_rate());
  const auto seconds_each = std::clamp(steps / second / performances, shortest_s, longest_s);
  const auto settled = std::min(performance_settled_s, seconds_each) * second,
             measured = seconds_each * second;
  const auto rho_of = [&](float pull, const TaskProgress& round) {
    const auto leaning = std::make_shared<Checkpoint>(checkpoint);
    leaning->tensors["recollection.lean"].values[1] = pull;
    std::vector<torch::Tensor> rows(performances);
    std::atomic<std::int64_t> played{0};
    std::atomic<bool> is_abandoned{false};
    const auto goes_on = [&] { return ++played, !is_abandoned; };
    std::vector<std::jthread> players;
    for (int n = 0; n < performances; ++n)
      players.emplace_back([&, n] {
        const auto frames =
            wandering(leaning, seed + static_cast<std::uint64_t>(n), settled, measured, dataset, goes_on);
        rows[static_cast<std::size_t>(n)] = colours_of(torch::max(frames, floor), second, compared_hop);
      });
    const auto all = performances * (settled + measured);
    try {
      for (; played < all; std::this_thread::sleep_for(progress_interval))
        round(static_cast<double>(played) / static_cast<double>(all));
    } catch (...) {
      is_abandoned = true;
      throw;
    }
    players.clear();
    return copying_rho(nearest_distances(scaled(torch::cat(rows)), scaled(learned), {}), known);
  };
  // A stronger blend comes nearer to the corpus, so a binary search finds the limit.
  std::size_t enough = 0, too_far = pulls.size();
  for (double begin = .2; too_far - enough > 1; begin += round_share) {
    const auto middle = (enough + too_far) / 2;
    const auto rho = rho_of(pulls[middle], progress.part("pull", begin, begin + round_share));
    (rho >= least_rho ? enough : too_far) = middle;
  }
  checkpoint.tensors["recollection.lean"].values[1] = pulls[enough];
}

}  // namespace aeolian::trainer
