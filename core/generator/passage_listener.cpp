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
      deviation_(static_cast<std::size_t>(engine_->description().latent_size)),
      innovation_(deviation_.size()),
      likeliest_(deviation_.size()) {}

void PassageListener::hear(std::span<const float> latent, std::span<const float> encoding) {
  const ModelDescription& d = engine_->description();
  const auto parts = static_cast<std::size_t>(d.mixtures), size = latent.size();
  const auto density = engine_->predict({.encoding = encoding});
  const auto log_weights = density.first(parts);
  float best = -std::numeric_limits<float>::infinity();
  int likeliest = 0;
  for (std::size_t part = 0; part < parts; ++part) {
    const auto means = density.subspan(parts + part * size, size);
    const auto log_sigmas = density.subspan(parts + (parts + part) * size, size);
    float likelihood = log_weights[part];
    for (std::size_t i = 0; i < size; ++i) {
      deviation_[i] = (latent[i] - means[i]) / std::exp(log_sigmas[i]);
      likelihood -= log_sigmas[i];
    }
    engine_->whitening().whiten(static_cast<int>(part), deviation_, innovation_);
    for (const float value : innovation_) likelihood -= 0.5f * value * value;
    if (likelihood <= best) continue;
    best = likelihood;
    likeliest = static_cast<int>(part);
    likeliest_.swap(innovation_);
  }
  passages_.add({likeliest, latent.data(), likeliest_.data(), encoding});
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
