// SPDX-License-Identifier: GPL-3.0-or-later
#include "trainer/corpus/corpus.h"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <utility>

#include "trainer/corpus/prepared_sound.h"
#include "trainer/corpus/sound_source.h"

namespace aeolian::trainer {
namespace {

/** The sound read from a file, with its report. */
struct Reading {
  FileReport report;
  Sound sound;
};

Reading read_and_report(const SoundSource& source, Channels channels) {
  Reading reading;
  reading.report.path = source.path.string();
  reading.report.group = source.group;
  reading.report.skipped = source.left_out;
  if (!reading.report.is_used()) return reading;
  auto sound = read_source(source, channels);
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
  const auto sources = find_sources(paths);
  if (!sources) return tl::unexpected(sources.error());
  Corpus corpus;
  std::vector<Sound> read;
  for (const SoundSource& source : *sources) {
    auto [report, sound] = read_and_report(source, options.channels);
    corpus.files.push_back(std::move(report));
    read.push_back(std::move(sound));
  }
  corpus.sample_rate = options.sample_rate.value_or(commonest_rate(corpus.files));
  std::vector<PreparedSound> prepared(read.size());
  std::vector<SoundLevel> levels;
  for (std::size_t i = 0; i < read.size(); ++i) {
    FileReport& report = corpus.files[i];
    if (!report.is_used()) continue;
    prepared[i] = prepare_sound(std::exchange(read[i], {}), corpus.sample_rate, options.keep_silence);
    report.cut_seconds = prepared[i].cut_seconds;
    levels.push_back({report.seconds, prepared[i].mean_square, prepared[i].loudest_block});
  }
  const double audible = audible_level(levels);
  for (std::size_t i = 0; i < prepared.size(); ++i) {
    FileReport& report = corpus.files[i];
    if (report.is_used() && prepared[i].loudest_block <= audible) report.mark_as_silent();
    if (!report.is_used()) continue;
    corpus.sounds.push_back(
        {(*sources)[i].name, report.group, std::move(prepared[i].samples), std::move(prepared[i].side)});
  }
  if (corpus.seconds() < least_corpus_seconds) return fail(too_little(corpus.files, least_corpus_seconds));
  corpus.rate_reason = options.sample_rate ? "as asked" : rate_reason(corpus.files, corpus.sample_rate);
  return corpus;
}

}  // namespace aeolian::trainer
