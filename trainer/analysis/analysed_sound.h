// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "core/spectrum/front_end.h"
#include "trainer/analysis/sound_frames.h"

namespace aeolian::trainer {

/** A training sound, as frames. */
struct AnalysedSound {
  std::string name;   ///< of the file, within the given folder
  std::string group;  ///< sounds learned together: the NAME of NAME=PATH, the folder, or the file's stem
  std::int64_t samples = 0;  ///< length at the front end's rate
  std::shared_ptr<const SoundFrames> frames;
};

/**
 * Analyses samples at the front end's rate into frames in memory: one per hop, then the tail while the last
 * window leaves the sound. The statistics leave out the tail. `side` has as many samples (see Sound), and
 * gives the stereo images of the frames; empty = mono.
 */
SoundFrames analyse_samples(std::span<const float> samples, const FrontEnd& front_end,
                            std::span<const float> side = {});

/** Resamples the samples to sound `semitones` higher and faster. */
std::vector<float> played_higher(std::span<const float> samples, int sample_rate, int semitones);

/** Joins the statistics of these sounds. Throws like SoundFrames::read(). */
SoundStatistics statistics_of(const std::vector<AnalysedSound>& sounds);

}  // namespace aeolian::trainer
