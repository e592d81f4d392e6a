// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/generator/passage_listener.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>

namespace aeolian {

ErrorOr<std::unique_ptr<PassageListener>> PassageListener::create(
    std::shared_ptr<const Checkpoint> checkpoint, const Arithmetic& arithmetic) {
  auto engine = SmallEngine::create(std::move(checkpoint), arithmetic);
  if (!engine) return tl::unexpected(engine.error());
  return std::unique_ptr<PassageListener>(new PassageListener(*std::move(engine)));
}

PassageListener::PassageListener(std::unique_ptr<SmallEngine> engine)
    : engine_(std::move(engine)),
      passages_(engine_->description()),
      innovation_(static_cast<std::size_t>(engine_->description().latent_size)) {}

void PassageListener::hear(std::span<const float> latent, std::span<const float> encoding) {
  const ModelDescription& d = engine_->description();
  const auto parts = static_cast<std::size_t>(d.mixtures), size = latent.size();
  const auto density = engine_->predict({.encoding = encoding});
  const auto log_weights = density.first(parts);
  const auto deviation = [&](std::size_t part, std::size_t i) {
    const float mean = density[parts + part * size + i];
    const float log_sigma = density[parts + (parts + part) * size + i];
    return std::pair((latent[i] - mean) / std::exp(log_sigma), log_sigma);
  };
  float best = -std::numeric_limits<float>::infinity();
  std::size_t likeliest = 0;
  for (std::size_t part = 0; part < parts; ++part) {
    float likelihood = log_weights[part];
    for (std::size_t i = 0; i < size; ++i) {
      const auto [z, log_sigma] = deviation(part, i);
      likelihood -= 0.5f * z * z + log_sigma;
    }
    if (likelihood > best) best = likelihood, likeliest = part;
  }
  for (std::size_t i = 0; i < size; ++i) innovation_[i] = deviation(likeliest, i).first;
  passages_.add({static_cast<int>(likeliest), latent.data(), innovation_.data(), encoding});
  engine_->hear(latent);
}

void PassageListener::end_phrase() {
  passages_.end_phrase();
  engine_->forget();
}

void PassageListener::forget() {
  passages_.forget();
  end_phrase();
}

}  // namespace aeolian
