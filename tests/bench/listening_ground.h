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
#include "core/model/checkpoint.h"
#include "trainer/evaluate/reference_audio.h"

namespace aeolian {

/** How a performance listens: the values of its parameters. */
struct WayOfListening {
  const char* name;
  std::vector<std::pair<ParameterId, float>> numbers;
};

/** The sound that training held out of a source, as long as asked, over again if there is less. */
std::vector<float> held_out(const trainer::SourceSound& source, int rate, double frame_rate, double seconds);

/** The sound that a checkpoint plays while it hears `input`, from its first sample on, in whole steps. */
std::vector<float> play_to(const std::shared_ptr<const Checkpoint>& checkpoint, const WayOfListening& way,
                           std::uint64_t seed, std::span<const float> input);

/** The model of listening that a checkpoint has, and the sounds that it learned from. */
struct ListeningGround {
  std::shared_ptr<const Checkpoint> checkpoint;
  trainer::ReferenceAudio reference;

  const FrontEnd& front_end() const { return checkpoint->description.front_end; }
  int rate() const { return reference.sample_rate(); }
};

/** Reads what the command line names: CHECKPOINT NAME=PATH NAME=PATH... Complains and returns nothing if it
 * cannot. */
std::unique_ptr<ListeningGround> read_listening_ground(std::span<const char* const> arguments);

}  // namespace aeolian
