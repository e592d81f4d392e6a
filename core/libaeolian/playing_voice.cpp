// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/libaeolian/playing_voice.h"

#include <algorithm>
#include <sstream>
#include <string>
#include <utility>

#include "core/control/parameters.h"
#include "core/generator/model_source.h"
#include "core/realtime.h"
#include "core/stream/output_change.h"

namespace aeolian {
namespace {

/** Refuses values outside the range, and NaN. */
ErrorOr<void> check_between(std::string_view name, double value, double minimum, double maximum,
                            std::string_view unit) {
  if (value >= minimum && value <= maximum) return {};
  std::ostringstream text;
  text << name << ": " << value << " is not within " << minimum << " to " << maximum
       << (unit.empty() ? "" : " ") << unit;
  return fail(text.str());
}

ErrorOr<void> check_glide(float glide_s) {
  return check_between("glide", glide_s, 0., longest_glide_s, "s");
}

}  // namespace

ErrorOr<void> check_range(ParameterId parameter, float value) {
  const ParameterSpec& spec = parameter_spec(parameter);
  return check_between(spec.name, value, spec.minimum, spec.maximum, spec.unit);
}

ErrorOr<std::unique_ptr<PlayingVoice>> PlayingVoice::create(std::shared_ptr<const OpenCheckpoint> checkpoint,
                                                            const VoiceOptions& options) {
  auto source = make_model_source(checkpoint->model, options);
  if (!source) return tl::unexpected(source.error());
  return std::unique_ptr<PlayingVoice>(new PlayingVoice(std::move(checkpoint), std::move(*source)));
}

PlayingVoice::PlayingVoice(std::shared_ptr<const OpenCheckpoint> checkpoint, std::unique_ptr<Source> source)
    : checkpoint_(std::move(checkpoint)),
      source_(std::move(source)),
      stage_(source_->sample_rate()),
      frames_(static_cast<std::size_t>(source_->hop())) {
  stage_.set_fade(1.f, 0.f);
}

std::size_t PlayingVoice::step_size() const {
  return frames_.size() * static_cast<std::size_t>(source_->hops_per_step());
}

/** Calls `put(i, frame)` with each of the next `count` frames. */
template <class Put>
void PlayingVoice::render_each(std::size_t count, Put put) noexcept {
  const DenormalsOff denormals_are_off;
  for (std::size_t made = 0; made < count;) {
    if (unread_.empty()) render_hop();
    const auto part = unread_.first(std::min(count - made, unread_.size()));
    for (const StereoFrame& frame : part) put(made++, frame);
    unread_ = unread_.subspan(part.size());
  }
}

void PlayingVoice::render(std::span<float> samples) noexcept {
  render_each(samples.size(), [&](std::size_t i, const StereoFrame& frame) { samples[i] = frame.mid(); });
}

void PlayingVoice::render(std::span<float> left, std::span<float> right) noexcept {
  render_each(left.size(), [&](std::size_t i, const StereoFrame& frame) {
    left[i] = frame.left;
    right[i] = frame.right;
  });
}

void PlayingVoice::render_hop() {
  if (hop_in_step_ == 0) apply_changes();
  hop_in_step_ = (hop_in_step_ + 1) % source_->hops_per_step();
  source_->render(frames_);
  stage_.process(frames_);
  unread_ = frames_;
}

/**
 * Applies only the changes waiting now, so that an endless stream of changes cannot hold up the audio side.
 */
void PlayingVoice::apply_changes() {
  ControlEvent event;
  for (auto waiting = changes_.size(); waiting > 0 && changes_.pop(event); --waiting) {
    source_->apply(event);
    if (const auto change = output_change(event)) follow(stage_, *change);
  }
}

ErrorOr<void> PlayingVoice::send(const ControlEvent& event) {
  if (changes_.push(event)) return {};
  return fail(std::to_string(changes_.capacity()) + " changes are already waiting: render, then try again");
}

ErrorOr<void> PlayingVoice::set_seed(std::uint64_t seed) {
  ControlEvent event;
  event.parameter = ParameterId::seed;
  event.seed = seed;
  return send(event);
}

ErrorOr<void> PlayingVoice::set_number(ParameterId parameter, float value, float glide_s) {
  if (auto checked = check_range(parameter, value); !checked) return checked;
  if (auto checked = check_glide(glide_s); !checked) return checked;
  ControlEvent event;
  event.parameter = parameter;
  event.number = value;
  event.glide_s = glide_s;
  return send(event);
}

ErrorOr<void> PlayingVoice::set_encoding(std::string_view name, float glide_s) {
  const auto index = checkpoint_->encodings.find(name);
  if (!index) return tl::unexpected(index.error());
  return send_encoding(checkpoint_->encodings.at(*index), glide_s);
}

ErrorOr<void> PlayingVoice::set_encoding(std::span<const float> values, float glide_s) {
  const auto size = static_cast<std::size_t>(checkpoint_->model->description.encoding_size);
  if (size == 0) return fail("this model takes no encoding");
  if (values.size() != size)
    return fail("an encoding of this model has " + std::to_string(size) + " values, not " +
                std::to_string(values.size()));
  const auto encoding = normalised(values);
  if (!encoding) return tl::unexpected(encoding.error());
  return send_encoding(*encoding, glide_s);
}

ErrorOr<void> PlayingVoice::clear_encoding(float glide_s) {
  return send_encoding(Encoding(), glide_s);
}

ErrorOr<void> PlayingVoice::send_encoding(const Encoding& encoding, float glide_s) {
  if (auto checked = check_glide(glide_s); !checked) return checked;
  ControlEvent event;
  event.parameter = ParameterId::encoding;
  event.encoding_size = static_cast<std::uint8_t>(encoding.size);
  event.encoding = encoding.values;
  event.glide_s = glide_s;
  return send(event);
}

}  // namespace aeolian
