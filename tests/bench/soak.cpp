// SPDX-License-Identifier: GPL-3.0-or-later
// soak HOURS CHECKPOINT[=CORPUS]: plays a checkpoint for HOURS of sound as fast as possible, through the same
// parts as aeoliand: voice, cross-fader, step renderer, ring, tail, output stage. Meanwhile a control source
// moves a parameter every minute, the model is read again and faded in every 20 minutes, presets are saved
// and loaded, and half of the time the output is recorded. Judges the output and its own memory use. Prints
// progress to stderr, and one row of a Markdown table to stdout (the head with --header). The exit status
// reports faults: a value that is not finite, a silence longer than 10 s and than the longest of CORPUS (a
// sound file or a folder), anything refused or lost, and memory that grows by more than 10 MiB after the
// fifth load of the model (after the first minute, in a shorter soak).

#include <malloc.h>

#include <algorithm>
#include <array>
#include <csignal>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <string>
#include <string_view>
#include <vector>

#include "core/audio/sound_file.h"
#include "core/parse_number.h"
#include "core/realtime.h"
#include "daemon/playback/memory.h"
#include "tests/bench/machine.h"
#include "tests/bench/soak_player.h"
#include "tests/bench/sound_diary.h"
#include "tests/scratch_folder.h"

namespace aeolian {
namespace {

constexpr double mebibyte = 1 << 20;
constexpr double longest_pause_s = 10.;  // the longest silence allowed, unless the corpus has a longer one
constexpr double most_growth = 10.;      // MiB
constexpr double settled_s = 5 * SoakPlayer::load_every_s;
constexpr double most_rescues = 1.;  // per hour

volatile std::sig_atomic_t is_to_end = 0;  // Ctrl-C and SIGTERM: prints the row of what was played so far

double resident_mebibytes() {
  std::ifstream statm("/proc/self/statm");
  double all = 0;
  double resident = 0;
  statm >> all >> resident;
  return resident * 4096 / mebibyte;
}

/** The memory handed out by the allocator; the rest of resident memory is free fragments, code and stacks. */
double allocated_mebibytes() {
  const struct mallinfo2 info = mallinfo2();
  return static_cast<double>(info.uordblks + info.hblkhd) / mebibyte;
}

/** Longest silence of the sound files at `corpus`, seconds; 0 if there are none. */
double longest_silence(const std::filesystem::path& corpus) {
  double longest = 0.;
  for (const auto& file : find_sound_files(corpus)) {
    if (const auto sound = read_sound(file)) {
      SoundDiary diary(sound->sample_rate);
      diary.hear(sound->samples);
      longest = std::max(longest, diary.longest_silence());
    }
  }
  return longest;
}

/** "-30.1 / -24.0 / -20.2": minimum, median, maximum. */
std::string spread(const std::vector<double>& values) {
  std::array<char, 64> text{};
  std::snprintf(text.data(), text.size(), "%.1f / %.1f / %.1f", quantile(values, 0.), median(values),
                quantile(values, 1.));
  return text.data();
}

std::size_t rescues(const SoakPlayer& player) {
  std::size_t count = 0;
  for (std::size_t fault = 0; fault < fault_count; ++fault) {
    count += player.faults(static_cast<Fault>(fault));
  }
  return count;
}

/** "2 loop, 1 silence", or "none". */
std::string told_rescues(const SoakPlayer& player) {
  std::string text;
  for (std::size_t i = 0; i < fault_count; ++i) {
    const auto fault = static_cast<Fault>(i);
    if (player.faults(fault) > 0) {
      text += (text.empty() ? "" : ", ") + std::to_string(player.faults(fault)) + " " +
              std::string(name_of(fault));
    }
  }
  return text.empty() ? "none" : text;
}

struct Result {
  double hours = 0;
  double speed = 0;  ///< times real time, by processor time
  double first_memory = 0;
  double last_memory = 0;  ///< MiB
  double corpus_silence = 0;
};

Result play(const std::string& name, SoakPlayer& player, SoundDiary& diary, double hours) {
  Result result;
  const Moment begin = Moment::now();
  double next_report_s = 60.;
  while (diary.seconds() < hours * 3600. && is_to_end == 0) {
    diary.hear(player.play());
    if (diary.seconds() < next_report_s) {
      continue;
    }
    result.last_memory = resident_mebibytes();
    if (result.first_memory == 0.) {
      next_report_s = 0.;
    }
    if (result.first_memory == 0. || diary.seconds() < settled_s + 3600.) {
      result.first_memory = result.last_memory;
    }
    next_report_s += 3600.;
    std::fprintf(
        stderr,
        "%s: %6.2f h: level %.1f dB, longest silence %.2f s, %llu not finite, %zu loads, %zu presets, %zu "
        "recordings, guard: %s, %.1f MiB resident, %.1f MiB allocated\n",
        name.c_str(), diary.seconds() / 3600., diary.hour_levels().back(), diary.longest_silence(),
        static_cast<unsigned long long>(player.non_finite()), player.loads(), player.presets(),
        player.recordings(), told_rescues(player).c_str(), result.last_memory, allocated_mebibytes());
  }
  result.last_memory = resident_mebibytes();
  result.hours = diary.seconds() / 3600.;
  result.speed = diary.seconds() / (Moment::now() - begin).processor;
  return result;
}

bool is_sound(const Result& result, const SoundDiary& diary, const SoakPlayer& player) {
  return player.non_finite() == 0 && player.complaints().empty() &&
         diary.longest_silence() <= std::max(longest_pause_s, result.corpus_silence) &&
         static_cast<double>(rescues(player)) <= most_rescues * std::max(result.hours, 1.) &&
         result.last_memory - result.first_memory <= most_growth;
}

void print_header() {
  std::puts(
      "| checkpoint | hours | not finite | longest silence (its corpus) "
      "| level of the hours, dB: least / median / most | loads, presets, recordings | restarts by the guard "
      "| memory when settled, growth | times real time | verdict |\n"
      "|---|---|---|---|---|---|---|---|---|---|");
}

void print_row(const std::string& name, const Result& result, const SoundDiary& diary,
               const SoakPlayer& player) {
  std::printf(
      "| %s | %.1f | %llu | %.2f s (%.2f s) | %s | %zu, %zu, %zu | %s | %.1f, %+.1f MiB | %.1f | %s |\n",
      name.c_str(), result.hours, static_cast<unsigned long long>(player.non_finite()),
      diary.longest_silence(), result.corpus_silence, spread(diary.hour_levels()).c_str(), player.loads(),
      player.presets(), player.recordings(), told_rescues(player).c_str(), result.first_memory,
      result.last_memory - result.first_memory, result.speed,
      is_sound(result, diary, player) ? "sound" : "FAULT");
  if (!player.complaints().empty()) {
    std::fprintf(stderr, "%s: %s\n", name.c_str(), player.complaints().c_str());
  }
}

int soak(double hours, const std::filesystem::path& checkpoint, const std::filesystem::path& corpus) {
  const ScratchFolder scratch;
  const auto player = SoakPlayer::create(checkpoint, scratch.path());
  if (!player) {
    std::fprintf(stderr, "%s\n", player.error().message.c_str());
    return 2;
  }
  SoundDiary diary((*player)->sample_rate());
  const double corpus_silence = longest_silence(corpus);
  Result result = play(checkpoint.stem(), **player, diary, hours);
  result.corpus_silence = corpus_silence;
  print_row(checkpoint.stem(), result, diary, **player);
  return is_sound(result, diary, **player) ? 0 : 1;
}

}  // namespace
}  // namespace aeolian

int main(int argc, char** argv) {
  if (argc == 2 && std::string_view(argv[1]) == "--header") {
    aeolian::print_header();
    return 0;
  }
  const double hours = argc == 3 ? aeolian::parse_number<double>(argv[1]).value_or(0.) : 0.;
  if (hours <= 0.) {
    std::fputs("usage: soak HOURS CHECKPOINT[=CORPUS]\n", stderr);
    return 2;
  }
  for (const int signal : {SIGINT, SIGTERM}) {
    std::signal(signal, [](int) { aeolian::is_to_end = 1; });
  }
  aeolian::daemon::give_back_what_is_freed();
  aeolian::denormals_off();
  const std::string_view subject = argv[2];
  const std::size_t end = std::min(subject.find('='), subject.size());
  return aeolian::soak(hours, subject.substr(0, end), subject.substr(std::min(end + 1, subject.size())));
}
