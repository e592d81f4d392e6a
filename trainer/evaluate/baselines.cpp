// SPDX-License-Identifier: GPL-3.0-or-later
#include "trainer/evaluate/baselines.h"

#include <algorithm>

#include "core/audio/samples_in.h"
#include "core/random.h"
#include "trainer/evaluate/coding.h"
#include "trainer/evaluate/scorer.h"

namespace aeolian::trainer {
namespace {

using Samples = std::vector<float>;
using Pieces = std::vector<std::span<const float>>;

constexpr double shortest_grain_s = .25, longest_grain_s = 1, grain_fade_s = .02;
constexpr std::uint64_t grain_stream = 60;

/** Appends `grain` to `sound`, cross-faded over the last `fade` samples. */
void append_faded(Samples& sound, std::span<const float> grain, std::size_t fade) {
  fade = std::min(fade, sound.size());
  for (std::size_t i = 0; i < fade; ++i) {
    const float share = static_cast<float>(i + 1) / static_cast<float>(fade + 1);
    float& sample = sound[sound.size() - fade + i];
    sample += share * (grain[i] - sample);
  }
  sound.insert(sound.end(), grain.begin() + static_cast<std::ptrdiff_t>(fade), grain.end());
}

/** The training part of the corpus unchanged, starting at a different place for each seed. */
Samples straight_copy(const Pieces& pieces, int rate, const AssessmentPlan& plan, int number) {
  Samples all;
  for (const auto piece : pieces) all.insert(all.end(), piece.begin(), piece.end());
  const auto begin = all.begin() + std::ssize(all) * number / plan.seeds;
  std::rotate(all.begin(), begin, all.end());
  all.resize(std::min(all.size(), samples_in(plan.seconds, rate)));
  return all;
}

Samples without_passages(const Performer& performer, const AssessmentPlan& plan, int number) {
  return performer.play(
      {.seconds = plan.seconds, .seed = plan.first_seed + static_cast<std::uint64_t>(number)});
}

}  // namespace

std::vector<float> shuffled_grains(const std::vector<std::span<const float>>& pieces, int sample_rate,
                                   double seconds, std::uint64_t seed) {
  const auto longest = samples_in(longest_grain_s, sample_rate);
  Pieces usable;
  for (const auto piece : pieces)
    if (piece.size() > longest) usable.push_back(piece);
  Samples sound;
  if (usable.empty()) return sound;
  std::vector<double> weights;  // so that longer pieces contribute more
  for (const auto piece : usable) weights.push_back(static_cast<double>(piece.size() - longest));
  double total = 0;
  for (const double weight : weights) total += weight;
  Random random(seed, grain_stream);
  while (sound.size() < samples_in(seconds, sample_rate)) {
    double at = static_cast<double>(random.uniform()) * total;
    std::size_t i = 0;
    while (i + 1 < usable.size() && at >= weights[i]) at -= weights[i++];
    const auto begin = std::min(static_cast<std::size_t>(at), usable[i].size() - longest);
    const double length =
        shortest_grain_s + (longest_grain_s - shortest_grain_s) * static_cast<double>(random.uniform());
    append_faded(sound, usable[i].subspan(begin, samples_in(length, sample_rate)),
                 samples_in(grain_fade_s, sample_rate));
  }
  sound.resize(samples_in(seconds, sample_rate));
  return sound;
}

std::vector<Assessment> assess_baselines(const Performer& performer, const ReferenceAudio& reference,
                                         const RealWindows::Floors& floors, const AssessmentPlan& plan,
                                         const std::function<void(double)>& on_progress) {
  const int rate = reference.sample_rate();
  const Pieces learned = reference.training_pieces();
  const Performer alone = performer.without_passages();
  AssessmentPlan short_plan = plan;
  short_plan.long_seconds = 0;
  const auto grains = [&](int number) {
    return shuffled_grains(learned, rate, plan.seconds, plan.first_seed + static_cast<std::uint64_t>(number));
  };
  struct Baseline {
    const char* name;
    std::function<std::optional<Samples>(int)> sound;  ///< for a seed, counted from 0
  };
  std::vector<Baseline> baselines{
      {"grains", grains},
      {"coded grains", [&](int number) { return coded(performer, grains(number)); }},
      {"coded copy",
       [&](int number) { return coded(performer, straight_copy(learned, rate, plan, number)); }}};
  if (performer.leans_on_passages())
    baselines.push_back(
        {"without passages", [&](int number) { return without_passages(alone, plan, number); }});
  std::vector<Assessment> all;
  for (std::size_t i = 0; i < baselines.size(); ++i) {
    on_progress(static_cast<double>(i) / static_cast<double>(baselines.size()));
    std::vector<Samples> sounds;
    for (int seed = 0; seed < plan.seeds; ++seed)
      if (auto sound = baselines[i].sound(seed); sound && !sound->empty())
        sounds.push_back(*std::move(sound));
    if (std::ssize(sounds) < plan.seeds) continue;
    Assessment assessment;
    assessment.name = assessment.kind = baselines[i].name;
    assessment.is_baseline = true;
    score(sounds, reference, floors, short_plan, assessment);
    mark_quoting(assessment.figures);
    for (std::size_t seed = 0; seed < sounds.size(); ++seed)
      assessment.takes.push_back({plan.first_seed + seed, piece(sounds[seed], 0, excerpt_s, rate), {}});
    all.push_back(std::move(assessment));
  }
  on_progress(1);
  return all;
}

}  // namespace aeolian::trainer
