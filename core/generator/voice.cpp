// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/generator/voice.h"

#include <algorithm>
#include <cmath>
#include <string>
#include <utility>

#include "core/generator/tail_mix.h"
#include "core/state_archive.h"

namespace aeolian {

namespace {

/** Gain of a held spectrum per frame: about -8 dB per second at 172 frames per second. */
constexpr float frame_decay = 0.995f;

}  // namespace

ErrorOr<std::unique_ptr<Voice>> Voice::create(const std::shared_ptr<const Checkpoint>& checkpoint,
                                              const VoiceOptions& options) {
  auto engines = make_morph_engines(checkpoint, options.weights);
  if (!engines) return tl::unexpected(engines.error());
  return create(std::move(engines->first), options, std::move(engines->second));
}

ErrorOr<std::unique_ptr<Voice>> Voice::create(std::unique_ptr<Engine> engine, const VoiceOptions& options,
                                              std::unique_ptr<Engine> second) {
  const auto size = static_cast<std::size_t>(engine->description().encoding_size);
  for (const auto* encoding : {&options.encoding, &options.morph_to}) {
    if (!encoding->empty() && encoding->size() != size)
      return fail("the encoding has " + std::to_string(encoding->size()) + " values, the model takes " +
                  std::to_string(size));
  }
  return std::unique_ptr<Voice>(new Voice(std::move(engine), std::move(second), options));
}

Voice::Voice(std::unique_ptr<Engine> engine, std::unique_ptr<Engine> second, const VoiceOptions& options)
    : front_end_(engine->description().front_end),
      generator_(std::move(engine), std::move(second), options),
      look_ahead_(options.phase_look_ahead.value_or(suited_look_ahead(front_end_))),
      phase_(front_end_, look_ahead_, options.seed),
      stft_(front_end_),
      overlap_add_(front_end_),
      log_bins_(front_end_.bins()),
      bins_(front_end_.bins()),
      window_(front_end_.window) {
  if (options.quality == Quality::refined) refinement_.emplace(front_end_);
  if (const auto edges = generator_.stereo_edges(); !edges.empty())
    side_.emplace(front_end_, edges, frames_of_delay());
  if (look_ahead_ > 0) {
    // Starts with a frame of silence, so that the engine's steps coincide with the steps of this source.
    std::ranges::fill(log_bins_, log_silence);
    phase_.process(log_bins_, bins_);
  }
}

/** Delay from a frame to the hop that begins with it. */
int Voice::frames_of_delay() const {
  return look_ahead_ + (refinement_ ? Refinement::look_ahead : 0);
}

Response Voice::response() const {
  const int first = frames_of_delay() * front_end_.hop;
  return {.first = first, .half = first + front_end_.window / 2};
}

void Voice::apply(const ControlEvent& event) {
  if (event.parameter == ParameterId::refinement)
    refines_ = event.number != 0.f;
  else if (event.parameter == ParameterId::width)
    set_width(event);
  else
    generator_.apply(event);
}

void Voice::set_width(const ControlEvent& event) {
  if (side_) side_->go(event.number, std::lround(event.glide_s * front_end_.frame_rate()));
}

void Voice::render(std::span<float> samples) {
  generator_.next(log_bins_);
  if (side_) side_->take(generator_.image(), generator_.transposition());
  phase_.process(log_bins_, bins_);
  add_up(samples);
}

/** Adds the frame in bins_ to the sound, and outputs the next finished hop. */
void Voice::add_up(std::span<float> samples) {
  if (!refinement_) {
    stft_.inverse(bins_, window_);
    overlap_add_.push(window_);
    overlap_add_.pop(samples);
    if (side_) side_->add_up(bins_);
    return;
  }
  refinement_->push(bins_);
  if (refines_) {
    refinement_->refine(bins_);
    phase_.follow(bins_);
  }
  refinement_->pop(samples);
  if (side_) side_->add_up(refinement_->oldest());
}

void Voice::add_tail(TailMix& mix, StereoFrame gain) const {
  mix.add(refinement_ ? refinement_->pending() : overlap_add_.pending(), gain);
  const int hops_pending = refinement_ ? Refinement::look_ahead : 0;
  if (!side_ || side_->pending().empty()) return mix.add_held(phase_, frame_decay, hops_pending, gain);
  mix.add(side_->pending(), {gain.left, -gain.right});
  mix.add_held(phase_, frame_decay, hops_pending, gain, side_->factors());
}

void Voice::archive(StateArchive& state) {
  generator_.archive(state);
  phase_.archive(state);
  state.value(refines_);
  bool is_refined = refinement_.has_value();
  state.value(is_refined);
  if (!state.require(is_refined == refinement_.has_value())) return;
  if (refinement_)
    refinement_->archive(state);
  else
    overlap_add_.archive(state);
  if (side_) side_->archive(state);
}

}  // namespace aeolian
