// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "core/control/control_error.h"
#include "core/control/parameters.h"
#include "core/control/render_quality.h"
#include "core/error.h"
#include "core/generator/source_crossfader.h"
#include "daemon/playback/model.h"

namespace aeolian::daemon {

/** The complete state of the generator at the beginning of a step, from which it can continue. */
struct KeptMoment {
  /** The largest state, bytes; with 64 voices of the shipped checkpoint it has 8 MB. */
  static constexpr std::size_t largest_state = 64u << 20;

  std::string model;                ///< the model's name
  std::uint64_t model_digest = 0;   ///< digest of its weights
  std::string second = {};          ///< name of the model blended in (/model/blend); empty = none
  std::uint64_t second_digest = 0;  ///< digest of its weights
  RenderQuality quality = {};       ///< in which the state was made
  Snapshot parameters = {};         ///< in force at that time
  std::string state = {};           ///< bytes of a StateArchive

  std::uint64_t digest() const;  ///< of the state
};

/**
 * Captures the state of the source that plays in `crossfader`, which plays `model` and `second` (null =
 * none), and the parameters that it had received by then. Waits for some steps; refused if there are none
 * within 2 s.
 */
tl::expected<KeptMoment, ControlError> keep_moment(SourceCrossfader& crossfader, const Model& model,
                                                   const Model* second, const Parameters& parameters,
                                                   const RenderQuality& quality);

/** Refuses a moment of another model or quality, or of another second model; `second` null = none. */
ErrorOr<void> check_model(const KeptMoment& moment, const Model& model, const RenderQuality& quality);
ErrorOr<void> check_second(const KeptMoment& moment, const Model* second);

/**
 * Makes `source`, which plays `model` and `second` (null = none) in this quality, continue from the moment.
 * Refused if the moment belongs to other models, or to another quality or build; then the source must not be
 * played.
 */
ErrorOr<void> recall_moment(const KeptMoment& moment, const Model& model, const Model* second,
                            const RenderQuality& quality, Source& source);

/**
 * Formats a moment as the contents of a file: a line of JSON, a line with a checksum of that line and of the
 * state, then the state.
 */
std::string moment_text(const KeptMoment& moment);

/**
 * Refuses files that are damaged, or were saved by another version of the program. Errors are worded to
 * follow the file's name.
 */
ErrorOr<KeptMoment> parse_moment(std::string_view text);

/** Whether a file that begins like this is a moment. */
bool is_moment(std::string_view beginning);

}  // namespace aeolian::daemon
