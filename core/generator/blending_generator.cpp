// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/generator/blending_generator.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include "core/random.h"
#include "core/state_archive.h"

namespace aeolian {
namespace {

/** First random stream for seeds of second models; those below are MorphingGenerator's. */
constexpr std::uint64_t second_model_stream = std::uint64_t{1} << 32;

std::uint64_t seed_of_second(std::uint64_t seed, std::uint64_t number) {
  return Random(seed, second_model_stream + number).bits();
}

/** An idle model applies a change at once; otherwise it would start with the glide. */
ControlEvent taken_by(bool plays, ControlEvent event) {
  if (!plays) event.glide_s = 0.f;
  return event;
}

}  // namespace

BlendingGenerator::BlendingGenerator(std::unique_ptr<Engine> engine, std::unique_ptr<Engine> second,
                                     const VoiceOptions& options)
    : first_(std::move(engine), std::move(second), options) {}

void BlendingGenerator::blend_with(SecondVoice* second) {
  second_ = second;
  share_ = 0.f;
  if (second_) second_->begin_like(first_, seed_of_second(first_.seed(), ++seconds_begun_));
}

void BlendingGenerator::apply(const ControlEvent& event) {
  if (event.parameter == ParameterId::model_weight) {
    const double frames = event.glide_s * description().front_end.frame_rate();
    return weight_.go(event.number, static_cast<std::size_t>(std::lround(frames)));
  }
  first_.apply(taken_by(first_plays(), event));
  if (!second_) return;
  ControlEvent other = taken_by(second_plays(), event);
  if (event.parameter == ParameterId::seed) other.seed = seed_of_second(event.seed, seconds_begun_);
  second_->apply(other);
}

/** Decides which models play the next frame. */
void BlendingGenerator::begin_frame() {
  has_begun_ = true;
  weight_.next();
  const bool first_played = first_plays(), second_played = second_plays();
  share_ = second_ ? weight_.value() * second_->presence() : 0.f;
  if (!second_) return;
  if (first_plays() && !first_played) first_.keep_time_with(second_->generator());
  if (second_plays() && !second_played) second_->keep_time_with(first_);
  if (first_plays() && second_plays() && !(first_played && second_played)) second_->restart_transport();
}

void BlendingGenerator::prepare(StepBatch& batch) {
  begin_frame();
  if (first_plays()) first_.prepare(batch);
  if (second_plays()) second_->prepare();
}

void BlendingGenerator::next(std::span<float> log_bins) {
  if (!std::exchange(has_begun_, false)) {
    begin_frame();
    has_begun_ = false;
  }
  if (first_plays()) first_.next(log_bins);
  if (first_plays() && second_plays())
    second_->blend(share_, log_bins, first_.image());
  else if (second_plays())
    second_->next(log_bins);
  first_.hold_back(log_bins);
}

std::span<const ImageBand> BlendingGenerator::image() const {
  if (!second_plays()) return first_.image();
  return first_plays() ? second_->blended_image() : second_->generator().image();
}

PassageTimes BlendingGenerator::passage_times() const {
  PassageTimes times = first_.passage_times();
  if (!second_) return times;
  const PassageTimes other = second_->generator().passage_times();
  if (!first_plays()) times.present_s = 0.;
  if (second_plays()) times.present_s = std::max(times.present_s, other.present_s);
  times.longest_s = std::max(times.longest_s, other.longest_s);
  return times;
}

std::uint64_t BlendingGenerator::resets() const {
  return first_.resets() + (second_ ? second_->generator().resets() : 0);
}

void BlendingGenerator::archive_blend(StateArchive& state) {
  state.value(weight_);
  state.value(seconds_begun_);
  state.value(share_);
  state.require(weight_.stays_within(0.f, 1.f) && share_ >= 0.f && share_ <= (second_ ? 1.f : 0.f));
  if (second_) second_->archive(state);
}

}  // namespace aeolian
