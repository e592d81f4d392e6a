// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/generator/second_model.h"

#include <cmath>
#include <string>
#include <utility>

#include "core/generator/model_encodings.h"
#include "core/model/stereo_layer.h"
#include "core/state_archive.h"

namespace aeolian {
namespace {

tl::unexpected<Error> does_not_fit(const std::string& what, const std::string& others) {
  return fail("cannot be blended with the model that plays: " + what + ". Models fit if " + others);
}

std::size_t frames_in(double seconds, const FrontEnd& front_end) {
  return static_cast<std::size_t>(std::lround(seconds * front_end.frame_rate()));
}

std::string sound_of(const Checkpoint& checkpoint) {
  return channels_of(checkpoint) == 2 ? "stereo" : "mono";
}

}  // namespace

ErrorOr<void> check_frames_fit(const Checkpoint& first, const Checkpoint& second) {
  if (second.description.kind == ModelKind::bytes || first.description.kind == ModelKind::bytes)
    return fail("cannot be blended with the model that plays: a bytes model makes samples and no frames");
  const FrontEnd &own = second.description.front_end, &firsts = first.description.front_end;
  const auto compare = [](const std::string& what, const std::string& unit, int of_own,
                          int of_first) -> ErrorOr<void> {
    if (of_own == of_first) return {};
    return does_not_fit(
        "its " + what + " is " + std::to_string(of_own) + unit + ", the other's " + std::to_string(of_first) +
            unit,
        "one was trained from the other, or both from the same checkpoint: `aeolian train FOLDER "
        "--from CHECKPOINT`");
  };
  return compare("sampling rate", " Hz", own.sample_rate, firsts.sample_rate)
      .and_then([&] { return compare("window", " samples", own.window, firsts.window); })
      .and_then([&] { return compare("hop", " samples", own.hop, firsts.hop); })
      .and_then([&]() -> ErrorOr<void> {
        const Tensor *const own_edges = second.find("stereo.edges"), *const edges =
                                                                         first.find("stereo.edges");
        if (!own_edges && !edges) return {};
        if (own_edges && edges && own_edges->values == edges->values) return {};
        const std::string alike =
            "both were trained on stereo sounds in the same bands, or both on mono ones";
        if (own_edges && edges) return does_not_fit("its stereo sound has other bands", alike);
        return does_not_fit("it is " + sound_of(second) + ", the other " + sound_of(first), alike);
      });
}

SecondVoice::SecondVoice(const SecondModel& model, StepBatch& steps, MorphEngines engines)
    : model_(model),
      steps_(steps),
      generator_(std::move(engines.first), std::move(engines.second), {}),
      transport_(generator_.description().front_end.bins()),
      own_(static_cast<std::size_t>(generator_.description().front_end.bins())),
      image_(generator_.image().size()) {}

void SecondVoice::begin_like(const MorphingGenerator& first, std::uint64_t seed) {
  generator_.begin_like(first, model_.encodings().translated(first.encoding_event()), seed);
}

void SecondVoice::apply(const ControlEvent& event) {
  generator_.apply(model_.encodings().translated(event));
}

float SecondVoice::presence() const {
  return model_.presence();
}

void SecondVoice::blend(float weight, std::span<float> log_bins, std::span<const ImageBand> image) {
  generator_.next(own_);
  transport_.between(log_bins, own_, weight, log_bins);
  mix_images(image, generator_.image(), weight, image_);
}

void SecondVoice::archive(StateArchive& state) {
  generator_.archive(state);
  transport_.archive(state);
}

SecondModel::SecondModel(EncodingTranslation encodings, std::vector<MorphEngines> voices)
    : encodings_(std::move(encodings)),
      fade_frames_(frames_in(fade_s, voices.front().first->description().front_end)),
      steps_(2 * voices.size()) {
  for (auto& engines : voices) voices_.emplace_back(*this, steps_, std::move(engines));
}

void SecondModel::archive(StateArchive& state) {
  state.value(presence_);
  state.require(presence_.stays_within(0.f, 1.f));
}

ErrorOr<std::unique_ptr<SecondModel>> SecondModel::create(const Checkpoint& first,
                                                          const std::shared_ptr<const Checkpoint>& second,
                                                          const RenderQuality& quality) {
  if (const auto fits = check_frames_fit(first, *second); !fits) return tl::unexpected(fits.error());
  const auto from = encodings_of(first), to = encodings_of(*second);
  if (!from) return tl::unexpected(from.error());
  if (!to) return tl::unexpected(to.error());
  std::vector<MorphEngines> voices(quality.voice_limit);
  for (MorphEngines& voice : voices) {
    auto engines = make_morph_engines(second, quality.weights);
    if (!engines) return tl::unexpected(engines.error());
    voice = *std::move(engines);
  }
  return std::make_unique<SecondModel>(EncodingTranslation(*from, *to), std::move(voices));
}

}  // namespace aeolian
