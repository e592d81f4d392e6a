// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/tone_continuity.h"

#include <algorithm>
#include <cmath>
#include <complex>
#include <iomanip>
#include <numbers>
#include <sstream>

namespace aeolian {
namespace {

using std::numbers::pi;

constexpr double window_s = 0.01;
constexpr double healing_s = 0.005;  // undisturbed tone required between two breaks
constexpr double silence_share = 0.02;
constexpr double least_silence_s = 0.002;
constexpr double drift_over_s = 0.5;

/** Amplitude and phase of the tone in one excerpt, relative to a sine of the nominal frequency. */
std::complex<double> phasor(std::span<const float> samples, std::size_t begin, std::size_t end,
                            double omega) {
  // Full least squares on cosine and sine, so that an excerpt need not contain whole periods.
  double cc = 0., ss = 0., cs = 0., xc = 0., xs = 0.;
  for (std::size_t i = begin; i < end; ++i) {
    const double c = std::cos(omega * static_cast<double>(i));
    const double s = std::sin(omega * static_cast<double>(i));
    cc += c * c;
    ss += s * s;
    cs += c * s;
    xc += c * static_cast<double>(samples[i]);
    xs += s * static_cast<double>(samples[i]);
  }
  const double determinant = cc * ss - cs * cs;
  if (determinant < 1e-9) return {};
  const double a = (xc * ss - xs * cs) / determinant;
  const double b = (xs * cc - xc * cs) / determinant;
  return {a, -b};
}

double wrapped(double phase) {
  return std::remainder(phase, 2. * pi);
}

double median(std::vector<double> values) {
  if (values.empty()) return 0.;
  std::ranges::nth_element(values, values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2));
  return values[values.size() / 2];
}

/** An excerpt without a break. */
struct Stretch {
  std::size_t begin, end;
};

class Judge {
 public:
  Judge(std::span<const float> samples, int rate, double hz, double noise)
      : samples_(samples),
        rate_(rate),
        omega_(2. * pi * hz / rate),
        window_(static_cast<std::size_t>(window_s * rate)),
        noise_(noise) {}

  ToneReport report() {
    ToneReport report;
    report.seconds = static_cast<double>(samples_.size()) / rate_;
    report.level = usual_level();
    find_breaks(report.level);
    measure_stretches(report);
    sort_breaks(report);
    return report;
  }

 private:
  double usual_level() const {
    std::vector<double> levels;
    for (std::size_t begin = 0; begin + window_ <= samples_.size(); begin += window_) {
      levels.push_back(std::abs(phasor(samples_, begin, begin + window_, omega_)));
    }
    return median(std::move(levels));
  }

  /**
   * Finds samples that deviate by more than noise from their prediction by the previous two. The recurrence
   * tolerates slow frequency drift, and reveals clicks, phase jumps and the edges of a silence.
   */
  void find_breaks(double level) {
    const double coefficient = 2. * std::cos(omega_);
    const double most = std::max(noise_ * level, 1e-9);
    const auto healing = static_cast<std::size_t>(healing_s * rate_);
    std::size_t begin = 0, quiet_from = 0;
    bool broken = false;
    std::size_t good_from = 0;
    for (std::size_t i = 2; i < samples_.size(); ++i) {
      const double foretold =
          coefficient * static_cast<double>(samples_[i - 1]) - static_cast<double>(samples_[i - 2]);
      const bool odd =
          std::abs(static_cast<double>(samples_[i]) - foretold) > most || is_silent(i, level, quiet_from);
      if (odd && !broken) {
        broken = true;
        begin = i;
        good_.push_back({good_from, i - std::min<std::size_t>(i, 1)});
      }
      if (odd) last_odd_ = i;
      if (broken && i - last_odd_ > healing) {
        broken = false;
        good_from = last_odd_ + 1;
        broken_.push_back({begin, good_from});
      }
    }
    if (broken) {
      broken_.push_back({begin, samples_.size()});
    } else {
      good_.push_back({good_from, samples_.size()});
    }
  }

  /**
   * Whether sample `i` ends a silence long enough for a gap; silence satisfies the recurrence like a tone.
   */
  bool is_silent(std::size_t i, double level, std::size_t& quiet_from) const {
    if (std::abs(static_cast<double>(samples_[i])) > silence_share * level) {
      quiet_from = i + 1;
      return false;
    }
    return static_cast<double>(i + 1 - quiet_from) > least_silence_s * rate_;
  }

  void measure_stretches(ToneReport& report) {
    double turned = 0., lasted = 0.;
    for (const Stretch& good : good_) {
      const std::size_t windows = (good.end - good.begin) / window_;
      std::vector<double> phases, turns;
      for (std::size_t w = 0; w < windows; ++w) {
        const std::size_t begin = good.begin + w * window_;
        const auto tone = phasor(samples_, begin, begin + window_, omega_);
        report.level_spread = std::max(report.level_spread, std::abs(std::abs(tone) / report.level - 1.));
        const double phase = std::arg(tone);
        phases.push_back(phases.empty() ? phase : phases.back() + wrapped(phase - phases.back()));
      }
      if (windows > 1) {
        turned += phases.back() - phases.front();
        lasted += static_cast<double>((windows - 1) * window_) / rate_;
      }
      phases_.push_back(std::move(phases));
    }
    report.hz = omega_ * rate_ / (2. * pi) + (lasted > 0. ? turned / lasted / (2. * pi) : 0.);
    const double usual_turn = 2. * pi * (report.hz - omega_ * rate_ / (2. * pi));
    const auto over = static_cast<std::size_t>(drift_over_s / window_s);
    for (const auto& phases : phases_) {
      for (std::size_t w = over; w < phases.size(); ++w) {
        const double took = static_cast<double>(over * window_) / rate_;
        const double turn = (phases[w] - phases[w - over]) / took;
        report.drift_hz = std::max(report.drift_hz, std::abs(turn - usual_turn) / (2. * pi));
      }
    }
  }

  void sort_breaks(ToneReport& report) const {
    for (const Stretch& part : broken_) {
      ToneReport::Break found{.at_s = static_cast<double>(part.begin) / rate_,
                              .length_s = static_cast<double>(part.end - part.begin) / rate_,
                              .silence_s = silence_in(part, report.level),
                              .phase_jump = jump_over(part)};
      (found.silence_s >= least_silence_s ? report.gaps : report.clicks).push_back(found);
    }
  }

  /** Seconds of the longest run without sound. */
  double silence_in(const Stretch& part, double level) const {
    const std::size_t before = part.begin - std::min(part.begin, window_);
    std::size_t longest = 0, run = 0;
    for (std::size_t i = before; i < part.end; ++i) {
      run = std::abs(static_cast<double>(samples_[i])) <= silence_share * level ? run + 1 : 0;
      longest = std::max(longest, run);
    }
    return static_cast<double>(longest) / rate_;
  }

  double jump_over(const Stretch& part) const {
    if (part.begin < window_ || part.end + window_ > samples_.size()) return 0.;
    const std::size_t before = part.begin - 1;
    return wrapped(std::arg(phasor(samples_, part.end, part.end + window_, omega_)) -
                   std::arg(phasor(samples_, before + 1 - window_, before, omega_)));
  }

  std::span<const float> samples_;
  double rate_;
  double omega_;  // radians per sample
  std::size_t window_;
  double noise_;
  std::size_t last_odd_ = 0;
  std::vector<Stretch> good_, broken_;
  std::vector<std::vector<double>> phases_;
};

}  // namespace

bool ToneReport::is_clean(double expected_hz, double expected_level) const {
  return seconds > 0. && gaps.empty() && clicks.empty() &&
         std::abs(hz - expected_hz) < 0.0002 * expected_hz && drift_hz < 0.0005 * expected_hz &&
         std::abs(level - expected_level) < 0.01 * expected_level && level_spread < 0.01;
}

std::string text_of(const ToneReport& report) {
  std::ostringstream text;
  text << std::fixed << std::setprecision(1) << report.seconds << " s, " << report.gaps.size() << " gaps, "
       << report.clicks.size() << " clicks, " << std::setprecision(5) << report.hz << " Hz (at most "
       << report.drift_hz << " beside it), level " << std::setprecision(4) << report.level << " (at most "
       << 100. * report.level_spread << " % beside it)";
  for (const auto* breaks : {&report.gaps, &report.clicks}) {
    for (std::size_t i = 0; i < std::min<std::size_t>(breaks->size(), 8); ++i) {
      const ToneReport::Break& found = (*breaks)[i];
      text << "\n  " << (breaks == &report.gaps ? "gap" : "click") << " at " << std::setprecision(3)
           << found.at_s << " s, " << 1000. * found.length_s << " ms long, " << 1000. * found.silence_s
           << " ms of it silent, phase " << found.phase_jump;
    }
  }
  return text.str();
}

ToneReport judge_tone(std::span<const float> samples, int rate, double hz, double noise) {
  return Judge(samples, rate, hz, noise).report();
}

std::span<const float> without_fades(std::span<const float> samples, int rate, double fade_s) {
  const auto sounds = [](float sample) { return std::abs(sample) > 1e-4f; };
  const auto fade = static_cast<std::ptrdiff_t>(fade_s * rate);
  const auto begin = std::find_if(samples.begin(), samples.end(), sounds);
  auto end = samples.end();
  while (end != begin && !sounds(*(end - 1))) --end;
  if (end - begin <= 2 * fade) return {};
  return {begin + fade, end - fade};
}

}  // namespace aeolian
