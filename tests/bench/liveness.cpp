// SPDX-License-Identifier: GPL-3.0-or-later
// liveness GENERATED REAL...: is the sound of a model alive? Prints, for the generated file, for the real
// files and as a ratio: level, share of silence, and flux (how much the spectrum moves from one moment to the
// next). The exit status is 1 if the generated sound is not alive, as defined in trainer/measures/liveness.h.

#include "trainer/measures/liveness.h"

#include <cstdio>
#include <optional>
#include <string>
#include <vector>

#include "core/audio/resampler.h"
#include "core/audio/sound_file.h"

namespace {

using aeolian::trainer::Liveness;

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
  std::printf("%-10s level %6.1f dB   silent %.3f   flux %.2f dB\n", name, l.level_db, l.silent_share,
              l.flux_db);
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
  const auto played = aeolian::trainer::liveness(*generated, rate),
             heard = aeolian::trainer::liveness(real, rate);
  print("real", heard);
  print("generated", played);
  const auto verdict = aeolian::trainer::verdict(played, heard);
  std::printf("flux ratio %.2f: %s\n", played.flux_db / heard.flux_db,
              std::string(to_string(verdict)).c_str());
  return verdict == aeolian::trainer::Verdict::alive ? 0 : 1;
}
