// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/generator/fault_detector.h"

#include <algorithm>
#include <cmath>

namespace aeolian {
namespace {

constexpr std::array<std::string_view, fault_count> names{"silence",    "quiet",  "loud", "dc",
                                                          "non_finite", "frozen", "loop"};

double power_of(double decibels) {
  return std::pow(10., decibels / 10.);
}

}  // namespace

std::string_view name_of(Fault fault) {
  return names[static_cast<std::size_t>(fault)];
}

std::optional<Fault> fault_called(std::string_view name) {
  const auto found = std::ranges::find(names, name);
  if (found == names.end()) {
    return {};
  }
  return static_cast<Fault>(found - names.begin());
}

bool FaultDetector::Run::goes_on(bool is_so, double limit_s) {
  seconds = is_so ? seconds + 1 : 0;
  return limit_s > 0. && seconds >= limit_s;
}

FaultDetector::FaultDetector(int sample_rate, const GuardSettings& settings)
    : settings_(settings),
      sample_rate_(sample_rate),
      prints_(sample_rate),
      loop_(prints_.rate(), settings.longest_loop_s),
      frozen_(prints_, settings.frozen_s) {}

std::optional<Fault> FaultDetector::listen(std::span<const StereoFrame> frames) {
  if (!settings_.on) {
    return {};
  }
  if (deaf_ > 0) {
    const std::uint64_t missed = std::min<std::uint64_t>(deaf_, frames.size());
    deaf_ -= missed;
    frames = frames.subspan(missed);
  }
  for (const StereoFrame& frame : frames) {
    ++since_fault_;
    if (const auto fault = hear(frame.mid())) {
      return told(*fault);
    }
  }
  return {};
}

std::optional<Fault> FaultDetector::hear(float sample) {
  if (!std::isfinite(sample)) {
    if (settings_.non_finite) {
      return Fault::non_finite;
    }
    sample = 0.f;
  }
  sum_ += static_cast<double>(sample);
  squares_ += static_cast<double>(sample) * static_cast<double>(sample);
  if (++in_second_ >= sample_rate_) {
    if (const auto fault = end_of_second()) {
      return fault;
    }
  }
  if (prints_.hear(sample) && !held_) {
    return end_of_print();
  }
  return {};
}

std::optional<Fault> FaultDetector::end_of_second() {
  const double power = squares_ / sample_rate_;
  const double mean = sum_ / sample_rate_;
  in_second_ = 0;
  sum_ = squares_ = 0.;
  const bool is_loud = loud_.goes_on(power > power_of(settings_.loud_db), settings_.loud_s);
  const bool is_up = dc_up_.goes_on(mean > settings_.dc, settings_.dc_s);
  const bool is_down = dc_down_.goes_on(mean < -settings_.dc, settings_.dc_s);
  const bool is_silent =
      silence_.goes_on(!held_ && power < power_of(settings_.silence_db), settings_.silence_s);
  const bool is_quiet = quiet_.goes_on(!held_ && power < power_of(settings_.quiet_db), settings_.quiet_s);
  if (is_up || is_down) return Fault::dc;
  if (is_loud) return Fault::loud;
  if (is_silent) return Fault::silence;
  if (is_quiet) return Fault::quiet;
  return {};
}

std::optional<Fault> FaultDetector::end_of_print() {
  const bool is_frozen = frozen_.hear(prints_.step(), settings_.frozen_likeness) && settings_.frozen_s > 0.;
  const bool repeats = loop_.hear(decibels(prints_.print()), settings_.loop_s, settings_.loop_likeness);
  const bool is_heard = quiet_.seconds == 0;  // in near silence, only the noise floor is steady
  if (is_frozen && is_heard) return Fault::frozen;
  if (repeats && is_heard) return Fault::loop;
  return {};
}

void FaultDetector::set_held(bool held) {
  if (held != held_) {
    forget();
  }
  held_ = held;
}

void FaultDetector::set_on(bool on) {
  if (on && !settings_.on) {
    forget();
    deaf_ = 0;
  }
  settings_.on = on;
}

void FaultDetector::set_settings(const GuardSettings& settings) {
  settings_ = settings;
  loop_ = LoopSearch(prints_.rate(), settings.longest_loop_s);
  frozen_ = FrozenSpectrum(prints_, settings.frozen_s);
  forget();
}

void FaultDetector::forget() {
  in_second_ = 0;
  sum_ = squares_ = 0.;
  silence_ = quiet_ = loud_ = dc_up_ = dc_down_ = {};
  prints_.forget();
  loop_.forget();
  frozen_.forget();
}

/** A restart needs time to take effect; if it did not help, the guard waits longer and longer. */
std::optional<Fault> FaultDetector::told(Fault fault) {
  const bool came_back = had_fault_ && static_cast<double>(since_fault_) < settings_.relapse_s * sample_rate_;
  wait_s_ = came_back ? std::min(2. * wait_s_, settings_.longest_cool_down_s) : settings_.cool_down_s;
  had_fault_ = true;
  since_fault_ = 0;
  deaf_ = static_cast<std::uint64_t>(wait_s_ * sample_rate_);
  forget();
  return fault;
}

}  // namespace aeolian
