// SPDX-License-Identifier: GPL-3.0-or-later
#include "daemon/playback/make_source.h"

#include <cstddef>
#include <cstdint>
#include <new>
#include <sstream>
#include <utility>

#include "core/audio/resampler.h"
#include "core/audio/sound_file.h"
#include "core/control/parameters.h"
#include "core/generator/ensemble.h"
#include "core/generator/model_source.h"
#include "core/generator/sine_source.h"
#include "core/stream/live_input.h"
#include "daemon/playback/echo_guard.h"
#include "daemon/playback/source_switch.h"

namespace aeolian::daemon {
namespace {

constexpr int tone_rate = 44100;     // Hz
constexpr int tone_hop = 256;        // samples
constexpr float tone_level = 0.25f;  // -12 dBFS

Subject make_test_tone(double hz, std::size_t channels) {
  std::ostringstream name;
  name << "test tone of " << hz << " Hz";
  auto sine = std::make_unique<SineSource>(tone_rate, tone_hop, hz, tone_level);
  return {.source = std::make_unique<Ensemble>(std::move(sine), channels), .model = {}, .name = name.str()};
}

}  // namespace

SizeLimit model_limit(const Options& options) {
  return {.bytes = std::uint64_t{options.max_model_mib} << 20,
          .hint = "if it really is a model, raise max_model_mib in [model] (--max-model-mib)"};
}

ModelLibrary model_library(const Options& options) {
  return {.models = options.places.models,
          .samples = options.places.samples,
          .moments = options.places.moments,
          .model_limit = model_limit(options)};
}

ErrorOr<std::unique_ptr<StepInput>> make_input(const Options& options, const StepRenderer& renderer,
                                               SharedStream* stream) {
  const int sample_rate = renderer.sample_rate();
  std::unique_ptr<StepInput> live;
  switch (options.input.kind) {
    case InputChoice::Kind::none:
      return nullptr;
    case InputChoice::Kind::device:
      live = std::make_unique<LiveInput>(*stream);
      if (!options.echo_guard) return live;
      return std::make_unique<EchoGuard>(std::move(live), sample_rate, renderer.step_size());
    case InputChoice::Kind::file:
      break;
  }
  auto sound = read_sound(options.input.file);
  if (!sound) return fail("input: " + sound.error().message);
  if (sound->sample_rate != sample_rate)
    sound->samples = resample(sound->samples, sound->sample_rate, sample_rate);
  return std::make_unique<SoundInput>(std::move(sound->samples));
}

ErrorOr<Subject> make_source(const Options& options) {
  if (options.checkpoint.empty()) {
    return make_test_tone(options.test_tone, options.channels);
  }
  auto model = read_model(options.checkpoint, model_limit(options), format_of(options.weights));
  if (!model) {
    return tl::unexpected(model.error());
  }
  VoiceOptions voice_options;
  voice_options.seed = static_cast<std::uint64_t>(parameter_spec(ParameterId::seed).initial);
  voice_options.quality = options.quality;
  voice_options.weights = format_of(options.weights);
  voice_options.voice_limit = options.max_voices;
  voice_options.channels = options.channels;
  if (render_quality(options).listens) voice_options.ear = ear_of(model->checkpoint, voice_options.weights);
  try {
    auto voices = make_voices(model->checkpoint, voice_options);
    if (!voices) {
      return fail(options.checkpoint.string() + ": " + voices.error().message);
    }
    std::string name = model->name;
    return Subject{.source = together(std::move(*voices), voice_options),
                   .model = std::move(*model),
                   .name = std::move(name)};
  } catch (const std::bad_alloc&) {
    return fail(options.checkpoint.string() + ": there is not enough memory to play it");
  }
}

ErrorOr<void> blend_in_second(Subject& subject, const Options& options) {
  if (options.blend.empty()) return {};
  auto model = read_model(options.blend, model_limit(options), format_of(options.weights));
  if (!model) return tl::unexpected(model.error());
  BlendedModel second{*std::move(model), options.blend};
  auto prepared = prepare_second(*subject.model, second.model, render_quality(options),
                                 {.on_load = [&second](double load) { second.load = load; }});
  if (!prepared) return fail(prepared.error().message);
  subject.source->exchange_second(*prepared);
  subject.second = std::move(second);
  return {};
}

}  // namespace aeolian::daemon
