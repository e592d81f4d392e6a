// SPDX-License-Identifier: GPL-3.0-or-later
#include "trainer/evaluate/assessment.h"

#include <algorithm>
#include <cmath>

#include "trainer/evaluate/coding.h"
#include "trainer/evaluate/out_of_domain.h"
#include "trainer/evaluate/scorer.h"

namespace aeolian::trainer {
namespace {

constexpr double shown_level_s = 5;

Excerpt take_of(const std::vector<float>& sound, std::uint64_t seed, int rate) {
  Excerpt take{seed, piece(sound, 0, excerpt_s, rate), {}};
  const double seconds = static_cast<double>(sound.size()) / rate;
  for (double at = 0; at + shown_level_s <= seconds; at += shown_level_s)
    take.levels_db.push_back(level_db(piece(sound, at, shown_level_s, rate)));
  return take;
}

}  // namespace

Assessment assess(const Performer& performer, const ReferenceAudio& reference,
                  const RealWindows::Floors& floors, const AssessmentPlan& plan,
                  const std::vector<OutOfDomainPrompt>& unlike,
                  const std::function<void(double)>& on_progress, const Performer::OnPart& on_performance) {
  Assessment assessment;
  const ModelDescription& description = performer.checkpoint().description;
  assessment.name = performer.name();
  assessment.kind = to_string(description.kind);
  assessment.training_minutes = description.provenance.training_minutes;
  assessment.curve = description.provenance.curve;

  std::vector<RenderJob> parts;
  for (int i = 0; i < plan.seeds; ++i)
    parts.push_back({.seconds = std::max(plan.seconds, plan.long_seconds),
                     .seed = plan.first_seed + static_cast<std::uint64_t>(i)});
  int played = 0;
  const auto sounds = performer.play_all(parts, [&](std::size_t part, std::span<const StereoFrame> frames) {
    if (on_performance) on_performance(part, frames);
    on_progress(.6 * ++played / plan.seeds);
  });
  for (std::size_t i = 0; i < sounds.size(); ++i)
    assessment.takes.push_back(take_of(sounds[i], parts[i].seed, performer.sample_rate()));
  assess_codec(performer, reference, assessment);
  score(sounds, reference, floors, plan, assessment);
  on_progress(.75);
  assess_encodings(performer, reference, plan, assessment);
  on_progress(.95);
  assess_unlike_input(performer, reference, plan, unlike, assessment);
  mark_quoting(assessment.figures);
  on_progress(1);
  return assessment;
}

}  // namespace aeolian::trainer
