// SPDX-License-Identifier: GPL-3.0-or-later
#include "trainer/dataset/dataset.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <set>
#include <utility>

#include "core/model/byte_sampler.h"
#include "trainer/corpus/held_out.h"
#include "trainer/dataset/frame_statistics.h"

namespace aeolian::trainer {

namespace {

/** Shorter streams are repeated to at least this length, so that every cut of a training step fits. */
constexpr double least_stream_s = 12;

/** The length of the pieces of an excerpt, and the number of groups that are always included. */
constexpr double excerpt_piece_s = 12;
constexpr int most_groups_sure = 32;

/** Splits a stream into training and held-out blocks. */
void hold_out(Dataset& dataset, int stream, double frame_rate) {
  for (const auto& block : blocks_of_time(dataset.streams[stream].size(), frame_rate))
    (block.held_out ? dataset.held_out : dataset.training).push_back({stream, block.begin, block.end});
}

/** Collects items by group, the groups in order of appearance. */
template <class Sound>
std::vector<std::vector<const Sound*>> by_group(const std::vector<Sound>& sounds) {
  std::vector<std::vector<const Sound*>> groups;
  std::map<std::string, std::size_t> known;
  for (const Sound& sound : sounds) {
    const auto [at, is_new] = known.emplace(sound.group, groups.size());
    if (is_new) groups.emplace_back();
    groups[at->second].push_back(&sound);
  }
  return groups;
}

std::int64_t length_of(const AnalysedSound& sound) {
  return sound.samples;
}

std::int64_t length_of(const Recording& sound) {
  return std::ssize(sound.samples);
}

/** Adds a stream with the positions of its files, one frame per `hop` samples, and splits it. */
template <class Sound>
void add_stream(Dataset& dataset, FrameStream stream, const std::vector<const Sound*>& sounds, int hop,
                double frame_rate) {
  const auto group = static_cast<int>(dataset.groups.size());
  dataset.groups.push_back(sounds.front()->group);
  std::int64_t begin = 0;
  for (const Sound* sound : sounds) {
    const auto end = begin + length_of(*sound);
    dataset.files.push_back(
        {sound->name, {group, std::min(stream.size(), begin / hop), std::min(stream.size(), end / hop)}});
    begin = end;
  }
  dataset.streams.push_back(std::move(stream));
  hold_out(dataset, group, frame_rate);
}

/** The samples of a group's stream: its files in order, repeated until they last 12 s. */
std::vector<float> joined_samples(const std::vector<const Recording*>& sounds, int sample_rate) {
  std::vector<float> samples;
  for (const auto* sound : sounds)
    samples.insert(samples.end(), sound->samples.begin(), sound->samples.end());
  const auto least = static_cast<std::size_t>(least_stream_s * sample_rate);
  const auto own = samples.size();
  while (samples.size() < least) samples.push_back(samples[samples.size() - own]);
  return samples;
}

torch::Tensor tensor_of(const std::vector<float>& values) {
  return torch::tensor(values);
}

}  // namespace

torch::Tensor Dataset::frames(int stream, std::int64_t begin, std::int64_t count) const {
  auto rows = streams[static_cast<std::size_t>(stream)].cut(begin, count);
  return mean.defined() ? rows.sub(mean).div_(scale) : rows;
}

torch::Tensor Dataset::frames(const Span& span) const {
  const auto end = std::min(span.end, streams[static_cast<std::size_t>(span.stream)].size());
  return frames(span.stream, span.begin, end - span.begin);
}

torch::Tensor Dataset::frames(int stream) const {
  return frames(stream, 0, streams[static_cast<std::size_t>(stream)].size());
}

int Dataset::stereo_bands() const {
  int bands = 0;
  for (std::size_t group = 0; group < groups.size(); ++group)
    bands = std::max(bands, streams[group].stereo_bands());
  return bands;
}

bool Dataset::is_whole() const {
  std::int64_t frames = own_frames(), all = 0;
  for (const auto& span : held_out) frames += span.size();
  for (std::size_t group = 0; group < groups.size(); ++group) all += streams[group].size();
  return frames == all;
}

std::int64_t Dataset::training_frames() const {
  std::int64_t total = 0;
  for (const auto& span : training) total += span.size();
  return total;
}

std::int64_t Dataset::own_frames() const {
  std::int64_t total = 0;
  for (const auto& span : training)
    if (std::cmp_less(span.stream, groups.size())) total += span.size();
  return total;
}

std::vector<AnalysedSound> analyse(const Corpus& corpus, const FrontEnd& front_end) {
  std::vector<AnalysedSound> sounds;
  for (const auto& sound : corpus.sounds)
    sounds.push_back(
        {sound.name, sound.group, std::ssize(sound.samples),
         std::make_shared<const SoundFrames>(analyse_samples(sound.samples, front_end, sound.side))});
  return sounds;
}

Dataset make_dataset(const std::vector<AnalysedSound>& sounds, const FrontEnd& front_end,
                     const Normalisation* given) {
  Dataset dataset;
  const auto least = static_cast<std::int64_t>(least_stream_s * front_end.sample_rate);
  for (const auto& group : by_group(sounds)) {
    std::vector<AnalysedSound> own;
    for (const auto* sound : group) own.push_back(*sound);
    add_stream(dataset, FrameStream(own, front_end.hop, least), group, front_end.hop, front_end.frame_rate());
  }
  const SoundStatistics statistics = statistics_of(sounds);
  dataset.mean = given ? given->mean : tensor_of(statistics.mean());
  dataset.scale = given ? given->scale : tensor_of(statistics.deviation()).clamp_min(min_scale);
  set_statistics(dataset, statistics, front_end);
  return dataset;
}

Dataset make_dataset(const Corpus& corpus, const FrontEnd& front_end, const Normalisation* given) {
  return make_dataset(analyse(corpus, front_end), front_end, given);
}

Dataset make_byte_dataset(const Corpus& corpus, float full_scale) {
  Dataset dataset;
  for (const auto& group : by_group(corpus.sounds)) {
    const auto samples = joined_samples(group, corpus.sample_rate);
    auto bytes = torch::empty({std::ssize(samples), 1}, torch::kUInt8);
    std::ranges::transform(samples, bytes.data_ptr<std::uint8_t>(),
                           [&](float sample) { return byte_of(sample / full_scale); });
    add_stream(dataset, FrameStream(bytes), group, 1, corpus.sample_rate);
  }
  return dataset;
}

std::vector<Span> whole_streams(const Dataset& dataset) {
  std::vector<Span> spans;
  for (std::size_t i = 0; i < dataset.streams.size(); ++i)
    spans.push_back({static_cast<int>(i), 0, dataset.streams[i].size()});
  return spans;
}

namespace {

/** Picks about `count` of the pieces, evenly spread, and the first one of each of the first groups. */
std::vector<Span> spread_over(const std::vector<Span>& pieces, std::size_t count) {
  std::vector<Span> chosen;
  int last_stream = -1;
  for (std::size_t i = 0, taken = 0; i < pieces.size(); ++i) {
    const bool is_next = taken < count && i == taken * pieces.size() / count;
    const bool is_first = pieces[i].stream != last_stream && pieces[i].stream < most_groups_sure;
    taken += is_next;
    last_stream = pieces[i].stream;
    if (is_next || is_first) chosen.push_back(pieces[i]);
  }
  return chosen;
}

std::size_t count_of(const std::vector<Span>& pieces, double share) {
  return std::min(pieces.size(), static_cast<std::size_t>(std::max(1., share)));
}

}  // namespace

Dataset excerpt(Dataset dataset, double seconds, double frame_rate) {
  const auto length = static_cast<std::int64_t>(excerpt_piece_s * frame_rate);
  std::vector<Span> pieces;
  for (const auto& span : dataset.training) {
    if (std::cmp_greater_equal(span.stream, dataset.groups.size())) continue;
    if (span.size() < length) pieces.push_back(span);
    for (auto at = span.begin; at + length <= span.end; at += length)
      pieces.push_back({span.stream, at, at + length});
  }
  dataset.training = spread_over(pieces, count_of(pieces, seconds / excerpt_piece_s));
  return dataset;
}

Dataset sample_of(Dataset dataset, double seconds, double frame_rate) {
  std::vector<Span> own;
  for (const auto& span : dataset.training)
    if (std::cmp_less(span.stream, dataset.groups.size())) own.push_back(span);
  const double learned = static_cast<double>(dataset.own_frames()) / frame_rate;
  if (learned <= seconds) return dataset;
  dataset.training = spread_over(own, count_of(own, seconds / learned * static_cast<double>(own.size())));
  // The held-out part of a minute comes after its training part.
  std::set<std::pair<int, std::int64_t>> ends;
  for (const auto& span : dataset.training) ends.emplace(span.stream, span.end);
  std::erase_if(dataset.held_out, [&](const Span& span) {
    return !ends.contains({span.stream, span.begin});
  });
  return dataset;
}

std::string file_at(const Dataset& dataset, int stream, std::int64_t frame) {
  const Dataset::File* found = nullptr;
  for (const auto& file : dataset.files)
    if (file.span.stream == stream && (!found || file.span.begin <= frame)) found = &file;
  return found ? found->name : dataset.groups.at(stream);
}

}  // namespace aeolian::trainer
