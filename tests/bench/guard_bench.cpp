// SPDX-License-Identifier: GPL-3.0-or-later
// Runs the guard on real sound, where every fault is a false alarm: plays the named sound files (or all in a
// folder) one after another, as if they were one performance, and ten minutes of each named checkpoint.
// Prints the alarms, how near the sound came to a loop and to a frozen spectrum, and the cost of listening.

#include <algorithm>
#include <cstdio>
#include <limits>
#include <memory>
#include <string>
#include <vector>

#include "core/audio/resampler.h"
#include "core/audio/sound_file.h"
#include "core/generator/fault_detector.h"
#include "core/generator/voice.h"
#include "core/realtime.h"
#include "tests/bench/machine.h"

namespace aeolian {
namespace {

constexpr int rate_of_sounds = 44100;
constexpr std::size_t step = 1024;
constexpr int minutes_of_a_model = 10;

/** The sound of one performance, possibly from many files, and the guard that listens to it. */
class Hearing {
 public:
  explicit Hearing(int rate) : rate_(rate), guard_(rate, GuardSettings{}) {}

  /** Processes the next `samples`, which come from `name`. */
  void hear(std::span<const float> samples, const std::string& name) {
    const Moment begin = Moment::now();
    for (std::size_t at = 0; at < samples.size(); at += step) {
      hear_step(samples.subspan(at, std::min(step, samples.size() - at)), name);
    }
    spent_ += (Moment::now() - begin).processor;
  }

  bool has_heard() const { return seconds_ > 0.; }

  void tell() const {
    const double hours = seconds_ / 3600.;
    std::printf("%.1f minutes; alarms an hour:", seconds_ / 60.);
    for (std::size_t fault = 0; fault < fault_count; ++fault) {
      std::printf(" %s %.1f", std::string(name_of(static_cast<Fault>(fault))).c_str(),
                  alarms_[fault] / hours);
    }
    std::printf("\nlongest repetition %.1f s of %.0f, least liveliness %.2f of %.2f; %.3f %% of a core\n",
                repeated_s_, guard_.settings().loop_s, static_cast<double>(liveliness_),
                guard_.settings().frozen_likeness, 100. * spent_ / seconds_);
  }

 private:
  void hear_step(std::span<const float> samples, const std::string& name) {
    std::array<StereoFrame, step> frames;
    std::ranges::transform(samples, frames.begin(), centred);
    if (const auto fault = guard_.listen(std::span(frames).first(samples.size()))) {
      ++alarms_[static_cast<std::size_t>(*fault)];
      std::printf("%s: %s after %.1f s of all\n", name.c_str(), std::string(name_of(*fault)).c_str(),
                  seconds_);
    }
    seconds_ += static_cast<double>(samples.size()) / rate_;
    repeated_s_ = std::max(repeated_s_, guard_.repeated_s());
    liveliness_ = std::min(liveliness_, guard_.liveliness());
  }

  const int rate_;
  FaultDetector guard_;
  std::array<int, fault_count> alarms_{};
  double seconds_ = 0., spent_ = 0., repeated_s_ = 0.;
  float liveliness_ = std::numeric_limits<float>::infinity();
};

void play_sound(const std::filesystem::path& file, Hearing& hearing) {
  const auto sound = read_sound(file);
  if (!sound) {
    std::printf("left out: %s\n", sound.error().message.c_str());
    return;
  }
  hearing.hear(resample(sound->samples, sound->sample_rate, rate_of_sounds), file.filename());
}

ErrorOr<void> play_model(const std::filesystem::path& file) {
  auto checkpoint = read_checkpoint(file);
  if (!checkpoint) return tl::unexpected(checkpoint.error());
  auto voice = Voice::create(std::make_shared<const Checkpoint>(std::move(*checkpoint)), {});
  if (!voice) return tl::unexpected(voice.error());
  Hearing hearing((*voice)->sample_rate());
  std::vector<float> samples(static_cast<std::size_t>((*voice)->hop()));
  const int hops = minutes_of_a_model * 60 * (*voice)->sample_rate() / (*voice)->hop();
  for (int hop = 0; hop < hops; ++hop) {
    (*voice)->render(samples);
    hearing.hear(samples, file.filename());
  }
  std::printf("%s: ", file.filename().c_str());
  hearing.tell();
  return {};
}

int run(int argc, char** argv) {
  if (argc < 2) {
    std::fputs("usage: tests/run bench guard FILE|FOLDER|CHECKPOINT...\n", stderr);
    return 2;
  }
  denormals_off();
  print_conditions("the guard, on real sound");
  Hearing hearing(rate_of_sounds);
  for (int i = 1; i < argc; ++i) {
    const std::filesystem::path path = argv[i];
    if (path.extension() == ".aeolian") {
      if (const auto played = play_model(path); !played) std::printf("%s\n", played.error().message.c_str());
      continue;
    }
    for (const auto& file : find_sound_files(path)) play_sound(file, hearing);
  }
  if (hearing.has_heard()) hearing.tell();
  return 0;
}

}  // namespace
}  // namespace aeolian

int main(int argc, char** argv) {
  return aeolian::run(argc, argv);
}
