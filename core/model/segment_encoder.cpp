// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/model/segment_encoder.h"

#include <algorithm>
#include <cmath>

namespace aeolian {

ErrorOr<SegmentEncoder> SegmentEncoder::create(const LayerSource& source) {
  const auto& d = source.checkpoint.description;
  auto lstm =
      LstmStack::create(source, "autoencoder.encoder", d.trunk_layers, d.front_end.bands, d.trunk_size);
  if (!lstm) return tl::unexpected(lstm.error());
  const auto code = LinearLayer::create(source, "autoencoder.code", d.trunk_size, d.encoding_size);
  if (!code) return tl::unexpected(code.error());
  return SegmentEncoder(d, *std::move(lstm), *code);
}

SegmentEncoder::SegmentEncoder(const ModelDescription& description, LstmStack lstm, LinearLayer code)
    : bands_(description.front_end.bands),
      segment_(description.context),
      lstm_(std::move(lstm)),
      to_code_(std::move(code)),
      code_(description.encoding_size) {}

std::span<const float> SegmentEncoder::encode(std::span<const float> frames) {
  const auto bands = static_cast<std::size_t>(bands_);
  const auto count = frames.size() / bands;
  const auto heard = std::min(count, static_cast<std::size_t>(segment_));
  lstm_.clear();
  for (auto frame = count - heard; frame < count; ++frame)
    lstm_.step(Eigen::Map<const Vector>(frames.data() + frame * bands, bands_));
  to_code_.apply(lstm_.top(), code_);
  code_ /= std::sqrt(code_.squaredNorm() + 1e-8f);
  return {code_.data(), static_cast<std::size_t>(code_.size())};
}

}  // namespace aeolian
