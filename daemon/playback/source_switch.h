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
#include "core/generator/second_model.h"
#include "core/generator/source.h"
#include "core/generator/voice.h"
#include "daemon/playback/model.h"
#include "daemon/playback/warm_up.h"

namespace aeolian::daemon {

/** Receives the load of a new source, as measured by its warm-up. */
struct LoadProbe {
  Clock clock = std::chrono::steady_clock::now;
  std::function<void(double load)> on_load = [](double) {};  ///< WarmUp::load
};

/**
 * Prepares a source to switch to: a voice of `model` (which the source switch names) with the settings of the
 * source switch, primed with its sound if it names one (a priming state of the checkpoint, or a file in
 * `samples`), and warmed up by running for a while. The same source switch always gives the same source.
 * Refuses, with the reason, a sound that does not exist or cannot be read, a model whose output is not
 * finite, and one for which there is not enough memory. Blocks until done.
 */
tl::expected<std::unique_ptr<Source>, ControlError> prepare_source(const Model& model,
                                                                   const SourceSwitch& source_switch,
                                                                   const std::filesystem::path& samples,
                                                                   const RenderQuality& quality = {},
                                                                   const LoadProbe& probe = {});

/**
 * Prepares `second` to be blended into `first`, which plays in this quality (/model/blend). Refuses, with the
 * reason, a model whose frames do not fit (SecondModel::create()), and for the same reasons as
 * prepare_source(). Blocks until done.
 */
tl::expected<std::unique_ptr<SecondModel>, ControlError> prepare_second(const Model& first,
                                                                        const Model& second,
                                                                        const RenderQuality& quality = {},
                                                                        const LoadProbe& probe = {});

/**
 * Blends `second` into `source`, which plays `model` in this quality and is described by `source_switch`;
 * sets the second model's name there. Refused as by prepare_second().
 */
tl::expected<void, ControlError> blend_in(const Model& second, const Model& model,
                                          SourceSwitch& source_switch, Source& source,
                                          const RenderQuality& quality = {}, const LoadProbe& probe = {});

/** Returns the seed for restarting a performance with `seed`: always the same one. */
std::uint64_t another_seed(std::uint64_t seed);

/**
 * Returns the settings for a new voice of the playing model, or of `other`, whose encodings will replace the
 * present ones: each parameter as it is, or as take_model() will leave it.
 */
std::vector<ControlEvent> settings_of_new_voice(const Parameters& parameters, const Model* other = nullptr);

/**
 * Replaces the seed in settings from settings_of_new_voice() with another_seed(), and derives the seeds of
 * single voices from it; returns the old one.
 */
std::uint64_t change_seed(std::vector<ControlEvent>& settings);

/**
 * Returns the sounds that `model` (null = none) can continue from: its priming states, then the files in
 * `samples`.
 */
std::vector<std::string> sound_names(const Model* model, const std::filesystem::path& samples);

}  // namespace aeolian::daemon
