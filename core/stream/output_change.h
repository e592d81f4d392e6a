// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>

#include "core/audio/output_stage.h"
#include "core/control/event.h"
#include "core/realtime.h"

namespace aeolian {

/** A target level, and the time to reach it in seconds. */
struct Glide {
  float target = 0.f;
  float seconds = 0.f;
};

/** The controls of the output stage; all others are for the generator. */
enum class OutputControl : std::uint8_t { gain, mute, fade };
inline constexpr std::size_t output_control_count = 3;

/** One change of the output stage: gain in dB, mute and fade as 0 or 1. */
struct OutputChange {
  OutputControl control = OutputControl::gain;
  Glide glide;
};

/** Returns the change that `event` makes to the output stage; nothing if it is for the generator. */
std::optional<OutputChange> output_change(const ControlEvent& event) noexcept AEOLIAN_NONBLOCKING;

/** Applies a change to `stage`; repeating one has no effect. Returns the seconds that it will take. */
float follow(OutputStage& stage, const OutputChange& change) noexcept AEOLIAN_NONBLOCKING;

}  // namespace aeolian
