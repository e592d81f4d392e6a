// SPDX-License-Identifier: GPL-3.0-or-later
#include "trainer/dataset/sampling.h"

#include <algorithm>

namespace aeolian::trainer {

Span pick_cut(const std::vector<Span>& spans, std::int64_t length, Random& random) {
  std::int64_t places = 0;
  for (const auto& span : spans) places += std::max<std::int64_t>(0, span.size() - length + 1);
  if (places == 0) {
    const auto longest = *std::max_element(spans.begin(), spans.end(),
                                           [](const Span& a, const Span& b) { return a.size() < b.size(); });
    return {longest.stream, longest.begin, longest.begin + length};
  }
  const double share = random.bits() * 0x1p-32 + random.bits() * 0x1p-64;  // uniform() has only 2^24 values
  auto place = std::min(static_cast<std::int64_t>(share * static_cast<double>(places)), places - 1);
  for (const auto& span : spans) {
    const auto here = std::max<std::int64_t>(0, span.size() - length + 1);
    if (place < here) return {span.stream, span.begin + place, span.begin + place + length};
    place -= here;
  }
  return {spans.back().stream, spans.back().end - length, spans.back().end};
}

torch::Tensor pick_frames(const Dataset& dataset, const std::vector<Span>& spans, int count,
                          std::int64_t length, Random& random) {
  std::vector<torch::Tensor> cuts;
  for (int i = 0; i < count; ++i) {
    const auto cut = pick_cut(spans, length, random);
    const auto& stream = dataset.streams[cut.stream];
    cuts.push_back(stream.cut(std::min(cut.begin, stream.size() - length), length));
  }
  auto frames = torch::stack(cuts);
  return dataset.mean.defined() ? frames.sub_(dataset.mean).div_(dataset.scale) : frames;
}

Span disjoint_window(const Dataset& dataset, const Span& target, std::int64_t length, std::int64_t reach,
                     Random& random) {
  std::vector<Span> same_group, near;
  for (const auto& span : dataset.training) {
    if (span.stream != target.stream) continue;
    same_group.push_back(span);
    const auto earliest = std::max(span.begin, target.begin - reach - length);
    const auto latest = std::min(span.end, target.end + reach + length);
    for (const Span& side : {Span{span.stream, earliest, std::min(span.end, target.begin)},
                             Span{span.stream, std::max(span.begin, target.end), latest}})
      if (side.size() >= length) near.push_back(side);
  }
  if (!near.empty()) return pick_cut(near, length, random);
  Span window;
  for (int attempt = 0; attempt < 8; ++attempt) {
    window = pick_cut(same_group, length, random);
    if (window.end <= target.begin || window.begin >= target.end) break;
  }
  return window;
}

torch::Tensor normal_like(const torch::Tensor& like, at::Generator& generator) {
  return torch::randn(like.sizes(), generator, torch::TensorOptions(torch::kFloat32)).to(like.device());
}

torch::Tensor context_of(const torch::Tensor& sequences, std::int64_t context, std::int64_t steps) {
  std::vector<torch::Tensor> lags;
  for (std::int64_t lag = 1; lag <= context; ++lag)
    lags.push_back(sequences.narrow(-2, context - lag, steps));
  return torch::cat(lags, -1);
}

}  // namespace aeolian::trainer
