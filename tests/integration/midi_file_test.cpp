// SPDX-License-Identifier: GPL-3.0-or-later
// Plays real music from a standard MIDI file through JACK, and checks the pitches of the output.
#include <gtest/gtest.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <complex>
#include <iostream>
#include <numbers>
#include <span>
#include <string>
#include <thread>
#include <vector>

#include "tests/comes_true.h"
#include "tests/integration/daemon_process.h"
#include "tests/integration/jack_performer.h"
#include "tests/integration/tone_model.h"
#include "tests/protocols/midi/dummy_jack_server.h"
#include "tests/scratch_folder.h"

namespace aeolian {
namespace {

double cents(double hertz, double from) {
  return 1200. * std::log2(hertz / from);
}

constexpr std::size_t mean_of = 16;

/** Downsamples by averaging, which is enough for the tested frequencies, and applies a Hann window. */
std::vector<double> windowed(std::span<const float> samples) {
  std::vector<double> means(samples.size() / mean_of);
  for (std::size_t i = 0; i < means.size(); ++i) {
    const double turn = (static_cast<double>(i) + .5) / static_cast<double>(means.size());
    for (const float sample : samples.subspan(mean_of * i, mean_of)) means[i] += sample;
    means[i] *= .5 - .5 * std::cos(2. * std::numbers::pi * turn);
  }
  return means;
}

/** The strongest frequency of `samples` between 100 and 1200 Hz. */
double strongest(std::span<const float> samples, int rate) {
  const auto means = windowed(samples);
  const auto power = [&](double hertz) {
    const auto turn = std::polar(1., -2. * std::numbers::pi * hertz * mean_of / rate);
    std::complex<double> sum, phase = 1.;
    for (const double mean : means) {
      sum += mean * phase;
      phase *= turn;
    }
    return std::norm(sum);
  };
  double best = 0.;
  double power_of_best = 0.;
  const auto look = [&](double from, double to, double step) {
    for (double hertz = from; hertz <= to; hertz += step) {
      const double here = power(hertz);
      if (here > power_of_best) best = hertz, power_of_best = here;
    }
  };
  look(100., 1200., 4.);
  look(best - 4., best + 4., .25);
  return best;
}

/**
 * Counts the notes of more than .2 s that are heard within 20 cents of their pitches, `latency_s` after their
 * keys.
 */
int count_in_tune(std::span<const Note> notes, std::span<const float> heard, double latency_s, int rate) {
  constexpr double settled_s =
      .24;  // of a note: before, its voice glides there; after, the next note may begin
  return static_cast<int>(std::ranges::count_if(notes, [&](const Note& note) {
    const double length_s = note.end_s - note.begin_s;
    if (length_s < .2) return false;
    const auto begin = static_cast<std::size_t>((note.begin_s + latency_s) * rate);
    const auto size = static_cast<std::size_t>(settled_s * rate);
    const double wanted = middle_c_hz * std::exp2((note.key - middle_c) / 12.);
    return std::abs(cents(strongest(heard.subspan(begin, size), rate), wanted)) <= 20.;
  }));
}

TEST(MidiFile, IsHeardInItsPitchesThroughJack) {
  if (!midi::DummyJackServer::is_installed())
    GTEST_SKIP() << "jackd is not installed: nothing to play through";
  const auto messages = read_midi_file(AEOLIAN_MIDI_FILE);
  const auto notes = notes_of(messages);
  ASSERT_EQ(notes.size(), 96u) << "bars 1 to 6 of the prelude of BWV 1007";
  midi::DummyJackServer jack;
  ASSERT_TRUE(jack.start());
  const ScratchFolder folder;
  ASSERT_TRUE(write_checkpoint(folder / "tone.aeolian", tone_model()));
  DaemonProcess daemon({"--osc-port", "0", "--http-port", "0", "--checkpoint", folder / "tone.aeolian",
                        "--midi-mode", "voices", "--voices", "4"});
  const auto performer = JackPerformer::open("performer-" + std::to_string(getpid()), messages, 1.);
  ASSERT_NE(performer, nullptr);
  ASSERT_TRUE(comes_true([&] { return performer->connect("aeolian-midi:in", "aeolian:out_1"); }))
      << daemon.log();
  performer->start();
  for (int seconds = 0; seconds < 120 && !performer->is_done(); ++seconds)
    std::this_thread::sleep_for(std::chrono::seconds(1));
  ASSERT_TRUE(performer->is_done()) << daemon.log();
  // The latency from a key to its pitch depends on the machine, but is constant.
  int most_in_tune = 0;
  double latency_s = 0.;
  for (const double candidate_s : {.06, .08, .1, .12, .14}) {
    const int in_tune = count_in_tune(notes, performer->heard(), candidate_s, performer->sample_rate());
    if (in_tune > most_in_tune) most_in_tune = in_tune, latency_s = candidate_s;
  }
  std::cout << most_in_tune << " of 96 notes within 20 cents, " << latency_s << " s after their keys\n";
  EXPECT_GE(most_in_tune, .95 * 96);
}

}  // namespace
}  // namespace aeolian
