// What the guard makes of real sound, where every fault is a false alarm: plays the named sound files (or all
// that lie in a folder) one after the other, as if they were one performance, and prints the alarms, how near
// the sound came to a loop and to standing still, and what listening costs.

#include <algorithm>
#include <cstdio>
#include <limits>

#include "core/audio/resampler.h"
#include "core/audio/sound_file.h"
#include "core/generator/guard.h"
#include "core/realtime.h"
#include "tests/bench/machine.h"

namespace aeolian {
namespace {

constexpr int rate = 44100;
constexpr std::size_t step = 1024;

/** One performance of many files, and the guard that hears it. */
class Hearing {
 public:
  void play(const std::filesystem::path& file) {
    auto sound = read_sound(file);
    if (!sound) {
      std::printf("left out: %s\n", sound.error().message.c_str());
      return;
    }
    const auto samples = resample(sound->samples, sound->sample_rate, rate);
    const Moment begin = Moment::now();
    for (std::size_t at = 0; at < samples.size(); at += step) {
      hear(std::span(samples).subspan(at, std::min(step, samples.size() - at)), file, at);
    }
    spent_ += (Moment::now() - begin).processor;
    ++files_;
  }

  void tell() const {
    const double hours = seconds_ / 3600.;
    std::printf("%d files, %.1f minutes; alarms an hour:", files_, seconds_ / 60.);
    for (std::size_t fault = 0; fault < fault_count; ++fault) {
      std::printf(" %s %.1f", name_of(static_cast<Fault>(fault)).data(), alarms_[fault] / hours);
    }
    std::printf("\nlongest repetition %.1f s of %.0f, least liveliness %.2f of %.2f; %.3f %% of a core\n",
                repeated_s_, guard_.settings().loop_s, static_cast<double>(liveliness_),
                guard_.settings().frozen_likeness, 100. * spent_ / seconds_);
  }

 private:
  void hear(std::span<const float> samples, const std::filesystem::path& file, std::size_t at) {
    if (const auto fault = guard_.listen(samples)) {
      ++alarms_[static_cast<std::size_t>(*fault)];
      std::printf("%s: %s at %.1f s\n", file.filename().c_str(), name_of(*fault).data(),
                  static_cast<double>(at) / rate);
    }
    seconds_ += static_cast<double>(samples.size()) / rate;
    repeated_s_ = std::max(repeated_s_, guard_.repeated_s());
    liveliness_ = std::min(liveliness_, guard_.liveliness());
  }

  Guard guard_{rate, GuardSettings{}};
  std::array<int, fault_count> alarms_{};
  int files_ = 0;
  double seconds_ = 0., spent_ = 0., repeated_s_ = 0.;
  float liveliness_ = std::numeric_limits<float>::infinity();
};

int run(int argc, char** argv) {
  if (argc < 2) {
    std::fputs("usage: tests/run bench guard FILE|FOLDER...\n", stderr);
    return 2;
  }
  denormals_off();
  print_conditions("the guard, on real sound");
  Hearing hearing;
  for (int i = 1; i < argc; ++i) {
    for (const auto& file : find_sound_files(argv[i])) {
      hearing.play(file);
    }
  }
  hearing.tell();
  return 0;
}

}  // namespace
}  // namespace aeolian

int main(int argc, char** argv) {
  return aeolian::run(argc, argv);
}
