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

/** How reliably a model plays one source when its encoding is set. */
struct ConditioningAccuracy {
  std::string source;
  double accuracy = 0;      ///< of the classifier on real held-out windows
  double cold = 0;          ///< share of windows classified as the source, set from the start
  double after_switch = 0;  ///< ... the same, from one second after a switch to it
  std::vector<double>
      after_seconds;  ///< share of windows that begin 0, 0.5, 1 ... seconds after a switch to it
};

/**
 * Half way between two harmonic tones: shares of the sound, in quarters of a second, by its spectral peaks.
 */
struct ToneMorph {
  double first = 0, second = 0, both = 0, between = 0, changes_per_second = 0;
};

/** The sound half way between two encodings: shares of windows classified as both at once. */
struct HalfWay {
  std::string first, second;
  double half_way = 0;
  double real = 0;                     ///< held-out sound of either source: the classifier's false alarms
  double mixed = 0;                    ///< what the model plays for each of them, mixed as sound
  double superposed = 0;               ///< real held-out sound of both, mixed: the share recognised as a mix
  double as_first = 0, as_second = 0;  ///< half way, classified as either source
  ExplainedMorph explained;            ///< of half way, by the two voices that make it up
  std::optional<ToneMorph> tones;
};

/** The distance from the corpus after a start from an unfamiliar sound. */
struct AfterOutOfDomain {
  std::string sound;
  double distance = 0;  ///< from two seconds on: median to the training part, over the largest of real sound
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

/** All results for one checkpoint. */
struct Assessment {
  std::string name;
  std::string kind;          ///< ModelKind in words; the name of a baseline
  bool is_baseline = false;  ///< not a model of its own, but made from the first model or its corpus
  double training_minutes = 0;
  std::vector<Provenance::CurvePoint> curve;  ///< losses during training; empty = not known, or a baseline
  Figures figures;
  std::vector<ConditioningAccuracy>
      conditioning_accuracy;  ///< empty: fewer than two sources have encodings of their own name
  std::vector<HalfWay> morphs;
  std::vector<AfterOutOfDomain> unlike;       ///< empty: it cannot listen
  std::vector<OctaveDistance> codec_octaves;  ///< empty: it cannot reconstruct sound
  std::vector<StereoComparison> stereo;       ///< empty: the corpus is mono, or it is a baseline
  std::vector<Excerpt> takes;
  std::vector<double> nearest;  ///< distance of every window to the training part
};

inline constexpr double excerpt_s = 12;

struct OutOfDomainPrompt;

/**
 * Renders and judges; `on_progress` is called with the share done, 0..1, and `on_performance` with the
 * performance of each seed, before anything is judged.
 */
Assessment assess(const Performer& performer, const ReferenceAudio& reference,
                  const RealWindows::Floors& floors, const AssessmentPlan& plan,
                  const std::vector<OutOfDomainPrompt>& unlike,
                  const std::function<void(double)>& on_progress,
                  const Performer::OnPart& on_performance = {});

/** The number of windows on each side for a plan's seconds and seeds, limited by the amount of real sound. */
Eigen::Index window_count(const ReferenceAudio& reference, const AssessmentPlan& plan);

/**
 * Measures conditioning accuracy and morphs; adds nothing where the model lacks encodings named after two
 * sources.
 */
void assess_encodings(const Performer& performer, const ReferenceAudio& reference, const AssessmentPlan& plan,
                      Assessment& assessment);

}  // namespace aeolian::trainer
