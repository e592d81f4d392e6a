// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/generator/source_crossfader.h"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <thread>
#include <utility>

#include "core/generator/adapted_source.h"

namespace aeolian {
namespace {

/** Polling interval of the control side. */
constexpr std::chrono::milliseconds interval{2};

bool finite(const StereoFrame& frame) {
  return std::isfinite(frame.left) && std::isfinite(frame.right);
}

}  // namespace

SourceCrossfader::SourceCrossfader(std::unique_ptr<Source> first)
    : sample_rate_(first->sample_rate()),
      hop_(first->hop()),
      hops_per_step_(first->hops_per_step()),
      tail_size_(first->tail_size()),
      pairs_(first->pairs()),
      present_(std::move(first)),
      rise_(static_cast<std::size_t>(std::lround(fade_s * sample_rate_))),
      other_(static_cast<std::size_t>(std::max(tail_size_, hop_)), pairs_) {
  for (std::size_t i = 0; i < rise_.size(); ++i) {
    const double position = (static_cast<double>(i) + 0.5) / static_cast<double>(rise_.size());
    rise_[i] = static_cast<float>(std::sin(0.5 * std::numbers::pi * position));
  }
}

SourceCrossfader::~SourceCrossfader() {
  delete offered_.load();
  delete retired_.load();
}

bool SourceCrossfader::offer(std::unique_ptr<Source>&& next, std::uint64_t step) {
  if (busy_.load(std::memory_order_acquire)) {
    return false;
  }
  take_retired();  // frees the slot if the control side has not fetched the last one
  busy_.store(true, std::memory_order_relaxed);
  not_before_ = step;
  offered_.store(adapted(std::move(next), *this).release(), std::memory_order_release);
  return true;
}

bool SourceCrossfader::offer_second(std::unique_ptr<SecondModel>&& second, std::uint64_t step) {
  if (busy_.load(std::memory_order_acquire)) return false;
  take_retired_second();
  busy_.store(true, std::memory_order_relaxed);
  not_before_ = step;
  exchanged_ = std::move(second);
  exchange_.store(Exchange::offered, std::memory_order_release);
  return true;
}

std::unique_ptr<SecondModel> SourceCrossfader::take_retired_second() {
  if (exchange_.load(std::memory_order_acquire) != Exchange::done) return nullptr;
  exchange_.store(Exchange::none, std::memory_order_relaxed);
  return std::move(exchanged_);
}

std::unique_ptr<Source> SourceCrossfader::take_retired() {
  return std::unique_ptr<Source>(retired_.exchange(nullptr, std::memory_order_acquire));
}

/** The present step may have begun before the events came; the next one begins with them. */
bool SourceCrossfader::settle(std::chrono::milliseconds patience) const {
  const std::uint64_t settled = steps_.load(std::memory_order_acquire) + 2;
  for (auto waited = interval; waited < patience; waited += interval) {
    if (steps_.load(std::memory_order_acquire) >= settled) return true;
    std::this_thread::sleep_for(interval);
  }
  return false;
}

bool SourceCrossfader::keep_state(StateRequest& request, std::chrono::milliseconds patience) {
  kept_.store(false, std::memory_order_relaxed);
  requested_.store(&request, std::memory_order_release);
  for (auto waited = interval; waited < patience; waited += interval) {
    if (kept_.load(std::memory_order_acquire)) return true;
    std::this_thread::sleep_for(interval);
  }
  const bool is_begun = requested_.exchange(nullptr, std::memory_order_acq_rel) == nullptr;
  while (is_begun && !kept_.load(std::memory_order_acquire)) std::this_thread::sleep_for(interval);
  return is_begun;
}

std::optional<std::uint64_t> SourceCrossfader::entered() const {
  if (awaits_step()) {
    return {};
  }
  return entered_.load(std::memory_order_relaxed);
}

bool SourceCrossfader::awaits_step() const {
  return offered_.load(std::memory_order_acquire) != nullptr ||
         exchange_.load(std::memory_order_acquire) == Exchange::offered;
}

Response SourceCrossfader::response() const {
  return (next_ ? next_ : present_)->response();
}

PassageTimes SourceCrossfader::passage_times() const {
  const PassageTimes present = present_->passage_times(), next = next_ ? next_->passage_times() : present;
  return {next.present_s, std::max({past_longest_s_, present.longest_s, next.longest_s})};
}

std::uint64_t SourceCrossfader::resets() const {
  return past_escapes_ + present_->resets() + (next_ ? next_->resets() : 0);
}

void SourceCrossfader::apply(const ControlEvent& event) {
  begin_step();  // before the first event of a step, so that the new source gets all of the step's events
  present_->apply(event);
  if (next_) {
    next_->apply(event);
  }
}

void SourceCrossfader::hear(std::span<const float> samples) {
  begin_step();
  present_->hear(samples);
  if (next_) next_->hear(samples);
}

HeardReport SourceCrossfader::heard() const {
  return (next_ ? next_ : present_)->heard();
}

PulseReport SourceCrossfader::pulse() const {
  return (next_ ? next_ : present_)->pulse();
}

void SourceCrossfader::render(PairedFrames frames) {
  begin_step();
  present_->render(frames);
  if (next_) {
    next_->render(other_.frames().first(frames.size()));
    mix(frames, faded_);
    faded_ += frames.size();
    if (faded_ >= rise_.size()) {
      retire();
    }
  }
  if (++hop_in_step_ == hops_per_step_) {
    hop_in_step_ = 0;
    looked_ = false;
    second_rests_.store(present_->second_rests(), std::memory_order_relaxed);
    steps_.store(steps() + 1, std::memory_order_release);
  }
}

void SourceCrossfader::tail(PairedFrames frames) {
  present_->tail(frames);
  if (next_) {
    next_->tail(other_.frames().first(frames.size()));
    mix(frames, faded_);
  }
}

/** Acts only at the first call in a step. */
void SourceCrossfader::begin_step() {
  if (std::exchange(looked_, true) || next_) return;
  take_offered();
  exchange_offered_second();
  const Exchange exchange = exchange_.load(std::memory_order_relaxed);
  const bool is_exchanged = exchange == Exchange::none || exchange == Exchange::done;
  if (offered_.load(std::memory_order_relaxed) == nullptr && !next_ && is_exchanged) keep_requested();
}

/** Lets the offered second model enter, once the previous one has faded out. */
void SourceCrossfader::exchange_offered_second() {
  const Exchange exchange = exchange_.load(std::memory_order_acquire);
  if (exchange == Exchange::offered) {
    if (steps() < not_before_) return;
    entered_.store(steps(), std::memory_order_relaxed);
    exchange_.store(Exchange::leaving, std::memory_order_release);
  } else if (exchange != Exchange::leaving) {
    return;
  }
  if (!present_->exchange_second(exchanged_)) return;
  exchange_.store(Exchange::done, std::memory_order_release);
  busy_.store(false, std::memory_order_release);
}

void SourceCrossfader::keep_requested() {
  StateRequest* const request = requested_.exchange(nullptr, std::memory_order_acquire);
  if (!request) return;
  present_->archive(request->state);
  request->step = steps();
  kept_.store(true, std::memory_order_release);
}

/** Starts to fade in the source that was offered, if any. */
void SourceCrossfader::take_offered() {
  Source* const offered = offered_.load(std::memory_order_acquire);
  if (offered != nullptr && steps() >= not_before_) {
    next_.reset(offered);
    faded_ = 0;
    entered_.store(steps(), std::memory_order_relaxed);
    offered_.store(nullptr, std::memory_order_release);
  }
}

/** The fade is complete: the old source waits for the control side, which alone may free it. */
void SourceCrossfader::retire() {
  past_escapes_ += present_->resets();
  past_longest_s_ = std::max(past_longest_s_, present_->passage_times().longest_s);
  std::swap(present_, next_);
  retired_.store(next_.release(), std::memory_order_release);
  busy_.store(false, std::memory_order_release);
}

/**
 * Mixes the next source's frames in other_ into `frames`, whose first one is at `position` of the fade. The
 * old source may be leaving because it produces values that are not finite; these count as silence.
 */
void SourceCrossfader::mix(PairedFrames frames, std::size_t position) const {
  for (std::size_t i = 0; i < frames.size(); ++i, ++position) {
    const bool fading = position < rise_.size();
    const float rise = fading ? rise_[position] : 1.f;
    const float fall = fading ? rise_[rise_.size() - 1 - position] : 0.f;
    for (std::size_t pair = 0; pair < frames.pairs(); ++pair) {
      StereoFrame& frame = frames.pair(pair)[i];
      const StereoFrame leaving = finite(frame) ? fall * frame : StereoFrame();
      frame = leaving + rise * other_.frames().pair(pair)[i];
    }
  }
}

}  // namespace aeolian
