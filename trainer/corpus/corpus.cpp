// SPDX-License-Identifier: GPL-3.0-or-later
#include "trainer/corpus/corpus.h"

#include <sys/stat.h>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdio>
#include <filesystem>
#include <map>
#include <set>
#include <utility>

#include "core/audio/resampler.h"
#include "core/audio/sound_file.h"
#include "core/printable.h"
#include "trainer/corpus/any_sound.h"
#include "trainer/corpus/corpus_folder.h"
#include "trainer/corpus/silence.h"

namespace aeolian {
namespace {

namespace fs = std::filesystem;

constexpr int highest_rate = 48000;            // Hz, unless another is requested
constexpr double silence_below_corpus = 1e-6;  // -60 dB, as a mean square
constexpr double silence_at_all = 1e-10;       // -100 dB below full scale, as a mean square
constexpr double good_corpus_minutes = 10;

/** Identifies a file under all of its names: device and inode. */
using FileId = std::pair<dev_t, ino_t>;

/** A file to be read. */
struct Candidate {
  fs::path path;
  std::string name;
  std::string group;
  std::string left_out;   ///< reason for not even trying it; empty = it is tried
  bool is_named = false;  ///< was given itself, rather than found in a folder
};

/** The result of reading a file. */
struct Reading {
  Candidate candidate;
  FileReport report;
  Sound sound;
};

std::string in_words(double seconds) {
  char text[32];
  if (seconds < 120) {
    std::snprintf(text, sizeof text, "%.1f s", seconds);
  } else {
    std::snprintf(text, sizeof text, "%.1f min", seconds / 60);
  }
  return text;
}

/** Splits NAME=PATH; the name is empty if there is none, or if the whole text is the name of a file. */
std::pair<std::string, fs::path> split_source(const std::string& source) {
  std::error_code ignored;
  const auto equals = source.find('=');
  if (equals == std::string::npos || equals == 0 || fs::exists(source, ignored)) return {"", source};
  if (source.substr(0, equals).find('/') != std::string::npos) return {"", source};
  return {source.substr(0, equals), source.substr(equals + 1)};
}

ErrorOr<std::vector<Candidate>> find_candidates(const std::string& source) {
  const auto [name, path] = split_source(source);
  std::error_code error;
  if (!fs::exists(path, error)) {
    return fail("there is no file or folder " + printable(path.string()) +
                (error ? " (" + error.message() + ")" : ""));
  }
  const bool is_folder = fs::is_directory(path, error);
  const auto listing = is_folder ? list_folder(path) : FolderListing{{{path, ""}}};
  std::vector<Candidate> candidates;
  for (const auto& [file, left_out] : listing.entries) {
    const fs::path whole = fs::absolute(file).lexically_normal();
    const std::string own = (is_folder ? whole.parent_path().filename() : whole.stem()).string();
    const fs::path within = is_folder ? file.lexically_relative(path) : file.filename();
    candidates.push_back({file, within.string(), name.empty() ? own : name, left_out, !is_folder});
  }
  if (candidates.empty()) {
    return fail(printable(path.string()) +
                ": contains no sound files that can be read (WAV, FLAC, Ogg, Opus, MP3, AIFF, AAC ...)");
  }
  if (listing.hidden > 0) {
    const std::string count = std::to_string(listing.hidden);
    candidates.push_back({path, "", name,
                          listing.hidden == 1 ? "one hidden file or folder in it is left out"
                                              : count + " hidden files and folders in it are left out"});
  }
  return candidates;
}

/** A file in a folder whose name does not suggest sound is tried as well, but its error is short. */
ErrorOr<Sound> read_candidate_sound(const Candidate& candidate) {
  const bool looks_like_sound =
      candidate.is_named || has_sound_ending(candidate.path) || has_media_ending(candidate.path);
  if (looks_like_sound) return read_any_sound(candidate.path);
  auto sound = read_sound(candidate.path);
  if (sound) return sound;
  const std::string ending = candidate.path.extension().string();
  return fail("is not a sound file" + (ending.empty() ? "" : " (" + ending + ")"));
}

Reading read_candidate(Candidate candidate, std::set<FileId>& seen) {
  Reading reading;
  reading.report.path = candidate.path.string();
  reading.report.group = candidate.group;
  reading.candidate = std::move(candidate);
  reading.report.skipped = reading.candidate.left_out;
  if (!reading.report.skipped.empty()) return reading;
  struct stat status {};
  if (::stat(reading.candidate.path.c_str(), &status) == 0 &&
      !seen.insert({status.st_dev, status.st_ino}).second) {
    reading.report.skipped = "was given twice";
    return reading;
  }
  auto sound = read_candidate_sound(reading.candidate);
  if (!sound) {
    reading.report.skipped = sound.error().message;
    return reading;
  }
  reading.sound = *std::move(sound);
  reading.report.sample_rate = reading.sound.sample_rate;
  reading.report.seconds = reading.sound.seconds();
  reading.report.note = reading.sound.note;
  return reading;
}

/** The rate of most of the sound; of two equal ones the higher. */
int commonest_rate(const std::vector<Reading>& readings) {
  std::map<int, double> seconds;
  for (const Reading& reading : readings) {
    if (reading.report.skipped.empty()) seconds[reading.report.sample_rate] += reading.report.seconds;
  }
  int commonest = 0;
  for (const auto& [rate, length] : seconds) {
    if (length >= seconds[commonest]) commonest = rate;
  }
  return std::min(commonest, highest_rate);
}

/** The mean square of the whole corpus, weighted by duration. */
double corpus_level(const std::vector<Reading>& readings) {
  double energy = 0;
  double seconds = 0;
  for (const Reading& reading : readings) {
    energy += mean_square(reading.sound.samples) * reading.report.seconds;
    seconds += reading.report.seconds;
  }
  return seconds > 0 ? energy / seconds : 0;
}

/** The reason for the corpus's rate, for a user who may want another. */
std::string rate_reason(const Corpus& corpus, const CorpusOptions& options) {
  if (options.sample_rate) return "as asked";
  std::map<int, double> seconds;
  double all = 0;
  for (const FileReport& file : corpus.files) {
    if (!file.skipped.empty()) continue;
    seconds[file.sample_rate] += file.seconds;
    all += file.seconds;
  }
  const auto most = std::ranges::max_element(seconds, {}, [](const auto& rate) { return rate.second; });
  if (most->first != corpus.sample_rate)
    return "the highest used by default (most of the sound has " + std::to_string(most->first) +
           " Hz); --sample-rate chooses another";
  if (seconds.size() == 1) return "the rate of all files; --sample-rate chooses another";
  return "the rate of most of the sound (" + in_words(most->second) + " of " + in_words(all) +
         "), to which the rest is resampled; --sample-rate chooses another";
}

/** Resamples and cleans one sound; a silent one is reported as skipped. */
void prepare(Reading& reading, int sample_rate, double threshold, bool keep_silence) {
  Sound& sound = reading.sound;
  if (is_silent(sound.samples, sound.sample_rate, threshold)) {
    reading.report.skipped = "is silent";
    sound = {};
    return;
  }
  if (sound.sample_rate != sample_rate) {
    sound = {resample(sound.samples, sound.sample_rate, sample_rate), sample_rate};
  }
  if (!keep_silence) {
    const double before = sound.seconds();
    sound.samples = shorten_silences(sound.samples, sample_rate, threshold);
    reading.report.cut_seconds = before - sound.seconds();
  }
}

ErrorOr<std::vector<Reading>> read_all(const std::vector<std::string>& paths) {
  std::vector<Reading> readings;
  std::set<FileId> seen;
  for (const std::string& path : paths) {
    auto candidates = find_candidates(path);
    if (!candidates) return fail(candidates.error().message);
    for (Candidate& candidate : *candidates) readings.push_back(read_candidate(std::move(candidate), seen));
  }
  return readings;
}

/** Why a file was skipped, without its name, which a sound file's own errors begin with. */
std::string reason_to_skip(const FileReport& report) {
  const std::string own_name = "'" + report.path + "': ";
  return report.skipped.substr(report.skipped.starts_with(own_name) ? own_name.size() : 0);
}

std::string counted(std::size_t count, const std::string& what) {
  return std::to_string(count) + " " + what + (count == 1 ? "" : "s");
}

/** "12 files: 24.5 min for drums (3.1 min), voice (21.4 min); 1.2 min of silence cut" */
std::string used_in_words(const Corpus& corpus) {
  constexpr std::size_t most_groups_named = 8;
  std::string text = counted(corpus.sounds.size(), "file") + ": " + in_words(corpus.seconds()) + " for ";
  const auto groups = corpus.groups();
  if (groups.size() > most_groups_named) {
    text += std::to_string(groups.size()) + " groups";
  } else {
    for (const std::string& group : groups) {
      double samples = 0;
      for (const Recording& sound : corpus.sounds)
        if (sound.group == group) samples += static_cast<double>(sound.samples.size());
      text += (&group == groups.data() ? "" : ", ") + group;
      if (groups.size() > 1) text += " (" + in_words(samples / corpus.sample_rate) + ")";
    }
  }
  double cut = 0;
  for (const FileReport& file : corpus.files)
    if (file.skipped.empty()) cut += file.cut_seconds;
  return cut < 0.05 ? text : text + "; " + in_words(cut) + " of silence cut";
}

/** The error for a corpus with too little sound. */
std::string too_little(const Corpus& corpus) {
  std::string text = "there are only " + in_words(corpus.seconds()) + " of sound to learn from";
  double cut = 0;
  int skipped = 0;
  const FileReport* first_skipped = nullptr;
  for (const FileReport& file : corpus.files) {
    cut += file.cut_seconds;
    if (file.skipped.empty()) continue;
    if (!first_skipped) first_skipped = &file;
    ++skipped;
  }
  if (cut >= 0.1) text += " (" + in_words(cut) + " of silence were cut)";
  if (skipped == 1) text += "; one file was skipped: " + to_string(*first_skipped);
  if (skipped > 1)
    text += "; " + std::to_string(skipped) + " files were skipped, as " + to_string(*first_skipped);
  return text + ". Give at least " + in_words(least_corpus_seconds) + "; about " +
         in_words(60 * good_corpus_minutes) + " make a good start";
}

}  // namespace

double Corpus::seconds() const {
  double sum = 0;
  for (const Recording& sound : sounds) sum += static_cast<double>(sound.samples.size()) / sample_rate;
  return sum;
}

float Corpus::peak() const {
  float peak = 0;
  for (const Recording& sound : sounds)
    for (const float sample : sound.samples) peak = std::max(peak, std::abs(sample));
  return peak;
}

std::vector<std::string> Corpus::groups() const {
  std::vector<std::string> names;
  for (const Recording& sound : sounds) {
    if (std::ranges::find(names, sound.group) == names.end()) names.push_back(sound.group);
  }
  return names;
}

ErrorOr<Corpus> read_corpus(const std::vector<std::string>& paths, const CorpusOptions& options) {
  if (paths.empty()) return fail("name at least one sound file or folder to learn from");
  auto readings = read_all(paths);
  if (!readings) return fail(readings.error().message);

  const double level = corpus_level(*readings);
  const bool all_silent = level <= silence_at_all;
  Corpus corpus;
  corpus.sample_rate = options.sample_rate.value_or(commonest_rate(*readings));
  for (Reading& reading : *readings) {
    if (reading.report.skipped.empty()) {
      const double threshold = all_silent ? silence_at_all : level * silence_below_corpus;
      prepare(reading, corpus.sample_rate, threshold, options.keep_silence);
    }
    if (reading.report.skipped.empty()) {
      corpus.sounds.push_back({std::move(reading.candidate.name), std::move(reading.candidate.group),
                               std::move(reading.sound.samples)});
    }
    corpus.files.push_back(std::move(reading.report));
  }
  if (corpus.seconds() < least_corpus_seconds) return fail(too_little(corpus));
  corpus.rate_reason = rate_reason(corpus, options);
  return corpus;
}

std::string to_string(const FileReport& report) {
  if (!report.skipped.empty()) return printable(report.path + ": " + reason_to_skip(report));
  std::string text = report.path + ": " + in_words(report.seconds) + " at " +
                     std::to_string(report.sample_rate) + " Hz for " + report.group;
  if (report.cut_seconds >= 0.05) text += ", " + in_words(report.cut_seconds) + " of silence cut";
  if (!report.note.empty()) text += "; " + report.note;
  return printable(text);
}

std::vector<std::string> summary(const Corpus& corpus) {
  std::vector<std::string> lines{printable(used_in_words(corpus))};
  std::map<std::string, std::vector<const FileReport*>> skipped;
  for (const FileReport& file : corpus.files)
    if (!file.skipped.empty()) skipped[reason_to_skip(file)].push_back(&file);
  for (const auto& [reason, files] : skipped) {
    const FileReport& first = *files.front();
    lines.push_back(files.size() == 1 ? "skipped: " + to_string(first)
                                      : printable(counted(files.size(), "file") + " skipped: " + reason +
                                                  ", such as " + first.path));
  }
  for (const FileReport& file : corpus.files)
    if (file.skipped.empty() && !file.note.empty()) lines.push_back(to_string(file));
  return lines;
}

}  // namespace aeolian
