// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/trainer/measures/known_sounds.h"

#include <algorithm>
#include <cmath>
#include <numbers>

#include "core/random.h"

namespace aeolian::trainer::known {
namespace {

constexpr double two_pi = 2 * std::numbers::pi;

std::size_t in_samples(double seconds) {
  return static_cast<std::size_t>(seconds * rate);
}

/** The weight of a partial at `hz` under two resonances. */
double resonance(double hz, double first, double second) {
  const auto hill = [&](double centre, double width) {
    return std::exp(-std::pow((hz - centre) / width, 2));
  };
  return hill(first, 180) + .6 * hill(second, 300) + .01;
}

}  // namespace

Samples white_noise(double seconds, std::uint64_t seed) {
  Random random(seed, 10);
  Samples samples(in_samples(seconds));
  for (float& sample : samples) sample = .1f * random.normal();
  return samples;
}

Samples babble(double seconds, std::uint64_t seed) {
  Random random(seed, 11);
  Samples samples(in_samples(seconds));
  for (std::size_t at = 0; at < samples.size();) {
    const auto length = in_samples(.12 + .15 * random.uniform());
    const double pitch = 100 + 60 * random.uniform(), bend = .85 + .3 * random.uniform();
    const double first = 300 + 500 * random.uniform(), second = 1000 + 1300 * random.uniform();
    const double level = .05 + .1 * random.uniform();
    for (int n = 1; n * pitch < 3500; ++n) {
      const double weight = level * resonance(n * pitch, first, second);
      if (weight < .05 * level) continue;
      double phase = two_pi * random.uniform();
      for (std::size_t i = 0; i < length && at + i < samples.size(); ++i) {
        const double place = static_cast<double>(i) / static_cast<double>(length);
        phase += two_pi * n * pitch * (1 + (bend - 1) * place) / rate;
        samples[at + i] += static_cast<float>(weight * std::sin(std::numbers::pi * place) * std::sin(phase));
      }
    }
    at += length + in_samples(random.uniform() < .2f ? .15 : .02);
  }
  return samples;
}

Samples bells(double seconds, std::uint64_t seed) {
  Random random(seed, 12);
  Samples samples(in_samples(seconds));
  for (std::size_t at = 0; at < samples.size(); at += in_samples(.2 + .3 * random.uniform())) {
    const double hz = 500 * std::pow(2, 2 * random.uniform());
    const double level = .1 + .15 * random.uniform();
    for (const double ratio : {1.0, 2.756, 5.404}) {
      for (std::size_t i = 0; i < in_samples(1) && at + i < samples.size(); ++i) {
        const double t = static_cast<double>(i) / rate;
        samples[at + i] +=
            static_cast<float>(level / ratio * std::exp(-5 * ratio * t) * std::sin(two_pi * hz * ratio * t));
      }
    }
  }
  return samples;
}

Samples looped(const Samples& samples, double period, double seconds) {
  Samples loop(in_samples(seconds));
  for (std::size_t i = 0; i < loop.size(); ++i) loop[i] = samples[i % in_samples(period)];
  return loop;
}

Samples shuffled(const Samples& samples, double piece, std::uint64_t seed) {
  const auto length = in_samples(piece);
  std::vector<std::size_t> order(samples.size() / length);
  for (std::size_t i = 0; i < order.size(); ++i) order[i] = i;
  Random random(seed, 13);
  for (std::size_t i = order.size(); i > 1; --i) std::swap(order[i - 1], order[random.bits() % i]);
  Samples other;
  for (const auto at : order)
    other.insert(other.end(), samples.begin() + static_cast<std::ptrdiff_t>(at * length),
                 samples.begin() + static_cast<std::ptrdiff_t>((at + 1) * length));
  return other;
}

Samples falling(Samples samples, double db) {
  for (std::size_t i = 0; i < samples.size(); ++i)
    samples[i] *= static_cast<float>(
        std::pow(10, db / 20 * static_cast<double>(i) / static_cast<double>(samples.size())));
  return samples;
}

Samples superposed(const Samples& a, const Samples& b) {
  Samples sum(std::min(a.size(), b.size()));
  for (std::size_t i = 0; i < sum.size(); ++i) sum[i] = a[i] + b[i];
  return sum;
}

Samples tone(double hz, double seconds) {
  Samples samples(in_samples(seconds));
  for (int n = 1; n <= 8; ++n)
    for (std::size_t i = 0; i < samples.size(); ++i)
      samples[i] += static_cast<float>(.1 / n * std::sin(two_pi * n * hz * static_cast<double>(i) / rate));
  return samples;
}

Matrix mel(const Samples& samples) {
  return MelAnalysis(rate).frames(samples);
}

Matrix windows(const Samples& samples, int per_second) {
  const int length = MelAnalysis(rate).window_frames();
  return pooled_windows(mel(samples), length, length / per_second, floor_db);
}

}  // namespace aeolian::trainer::known
