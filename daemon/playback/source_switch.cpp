// SPDX-License-Identifier: GPL-3.0-or-later
#include "daemon/playback/source_switch.h"

#include <algorithm>
#include <new>
#include <optional>
#include <span>
#include <system_error>
#include <utility>

#include "core/audio/resampler.h"
#include "core/audio/samples_in.h"
#include "core/audio/sound_file.h"
#include "core/control/unicode.h"
#include "core/generator/model_source.h"
#include "core/model/sound_encoder.h"
#include "core/printable.h"
#include "core/random.h"
#include "core/realtime.h"
#include "daemon/playback/memory.h"

namespace aeolian::daemon {
namespace {

namespace fs = std::filesystem;

constexpr double priming_s = 8.;  // longer than the memory of a recurrent state

tl::unexpected<ControlError> failed(const Error& error) {
  return refuse(ControlError::Kind::failed, error.message);
}

/** Index of the priming state called `sound`; none = there is no such state. */
std::optional<std::size_t> find_state(const Model& model, const std::string& sound) {
  const auto& names = model.checkpoint->description.priming_states;
  const auto found =
      std::ranges::find_if(names, [&sound](const std::string& name) { return is_same_name(name, sound); });
  if (found == names.end()) return {};
  return static_cast<std::size_t>(found - names.begin());
}

/** The file called `sound` in the samples folder; empty = there is none. */
fs::path find_sample(const fs::path& samples, const std::string& sound) {
  std::error_code error;
  for (const fs::path& file : find_sound_files(samples)) {
    const bool is_called_so = is_same_name(file.filename().string(), sound) ||  //
                              is_same_name(file.stem().string(), sound);
    if (file.parent_path() == samples && is_called_so) return file;
  }
  return {};
}

tl::expected<EncodedSound, ControlError> encode(const Model& model, const fs::path& file, double start_s) {
  auto sound = read_sound(file);
  if (!sound) return failed(sound.error());
  const std::size_t begin = samples_in(start_s, sound->sample_rate);
  if (begin >= sound->samples.size()) {
    return refuse(ControlError::Kind::wrong_value,
                  file.filename().string() + " is only " + std::to_string(sound->seconds()) + " s long");
  }
  auto part = std::span<const float>(sound->samples).subspan(begin);
  part = part.first(std::min(part.size(), samples_in(priming_s, sound->sample_rate)));
  const auto encoder = SoundEncoder::create(model.checkpoint);
  if (!encoder) return failed(encoder.error());
  const int rate = model.checkpoint->description.front_end.sample_rate;
  auto encoded = encoder->encode(resample(part, sound->sample_rate, rate));
  if (!encoded)
    return refuse(ControlError::Kind::failed, file.filename().string() + ": " + encoded.error().message);
  return std::move(*encoded);
}

using Voices = std::vector<Voice*>;

tl::expected<void, ControlError> prime(const Voices& voices, const Model& model,
                                       const SourceSwitch& source_switch, const fs::path& samples) {
  if (const auto state = find_state(model, source_switch.sound)) {
    for (const auto& voice : voices) voice->prime(*state);
    return {};
  }
  const fs::path file = find_sample(samples, source_switch.sound);
  if (file.empty()) {
    return refuse(ControlError::Kind::unknown_name,
                  "there is no sound " + in_quotes(source_switch.sound) + ": neither a priming state of " +
                      model.name + " nor a file in the samples folder (/seed/audio/list shows all)");
  }
  const auto encoded = encode(model, file, source_switch.start_s);
  if (!encoded) return tl::unexpected(encoded.error());
  for (const auto& voice : voices) voice->listen(encoded->latents);
  return {};
}

tl::expected<void, ControlError> warm_up_or_refuse(Source& source, const Model& model,
                                                   const LoadProbe& probe) {
  const WarmUp found = warm_up(source, probe.clock);
  if (!found.gives_sound)
    return refuse(ControlError::Kind::failed,
                  model.name + " produces values that are not finite; train it again");
  probe.on_load(found.load);
  return {};
}

tl::expected<std::unique_ptr<Source>, ControlError> make_warm_source(const Model& model,
                                                                     const SourceSwitch& source_switch,
                                                                     const fs::path& samples,
                                                                     const RenderQuality& quality,
                                                                     const LoadProbe& probe) {
  VoiceOptions options;
  options.quality = quality.quality;
  options.weights = quality.weights;
  options.voice_limit = quality.voice_limit;
  options.channels = quality.channels;
  if (quality.listens) options.ear = ear_of(model.checkpoint, options.weights);
  for (const ControlEvent& event : source_switch.settings) {
    if (event.parameter == ParameterId::seed && event.voice == all_voices) options.seed = event.seed;
  }
  auto voices = make_voices(model.checkpoint, options);
  if (!voices) return refuse(ControlError::Kind::failed, model.name + ": " + voices.error().message);
  Voices each;
  for (const auto& voice : *voices) each.push_back(voice.get());
  auto source = together(*std::move(voices), options);
  for (const ControlEvent& event : source_switch.settings) source->apply(event);
  if (!source_switch.sound.empty()) {
    if (auto primed = prime(each, model, source_switch, samples); !primed)
      return tl::unexpected(primed.error());
  }
  if (const auto warmed = warm_up_or_refuse(*source, model, probe); !warmed)
    return tl::unexpected(warmed.error());
  return source;
}

/** Calls `make`; refused if there is not enough memory for `model`. */
template <class Make>
auto within_memory(const Model& model, const Make& make) -> decltype(make()) {
  const auto no_memory = [&] {
    return refuse(ControlError::Kind::failed, model.name + ": there is not enough memory to play it");
  };
  try {
    if (!has_room_for(0)) return no_memory();
    auto made = make();
    if (made && !has_room_for(0)) return no_memory();
    return made;
  } catch (const std::bad_alloc&) {
    return no_memory();
  }
}

}  // namespace

tl::expected<std::unique_ptr<Source>, ControlError> prepare_source(const Model& model,
                                                                   const SourceSwitch& source_switch,
                                                                   const fs::path& samples,
                                                                   const RenderQuality& quality,
                                                                   const LoadProbe& probe) {
  denormals_off();  // the same bits on any thread, live or offline
  return within_memory(model,
                       [&] { return make_warm_source(model, source_switch, samples, quality, probe); });
}

tl::expected<std::unique_ptr<SecondModel>, ControlError> prepare_second(const Model& first,
                                                                        const Model& second,
                                                                        const RenderQuality& quality,
                                                                        const LoadProbe& probe) {
  denormals_off();
  return within_memory(second, [&]() -> tl::expected<std::unique_ptr<SecondModel>, ControlError> {
    auto made = SecondModel::create(*first.checkpoint, second.checkpoint, quality);
    if (!made) return refuse(ControlError::Kind::failed, second.name + " " + made.error().message);
    const auto alone = make_model_source(second.checkpoint, {.weights = quality.weights});
    if (!alone) return refuse(ControlError::Kind::failed, second.name + ": " + alone.error().message);
    if (const auto warmed = warm_up_or_refuse(**alone, second, probe); !warmed)
      return tl::unexpected(warmed.error());
    return *std::move(made);
  });
}

tl::expected<void, ControlError> blend_in(const Model& second, const Model& model,
                                          SourceSwitch& source_switch, Source& source,
                                          const RenderQuality& quality, const LoadProbe& probe) {
  auto prepared = prepare_second(model, second, quality, probe);
  if (!prepared) return tl::unexpected(prepared.error());
  source.exchange_second(*prepared);
  source_switch.second = second.name;
  return {};
}

std::uint64_t another_seed(std::uint64_t seed) {
  constexpr std::uint64_t stream = 0x616e6f74686572;  // used for nothing else
  return Random(seed, stream).bits();
}

std::vector<ControlEvent> settings_of_new_voice(const Parameters& parameters, const Model* other) {
  if (other == nullptr) return parameters.events();
  Parameters carried(*parameters.encodings());
  const auto nobody = carried.add_source("nobody");
  carried.replace_default(ParameterId::memory, parameters.default_of(ParameterId::memory));
  (void)carried.apply(nobody, parameters.snapshot(), 0.);
  take_model(*other, carried);
  return carried.events();
}

std::uint64_t change_seed(std::vector<ControlEvent>& settings) {
  std::erase_if(settings, [](const ControlEvent& event) {
    return event.parameter == ParameterId::seed && event.voice != all_voices;
  });
  const auto found = std::ranges::find(settings, ParameterId::seed, &ControlEvent::parameter);
  return std::exchange(found->seed, another_seed(found->seed));
}

std::vector<std::string> sound_names(const Model* model, const fs::path& samples) {
  std::vector<std::string> names;
  if (model != nullptr) names = model->checkpoint->description.priming_states;
  for (const fs::path& file : find_sound_files(samples)) {
    if (file.parent_path() == samples) names.push_back(file.filename().string());
  }
  return names;
}

}  // namespace aeolian::daemon
