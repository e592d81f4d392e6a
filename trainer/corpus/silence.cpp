// SPDX-License-Identifier: GPL-3.0-or-later
#include "trainer/corpus/silence.h"

#include <algorithm>
#include <cstddef>
#include <numeric>

namespace aeolian::trainer {
namespace {

constexpr double block_s = 0.01;
constexpr double long_s = 0.5;
constexpr double short_s = 0.25;
constexpr double fade_s = 0.01;

std::size_t in_samples(double seconds, int sample_rate) {
  return std::max<std::size_t>(1, static_cast<std::size_t>(seconds * sample_rate));
}

/** The beginning of the first silent (or audible) block at or after `from`; the size if there is none. */
std::size_t find_block(std::span<const float> samples, std::size_t from, std::size_t block, double threshold,
                       bool silent) {
  for (std::size_t at = from; at < samples.size(); at += block) {
    const auto part = samples.subspan(at, std::min(block, samples.size() - at));
    if ((mean_square(part) <= threshold) == silent) return at;
  }
  return samples.size();
}

/** Appends `silence` to `out` without its middle. */
void append_shortened(std::vector<float>& out, std::span<const float> silence, int sample_rate) {
  const std::size_t fade = in_samples(fade_s, sample_rate);
  const std::size_t half = (in_samples(short_s, sample_rate) + fade) / 2;
  const auto head = silence.first(half);
  const auto tail = silence.last(half);
  out.insert(out.end(), head.begin(), head.end() - static_cast<std::ptrdiff_t>(fade));
  for (std::size_t i = 0; i < fade; ++i) {
    const float in = (static_cast<float>(i) + 0.5f) / static_cast<float>(fade);
    out.push_back(head[half - fade + i] * (1.f - in) + tail[i] * in);
  }
  out.insert(out.end(), tail.begin() + static_cast<std::ptrdiff_t>(fade), tail.end());
}

}  // namespace

double mean_square(std::span<const float> samples) {
  if (samples.empty()) return 0;
  const double sum = std::accumulate(samples.begin(), samples.end(), 0.0, [](double energy, float sample) {
    return energy + static_cast<double>(sample) * sample;
  });
  return sum / static_cast<double>(samples.size());
}

double loudest_block(std::span<const float> samples, int sample_rate) {
  const std::size_t block = in_samples(block_s, sample_rate);
  double loudest = 0;
  for (std::size_t at = 0; at < samples.size(); at += block)
    loudest = std::max(loudest, mean_square(samples.subspan(at, std::min(block, samples.size() - at))));
  return loudest;
}

std::vector<Silence> long_silences(std::span<const float> samples, int sample_rate, double threshold) {
  const std::size_t block = in_samples(block_s, sample_rate);
  std::vector<Silence> silences;
  for (std::size_t at = 0; at < samples.size();) {
    const std::size_t begin = find_block(samples, at, block, threshold, true);
    const std::size_t end = find_block(samples, begin, block, threshold, false);
    if (end - begin > in_samples(long_s, sample_rate)) silences.push_back({begin, end});
    at = end;
  }
  return silences;
}

std::vector<float> shorten(std::span<const float> samples, const std::vector<Silence>& silences,
                           int sample_rate) {
  std::vector<float> out;
  out.reserve(samples.size());
  std::size_t at = 0;
  for (const auto& [begin, end] : silences) {
    const auto sound = samples.subspan(at, begin - at);
    out.insert(out.end(), sound.begin(), sound.end());
    append_shortened(out, samples.subspan(begin, end - begin), sample_rate);
    at = end;
  }
  const auto rest = samples.subspan(at);
  out.insert(out.end(), rest.begin(), rest.end());
  return out;
}

}  // namespace aeolian::trainer
