// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "core/control/control_error.h"
#include "core/control/control_log.h"
#include "core/control/parameters.h"
#include "core/error.h"
#include "core/generator/source.h"
#include "core/generator/voice.h"
#include "daemon/playback/model.h"
#include "daemon/playback/warm_up.h"

namespace aeolian {

/** Is told how fast a source that enters is, as its warm-up shows. */
struct LoadProbe {
  Clock clock = std::chrono::steady_clock::now;
  std::function<void(double load)> on_load = [](double) {};  ///< WarmUp::load
};

/**
 * The source that enters: a voice of `model` (whose name is the source switch's), with the source switch's
 * settings, primed with its sound if it names one (a priming state of the checkpoint, else a file in
 * `samples`), and warmed by running for a while. The same source switch always gives the same source.
 * Refused, with the reason: a sound that is not there or cannot be read, a model that does not give sound,
 * and one for which there is not enough memory. Blocks for as long as it takes.
 */
tl::expected<std::unique_ptr<Source>, ControlError> prepare_source(const Model& model,
                                                                   const SourceSwitch& source_switch,
                                                                   const std::filesystem::path& samples,
                                                                   Quality quality = Quality::normal,
                                                                   const LoadProbe& probe = {});

/** The seed that comes after `seed` where a performance has to begin anew: always the same one. */
std::uint64_t another_seed(std::uint64_t seed);

/**
 * The settings of a new voice of the model that plays, or of `other`, whose encodings are to take the place
 * of the present ones: each parameter as it is, or as Parameters::replace_encodings() will leave it.
 */
std::vector<ControlEvent> settings_of_new_voice(const Parameters& parameters, const Model* other = nullptr);

/** Gives settings (settings_of_new_voice()) another_seed(); returns the one before. */
std::uint64_t change_seed(std::vector<ControlEvent>& settings);

/** What `model` (null = none) can be primed with: its priming states, then the files in `samples`. */
std::vector<std::string> sound_names(const Model* model, const std::filesystem::path& samples);

}  // namespace aeolian
