// SPDX-License-Identifier: GPL-3.0-or-later
#include "trainer/evaluate/stereo_comparison.h"

#include <algorithm>
#include <cmath>
#include <span>

#include "core/audio/stereo_frame.h"
#include "core/spectrum/stereo_bands.h"
#include "trainer/cli/format.h"

namespace aeolian::trainer {
namespace {

constexpr double most_of_a_sound_s = 60, most_of_a_corpus_s = 600;
constexpr int most_performances = 3;

/** Adds the powers of a sound to those of others. */
void add(const FrontEnd& front_end, std::span<const StereoFrame> frames, std::vector<StereoPower>& sums) {
  std::vector<float> left(frames.size()), right(frames.size());
  std::ranges::transform(frames, left.begin(), &StereoFrame::left);
  std::ranges::transform(frames, right.begin(), &StereoFrame::right);
  const auto powers = stereo_power(front_end, left, right);
  sums.resize(powers.size());
  for (std::size_t band = 0; band < powers.size(); ++band) sums[band] += powers[band];
}

/** The beginning of a recording. */
std::vector<StereoFrame> beginning_of(const Recording& sound, std::size_t most) {
  std::vector<StereoFrame> frames(std::min(sound.samples.size(), most));
  for (std::size_t i = 0; i < frames.size(); ++i) {
    const float side = sound.side.empty() ? 0.f : sound.side[i];
    frames[i] = {sound.samples[i] + side, sound.samples[i] - side};
  }
  return frames;
}

std::vector<StereoPower> powers_of(const Corpus& corpus, const FrontEnd& front_end) {
  std::vector<StereoPower> powers;
  double left_s = most_of_a_corpus_s;
  for (const Recording& sound : corpus.sounds) {
    const auto most = static_cast<std::size_t>(std::min(left_s, most_of_a_sound_s) * front_end.sample_rate);
    if (most == 0) break;
    const auto frames = beginning_of(sound, most);
    add(front_end, frames, powers);
    left_s -= static_cast<double>(frames.size()) / front_end.sample_rate;
  }
  return powers;
}

std::vector<StereoPower> powers_of(const Performer& performer, const AssessmentPlan& plan,
                                   const FrontEnd& front_end) {
  std::vector<StereoPower> powers;
  for (int i = 0; i < std::min(plan.seeds, most_performances); ++i) {
    const RenderJob job{.seconds = std::min(plan.seconds, most_of_a_sound_s),
                        .seed = plan.first_seed + static_cast<std::uint64_t>(i)};
    add(front_end, performer.play_stereo(job), powers);
  }
  return powers;
}

}  // namespace

std::vector<StereoComparison> compare_stereo(const Performer& performer, const Corpus& corpus,
                                             const AssessmentPlan& plan) {
  const bool is_stereo =
      std::ranges::any_of(corpus.sounds, [](const Recording& sound) { return !sound.side.empty(); });
  if (!is_stereo) return {};
  const FrontEnd& front_end = performer.checkpoint().description.front_end;
  if (front_end.sample_rate != corpus.sample_rate) return {};
  const auto edges = StereoBands(front_end).edges();
  const auto real = powers_of(corpus, front_end), played = powers_of(performer, plan, front_end);
  std::vector<StereoComparison> bands(real.size());
  for (std::size_t band = 0; band < bands.size(); ++band)
    bands[band] = {edges[band], edges[band + 1], real[band], played[band]};
  return bands;
}

std::vector<std::string> cells_of(const StereoComparison& band) {
  std::vector<std::string> cells{format("%.0f to %.0f", band.from_hz, band.to_hz)};
  const auto append = [&](int decimals, double (StereoPower::*figure)() const) {
    for (const StereoPower* power : {&band.real, &band.played})
      cells.push_back(format("%.*f", decimals, (power->*figure)()));
  };
  append(1, &StereoPower::level_difference_db);
  append(2, &StereoPower::coherence);
  append(2, &StereoPower::correlation);
  return cells;
}

}  // namespace aeolian::trainer
