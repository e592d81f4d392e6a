// SPDX-License-Identifier: GPL-3.0-or-later
// Measures accuracy and cost of phase reconstruction: for each named sound file, the spectral convergence of
// the streaming reconstruction (RTPGHI without and with look-ahead; the latter refined) beside that of 100
// iterations of offline fast Griffin-Lim, all in one run. Spectral convergence: 20 log10(|S - S'| / |S|),
// with S the magnitudes of the file, and S' those of the sound made from S and the reconstructed phases.

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <ctime>
#include <numbers>
#include <optional>

#include "core/audio/sound_file.h"
#include "core/parse_number.h"
#include "core/random.h"
#include "core/realtime.h"
#include "core/spectrum/bands.h"
#include "core/spectrum/phase.h"
#include "core/spectrum/refinement.h"
#include "core/spectrum/stft.h"

namespace aeolian {
namespace {

constexpr double longest_s = 12.;

struct Convergence {
  double difference = 0.;
  double whole = 0.;
  double db() const { return 10. * std::log10(difference / whole); }
};

Convergence compare(const Spectrogram& target, const Spectrogram& made) {
  Convergence sums;
  for (std::size_t i = 0; i < target.values.size(); ++i) {
    const double wanted = std::abs(target.values[i]);
    const double error = wanted - std::abs(made.values[i]);
    sums.difference += error * error;
    sums.whole += wanted * wanted;
  }
  return sums;
}

double after_round_trip(const FrontEnd& front_end, const Spectrogram& target, const Spectrogram& guess,
                        std::size_t length) {
  return compare(target, analyse(front_end, synthesise(front_end, guess, length))).db();
}

/** Processor time of this thread, microseconds; excludes other programs. */
double spent_us() {
  timespec time{};
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time);
  return static_cast<double>(time.tv_sec) * 1e6 + static_cast<double>(time.tv_nsec) * 1e-3;
}

struct Streamed {
  Spectrogram spectrogram;
  double us_a_frame = 0.;
};

/** The log magnitudes of frame `n`; silence after the last one. */
void log_magnitudes(const Spectrogram& target, std::size_t n, std::span<float> log_bins) {
  std::ranges::fill(log_bins, log_silence);
  if (n >= target.frames) return;
  std::ranges::transform(target.frame(n), log_bins.begin(),
                         [](std::complex<float> bin) { return std::log(std::abs(bin)); });
}

Streamed stream(const FrontEnd& front_end, const Spectrogram& target, int look_ahead) {
  PhaseReconstruction phase(front_end, look_ahead, 1);
  std::vector<float> log_bins(target.bins);
  Streamed result{target, 0.};
  double spent = 0.;
  std::vector<std::complex<float>> out(target.bins);
  for (std::size_t n = 0; n < target.frames + static_cast<std::size_t>(look_ahead); ++n) {
    log_magnitudes(target, n, log_bins);
    const double start = spent_us();
    const bool given = phase.process(log_bins, out);
    spent += spent_us() - start;
    if (given)
      std::ranges::copy(out, result.spectrogram.frame(n - static_cast<std::size_t>(look_ahead)).begin());
  }
  result.us_a_frame = spent / static_cast<double>(target.frames);
  return result;
}

struct Refined {
  std::vector<float> sound;
  double us_a_frame = 0.;
};

/** Works like a voice of the refined quality: look-ahead 1, refined, and followed. */
Refined refine(const FrontEnd& front_end, const Spectrogram& target, std::size_t length) {
  PhaseReconstruction phase(front_end, 1, 1);
  Refinement refinement(front_end);
  const auto hop = static_cast<std::size_t>(front_end.hop);
  std::vector<float> log_bins(target.bins), samples(hop);
  std::vector<std::complex<float>> bins(target.bins);
  Refined result;
  double spent = 0.;
  for (std::size_t n = 0; n < target.frames + 2 + Refinement::look_ahead; ++n) {
    log_magnitudes(target, n, log_bins);
    const double start = spent_us();
    if (!phase.process(log_bins, bins)) continue;
    refinement.push(bins);
    refinement.refine(bins);
    phase.follow(bins);
    refinement.pop(samples);
    spent += spent_us() - start;
    result.sound.insert(result.sound.end(), samples.begin(), samples.end());
  }
  const auto lead = static_cast<std::size_t>(front_end.window) - hop + Refinement::look_ahead * hop;
  result.sound.erase(result.sound.begin(), result.sound.begin() + static_cast<std::ptrdiff_t>(lead));
  result.sound.resize(length);
  result.us_a_frame = spent / static_cast<double>(target.frames);
  return result;
}

void print_row(const char* name, double db, double us_a_frame, const FrontEnd& front_end) {
  std::printf("  %-32s %6.2f dB  %6.1f us a frame, %5.2f %% of one core\n", name, db, us_a_frame,
              us_a_frame * front_end.frame_rate() / 1e4);
}

/**
 * Perraudin, Balazs and Sondergaard, "A fast Griffin-Lim algorithm", WASPAA 2013; starting from random
 * phases.
 */
Spectrogram fast_griffin_lim(const FrontEnd& front_end, const Spectrogram& target, std::size_t length) {
  constexpr int iterations = 100;
  constexpr float alpha = 0.99f;
  Random random(1);
  Spectrogram guess = target;
  for (auto& value : guess.values) {
    value = std::polar(std::abs(value), 2.f * std::numbers::pi_v<float> * random.uniform());
  }
  Spectrogram before = guess;
  for (int i = 0; i < iterations; ++i) {
    Spectrogram consistent = analyse(front_end, synthesise(front_end, guess, length));
    for (std::size_t k = 0; k < guess.values.size(); ++k) {
      const auto ahead = consistent.values[k] + alpha * (consistent.values[k] - before.values[k]);
      const float size = std::abs(ahead);
      const float wanted = std::abs(target.values[k]);
      guess.values[k] = size > 0.f ? ahead * (wanted / size) : std::complex<float>(wanted);
    }
    before = std::move(consistent);
  }
  return guess;
}

/** The loss from the bands alone: their magnitudes with the true phases. */
Spectrogram through_bands(const FrontEnd& front_end, const Spectrogram& target) {
  const Bands bands(front_end);
  std::vector<float> values(static_cast<std::size_t>(front_end.bands));
  std::vector<float> log_bins(target.bins);
  Spectrogram result = target;
  for (std::size_t n = 0; n < target.frames; ++n) {
    bands.to_bands(target.frame(n), values);
    bands.to_bins(values, log_bins);
    for (std::size_t bin = 0; bin < target.bins; ++bin) {
      result.frame(n)[bin] = std::polar(std::exp(log_bins[bin]), std::arg(target.frame(n)[bin]));
    }
  }
  return result;
}

bool bench(const char* path, std::optional<double> window) {
  auto sound = read_sound(path);
  if (!sound) {
    std::fprintf(stderr, "%s\n", sound.error().message.c_str());
    return false;
  }
  const double window_ms = window.value_or(sound->sample_rate < 32000 ? 32. : 46.);
  const auto front_end = make_front_end(sound->sample_rate, window_ms, 256, 20000.);
  if (!front_end) {
    std::fprintf(stderr, "%s: %s\n", path, front_end.error().message.c_str());
    return false;
  }
  const auto most = static_cast<std::size_t>(longest_s * sound->sample_rate);
  sound->samples.resize(std::min(sound->samples.size(), most));
  const std::size_t length = sound->samples.size();
  const Spectrogram target = analyse(*front_end, sound->samples);

  std::printf("%s\n  %d Hz, first %.1f s, window %d, hop %d\n", path, sound->sample_rate, sound->seconds(),
              front_end->window, front_end->hop);
  for (const int look_ahead : {0, 1}) {
    const Streamed streamed = stream(*front_end, target, look_ahead);
    print_row(look_ahead == 0 ? "RTPGHI(0)" : "RTPGHI(1)",
              after_round_trip(*front_end, target, streamed.spectrogram, length), streamed.us_a_frame,
              *front_end);
  }
  const Refined refined = refine(*front_end, target, length);
  print_row("RTPGHI(1), refined", compare(target, analyse(*front_end, refined.sound)).db(),
            refined.us_a_frame, *front_end);
  const Spectrogram iterated = fast_griffin_lim(*front_end, target, length);
  std::printf("  fast Griffin-Lim, 100 iterations %6.2f dB\n",
              after_round_trip(*front_end, target, iterated, length));
  for (const int count : {192, 256}) {
    const auto with_bands = make_front_end(sound->sample_rate, window_ms, count, 20000.);
    if (!with_bands) continue;
    const Spectrogram banded = through_bands(*with_bands, target);
    std::printf("  true phases, %3d bands            %6.2f dB\n", with_bands->bands,
                after_round_trip(*with_bands, target, banded, length));
  }
  return true;
}

}  // namespace
}  // namespace aeolian

int main(int argc, char** argv) {
  const auto window_ms = argc > 1 ? aeolian::parse_number<double>(argv[1]) : std::nullopt;
  const int first = window_ms ? 2 : 1;
  if (argc <= first) {
    std::fprintf(stderr, "usage: phase_bench [WINDOW_MS] FILE...\n");
    return 2;
  }
  aeolian::denormals_off();
  bool all = true;
  for (int i = first; i < argc; ++i) all = aeolian::bench(argv[i], window_ms) && all;
  return all ? 0 : 1;
}
