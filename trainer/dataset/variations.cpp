// SPDX-License-Identifier: GPL-3.0-or-later
#include "trainer/dataset/variations.h"

#include <cmath>

#include "core/audio/resampler.h"

namespace aeolian {

namespace {

/** Speed factors: a semitone up and down, so that music stays in tune. */
const double speeds[] = {std::exp2(1. / 12), std::exp2(-1. / 12)};

}  // namespace

Dataset with_variations(Dataset dataset, const Corpus& corpus, const FrontEnd& front_end) {
  const auto own = dataset.training;
  const auto margin = static_cast<double>(front_end.window) / front_end.hop;  // reach of a window
  for (std::size_t group = 0; group < dataset.groups.size(); ++group) {
    const auto samples = stream_samples(corpus, dataset.groups[group]);
    for (const double speed : speeds) {
      const int heard_as = static_cast<int>(std::lround(front_end.sample_rate * speed));
      auto varied = analyse(resample(samples, heard_as, front_end.sample_rate), front_end);
      const auto stream = static_cast<int>(dataset.streams.size());
      const auto frames = varied.size(0);
      dataset.streams.push_back(varied.sub_(dataset.mean).div_(dataset.scale));
      for (const auto& span : own) {
        if (span.stream != static_cast<int>(group)) continue;
        const auto begin =
            static_cast<std::int64_t>(std::ceil(static_cast<double>(span.begin) / speed + margin));
        const auto end = static_cast<std::int64_t>(static_cast<double>(span.end) / speed - margin);
        if (begin < std::min(end, frames)) dataset.training.push_back({stream, begin, std::min(end, frames)});
      }
    }
  }
  return dataset;
}

}  // namespace aeolian
