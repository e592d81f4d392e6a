// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <memory>
#include <optional>
#include <string>

#include "core/audio/step_input.h"
#include "core/error.h"
#include "core/generator/source.h"
#include "core/stream/shared_stream.h"
#include "core/stream/step_renderer.h"
#include "daemon/config/options.h"
#include "daemon/playback/model.h"

namespace aeolian::daemon {

/** The first source of a run. */
struct Subject {
  std::unique_ptr<Source> source;
  std::optional<Model> model;               ///< none = a test tone
  std::optional<BlendedModel> second = {};  ///< blended in; none = the model plays alone
  std::string name;  ///< for display: base name of the checkpoint, or a description of the test tone

  /** Adapts `parameters` to the model, if there is one. */
  void prepare(Parameters& parameters) const {
    if (model) take_model(*model, parameters);
  }
};

/** Returns the size limit for models of this run. */
SizeLimit model_limit(const Options& options);

/** Returns the folders in the options, and the size limit for models. */
ModelLibrary model_library(const Options& options);

/**
 * Creates the input of the source that `renderer` plays, as the options say; null = none. `stream` carries
 * the input from the device's process.
 */
ErrorOr<std::unique_ptr<StepInput>> make_input(const Options& options, const StepRenderer& renderer,
                                               SharedStream* stream);

/** Creates the checkpoint's voice, or the test tone, as the options say; call blend_in_second() next. */
ErrorOr<Subject> make_source(const Options& options);

/** Blends the options' second model, if they name one, into a source that has not played yet. */
ErrorOr<void> blend_in_second(Subject& subject, const Options& options);

}  // namespace aeolian::daemon
