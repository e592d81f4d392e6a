// SPDX-License-Identifier: GPL-3.0-or-later
#include "trainer/corpus/file_report.h"

#include <algorithm>
#include <cstddef>
#include <cstdio>
#include <map>
#include <utility>

#include "core/printable.h"

namespace aeolian::trainer {
namespace {

constexpr int highest_rate = 48000;  // Hz, unless another is requested
constexpr double good_corpus_minutes = 10;

std::string in_words(double seconds) {
  char text[32];
  if (seconds < 120) {
    std::snprintf(text, sizeof text, "%.1f s", seconds);
  } else {
    std::snprintf(text, sizeof text, "%.1f min", seconds / 60);
  }
  return text;
}

/** Seconds of the used files at each rate, not limited to highest_rate. */
std::map<int, double> seconds_at_rates(const std::vector<FileReport>& files) {
  std::map<int, double> seconds;
  for (const FileReport& file : files)
    if (file.is_used()) seconds[file.sample_rate] += file.seconds;
  return seconds;
}

/** The reason why a file was skipped, without its name, with which a sound file's own errors begin. */
std::string reason_to_skip(const FileReport& report) {
  const std::string own_name = "'" + report.path + "': ";
  return report.skipped.substr(report.skipped.starts_with(own_name) ? own_name.size() : 0);
}

std::string counted(std::ptrdiff_t count, const std::string& what) {
  return std::to_string(count) + " " + what + (count == 1 ? "" : "s");
}

/** The groups in order of appearance, with their seconds. */
std::vector<std::pair<std::string, double>> seconds_of_groups(const std::vector<FileReport>& files) {
  std::vector<std::pair<std::string, double>> groups;
  std::map<std::string, std::size_t> known;
  for (const FileReport& file : files) {
    if (!file.is_used()) continue;
    const auto [at, is_new] = known.emplace(file.group, groups.size());
    if (is_new) groups.emplace_back(file.group, 0.);
    groups[at->second].second += file.used_seconds();
  }
  return groups;
}

/** "12 files: 24.5 min for drums (3.1 min), voice (21.4 min); 1.2 min of silence cut" */
std::string used_in_words(const std::vector<FileReport>& files) {
  constexpr std::size_t most_groups_named = 8;
  std::string text = counted(std::ranges::count_if(files, &FileReport::is_used), "file") + ": " +
                     in_words(used_seconds(files)) + " for ";
  const auto groups = seconds_of_groups(files);
  if (groups.size() > most_groups_named) {
    text += std::to_string(groups.size()) + " groups";
  } else {
    for (const auto& group : groups) {
      text += (&group == groups.data() ? "" : ", ") + group.first;
      if (groups.size() > 1) text += " (" + in_words(group.second) + ")";
    }
  }
  double cut = 0;
  for (const FileReport& file : files)
    if (file.is_used()) cut += file.cut_seconds;
  return cut < 0.05 ? text : text + "; " + in_words(cut) + " of silence cut";
}

}  // namespace

double used_seconds(const std::vector<FileReport>& files) {
  double sum = 0;
  for (const FileReport& file : files) sum += file.used_seconds();
  return sum;
}

std::string to_string(const FileReport& report) {
  if (!report.is_used()) return printable(report.path + ": " + reason_to_skip(report));
  std::string text = report.path + ": " + in_words(report.seconds) + " at " +
                     std::to_string(report.sample_rate) + " Hz for " + report.group;
  if (report.cut_seconds >= 0.05) text += ", " + in_words(report.cut_seconds) + " of silence cut";
  if (!report.note.empty()) text += "; " + report.note;
  return printable(text);
}

std::vector<std::string> summary(const std::vector<FileReport>& files) {
  std::vector<std::string> lines{printable(used_in_words(files))};
  std::map<std::string, std::vector<const FileReport*>> skipped;
  for (const FileReport& file : files)
    if (!file.is_used()) skipped[reason_to_skip(file)].push_back(&file);
  for (const auto& [reason, of_it] : skipped) {
    const FileReport& first = *of_it.front();
    lines.push_back(of_it.size() == 1 ? "skipped: " + to_string(first)
                                      : printable(counted(std::ssize(of_it), "file") + " skipped: " + reason +
                                                  ", such as " + first.path));
  }
  for (const FileReport& file : files)
    if (file.is_used() && !file.note.empty()) lines.push_back(to_string(file));
  return lines;
}

std::string too_little(const std::vector<FileReport>& files, double least) {
  std::string text = "there are only " + in_words(used_seconds(files)) + " of sound to learn from";
  double cut = 0;
  int skipped = 0;
  const FileReport* first_skipped = nullptr;
  for (const FileReport& file : files) {
    cut += file.cut_seconds;
    if (file.is_used()) continue;
    if (!first_skipped) first_skipped = &file;
    ++skipped;
  }
  if (cut >= 0.1) text += " (" + in_words(cut) + " of silence was cut)";
  if (skipped == 1) text += "; one file was skipped: " + to_string(*first_skipped);
  if (skipped > 1)
    text += "; " + std::to_string(skipped) + " files were skipped, such as " + to_string(*first_skipped);
  return text + ". Give at least " + in_words(least) + "; about " + in_words(60 * good_corpus_minutes) +
         " make a good start";
}

int commonest_rate(const std::vector<FileReport>& files) {
  const auto seconds = seconds_at_rates(files);
  int commonest = 0;
  double most = 0;
  for (const auto& [rate, length] : seconds) {
    if (length < most) continue;
    commonest = rate;
    most = length;
  }
  return std::min(commonest, highest_rate);
}

std::string rate_reason(const std::vector<FileReport>& files, int sample_rate) {
  const auto seconds = seconds_at_rates(files);
  double all = 0;
  for (const auto& [rate, length] : seconds) all += length;
  const auto most = std::ranges::max_element(seconds, {}, [](const auto& rate) { return rate.second; });
  if (most->first != sample_rate)
    return "the highest rate used by default (most of the sound has " + std::to_string(most->first) +
           " Hz); --sample-rate chooses another";
  if (seconds.size() == 1) return "the rate of all files; --sample-rate chooses another";
  return "the rate of most of the sound (" + in_words(most->second) + " of " + in_words(all) +
         "), to which the rest is resampled; --sample-rate chooses another";
}

}  // namespace aeolian::trainer
