// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "core/control/event.h"
#include "core/generator/ear.h"
#include "core/generator/source.h"
#include "core/model/checkpoint.h"
#include "trainer/evaluate/reference_audio.h"

namespace aeolian {

/** The values of the listening parameters in a performance. */
struct WayOfListening {
  const char* name;
  std::vector<std::pair<ParameterId, float>> numbers;
};

/** Returns the held-out sound of a source, `seconds` long, repeated if there is less. */
std::vector<float> held_out(const trainer::SourceSound& source, int rate, double frame_rate, double seconds);

/** Creates a source of the checkpoint that listens that way. */
std::unique_ptr<Source> listening_source(const std::shared_ptr<const Checkpoint>& checkpoint,
                                         const WayOfListening& way, std::uint64_t seed);

/** Plays a checkpoint while it listens to `input`, from the first sample of `input` on, in whole steps. */
std::vector<float> play_to(const std::shared_ptr<const Checkpoint>& checkpoint, const WayOfListening& way,
                           std::uint64_t seed, std::span<const float> input);

/** A checkpoint that can listen, and its training sounds. */
struct ListeningGround {
  std::shared_ptr<const Checkpoint> checkpoint;
  trainer::ReferenceAudio reference;

  const FrontEnd& front_end() const { return checkpoint->description.front_end; }
  int rate() const { return reference.sample_rate(); }
};

/**
 * Reads the checkpoint and sounds of the command line: CHECKPOINT NAME=PATH NAME=PATH... If it cannot, it
 * prints an error and returns null.
 */
std::unique_ptr<ListeningGround> read_listening_ground(std::span<const char* const> arguments);

}  // namespace aeolian
