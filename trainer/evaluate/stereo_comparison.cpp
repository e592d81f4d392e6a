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

std::vector<StereoPower> powers_of(const FrontEnd& front_end, std::span<const StereoFrame> frames) {
  std::vector<float> left(frames.size()), right(frames.size());
  std::ranges::transform(frames, left.begin(), &StereoFrame::left);
  std::ranges::transform(frames, right.begin(), &StereoFrame::right);
  return stereo_power(front_end, left, right);
}

void add_to(std::vector<StereoPower>& sums, const std::vector<StereoPower>& powers) {
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

std::vector<StereoPower> powers_of(const FrontEnd& front_end, const Corpus& corpus) {
  std::vector<StereoPower> powers;
  double left_s = most_of_a_corpus_s;
  for (const Recording& sound : corpus.sounds) {
    const auto most = static_cast<std::size_t>(std::min(left_s, most_of_a_sound_s) * front_end.sample_rate);
    if (most == 0) break;
    const auto frames = beginning_of(sound, most);
    add_to(powers, powers_of(front_end, frames));
    left_s -= static_cast<double>(frames.size()) / front_end.sample_rate;
  }
  return powers;
}

bool has_two_channels(const Corpus& corpus) {
  return std::ranges::any_of(corpus.sounds, [](const Recording& sound) { return !sound.side.empty(); });
}

}  // namespace

StereoComparer::StereoComparer(const FrontEnd& front_end, const Corpus& corpus, const AssessmentPlan& plan)
    : front_end_(front_end),
      corpus_(corpus),
      seconds_(std::min(plan.seconds, most_of_a_sound_s)),
      is_comparable_(has_two_channels(corpus) && front_end.sample_rate == corpus.sample_rate) {}

void StereoComparer::add(std::size_t number, std::span<const StereoFrame> frames) {
  if (!is_comparable_ || number >= performances_.size()) return;
  const auto most = static_cast<std::size_t>(std::llround(seconds_ * front_end_.sample_rate));
  performances_[number] = powers_of(front_end_, frames.first(std::min(frames.size(), most)));
}

std::vector<StereoPower> StereoComparer::played() const {
  std::vector<StereoPower> powers;
  for (const auto& performance : performances_) {
    if (!performance.empty()) add_to(powers, performance);
  }
  return powers;
}

std::vector<StereoComparison> StereoComparer::bands() const {
  if (!is_comparable_) return {};
  const auto edges = StereoBands(front_end_).edges();
  const auto real = powers_of(front_end_, corpus_), played = this->played();
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
