// liveness GENERATED REAL...: is what a model plays alive? Prints, for the generated file, for the real files and as a
// ratio: level, share of silence, and flux (how much the spectrum moves from one moment to the next). Exit status 1
// where the generated sound is silent, holds what is not a number, or moves less than half or more than one and a half
// times as much as the real sound.

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <numeric>
#include <optional>
#include <string>
#include <vector>

#include "core/audio/resampler.h"
#include "core/audio/sound_file.h"
#include "core/spectrum/bands.h"
#include "core/spectrum/front_end.h"

namespace {

using aeolian::FrontEnd;

constexpr double silent_db = -45;         // below the loud parts (95th percentile of the frames' level)
constexpr double floor_db = -60;          // of bands, below the loudest band: what nobody hears does not move
constexpr double moment_s = 0.023;        // between the frames that are compared

struct Liveness {
  double level_db = 0;
  double silent_share = 0;
  double flux_db = 0;  ///< mean absolute change of a band from moment to moment
};

Liveness measure(const std::vector<float>& samples, const FrontEnd& front_end) {
  const auto values = aeolian::band_spectrogram(front_end, samples);
  const auto bands = static_cast<std::size_t>(front_end.bands);
  const auto frames = values.size() / bands;
  const double decibel = 20 / std::log(10.0);
  const double loudest = *std::max_element(values.begin(), values.end()) * decibel;

  std::vector<double> levels;
  for (std::size_t t = 0; t < frames; ++t) {
    double power = 0;
    for (std::size_t b = 0; b < bands; ++b) power += std::exp(2.0 * values[t * bands + b]);
    levels.push_back(10 * std::log10(power + 1e-20));
  }
  auto sorted = levels;
  std::sort(sorted.begin(), sorted.end());
  const double loud = sorted[sorted.size() * 95 / 100];

  Liveness l;
  const double power = std::inner_product(samples.begin(), samples.end(), samples.begin(), 0.0);
  l.level_db = 10 * std::log10(power / static_cast<double>(samples.size()) + 1e-20);
  l.silent_share = static_cast<double>(std::count_if(levels.begin(), levels.end(),
                                                     [&](double x) { return x < loud + silent_db; })) /
                   static_cast<double>(frames);
  const auto stride = std::max<std::size_t>(1, static_cast<std::size_t>(moment_s * front_end.frame_rate()));
  double moved = 0;
  std::size_t compared = 0;
  for (std::size_t t = stride; t < frames; t += stride)
    for (std::size_t b = 0; b < bands; ++b, ++compared) {
      const double now = std::max(values[t * bands + b] * decibel, loudest + floor_db);
      const double before = std::max(values[(t - stride) * bands + b] * decibel, loudest + floor_db);
      moved += std::abs(now - before);
    }
  l.flux_db = moved / static_cast<double>(compared);
  return l;
}

std::optional<std::vector<float>> read(const std::string& path, int& rate) {
  auto sound = aeolian::read_sound(path);
  if (!sound) {
    std::fprintf(stderr, "%s\n", sound.error().message.c_str());
    return std::nullopt;
  }
  if (rate == 0) rate = sound->sample_rate;
  if (sound->sample_rate != rate) return aeolian::resample(sound->samples, sound->sample_rate, rate);
  return std::move(sound->samples);
}

void print(const char* name, const Liveness& l) {
  std::printf("%-10s level %6.1f dB   silent %.3f   flux %.2f dB\n", name, l.level_db, l.silent_share, l.flux_db);
}

}  // namespace

int main(int argc, char** argv) {
  if (argc < 3) {
    std::fprintf(stderr, "usage: liveness GENERATED REAL...\n");
    return 2;
  }
  int rate = 0;
  const auto generated = read(argv[1], rate);
  if (!generated) return 2;
  std::vector<float> real;
  for (int i = 2; i < argc; ++i) {
    const auto more = read(argv[i], rate);
    if (!more) return 2;
    real.insert(real.end(), more->begin(), more->end());
  }
  const auto front_end = aeolian::make_front_end(rate, 46, 128, 16000);
  if (!front_end) {
    std::fprintf(stderr, "%s\n", front_end.error().message.c_str());
    return 2;
  }
  const auto played = measure(*generated, *front_end), heard = measure(real, *front_end);
  print("real", heard);
  print("generated", played);
  const double ratio = played.flux_db / heard.flux_db;
  const bool finite = std::all_of(generated->begin(), generated->end(), [](float x) { return std::isfinite(x); });
  const bool alive = finite && played.level_db > -60 && ratio > 0.5 && ratio < 1.5;
  std::printf("flux ratio %.2f: %s\n", ratio, alive ? "alive" : "NOT ALIVE");
  return alive ? 0 : 1;
}
