// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/generator/ear.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include "core/control/encoding_bank.h"
#include "core/control/parameters.h"

namespace aeolian {
namespace {

constexpr double encoded_s = 2.;
constexpr double presence_hold_s = 1., presence_release_s = 0.5;
constexpr double longest_pause_s = 0.4;  // within a phrase
constexpr double shortest_answer_s = 0.5, longest_answer_s = 30.;
constexpr float loudest_db = -12.f, busiest = 8.f;  // level and onsets per second at which activity is 1
constexpr float quietest_gate_db = -60.f;
constexpr double activity_release_s = 0.5;

/** The values of a tensor; empty if there is none. */
std::span<const float> values_of(const Checkpoint& checkpoint, const char* name) {
  const Tensor* const tensor = checkpoint.find(name);
  return tensor ? std::span<const float>(tensor->values) : std::span<const float>();
}

/**
 * The row of `rows` with the largest cosine to `encoding`, and that cosine; -1 and 0 if there are no rows.
 */
std::pair<int, float> nearest_of(std::span<const float> rows, std::span<const float> encoding) {
  std::pair<int, float> best{-1, 0.f};
  if (encoding.empty()) return best;
  for (std::size_t row = 0; (row + 1) * encoding.size() <= rows.size(); ++row) {
    const float likeness = cosine(rows.subspan(row * encoding.size(), encoding.size()), encoding);
    if (best.first < 0 || likeness > best.second) best = {static_cast<int>(row), likeness};
  }
  return best;
}

}  // namespace

ErrorOr<std::unique_ptr<Ear>> Ear::create(std::shared_ptr<const Checkpoint> checkpoint,
                                          const Arithmetic& arithmetic) {
  auto encoder = LatentEncoder::create(*checkpoint);
  if (!encoder) return tl::unexpected(encoder.error());
  std::unique_ptr<PassageListener> listener;
  if (checkpoint->find(passages_name)) {
    auto made = PassageListener::create(checkpoint, arithmetic);
    if (!made) return tl::unexpected(made.error());
    listener = *std::move(made);
  }
  return std::unique_ptr<Ear>(new Ear(std::move(checkpoint), *std::move(encoder), std::move(listener)));
}

Ear::Ear(std::shared_ptr<const Checkpoint> checkpoint, LatentEncoder encoder,
         std::unique_ptr<PassageListener> listener)
    : checkpoint_(std::move(checkpoint)),
      encoder_(std::move(encoder)),
      stft_(checkpoint_->description.front_end),
      bands_(checkpoint_->description.front_end),
      features_(checkpoint_->description.front_end, checkpoint_->description.frames_per_step),
      listener_(std::move(listener)),
      phrase_level_(*checkpoint_),
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
  remembered_.resize(step_values_);
  remembered_latent_.resize(latent_size_);
  latents_.resize(latent_size_ * std::max<std::size_t>(1, size(std::lround(encoded_s * d.step_rate()))));
  encoding_.resize(size(d.encoding_size));
  held_steps_ = steps_in(presence_hold_s);
  longest_pause_ = steps_in(longest_pause_s);
  shortest_answer_ = steps_in(shortest_answer_s);
  longest_answer_ = steps_in(longest_answer_s);
  fall_ = static_cast<float>(1. / (presence_release_s * d.step_rate()));
}

int Ear::steps_in(double seconds) const {
  return static_cast<int>(std::lround(seconds * checkpoint_->description.step_rate()));
}

void Ear::set_remembers(bool remembers) {
  if (!remembers && remembers_ && listener_) listener_->forget();
  remembers_ = remembers;
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
  const auto frame = std::span(frames_).subspan(in_step_, bands);
  bands_.to_bands(bins_, frame);
  features_.take(bins_, frame);
  std::ranges::copy(std::span(window_).subspan(hop_), window_.begin());
  in_hop_ = 0;
  in_step_ += bands;
  if (in_step_ == step_values_) take_step();
}

void Ear::take_step() {
  if (remembers_ && listener_) std::ranges::copy(frames_, remembered_.begin());
  encoder_.encode(frames_, latent_);
  has_heard_ = true;
  const double samples = static_cast<double>(hop_ * step_values_) / checkpoint_->description.front_end.bands;
  const auto level = static_cast<float>(std::sqrt(energy_ / samples));
  const bool sounds = level > gate_;
  features_.end_step(level, sounds);
  silent_steps_ = sounds ? 0 : silent_steps_ + 1;
  if (sounds) encode_recent();
  presence_ = sounds ? 1.f : silent_steps_ > held_steps_ ? std::max(0.f, presence_ - fall_) : presence_;
  follow_activity(sounds);
  follow_phrase(sounds);
  energy_ = 0.;
  in_step_ = 0;
}

void Ear::follow_activity(bool sounds) {
  const SoundDescription& sound = features_.description();
  const float gate_db = std::max(quietest_gate_db, 20.f * std::log10(gate_));
  float now = 0.f;
  if (sounds) {
    const float loudness = (sound.level_db - gate_db) / std::max(1.f, loudest_db - gate_db);
    now = std::clamp(std::max(loudness, sound.onset_rate / busiest), 0.f, 1.f);
  }
  const auto fall = static_cast<float>(1. / (activity_release_s * checkpoint_->description.step_rate()));
  activity_ = std::max(now, activity_ - fall);
}

void Ear::follow_phrase(bool sounds) {
  if (sounds) {
    phrase_steps_ += 1 + (is_phrase_ ? std::exchange(pause_steps_, 0) : 0);
    is_phrase_ = true;
    turn_steps_ = 0;
  } else if (is_phrase_ && ++pause_steps_ > longest_pause_) {
    is_phrase_ = false;
    turn_steps_ = std::clamp(phrase_steps_, shortest_answer_, longest_answer_);
    phrase_steps_ = pause_steps_ = 0;
    if (listener_) listener_->end_phrase();
  } else if (turn_steps_ > 0) {
    --turn_steps_;
  }
  if (is_phrase_ && remembers_ && listener_) remember(sounds);
}

void Ear::remember(bool sounds) {
  if (sounds) phrase_level_.hear(remembered_);
  const float offset = phrase_level_.offset();
  for (float& value : remembered_) value += offset;
  encoder_.encode(remembered_, remembered_latent_);
  listener_->hear(remembered_latent_, encoding_);
}

void Ear::encode_recent() {
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
          .activity = activity_,
          .passages = listener_ ? &listener_->passages() : nullptr,
          .sounds = has_heard_ && silent_steps_ == 0,
          .is_phrase = is_phrase_,
          .is_turn = turn_steps_ > 0};
}

HeardReport Ear::report() const {
  const std::span<const float> encoding(encoding_);
  const auto [nearest, likeness] = nearest_of(values_of(*checkpoint_, "encodings"), encoding);
  const double kept = listener_ ? static_cast<double>(listener_->passages().size()) : 0.;
  return {.sound = features_.description(),
          .presence = presence_,
          .is_phrase = is_phrase_,
          .is_turn = turn_steps_ > 0,
          .nearest = known_ > 0 ? nearest : -1,
          .likeness = likeness,
          .familiarity = nearest_of(values_of(*checkpoint_, "places"), encoding).second,
          .remembered_s = static_cast<float>(kept / checkpoint_->description.step_rate())};
}

}  // namespace aeolian
