// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>

#include "core/audio/output_stage.h"
#include "core/control/event.h"
#include "core/realtime.h"

namespace aeolian {

/** Where a level shall go, and in how many seconds. */
struct Glide {
  float target = 0.f;
  float seconds = 0.f;
};

/** What the output stage can be told; everything else is for the generator. */
enum class OutputControl : std::uint8_t { gain, mute, fade };
inline constexpr std::size_t output_control_count = 3;

/** One change of the output stage: gain in dB, mute and fade as 0 or 1. */
struct OutputChange {
  OutputControl control = OutputControl::gain;
  Glide glide;
};

/** What `event` changes in the output stage; nothing where it is for the generator. */
std::optional<OutputChange> output_change(const ControlEvent& event) noexcept AEOLIAN_NONBLOCKING;

/** Tells `stage`; what it was told already changes nothing. Gives the seconds that it takes for it. */
float follow(OutputStage& stage, const OutputChange& change) noexcept AEOLIAN_NONBLOCKING;

}  // namespace aeolian
