// SPDX-License-Identifier: GPL-3.0-or-later
#include "trainer/evaluate/out_of_domain.h"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <optional>
#include <utility>

#include "core/audio/resampler.h"
#include "core/audio/samples_in.h"
#include "core/random.h"
#include "trainer/measures/copying.h"

namespace aeolian::trainer {
namespace {

using Samples = std::vector<float>;

constexpr double piece_s = 4, played_s = 10, judged_from_s = 2;
constexpr double farthest_share = .99;  // of held-out windows; those beyond are not typical of the corpus

Samples white_noise(int rate) {
  Random random(1);
  Samples samples(samples_in(piece_s, rate));
  for (float& sample : samples) sample = .1f * random.normal();
  return samples;
}

Samples sine(int rate) {
  Samples samples(samples_in(piece_s, rate));
  for (std::size_t i = 0; i < samples.size(); ++i)
    samples[i] =
        .3f * static_cast<float>(std::sin(2 * std::numbers::pi * 440 * static_cast<double>(i) / rate));
  return samples;
}

/** Encodes every piece with the model; nothing if it cannot. */
std::optional<std::vector<EncodedSound>> heard(const SoundEncoder& encoder, const OutOfDomainPrompt& sound,
                                               int rate) {
  std::vector<EncodedSound> all;
  for (const Samples& piece : sound.pieces) {
    auto encoded =
        encoder.encode(sound.sample_rate == rate ? piece : resample(piece, sound.sample_rate, rate));
    if (!encoded) return std::nullopt;
    all.push_back(*std::move(encoded));
  }
  return all;
}

}  // namespace

ErrorOr<OutOfDomainPrompt> read_unlike_sound(const std::string& source, const std::string& name,
                                             int sample_rate, std::size_t count) {
  const auto corpus = read_corpus({source}, {.sample_rate = sample_rate});
  if (!corpus) return fail(corpus.error().message);
  Samples all;
  for (const Recording& sound : corpus->sounds)
    all.insert(all.end(), sound.samples.begin(), sound.samples.end());
  OutOfDomainPrompt unlike{name, sample_rate, {}};
  const std::size_t length = samples_in(piece_s, sample_rate), room = all.size() - length;
  for (std::size_t i = 0; i < count; ++i) {
    const auto begin = all.begin() + static_cast<std::ptrdiff_t>(room * (2 * i + 1) / (2 * count));
    unlike.pieces.emplace_back(begin, begin + static_cast<std::ptrdiff_t>(length));
  }
  return unlike;
}

std::vector<OutOfDomainPrompt> synthetic_unlike_sounds(int sample_rate) {
  return {{"white noise", sample_rate, {white_noise(sample_rate)}},
          {"a sine", sample_rate, {sine(sample_rate)}}};
}

void assess_unlike_input(const Performer& performer, const ReferenceAudio& reference,
                         const AssessmentPlan& plan, const std::vector<OutOfDomainPrompt>& sounds,
                         Assessment& assessment) {
  const auto encoder = SoundEncoder::create(performer.shared_checkpoint());
  const double farthest = percentile(reference.held_out_nearest(), farthest_share);
  if (!encoder || farthest <= 0) return;
  const int rate = performer.checkpoint().description.front_end.sample_rate;
  auto all = synthetic_unlike_sounds(rate);
  all.insert(all.end(), sounds.begin(), sounds.end());

  Figure figure{0, {}, 1.0, {}, 1.0};
  for (const OutOfDomainPrompt& sound : all) {
    const auto primes = heard(*encoder, sound, rate);
    if (!primes) return;
    std::vector<RenderJob> parts;
    for (int i = 0; i < plan.seeds; ++i)
      parts.push_back({.seconds = played_s,
                       .seed = plan.first_seed + static_cast<std::uint64_t>(i),
                       .prime = &(*primes)[static_cast<std::size_t>(i) % primes->size()]});
    std::vector<double> distances;
    for (const Samples& played : performer.play_all(parts)) {
      const auto from = static_cast<std::ptrdiff_t>(samples_in(judged_from_s, reference.sample_rate()));
      for (const double d :
           nearest_distances(reference.windows({played.begin() + from, played.end()}), reference.training()))
        distances.push_back(d / farthest);
    }
    assessment.unlike.push_back({sound.name, percentile(distances, .5)});
    figure.value = std::max(figure.value, assessment.unlike.back().distance);
  }
  assessment.figures["unlike_distance"] = figure;
}

}  // namespace aeolian::trainer
