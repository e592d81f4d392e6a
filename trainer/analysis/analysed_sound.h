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

/** A sound to learn from, as frames. */
struct AnalysedSound {
  std::string name;          ///< of the file, within the given folder
  std::string group;         ///< learned together: the NAME of NAME=PATH, the folder, or the file's stem
  std::int64_t samples = 0;  ///< its length at the front end's rate
  std::shared_ptr<const SoundFrames> frames;
};

/**
 * The frames of samples at the front end's rate, in memory: one per hop, then the tail in which the last
 * window leaves the sound. Statistics are those of the frames without the tail. `side`: of as many samples
 * (Sound), from which the images of the frames are made; empty = it is mono.
 */
SoundFrames analyse_samples(std::span<const float> samples, const FrontEnd& front_end,
                            std::span<const float> side = {});

/** The samples played `semitones` higher and faster. */
std::vector<float> played_higher(std::span<const float> samples, int sample_rate, int semitones);

/** The statistics of these sounds together. Throws like SoundFrames::read(). */
SoundStatistics statistics_of(const std::vector<AnalysedSound>& sounds);

}  // namespace aeolian::trainer
