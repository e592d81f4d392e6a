// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/generator/model_source.h"

#include <utility>

#include "core/generator/byte_source.h"
#include "core/generator/ensemble.h"

namespace aeolian {

ErrorOr<std::vector<std::unique_ptr<Voice>>> make_voices(const std::shared_ptr<const Checkpoint>& checkpoint,
                                                         VoiceOptions options) {
  std::vector<std::unique_ptr<Voice>> voices;
  const std::uint64_t seed = options.seed;
  for (VoiceNumber number = 1; number <= options.voice_limit; ++number) {
    options.seed = seed_of_voice(seed, number);
    auto voice = Voice::create(checkpoint, options);
    if (!voice) return tl::unexpected(voice.error());
    voices.push_back(*std::move(voice));
  }
  return voices;
}

std::shared_ptr<Ear> ear_of(std::shared_ptr<const Checkpoint> checkpoint, WeightFormat weights) {
  auto ear = Ear::create(std::move(checkpoint), {.weights = weights});
  return ear ? std::move(*ear) : nullptr;
}

std::unique_ptr<Source> together(std::vector<std::unique_ptr<Voice>> voices, const VoiceOptions& options) {
  std::vector<std::unique_ptr<MonoSource>> sources;
  for (auto& voice : voices) sources.push_back(std::move(voice));
  return std::make_unique<Ensemble>(std::move(sources), options.seed, options.ear, options.channels);
}

ErrorOr<std::unique_ptr<Source>> make_model_source(std::shared_ptr<const Checkpoint> checkpoint,
                                                   const VoiceOptions& options, const EncodedSound* heard) {
  if (checkpoint->description.kind != ModelKind::bytes) {
    auto voices = make_voices(checkpoint, options);
    if (!voices) return tl::unexpected(voices.error());
    for (const auto& voice : *voices) {
      if (heard) voice->listen(heard->latents);
    }
    return together(*std::move(voices), options);
  }
  if (!options.encoding.empty()) return fail("a bytes model has no encodings");
  auto source = ByteSource::create(std::move(checkpoint), options.seed, options.temperature, options.weights);
  if (!source) return tl::unexpected(source.error());
  if (heard) (*source)->listen(heard->latents);
  return std::make_unique<Ensemble>(*std::move(source), options.channels);
}

}  // namespace aeolian
