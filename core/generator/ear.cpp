// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/generator/ear.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include "core/control/parameters.h"

namespace aeolian {
namespace {

constexpr double encoded_s = 2.;
constexpr double presence_hold_s = 1., presence_release_s = 0.5;
constexpr double longest_pause_s = 0.4;  // within a phrase
constexpr double shortest_answer_s = 0.5, longest_answer_s = 30.;

}  // namespace

ErrorOr<std::unique_ptr<Ear>> Ear::create(std::shared_ptr<const Checkpoint> checkpoint) {
  auto encoder = LatentEncoder::create(*checkpoint);
  if (!encoder) return tl::unexpected(encoder.error());
  return std::unique_ptr<Ear>(new Ear(std::move(checkpoint), *std::move(encoder)));
}

Ear::Ear(std::shared_ptr<const Checkpoint> checkpoint, LatentEncoder encoder)
    : checkpoint_(std::move(checkpoint)),
      encoder_(std::move(encoder)),
      stft_(checkpoint_->description.front_end),
      bands_(checkpoint_->description.front_end),
      gate_(amplitude_of(static_cast<float>(parameter_spec(ParameterId::listen_gate).initial))) {
  const ModelDescription& d = checkpoint_->description;
  const auto size = [](auto count) { return static_cast<std::size_t>(count); };
  hop_ = size(d.front_end.hop);
  step_values_ = size(d.frames_per_step) * size(d.front_end.bands);
  latent_size_ = size(d.latent_size);
  window_.resize(size(d.front_end.window));
  bins_.resize(size(d.front_end.bins()));
  frames_.resize(step_values_);
  latent_.resize(latent_size_);
  latents_.resize(latent_size_ * std::max<std::size_t>(1, size(std::lround(encoded_s * d.step_rate()))));
  encoding_.resize(size(d.encoding_size));
  held_steps_ = static_cast<int>(std::lround(presence_hold_s * d.step_rate()));
  fall_ = static_cast<float>(1. / (presence_release_s * d.step_rate()));
}

void Ear::hear(std::span<const float> samples) {
  while (!samples.empty()) {
    const auto part = samples.first(std::min(samples.size(), hop_ - in_hop_));
    const auto place = std::span(window_).last(hop_).subspan(in_hop_, part.size());
    std::ranges::transform(part, place.begin(), [&](float x) { return std::isfinite(x) ? gain_ * x : 0.f; });
    for (const float sample : place) energy_ += static_cast<double>(sample) * static_cast<double>(sample);
    in_hop_ += part.size();
    samples = samples.subspan(part.size());
    if (in_hop_ == hop_) take_hop();
  }
}

void Ear::take_hop() {
  const auto bands = static_cast<std::size_t>(checkpoint_->description.front_end.bands);
  stft_.forward(window_, bins_);
  bands_.to_bands(bins_, std::span(frames_).subspan(in_step_, bands));
  std::ranges::copy(std::span(window_).subspan(hop_), window_.begin());
  in_hop_ = 0;
  in_step_ += bands;
  if (in_step_ == step_values_) take_step();
}

void Ear::take_step() {
  encoder_.encode(frames_, latent_);
  has_heard_ = true;
  const double samples = static_cast<double>(hop_ * step_values_) / checkpoint_->description.front_end.bands;
  const bool sounds = std::sqrt(energy_ / samples) > static_cast<double>(gate_);
  silent_steps_ = sounds ? 0 : silent_steps_ + 1;
  if (sounds) remember();
  presence_ = sounds ? 1.f : silent_steps_ > held_steps_ ? std::max(0.f, presence_ - fall_) : presence_;
  follow_phrase(sounds);
  energy_ = 0.;
  in_step_ = 0;
}

void Ear::follow_phrase(bool sounds) {
  const auto steps = [&](double seconds) {
    return static_cast<int>(std::lround(seconds * checkpoint_->description.step_rate()));
  };
  if (sounds) {
    phrase_steps_ += 1 + (is_phrase_ ? std::exchange(pause_steps_, 0) : 0);
    is_phrase_ = true;
    turn_steps_ = 0;
  } else if (is_phrase_ && ++pause_steps_ > steps(longest_pause_s)) {
    is_phrase_ = false;
    turn_steps_ = std::clamp(phrase_steps_, steps(shortest_answer_s), steps(longest_answer_s));
    phrase_steps_ = pause_steps_ = 0;
  } else if (turn_steps_ > 0) {
    --turn_steps_;
  }
}

void Ear::remember() {
  std::ranges::copy_backward(std::span(latents_).first(latents_.size() - latent_size_), latents_.end());
  std::ranges::copy(latent_, latents_.begin());
  known_ = std::min(known_ + 1, latents_.size() / latent_size_);
  encoder_.encoding_of(std::span(latents_).first(known_ * latent_size_), encoding_);
}

Heard Ear::heard() const {
  const std::span<const float> latents(latents_);
  return {.latent = has_heard_ ? std::span<const float>(latent_) : std::span<const float>(),
          .recent = latents.first(known_ * latent_size_),
          .encoding = encoding_,
          .presence = presence_,
          .is_phrase = is_phrase_,
          .is_turn = turn_steps_ > 0};
}

}  // namespace aeolian
