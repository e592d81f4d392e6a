// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/model/stereo_layer.h"

#include <algorithm>
#include <functional>
#include <utility>

#include "core/spectrum/stereo_bands.h"

namespace aeolian {
namespace {

/** The edges of the bands; null = a mono model. */
const Tensor* edges_of(const Checkpoint& checkpoint) {
  return checkpoint.find("stereo.edges");
}

}  // namespace

int channels_of(const Checkpoint& checkpoint) {
  return edges_of(checkpoint) ? 2 : 1;
}

StereoLayer::StereoLayer(LinearLayer layer, std::span<const float> edges)
    : layer_(std::move(layer)), edges_(edges) {}

ErrorOr<std::optional<StereoLayer>> StereoLayer::create(const LayerSource& source, int inputs) {
  const Tensor* edges = edges_of(source.checkpoint);
  if (!edges) return std::nullopt;
  if (edges->shape.size() != 1 || edges->count() < 2 || edges->count() > most_stereo_bands + 1)
    return fail("tensor 'stereo.edges' is not a list of 2 to " + std::to_string(most_stereo_bands + 1) +
                " frequencies");
  const bool ascends =
      std::ranges::adjacent_find(edges->values, std::greater_equal<>()) == edges->values.end();
  if (edges->values.front() < 0.f || !ascends)
    return fail("tensor 'stereo.edges' does not ascend from 0 or above");
  const auto values = static_cast<int>(image_values * (edges->count() - 1));
  auto layer = LinearLayer::create(source, "stereo", inputs, values);
  if (!layer) return tl::unexpected(layer.error());
  return StereoLayer(*std::move(layer), edges->values);
}

}  // namespace aeolian
