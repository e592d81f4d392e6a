// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <array>
#include <cstddef>
#include <span>
#include <string>
#include <vector>

#include "core/audio/stereo_frame.h"
#include "core/spectrum/front_end.h"
#include "core/spectrum/stereo_power.h"
#include "trainer/cli/evaluate_options.h"
#include "trainer/corpus/corpus.h"

namespace aeolian::trainer {

/** Left and right in one band, in the corpus and as a model plays it. */
struct StereoComparison {
  double from_hz = 0, to_hz = 0;
  StereoPower real, played;
};

/**
 * Compares the sounds of a corpus, at most one minute of each and ten in all, band by band with a model's
 * performances: the first minute, or the plan's seconds, of the first three. One thread at a time.
 */
class StereoComparer {
 public:
  /** `corpus` must outlive it. */
  StereoComparer(const FrontEnd& front_end, const Corpus& corpus, const AssessmentPlan& plan);

  /** Adds performance number `number`, counted from 0, in any order, at the front end's rate. */
  void add(std::size_t number, std::span<const StereoFrame> frames);

  /** The comparison of each band; empty for a mono corpus, or one at another rate than the front end's. */
  std::vector<StereoComparison> bands() const;

 private:
  std::vector<StereoPower> played() const;

  const FrontEnd front_end_;
  const Corpus& corpus_;
  const double seconds_;
  const bool is_comparable_;
  std::array<std::vector<StereoPower>, 3> performances_;  ///< empty = not added yet
};

/**
 * The cells of the band's row in a table: the band in Hz, then level of left over right in dB, coherence and
 * correlation, each for the real sound and as played.
 */
std::vector<std::string> cells_of(const StereoComparison& band);

}  // namespace aeolian::trainer
