// SPDX-License-Identifier: GPL-3.0-or-later
// Measures the pulse that is detected while checkpoints play: two minutes each at three seeds, then at tempos
// that they follow. Prints how soon a pulse was found, for how much of the time there was one, and its tempo;
// for the followed tempos also the pulse found in the samples, and how late its beats are relative to the
// clock's.

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <iterator>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "core/generator/first_beat.h"
#include "core/generator/pulse_tracker.h"
#include "core/generator/spectral_flux.h"
#include "core/generator/voice.h"
#include "core/realtime.h"
#include "core/spectrum/bands.h"
#include "tests/bench/machine.h"

namespace aeolian {
namespace {

constexpr double seconds = 120.;
constexpr int seeds = 3;
/** Pulses are compared with the tempo from here on, when one has been found and follows it. */
constexpr double settled_s = 30.;

/** The pulse of a performance, one value a second, 0 where there was none. */
class Course {
 public:
  void add(double bpm) { bpm_.push_back(bpm); }

  void tell() const {
    std::vector<double> found;
    std::ranges::copy_if(bpm_, std::back_inserter(found), [](double bpm) { return bpm > 0.; });
    if (found.empty()) return void(std::printf("no pulse\n"));
    std::ranges::sort(found);
    const auto first = std::ranges::find_if(bpm_, [](double bpm) { return bpm > 0.; });
    std::printf("first after %d s, %.0f %% of the time; %.2f BPM (%.2f to %.2f)\n",
                static_cast<int>(first - bpm_.begin()),
                100. * static_cast<double>(found.size()) / static_cast<double>(bpm_.size()),
                found[found.size() / 2], found.front(), found.back());
  }

 private:
  std::vector<double> bpm_;
};

/**
 * How late beats, and quarters of them, are relative to the clock's, one value a second where they were
 * clear.
 */
class Lateness {
 public:
  /**
   * Adds a beat at `at_s`, or one of its parts if these cannot be told apart, in a pulse that follows
   * `tempo`.
   */
  void add(double at_s, const PulseTracker::Phase& phase, double bpm, double tempo) {
    const double pulse = std::exp2(std::round(std::log2(tempo / bpm)));
    beats_.push_back(late_s(at_s, std::min(1., pulse * phase.unit), tempo));
    quarters_.push_back(late_s(at_s, std::min(1., pulse / 4.), tempo));
  }

  void tell(std::size_t seconds_heard) const {
    if (beats_.empty()) return void(std::printf("    its beats are nowhere clear\n"));
    const auto near = std::ranges::count_if(beats_, [](double late) { return std::abs(late) < .03; });
    std::printf(
        "    beats clear for %.0f %%: %+.1f ms after the clock's, %.1f ms off, quarters %.1f ms off "
        "(medians); "
        "%.0f %% of the beats within 30 ms\n",
        100. * static_cast<double>(beats_.size()) / static_cast<double>(seconds_heard), 1e3 * median(beats_),
        1e3 * median(magnitudes(beats_)), 1e3 * median(magnitudes(quarters_)),
        100. * static_cast<double>(near) / static_cast<double>(beats_.size()));
  }

 private:
  static double late_s(double at_s, double grid, double tempo) {
    const double beat = at_s * tempo / 60.;
    return (beat - grid * std::round(beat / grid)) * 60. / tempo;
  }
  static std::vector<double> magnitudes(std::vector<double> values) {
    for (double& value : values) value = std::abs(value);
    return values;
  }
  static double median(std::vector<double> values) {
    const auto middle = values.begin() + std::ssize(values) / 2;
    std::ranges::nth_element(values, middle);
    return *middle;
  }

  std::vector<double> beats_, quarters_;
};

struct Performance {
  std::vector<float> samples;
  Course pulse;
};

ControlEvent number(ParameterId id, double value) {
  return {.parameter = id, .number = static_cast<float>(value)};
}

/** Plays a seed that follows `tempo`. */
Performance play(const std::shared_ptr<const Checkpoint>& checkpoint, std::uint64_t seed,
                 std::optional<double> tempo) {
  const auto voice = *Voice::create(checkpoint, {.seed = seed});
  if (tempo) {
    voice->apply(number(ParameterId::tempo, *tempo));
    voice->apply(number(ParameterId::tempo_follow, 1.));
    voice->apply(first_beat(*voice, *tempo));
  }
  Performance played;
  std::vector<float> hop(static_cast<std::size_t>(voice->hop()));
  const auto second = static_cast<std::size_t>(voice->sample_rate());
  while (static_cast<double>(played.samples.size()) < seconds * voice->sample_rate()) {
    voice->render(hop);
    const auto before = played.samples.size() / second;
    played.samples.insert(played.samples.end(), hop.begin(), hop.end());
    if (played.samples.size() / second > before) played.pulse.add(voice->pulse().bpm);
  }
  return played;
}

/** Prints the pulse of samples, as found in their own spectra after settling, and its beats. */
void tell_heard(std::vector<float> samples, double tempo, const FrontEnd& front_end, int frames_per_step) {
  const auto begin = samples.begin() + static_cast<std::ptrdiff_t>(settled_s * front_end.sample_rate);
  samples.erase(samples.begin(), begin);
  const auto rows = band_spectrogram(front_end, samples);
  SpectralFlux flux(front_end);
  PulseTracker tracker(front_end.frame_rate(), frames_per_step);
  Course course;
  Lateness lateness;
  double next_s = 0.;
  std::size_t seconds_heard = 0;
  const auto bands = static_cast<std::size_t>(front_end.bands);
  for (std::size_t frame = 0; frame < rows.size() / bands; ++frame) {
    tracker.take(flux.take(std::span(rows).subspan(frame * bands, bands)));
    if (static_cast<double>(frame) / front_end.frame_rate() < next_s) continue;
    next_s += 1.;
    ++seconds_heard;
    course.add(tracker.bpm());
    if (const auto phase = tracker.phase()) {
      const double first = static_cast<double>(frame) * front_end.hop - (front_end.window - front_end.hop);
      const double at_s = settled_s + first / front_end.sample_rate + SpectralFlux::onset_s(front_end) -
                          phase->beats * 60. / tracker.bpm();
      lateness.add(at_s, *phase, tracker.bpm(), tempo);
    }
  }
  course.tell();
  lateness.tell(seconds_heard);
}

void measure(const std::string& file) {
  auto read = read_checkpoint(file);
  if (!read) return void(std::printf("%s\n", read.error().message.c_str()));
  const auto checkpoint = std::make_shared<const Checkpoint>(std::move(*read));
  for (std::uint64_t seed = 1; seed <= seeds; ++seed) {
    std::printf("%s, seed %d: ", file.c_str(), static_cast<int>(seed));
    play(checkpoint, seed, {}).pulse.tell();
  }
  for (const double tempo : {84., 90., 104., 112., 130.}) {
    std::printf("%s, follows %.0f BPM: heard ", file.c_str(), tempo);
    tell_heard(play(checkpoint, 1, tempo).samples, tempo, checkpoint->description.front_end,
               checkpoint->description.frames_per_step);
  }
}

}  // namespace
}  // namespace aeolian

int main(int count, char** arguments) {
  aeolian::denormals_off();
  aeolian::print_conditions("the pulse of checkpoints");
  for (int i = 1; i < count; ++i) aeolian::measure(arguments[i]);
  return 0;
}
