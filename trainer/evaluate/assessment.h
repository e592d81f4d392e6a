// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "core/model/description.h"
#include "trainer/cli/evaluate_options.h"
#include "trainer/evaluate/figures.h"
#include "trainer/evaluate/reference_audio.h"
#include "trainer/evaluate/render_jobs.h"
#include "trainer/evaluate/stereo_comparison.h"

namespace aeolian::trainer {

/** How a model obeys one source's encoding. */
struct ConditioningAccuracy {
  std::string source;
  double accuracy = 0;      ///< of the classifier on real held-out windows
  double cold = 0;          ///< share of windows given to the source, set from the start
  double after_switch = 0;  ///< ... from one second after a switch to it on
  std::vector<double>
      after_seconds;  ///< share of windows that begin 0, 0.5, 1 ... seconds after a switch to it
};

/** Half way between two harmonic tones: shares of quarters of a second, by peaks of the spectrum. */
struct ToneMorph {
  double first = 0, second = 0, both = 0, between = 0, changes_per_second = 0;
};

/** The sound half way between two encodings: shares of windows that are classified as both at once. */
struct HalfWay {
  std::string first, second;
  double half_way = 0;
  double real = 0;        ///< held-out sound of either source: the classifier's false alarms
  double mixed = 0;       ///< what the model plays as either, added as sound
  double superposed = 0;  ///< real held-out sound of both, added: how surely the classifier tells it
  double as_first = 0, as_second = 0;  ///< half way called either source
  ExplainedMorph explained;            ///< of half way, by the two voices that it is made of
  std::optional<ToneMorph> tones;
};

/** Where the sound lies after it was begun from a sound that it never learned. */
struct AfterOutOfDomain {
  std::string sound;
  double distance = 0;  ///< from two seconds on: median to what was learned, over the farthest of real sound
};

/** The error of a codec in one octave of held-out sound. */
struct OctaveDistance {
  double from_hz = 0;
  double distance_db = 0;  ///< SpectralError::octave_distance_db()
};

/** The beginning of one seed's performance, as shown on the page. */
struct Excerpt {
  std::uint64_t seed = 0;
  std::vector<float> excerpt;     ///< its beginning
  std::vector<double> levels_db;  ///< of every five seconds, to the end
};

/** Everything that was found out about one checkpoint. */
struct Assessment {
  std::string name;
  std::string kind;          ///< ModelKind in words; of a baseline its name
  bool is_baseline = false;  ///< no model of its own: made of the first one's, or of its corpus
  double training_minutes = 0;
  std::vector<Provenance::CurvePoint> curve;  ///< how it learned; empty = not known, or a baseline
  Figures figures;
  std::vector<ConditioningAccuracy>
      conditioning_accuracy;  ///< empty: no two sources have encodings of their names
  std::vector<HalfWay> morphs;
  std::vector<AfterOutOfDomain> unlike;       ///< empty: it cannot listen
  std::vector<OctaveDistance> codec_octaves;  ///< empty: it keeps no sound
  std::vector<StereoComparison> stereo;       ///< empty: the corpus is mono, or it is a baseline
  std::vector<Excerpt> takes;
  std::vector<double> nearest;  ///< distance of every window to what was learned
};

inline constexpr double excerpt_s = 12;

struct OutOfDomainPrompt;

/**
 * Plays and judges; `on_progress` hears the share that is done, 0..1, and `on_performance` takes the
 * performance of each seed, before anything is judged.
 */
Assessment assess(const Performer& performer, const ReferenceAudio& reference,
                  const RealWindows::Floors& floors, const AssessmentPlan& plan,
                  const std::vector<OutOfDomainPrompt>& unlike,
                  const std::function<void(double)>& on_progress,
                  const Performer::OnPart& on_performance = {});

/** The windows on each side that a plan's seconds and seeds come to, given how much real sound there is. */
Eigen::Index window_count(const ReferenceAudio& reference, const AssessmentPlan& plan);

/** ConditioningAccuracy and morphs, with their figures; nothing where the model lacks encodings of two
 * sources' names.
 */
void assess_encodings(const Performer& performer, const ReferenceAudio& reference, const AssessmentPlan& plan,
                      Assessment& assessment);

}  // namespace aeolian::trainer
