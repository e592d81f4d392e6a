// SPDX-License-Identifier: GPL-3.0-or-later
#include "trainer/dataset/dataset.h"

#include <algorithm>
#include <cmath>
#include <functional>
#include <numeric>
#include <span>

#include "core/model/byte_sampler.h"
#include "core/spectrum/bands.h"
#include "trainer/corpus/held_out.h"
#include "trainer/dataset/frame_statistics.h"

namespace aeolian {

namespace {

/** Shorter streams are repeated to at least this length, so that every cut of a training step fits. */
constexpr double least_stream_s = 12;

/** The length of the pieces of an excerpt, and how many groups are always included. */
constexpr double excerpt_piece_s = 12;
constexpr int most_groups_sure = 32;

/** Splits a stream into training and held-out blocks. */
void hold_out(Dataset& dataset, int stream, double frame_rate) {
  for (const auto& block : blocks_of_time(dataset.streams[stream].size(0), frame_rate))
    (block.held_out ? dataset.held_out : dataset.training).push_back({stream, block.begin, block.end});
}

/** dB; less than a second at the end of a file counts as a second. */
double loudest_second(const Corpus& corpus) {
  const auto second = static_cast<std::size_t>(corpus.sample_rate);
  double most = 1e-12;
  for (const auto& sound : corpus.sounds) {
    for (std::span<const float> rest = sound.samples; !rest.empty();) {
      const auto part = rest.first(std::min(second, rest.size()));
      const double energy = std::inner_product(part.begin(), part.end(), part.begin(), 0.);
      most = std::max(most, energy / static_cast<double>(second));
      rest = rest.subspan(part.size());
    }
  }
  return 10. * std::log10(most);
}

/**
 * Everything but the frame statistics: `analyse` turns a stream's samples into frames, one every `hop`
 * samples.
 */
Dataset assemble(const Corpus& corpus, int hop,
                 const std::function<torch::Tensor(const std::vector<float>&)>& analyse) {
  Dataset dataset;
  dataset.loudest_second = loudest_second(corpus);
  for (const auto& sound : corpus.sounds)
    if (std::find(dataset.groups.begin(), dataset.groups.end(), sound.group) == dataset.groups.end())
      dataset.groups.push_back(sound.group);

  for (std::size_t group = 0; group < dataset.groups.size(); ++group) {
    dataset.streams.push_back(analyse(stream_samples(corpus, dataset.groups[group])));
    const auto frames = dataset.streams.back().size(0);
    std::size_t begin = 0;
    for (const auto& sound : corpus.sounds) {
      if (sound.group != dataset.groups[group]) continue;
      const auto end = begin + sound.samples.size();
      dataset.files.push_back({sound.name,
                               {static_cast<int>(group), std::min<std::int64_t>(frames, begin / hop),
                                std::min<std::int64_t>(frames, end / hop)}});
      begin = end;
    }
    hold_out(dataset, static_cast<int>(group), static_cast<double>(corpus.sample_rate) / hop);
  }
  return dataset;
}

}  // namespace

std::int64_t Dataset::training_frames() const {
  std::int64_t total = 0;
  for (const auto& span : training) total += span.size();
  return total;
}

std::int64_t Dataset::own_frames() const {
  std::int64_t total = 0;
  for (const auto& span : training)
    if (span.stream < static_cast<int>(groups.size())) total += span.size();
  return total;
}

std::vector<float> stream_samples(const Corpus& corpus, const std::string& group) {
  std::vector<float> samples;
  for (const auto& sound : corpus.sounds)
    if (sound.group == group) samples.insert(samples.end(), sound.samples.begin(), sound.samples.end());
  const auto least = static_cast<std::size_t>(least_stream_s * corpus.sample_rate);
  const auto own = samples.size();
  while (samples.size() < least) samples.push_back(samples[samples.size() - own]);
  return samples;
}

torch::Tensor analyse(std::span<const float> samples, const FrontEnd& front_end) {
  return torch::tensor(band_spectrogram(front_end, samples)).view({-1, front_end.bands});
}

namespace {

/** Mean and deviation of each band in the training part of frames that are not yet normalised. */
Normalisation statistics_of(const Dataset& dataset, const FrontEnd& front_end) {
  auto sum = torch::zeros({front_end.bands}, torch::kFloat64), squares = torch::zeros_like(sum);
  for (const auto& span : dataset.training) {
    const auto frames = dataset.streams[span.stream].narrow(0, span.begin, span.size());
    sum += frames.sum(0, false, torch::kFloat64);
    squares += frames.square().sum(0, false, torch::kFloat64);
  }
  const auto count = static_cast<double>(dataset.training_frames());
  const auto variance = (squares / count - (sum / count).square()).clamp_min(0);
  return {(sum / count).to(torch::kFloat32), variance.sqrt().clamp_min(min_scale).to(torch::kFloat32)};
}

}  // namespace

Dataset make_dataset(const Corpus& corpus, const FrontEnd& front_end, const Normalisation* given) {
  Dataset dataset = assemble(corpus, front_end.hop,
                             [&](const std::vector<float>& samples) { return analyse(samples, front_end); });
  const auto normalisation = given ? *given : statistics_of(dataset, front_end);
  dataset.mean = normalisation.mean;
  dataset.scale = normalisation.scale;
  for (auto& stream : dataset.streams) stream.sub_(dataset.mean).div_(dataset.scale);
  measure_frames(dataset, front_end);
  return dataset;
}

Dataset make_byte_dataset(const Corpus& corpus, float full_scale) {
  return assemble(corpus, 1, [&](const std::vector<float>& samples) {
    auto stream = torch::empty({static_cast<std::int64_t>(samples.size()), 1}, torch::kUInt8);
    std::ranges::transform(samples, stream.data_ptr<std::uint8_t>(),
                           [&](float sample) { return byte_of(sample / full_scale); });
    return stream;
  });
}

std::vector<Span> whole_streams(const Dataset& dataset) {
  std::vector<Span> spans;
  for (std::size_t i = 0; i < dataset.streams.size(); ++i)
    spans.push_back({static_cast<int>(i), 0, dataset.streams[i].size(0)});
  return spans;
}

Dataset excerpt(Dataset dataset, double seconds, double frame_rate) {
  const auto length = static_cast<std::int64_t>(excerpt_piece_s * frame_rate);
  std::vector<Span> pieces;
  for (const auto& span : dataset.training) {
    if (span.stream >= static_cast<int>(dataset.groups.size())) continue;
    if (span.size() < length) pieces.push_back(span);
    for (auto at = span.begin; at + length <= span.end; at += length)
      pieces.push_back({span.stream, at, at + length});
  }
  const auto count =
      std::min(pieces.size(), static_cast<std::size_t>(std::max(1., seconds / excerpt_piece_s)));
  dataset.training.clear();
  int last_stream = -1;
  for (std::size_t i = 0, taken = 0; i < pieces.size(); ++i) {
    const bool is_next = taken < count && i == taken * pieces.size() / count;
    const bool is_first = pieces[i].stream != last_stream && pieces[i].stream < most_groups_sure;
    taken += is_next;
    last_stream = pieces[i].stream;
    if (is_next || is_first) dataset.training.push_back(pieces[i]);
  }
  return dataset;
}

std::string file_at(const Dataset& dataset, int stream, std::int64_t frame) {
  const Dataset::File* found = nullptr;
  for (const auto& file : dataset.files)
    if (file.span.stream == stream && (!found || file.span.begin <= frame)) found = &file;
  return found ? found->name : dataset.groups.at(stream);
}

}  // namespace aeolian
