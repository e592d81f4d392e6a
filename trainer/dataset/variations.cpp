// SPDX-License-Identifier: GPL-3.0-or-later
#include "trainer/dataset/variations.h"

#include <algorithm>
#include <cmath>
#include <utility>

namespace aeolian::trainer {

namespace {

std::vector<AnalysedSound> of_group(const std::vector<AnalysedSound>& sounds, const std::string& group) {
  std::vector<AnalysedSound> own;
  std::ranges::copy_if(sounds, std::back_inserter(own),
                       [&](const AnalysedSound& sound) { return sound.group == group; });
  return own;
}

/**
 * The part of a stream in which a range of another stream is played `speed` times as fast, without its edges.
 */
Span faster(const Span& span, int stream, double speed, double margin, std::int64_t frames) {
  const auto begin = static_cast<std::int64_t>(std::ceil(static_cast<double>(span.begin) / speed + margin));
  const auto end = static_cast<std::int64_t>(static_cast<double>(span.end) / speed - margin);
  return {stream, begin, std::min(end, frames)};
}

}  // namespace

TransposedSounds transposed(const Corpus& corpus, const FrontEnd& front_end) {
  TransposedSounds all;
  for (std::size_t i = 0; i < all.size(); ++i) {
    Corpus higher{corpus.sample_rate, {}, {}};
    for (const auto& sound : corpus.sounds)
      higher.sounds.push_back({sound.name, sound.group,
                               played_higher(sound.samples, corpus.sample_rate, variation_semitones[i])});
    all[i] = analyse(higher, front_end);
  }
  return all;
}

Dataset with_variations(Dataset dataset, const TransposedSounds& sounds, const FrontEnd& front_end) {
  const auto own = dataset.training;
  const auto margin = static_cast<double>(front_end.window) / front_end.hop;  // reach of a window
  for (std::size_t group = 0; group < dataset.groups.size(); ++group) {
    for (std::size_t i = 0; i < sounds.size(); ++i) {
      const double speed = std::exp2(variation_semitones[i] / 12.);
      const auto least =
          std::llround(static_cast<double>(dataset.streams[group].size()) * front_end.hop / speed);
      const auto stream = static_cast<int>(dataset.streams.size());
      dataset.streams.emplace_back(of_group(sounds[i], dataset.groups[group]), front_end.hop,
                                   least - 2 * front_end.window);
      for (const auto& span : own) {
        if (std::cmp_not_equal(span.stream, group)) continue;
        const auto varied = faster(span, stream, speed, margin, dataset.streams.back().size());
        if (varied.begin < varied.end) dataset.training.push_back(varied);
      }
    }
  }
  return dataset;
}

}  // namespace aeolian::trainer
