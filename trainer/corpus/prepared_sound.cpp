// SPDX-License-Identifier: GPL-3.0-or-later
#include "trainer/corpus/prepared_sound.h"

#include <algorithm>
#include <utility>

#include "core/audio/resampler.h"
#include "trainer/corpus/silence.h"

namespace aeolian::trainer {
namespace {

constexpr double silence_below_level = 1e-6;  // -60 dB, as a mean square
constexpr double silence_at_all = 1e-10;      // -100 dB below full scale, as a mean square

std::vector<float> at_rate(std::vector<float> samples, int from, int to) {
  return from == to || samples.empty() ? std::move(samples) : resample(samples, from, to);
}

}  // namespace

PreparedSound prepare_sound(Sound sound, int sample_rate, bool keep_silence) {
  PreparedSound prepared;
  prepared.mean_square = mean_square(sound.samples);
  prepared.loudest_block = loudest_block(sound.samples, sound.sample_rate);
  prepared.samples = at_rate(std::move(sound.samples), sound.sample_rate, sample_rate);
  prepared.side = at_rate(std::move(sound.side), sound.sample_rate, sample_rate);
  if (keep_silence) return prepared;
  const std::size_t before = prepared.samples.size();
  const double threshold = std::max(prepared.mean_square * silence_below_level, silence_at_all);
  const auto silences = long_silences(prepared.samples, sample_rate, threshold);
  if (silences.empty()) return prepared;
  prepared.samples = shorten(prepared.samples, silences, sample_rate);
  if (!prepared.side.empty()) prepared.side = shorten(prepared.side, silences, sample_rate);
  prepared.cut_seconds = static_cast<double>(before - prepared.samples.size()) / sample_rate;
  return prepared;
}

double audible_level(const std::vector<SoundLevel>& sounds) {
  double energy = 0;
  double seconds = 0;
  for (const SoundLevel& sound : sounds) {
    energy += sound.mean_square * sound.seconds;
    seconds += sound.seconds;
  }
  const double level = seconds > 0 ? energy / seconds : 0;
  return level <= silence_at_all ? silence_at_all : level * silence_below_level;
}

}  // namespace aeolian::trainer
