// SPDX-License-Identifier: GPL-3.0-or-later
#include "trainer/measures/beats.h"

#include <algorithm>
#include <cmath>
#include <functional>
#include <limits>

namespace aeolian::trainer {
namespace {

constexpr double shortest_beat_s = .25, longest_beat_s = 1.5;

/** The preferred period of a beat, and the spread around it, octaves (Ellis 2007). */
constexpr double usual_beat_s = .5, octaves_around = 1;

/**
 * The least clarity at which a pulse is heard as one; in speech and held chords it is at most .12
 * (trainer/EXPERIMENTS.md).
 */
constexpr double least_clarity = .3;

/** The cost of an uneven beat, relative to onset strength in standard deviations (Ellis 2007). */
constexpr double tightness = 100;

/** Normalised autocorrelation of a zero-mean signal, for each lag up to `last`. */
std::vector<double> autocorrelation(const Eigen::ArrayXd& centred, Eigen::Index last) {
  const double power = centred.square().mean();
  std::vector<double> values;
  for (Eigen::Index lag = 0; lag <= last; ++lag)
    values.push_back((centred.head(centred.size() - lag) * centred.tail(centred.size() - lag)).mean() /
                     power);
  return values;
}

/** The peak of the autocorrelation for which `merit` of period and value is highest. */
Pulse best_pulse(const Eigen::ArrayXd& strength, double rate,
                 const std::function<double(const Pulse&)>& merit) {
  const Eigen::ArrayXd centred = strength - strength.mean();
  if (centred.square().sum() < 1e-9) return {};
  const auto first = static_cast<Eigen::Index>(std::ceil(shortest_beat_s * rate));
  const auto last = std::min(static_cast<Eigen::Index>(longest_beat_s * rate), centred.size() - 2);
  const auto values = autocorrelation(centred, last + 1);
  Pulse best;
  for (Eigen::Index lag = first; lag <= last; ++lag) {
    if (values[lag] <= values[lag - 1] || values[lag] < values[lag + 1]) continue;
    const Pulse pulse{static_cast<double>(lag) / rate, std::min(values[lag], 1.)};
    if (pulse.clarity > 0 && merit(pulse) > merit(best)) best = pulse;
  }
  return best;
}

/** Clarity, reduced for a period far from the preferred one. */
double weighted_clarity(const Pulse& pulse) {
  if (pulse.clarity <= 0) return 0;
  const double octaves = std::log2(pulse.period_s / usual_beat_s) / octaves_around;
  return pulse.clarity * std::exp(-.5 * octaves * octaves);
}

}  // namespace

Pulse clearest_pulse(const Eigen::ArrayXd& strength, double rate) {
  return best_pulse(strength, rate, [](const Pulse& pulse) { return pulse.clarity; });
}

std::vector<double> beat_times(const Eigen::ArrayXd& strength, double rate) {
  const Pulse pulse = best_pulse(strength, rate, weighted_clarity);
  if (pulse.clarity < least_clarity) return {};
  const double period = pulse.period_s * rate,
               deviation = std::sqrt((strength - strength.mean()).square().mean());
  const auto nearest = static_cast<Eigen::Index>(std::ceil(period / 2));
  const auto farthest = static_cast<Eigen::Index>(2 * period);
  std::vector<double> score(static_cast<std::size_t>(strength.size()));
  std::vector<Eigen::Index> before(score.size(), -1);
  for (Eigen::Index now = 0; now < strength.size(); ++now) {
    double best = 0;
    for (Eigen::Index apart = nearest; apart <= std::min(farthest, now); ++apart) {
      const double uneven = std::log(static_cast<double>(apart) / period);
      const double reached = score[now - apart] - tightness * uneven * uneven;
      if (reached <= best) continue;
      best = reached;
      before[now] = now - apart;
    }
    score[now] = best + strength[now] / deviation;
  }
  const auto end = std::ssize(score),
             last_period = std::min(end, static_cast<std::ptrdiff_t>(std::ceil(period)));
  Eigen::Index at = std::max_element(score.end() - last_period, score.end()) - score.begin();
  std::vector<double> beats;
  for (; at >= 0; at = before[at]) beats.push_back(static_cast<double>(at));
  std::ranges::reverse(beats);
  return beats;
}

std::vector<float> beat_phases(const std::vector<double>& beats, double first, double apart, int count) {
  if (beats.size() < 2) return std::vector<float>(static_cast<std::size_t>(count), -1.f);
  std::vector<float> phases;
  for (int i = 0; i < count; ++i) {
    const double moment = first + i * apart;
    const auto after = std::clamp<std::ptrdiff_t>(std::ranges::upper_bound(beats, moment) - beats.begin(), 1,
                                                  std::ssize(beats) - 1);
    const double position = (moment - beats[after - 1]) / (beats[after] - beats[after - 1]);
    phases.push_back(std::min(static_cast<float>(position - std::floor(position)),
                              1 - std::numeric_limits<float>::epsilon()));
  }
  return phases;
}

}  // namespace aeolian::trainer
