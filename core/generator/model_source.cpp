// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/generator/model_source.h"

#include "core/generator/byte_source.h"

namespace aeolian {

ErrorOr<std::unique_ptr<Source>> make_model_source(std::shared_ptr<const Checkpoint> checkpoint,
                                                   const VoiceOptions& options, const EncodedSound* heard) {
  if (checkpoint->description.kind != ModelKind::bytes) {
    auto voice = Voice::create(std::move(checkpoint), options);
    if (!voice) return tl::unexpected(voice.error());
    if (heard) (*voice)->listen(heard->latents);
    return *std::move(voice);
  }
  if (!options.encoding.empty()) return fail("a bytes model has no encodings");
  auto source = ByteSource::create(std::move(checkpoint), options.seed, options.temperature, options.weights);
  if (!source) return tl::unexpected(source.error());
  if (heard) (*source)->listen(heard->latents);
  return *std::move(source);
}

}  // namespace aeolian
