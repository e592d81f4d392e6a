// SPDX-License-Identifier: GPL-3.0-or-later
#include "trainer/evaluate/reference_audio.h"

#include <algorithm>
#include <cmath>

#include "trainer/corpus/held_out.h"
#include "trainer/measures/copying.h"
#include "trainer/measures/course.h"
#include "trainer/measures/form.h"

namespace aeolian::trainer {
namespace {

constexpr float audible_db = 70;  // below the loudest band
constexpr double block_s = 10;    // of neighbours in time, which are drawn together
constexpr double learned_hop_s = .046, held_out_hop_s = .25;
constexpr double corpus_excerpt_s = 60;
constexpr int minutes_apart = 4;
constexpr Eigen::Index form_excerpts = 20;

int in_frames(const MelAnalysis& analysis, double seconds) {
  return std::max(1, static_cast<int>(std::lround(seconds * analysis.frame_rate())));
}

Matrix windows_of(const MelAnalysis& analysis, const Matrix& mel, double hop_s, float floor_db) {
  return pooled_windows(mel, analysis.window_frames(), in_frames(analysis, hop_s), floor_db);
}

std::vector<SourceSound> by_source(const Corpus& corpus, const MelAnalysis& analysis) {
  std::vector<SourceSound> sources;
  for (const std::string& name : corpus.groups()) {
    SourceSound source;
    source.name = name;
    for (const Recording& sound : corpus.sounds)
      if (sound.group == name)
        source.samples.insert(source.samples.end(), sound.samples.begin(), sound.samples.end());
    source.mel = analysis.frames(source.samples);
    sources.push_back(std::move(source));
  }
  return sources;
}

/** The windows within the held-out blocks, or within the training blocks. */
Matrix windows_within(const SourceSound& source, const MelAnalysis& analysis, double frame_rate,
                      bool held_out, float floor_db) {
  const double seconds = static_cast<double>(source.samples.size()) / analysis.sample_rate();
  std::vector<Matrix> parts;
  for (const TimeBlock& block : blocks_of_time(std::llround(seconds * frame_rate), frame_rate)) {
    if (block.held_out != held_out) continue;
    const auto at = [&](std::int64_t frame) {
      const auto moment = static_cast<double>(frame) / frame_rate * analysis.frame_rate();
      return std::min(static_cast<Eigen::Index>(moment), source.mel.rows());
    };
    const auto begin = at(block.begin);
    parts.push_back(windows_of(analysis, source.mel.middleRows(begin, at(block.end) - begin),
                               held_out ? held_out_hop_s : learned_hop_s, floor_db));
  }
  return stacked(parts);
}

Matrix all_of(const std::vector<SourceSound>& sources, Matrix SourceSound::*part) {
  std::vector<Matrix> parts;
  for (const SourceSound& source : sources) parts.push_back(source.*part);
  return stacked(parts);
}

}  // namespace

ReferenceAudio::Sound ReferenceAudio::gather(const Corpus& corpus, const MelAnalysis& analysis,
                                             double frame_rate) {
  Sound sound{0, by_source(corpus, analysis)};
  float loudest = -120;
  for (const SourceSound& source : sound.sources) loudest = std::max(loudest, source.mel.maxCoeff());
  sound.floor_db = loudest - audible_db;
  for (SourceSound& source : sound.sources) {
    source.training = windows_within(source, analysis, frame_rate, false, sound.floor_db);
    source.held_out = windows_within(source, analysis, frame_rate, true, sound.floor_db);
  }
  return sound;
}

RealWindows ReferenceAudio::real_windows(const Sound& sound, const MelAnalysis& analysis,
                                         const Scaling& scaling) {
  std::vector<Matrix> parts;
  std::vector<int> blocks;
  int block = 0;
  for (const SourceSound& source : sound.sources) {
    parts.push_back(scaling(windows_of(analysis, source.mel, 1, sound.floor_db)));
    for (Eigen::Index i = 0; i < parts.back().rows(); ++i)
      blocks.push_back(block + static_cast<int>(static_cast<double>(i) / block_s));
    if (!blocks.empty()) block = blocks.back() + 1;
  }
  return RealWindows(stacked(parts), blocks);
}

ReferenceAudio::ReferenceAudio(const Corpus& corpus, double frame_rate, double seconds)
    : analysis_(corpus.sample_rate),
      frame_rate_(frame_rate),
      sound_(gather(corpus, analysis_, frame_rate)),
      scaling_(thinned(all_of(sound_.sources, &SourceSound::training), 8000)),
      real_(real_windows(sound_, analysis_, scaling_)),
      training_(scaling_(all_of(sound_.sources, &SourceSound::training))),
      held_out_nearest_(nearest_distances(
          thinned(scaling_(all_of(sound_.sources, &SourceSound::held_out)), 600), training_)),
      quotation_detector_(training_pieces(), corpus.sample_rate) {
  for (const auto piece : held_out_pieces()) {
    held_out_quotation_.add(quotation_detector_.measure(piece));
    sharpness_and_voice_.add(piece, corpus.sample_rate);
  }
  measure_pieces(seconds);
}

std::vector<std::span<const float>> ReferenceAudio::pieces(bool held_out) const {
  std::vector<std::span<const float>> all;
  for (const SourceSound& source : sources()) {
    const double seconds = static_cast<double>(source.samples.size()) / sample_rate();
    const auto at = [&](std::int64_t frame) {
      return std::min(source.samples.size(),
                      static_cast<std::size_t>(static_cast<double>(frame) / frame_rate_ * sample_rate()));
    };
    for (const TimeBlock& block : blocks_of_time(std::llround(seconds * frame_rate_), frame_rate_))
      if (block.held_out == held_out)
        all.push_back(std::span(source.samples).subspan(at(block.begin), at(block.end) - at(block.begin)));
  }
  return all;
}

/** Measures that depend on length: the mean over pieces as long as the generated sound. */
void ReferenceAudio::measure_pieces(double seconds) {
  std::vector<float> all;
  std::vector<Matrix> mels;
  for (const SourceSound& source : sound_.sources) {
    all.insert(all.end(), source.samples.begin(), source.samples.end());
    mels.push_back(source.mel);
  }
  live_ = liveness(all, sample_rate());
  const Matrix mel = stacked(mels);
  centre_ = mel.cwiseMax(floor_db()).colwise().mean();
  energy_spread_db_ = aeolian::trainer::energy_spread(mel, floor_db());
  onset_rate_ = aeolian::trainer::onset_rate(mel, analysis_.frame_rate(), floor_db());

  const auto length = std::min<Eigen::Index>(in_frames(analysis_, seconds), mel.rows());
  int pieces = 0;
  for (Eigen::Index at = 0; at + length <= mel.rows(); at += length, ++pieces)
    repetition_ +=
        aeolian::trainer::repetition(mel.middleRows(at, length), analysis_.frame_rate(), centre_, floor_db())
            .value;
  if (pieces > 0) repetition_ /= pieces;
  measure_form(mel, length);

  const auto minute = static_cast<std::size_t>(corpus_excerpt_s * sample_rate());
  const std::span sound(all);
  int pairs = 0;
  for (std::size_t at = 0; at + (minutes_apart + 1) * minute <= all.size(); at += minute, ++pairs)
    drift_db_ += std::abs(level_db(sound.subspan(at + minutes_apart * minute, minute)) -
                          level_db(sound.subspan(at, minute)));
  if (pairs > 0) drift_db_ /= pairs;
}

void ReferenceAudio::measure_form(const Matrix& mel, Eigen::Index length) {
  const auto room = mel.rows() - length;
  const auto count = std::min<Eigen::Index>(form_excerpts, 1 + room);
  for (Eigen::Index i = 0; i < count; ++i) {
    const Matrix excerpt = mel.middleRows(count > 1 ? room * i / (count - 1) : 0, length);
    self_similarities_.push_back(self_similarity(excerpt, analysis_.frame_rate(), centre_, floor_db()));
    pulse_clarity_ += aeolian::trainer::pulse_clarity(excerpt, analysis_.frame_rate(), floor_db()) /
                      static_cast<double>(count);
  }
}

double ReferenceAudio::seconds() const {
  double sum = 0;
  for (const SourceSound& source : sources()) sum += static_cast<double>(source.samples.size());
  return sum / sample_rate();
}

Matrix ReferenceAudio::windows(const std::vector<float>& samples) const {
  return scaling_(windows_of(analysis_, analysis_.frames(samples), 1, floor_db()));
}

Matrix ReferenceAudio::plain_windows(const std::vector<float>& samples, double hop_s) const {
  return windows_of(analysis_, analysis_.frames(samples), hop_s, floor_db());
}

}  // namespace aeolian::trainer
