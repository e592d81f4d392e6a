// SPDX-License-Identifier: GPL-3.0-or-later
#include "trainer/evaluate/coding.h"

#include "core/audio/resampler.h"
#include "trainer/cli/format.h"
#include "trainer/measures/spectral_error.h"
#include "trainer/render/reconstruction.h"

namespace aeolian::trainer {
namespace {

// The design targets for a codec.
constexpr double most_convergence_db = -12, most_distance_db = 4, rise_lost_db = 6;

}  // namespace

std::optional<std::vector<float>> coded(const Performer& performer, std::span<const float> samples) {
  const int rate = performer.checkpoint().description.front_end.sample_rate;
  std::vector<float> own(samples.begin(), samples.end());
  if (rate != performer.sample_rate()) own = resample(own, performer.sample_rate(), rate);
  const auto encoder = SoundEncoder::create(performer.shared_checkpoint());
  if (!encoder) return std::nullopt;
  const auto repeated = make_reconstruction(performer.shared_checkpoint(), *encoder, own, {});
  if (!repeated) return std::nullopt;
  auto made = play(*repeated, own.size());
  if (rate != performer.sample_rate()) made = resample(made, rate, performer.sample_rate());
  made.resize(samples.size());
  return made;
}

void assess_codec(const Performer& performer, const ReferenceAudio& reference, Assessment& assessment) {
  SpectralError error;
  SharpnessAndVoice sound;
  for (const auto piece : reference.held_out_pieces()) {
    const auto made = coded(performer, piece);
    if (!made) continue;
    error.add(piece, *made, reference.sample_rate());
    sound.add(*made, reference.sample_rate());
  }
  const auto convergence = error.convergence_db();
  const auto distance = error.distance_below_4k_db();
  if (!convergence || !distance) return;
  Figures& figures = assessment.figures;
  const std::string counted = format("%.0f s", error.seconds());
  figures["codec_convergence_db"] = {
      .value = *convergence, .at_most = most_convergence_db, .counted = counted};
  figures["codec_distance_db"] = {.value = *distance, .at_most = most_distance_db, .counted = counted};
  for (std::size_t i = 0; i < octaves_hz.size(); ++i)
    if (const auto octave = error.octave_distance_db(i))
      assessment.codec_octaves.push_back({octaves_hz[i], *octave});
  const SharpnessAndVoice& real = reference.sharpness_and_voice();
  sound.add_figures("codec_", real, figures);
  if (const auto rise = figures.find("codec_rise_db"); rise != figures.end())
    rise->second.at_least = *rise->second.real - rise_lost_db;
}

}  // namespace aeolian::trainer
