// SPDX-License-Identifier: GPL-3.0-or-later
// Measures how a model responds to external sound, beyond conditioning accuracy (listen_bench):
//
//   dialogue_bench CHECKPOINT NAME=PATH NAME=PATH... [-- NAME=PATH...]
//
// Coupling: the mutual information between the latents and onset rate of its output and those of its input
// (of normal variables, each dimension separately, both at the same level and smoothed over a second, at the
// best lag from 0 to 2 s), over the same with the input shifted by ten seconds and more; 1 = nothing in
// common. Answer: the same over phrases with pauses between them. Through: whether pitch and onsets of the
// input are kept; a copy would reach 1 in both. Feedback: the model hears itself, with and without an echo
// guard. The sounds are the checkpoint's training sounds; the input is their held-out part.

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>
#include <deque>
#include <memory>
#include <numeric>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/audio/step_input.h"
#include "core/random.h"
#include "daemon/playback/echo_guard.h"
#include "tests/bench/listening_ground.h"
#include "trainer/corpus/corpus.h"
#include "trainer/measures/harmonicity.h"
#include "trainer/measures/onset_shape.h"

namespace aeolian {
namespace {

using Samples = std::vector<float>;

/** Samples of a step. */
std::size_t step_of(const ModelDescription& description) {
  return static_cast<std::size_t>(description.frames_per_step) *
         static_cast<std::size_t>(description.front_end.hop);
}

const std::vector<WayOfListening> ways{
    {"nothing", {}},
    {"follow 1", {{ParameterId::listen_follow, 1.f}}},
    {"shadow 1", {{ParameterId::listen_shadow, 1.f}}},
    {"follow 1, shadow 1", {{ParameterId::listen_follow, 1.f}, {ParameterId::listen_shadow, 1.f}}},
    {"oppose 1", {{ParameterId::listen_oppose, 1.f}}},
    {"remember 1", {{ParameterId::listen_remember, 1.f}}},
    {"through 1", {{ParameterId::listen_through, 1.f}}},
};

/** In these it hears itself with an echo guard as well. */
const std::vector<WayOfListening> guarded_ways{
    {"follow 1", {{ParameterId::listen_follow, 1.f}}},
    {"remember 1", {{ParameterId::listen_remember, 1.f}}},
    {"through 1", {{ParameterId::listen_through, 1.f}}},
};

/** Held-out pieces of 4 to 8 s, each from a different source than the one before. */
Samples medley(const ListeningGround& ground, double seconds) {
  const auto& sources = ground.reference.sources();
  const int rate = ground.rate();
  std::vector<Samples> sounds;
  for (const trainer::SourceSound& source : sources)
    sounds.push_back(held_out(source, rate, ground.front_end().frame_rate(), 60.));
  Random random(1);
  Samples all;
  for (std::size_t last = 0; all.size() < static_cast<std::size_t>(seconds * rate);) {
    last = (last + 1 + random.bits() % (sources.size() - 1)) % sources.size();
    const auto length = static_cast<std::size_t>((4. + 4. * static_cast<double>(random.uniform())) * rate);
    const std::size_t begin = random.bits() % (sounds[last].size() - length);
    all.insert(all.end(), sounds[last].begin() + static_cast<std::ptrdiff_t>(begin),
               sounds[last].begin() + static_cast<std::ptrdiff_t>(begin + length));
  }
  return all;
}

/** A course over time for each dimension. */
using Courses = std::vector<std::vector<double>>;

/** The courses of a sound's latents, smoothed over a second, and of its onset rate, step by step. */
Courses courses(const ListeningGround& ground, Samples sound) {
  double energy = 1e-12;
  for (const float sample : sound) energy += static_cast<double>(sample) * static_cast<double>(sample);
  const double gain = .1 / std::sqrt(energy / static_cast<double>(sound.size()));
  for (float& sample : sound) sample *= static_cast<float>(gain);
  const ModelDescription& d = ground.checkpoint->description;
  const std::size_t step = step_of(d);
  const auto ear = *Ear::create(ground.checkpoint);
  const auto size = static_cast<std::size_t>(d.latent_size);
  Courses raw(size + 1);
  for (std::size_t at = 0; at + step <= sound.size(); at += step) {
    ear->hear(std::span(sound).subspan(at, step));
    for (std::size_t i = 0; i < size; ++i) raw[i].push_back(static_cast<double>(ear->heard().latent[i]));
    raw[size].push_back(static_cast<double>(ear->report().sound.onset_rate));
  }
  const auto second = static_cast<std::size_t>(d.step_rate());
  for (std::size_t i = 0; i < size; ++i) {
    std::vector<double>& course = raw[i];
    std::vector<double> sums(course.size() + 1);
    std::partial_sum(course.begin(), course.end(), sums.begin() + 1);
    for (std::size_t t = 0; t < course.size(); ++t) {
      const std::size_t from = t > second ? t - second : 0;
      course[t] = (sums[t + 1] - sums[from]) / static_cast<double>(t + 1 - from);
    }
  }
  return raw;
}

/** Mutual information of `played` with `heard`, `lag` steps earlier, nats. */
double information(const std::vector<double>& played, const std::vector<double>& heard, std::size_t lag) {
  const std::size_t size = played.size();
  double sums[5] = {};
  for (std::size_t t = 0; t < size; ++t) {
    const double a = played[t], b = heard[(t + size - lag) % size];
    sums[0] += a, sums[1] += b, sums[2] += a * a, sums[3] += b * b, sums[4] += a * b;
  }
  const auto n = static_cast<double>(size);
  const double both = sums[4] - sums[0] * sums[1] / n;
  const double own = (sums[2] - sums[0] * sums[0] / n) * (sums[3] - sums[1] * sums[1] / n);
  return own > 0. ? -.5 * std::log(1. - std::min(.9999, both * both / own)) : 0.;
}

struct Coupling {
  double latents, onsets;  ///< nats
};

/** The coupling at the best lag of up to two seconds after `shift`. */
Coupling coupling(const Courses& played, const Courses& heard, double step_rate, double shift_s) {
  Coupling best{};
  for (double lag = 0.; lag <= 2.; lag += .1) {
    const auto steps = static_cast<std::size_t>((shift_s + lag) * step_rate);
    double latents = 0.;
    for (std::size_t i = 0; i + 1 < played.size(); ++i) latents += information(played[i], heard[i], steps);
    best.latents = std::max(best.latents, latents);
    best.onsets = std::max(best.onsets, information(played.back(), heard.back(), steps));
  }
  return best;
}

void print_coupling(const ListeningGround& ground, double seconds) {
  const Samples input = medley(ground, seconds);
  const Courses heard = courses(ground, input);
  const double step_rate = ground.checkpoint->description.step_rate();
  std::printf("| listens by | coupling of latents | of onset rates |\n|---|---|---|\n");
  for (const WayOfListening& way : ways) {
    Courses played = courses(ground, play_to(ground.checkpoint, way, 1, input));
    for (auto& course : played) course.resize(std::min(course.size(), heard.front().size()));
    Courses same = heard;
    for (auto& course : same) course.resize(played.front().size());
    const Coupling own = coupling(played, same, step_rate, 0.);
    Coupling shifted{};
    constexpr int shifts = 8;
    for (int i = 0; i < shifts; ++i) {
      const Coupling one = coupling(played, same, step_rate, 10. + (seconds - 22.) * i / shifts);
      shifted.latents += one.latents / shifts;
      shifted.onsets += one.onsets / shifts;
    }
    std::printf("| %s | %.2f | %.2f |\n", way.name, own.latents / shifted.latents,
                own.onsets / shifted.onsets);
    std::fflush(stdout);
  }
}

/** Root mean squares of the steps, dB. */
std::vector<double> levels(std::span<const float> sound, std::size_t step) {
  std::vector<double> all;
  for (std::size_t at = 0; at + step <= sound.size(); at += step) {
    double energy = 1e-12;
    for (const float sample : sound.subspan(at, step))
      energy += static_cast<double>(sample) * static_cast<double>(sample);
    all.push_back(10. * std::log10(energy / static_cast<double>(step)));
  }
  return all;
}

/** Phrases of 1 to 3 s with pauses of 2 to 4 s. */
Samples phrases(const ListeningGround& ground, int count) {
  const Samples medley_of_all = medley(ground, 120.);
  const int rate = ground.rate();
  Random random(2);
  Samples all(static_cast<std::size_t>(rate));
  for (int i = 0; i < count; ++i) {
    const auto length = static_cast<std::size_t>((1. + 2. * static_cast<double>(random.uniform())) * rate);
    const std::size_t begin = random.bits() % (medley_of_all.size() - length);
    all.insert(all.end(), medley_of_all.begin() + static_cast<std::ptrdiff_t>(begin),
               medley_of_all.begin() + static_cast<std::ptrdiff_t>(begin + length));
    all.resize(all.size() +
               static_cast<std::size_t>((2. + 2. * static_cast<double>(random.uniform())) * rate));
  }
  return all;
}

void print_answer(const ListeningGround& ground) {
  constexpr double audible_db = -50.;
  const ModelDescription& d = ground.checkpoint->description;
  const std::size_t step = step_of(d);
  const Samples input = phrases(ground, 160);
  const WayOfListening way{"answer 1", {{ParameterId::listen_answer, 1.f}}};
  const auto spoken = levels(play_to(ground.checkpoint, way, 1, input), step);
  const auto ear = *Ear::create(ground.checkpoint);
  int outside = 0, over = 0, phrases_heard = 0, answered = 0;
  bool had_turn = false;
  const auto half_a_second = static_cast<std::size_t>(.5 * d.step_rate());
  for (std::size_t t = 0; t < spoken.size(); ++t) {
    const auto heard = std::span(input).subspan(t * step, step);
    ear->hear(heard);
    const bool sounds = ear->heard().is_phrase && levels(heard, step).front() > audible_db;
    outside += sounds;
    over += sounds && spoken[t] > audible_db;
    const bool has_turn = ear->heard().is_turn;
    if (has_turn && !had_turn) {
      ++phrases_heard;
      const auto soon = std::span(spoken).subspan(t, std::min(half_a_second, spoken.size() - t));
      answered += std::ranges::any_of(soon, [](double level) { return level > audible_db; });
    }
    had_turn = has_turn;
  }
  std::printf(
      "answer: %d phrases of 160 heard to their end, %.2f of them answered within .5 s; it speaks over the "
      "other in %.3f of the time that that sounds\n",
      phrases_heard, static_cast<double>(answered) / std::max(1, phrases_heard),
      static_cast<double>(over) / std::max(1, outside));
}

/** The lag, in samples, at which the levels of two sounds, in windows of 5 ms, are most alike. */
std::size_t lag_of(const Samples& played, const Samples& heard, int rate) {
  const auto block = static_cast<std::size_t>(rate / 200);
  const auto a = levels(played, block), b = levels(heard, block);
  std::size_t best = 0;
  double most = -1e300;
  for (std::size_t lag = 0; lag < 40; ++lag) {
    double sum = 0.;
    for (std::size_t i = lag; i < std::min(a.size(), b.size()); ++i)
      sum -= std::abs(std::max(a[i], -60.) - std::max(b[i - lag], -60.));
    sum /= static_cast<double>(std::min(a.size(), b.size()) - lag);
    if (sum > most) most = sum, best = lag;
  }
  return best * block;
}

/** Prints how much of the pitch and onsets of a sound remains when the model has processed it. */
void print_through(const ListeningGround& ground, const std::string& name, const Samples& input) {
  const int rate = ground.rate();
  Samples played = play_to(ground.checkpoint, {"through 1", {{ParameterId::listen_through, 1.f}}}, 1, input);
  const std::size_t lag = lag_of(played, input, rate);
  played.erase(played.begin(), played.begin() + static_cast<std::ptrdiff_t>(lag));
  const auto a = trainer::voiced_frames(input, rate), b = trainer::voiced_frames(played, rate);
  int voiced = 0, kept = 0;
  for (std::size_t i = 0; i < std::min(a.size(), b.size()); ++i) {
    if (a[i].pitch_hz == 0.) continue;
    ++voiced;
    kept += b[i].pitch_hz > 0. && std::abs(1200. * std::log2(b[i].pitch_hz / a[i].pitch_hz)) <= 50.;
  }
  const auto begun = trainer::onset_shapes(input, rate), again = trainer::onset_shapes(played, rate);
  int found = 0;
  for (const trainer::OnsetShape& onset : begun)
    found += std::ranges::any_of(
        again, [&](const trainer::OnsetShape& o) { return std::abs(o.at_s - onset.at_s) <= .03; });
  std::printf("| %s | %.2f of %.0f s | %.2f of %zu | %.0f |\n", name.c_str(),
              static_cast<double>(kept) / std::max(1, voiced), .01 * voiced,
              static_cast<double>(found) / static_cast<double>(std::max<std::size_t>(1, begun.size())),
              begun.size(), 1000. * static_cast<double>(lag) / rate);
}

void print_through(const ListeningGround& ground, const trainer::Corpus& lines) {
  std::printf(
      "| through 1, hearing | voiced within 50 cents | onsets kept within 30 ms | lag, ms "
      "|\n|---|---|---|---|\n");
  for (const trainer::SourceSound& source : ground.reference.sources())
    print_through(ground, source.name, held_out(source, ground.rate(), ground.front_end().frame_rate(), 40.));
  for (const trainer::Recording& line : lines.sounds) print_through(ground, line.group, line.samples);
}

/** A microphone in front of the loudspeakers: the output of a fifth of a second ago, 6 dB softer. */
class OwnEcho final : public StepInput {
 public:
  OwnEcho(int rate, std::size_t step)
      : air_(std::max<std::size_t>(1, static_cast<std::size_t>(.2 * rate) / step), Samples(step)) {}

  void played(std::span<const StereoFrame> frames) override {
    Samples& echo = air_.emplace_back();
    for (const StereoFrame& frame : frames) echo.push_back(.5f * frame.mid());
  }

 private:
  void fill(std::span<float> step) override {
    std::ranges::copy(air_.front(), step.begin());
    air_.pop_front();
  }

  std::deque<Samples> air_;
};

/** Plays while the model hears only itself; with an echo guard if `guarded`. */
Samples play_to_itself(const ListeningGround& ground, const WayOfListening& way, bool guarded,
                       double seconds) {
  const int rate = ground.rate();
  const auto source = listening_source(ground.checkpoint, way, 1);
  const auto hop = static_cast<std::size_t>(source->hop());
  const std::size_t step = step_of(ground.checkpoint->description);
  auto echo = std::make_unique<OwnEcho>(rate, step);
  StepInput& air = *echo;
  std::unique_ptr<StepInput> input = std::move(echo);
  if (guarded) input = std::make_unique<daemon::EchoGuard>(std::move(input), rate, step);
  std::vector<StereoFrame> frames(step);
  Samples heard(step), played;
  while (played.size() < static_cast<std::size_t>(seconds * rate)) {
    input->take(heard);
    source->hear(heard);
    for (std::size_t at = 0; at < step; at += hop) source->render(std::span(frames).subspan(at, hop));
    air.played(frames);
    if (guarded) input->played(frames);
    for (const StereoFrame& frame : frames) played.push_back(frame.mid());
  }
  return played;
}

void print_feedback(const ListeningGround& ground) {
  std::printf(
      "| hearing itself, ten minutes | level of the first minute, dB | of the last | loudest | longest "
      "silence, s |\n"
      "|---|---|---|---|---|\n");
  const auto rate = static_cast<std::size_t>(ground.rate());
  const std::size_t step = step_of(ground.checkpoint->description);
  for (const bool guarded : {false, true})
    for (const WayOfListening& way : guarded ? guarded_ways : ways) {
      const Samples played = play_to_itself(ground, way, guarded, 600.);
      const auto minutes = levels(played, 60 * rate);
      double silence = 0., longest = 0.;
      for (const double level : levels(played, step)) {
        silence = level < -60. ? silence + static_cast<double>(step) / static_cast<double>(rate) : 0.;
        longest = std::max(longest, silence);
      }
      std::printf("| %s%s | %.1f | %.1f | %.1f | %.1f |\n", way.name, guarded ? ", echo guard" : "",
                  minutes.front(), minutes.back(), *std::ranges::max_element(minutes), longest);
      std::fflush(stdout);
    }
}

}  // namespace
}  // namespace aeolian

int main(int argc, char** argv) {
  const std::span<const char* const> arguments(argv + 1, argv + argc);
  const auto end = std::ranges::find(arguments, std::string_view("--"));
  const auto ground = aeolian::read_listening_ground({arguments.begin(), end});
  if (!ground) return 2;
  aeolian::trainer::Corpus lines;
  if (end != arguments.end()) {
    auto read = aeolian::trainer::read_corpus({end + 1, arguments.end()}, {.sample_rate = ground->rate()});
    if (!read) return std::fprintf(stderr, "%s\n", read.error().message.c_str()), 2;
    lines = *std::move(read);
  }
  aeolian::print_answer(*ground);
  aeolian::print_through(*ground, lines);
  aeolian::print_coupling(*ground, 180.);
  aeolian::print_feedback(*ground);
  return 0;
}
