// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/stream/playback.h"

#include <algorithm>
#include <cmath>
#include <utility>

namespace aeolian {
namespace {

constexpr float quick_fade = 0.1f;  // seconds

/** Sets `largest` to `value` if that is larger, even if another thread or process changes it meanwhile. */
template <class Value>
void raise(std::atomic<Value>& largest, Value value) noexcept AEOLIAN_NONBLOCKING {
  Value before = largest.load(std::memory_order_relaxed);
  while (value > before && !largest.compare_exchange_weak(before, value, std::memory_order_relaxed)) {
  }
}

/** A change that arrived while its block was overdue took effect at once: negative times count as 0. */
void record(StreamLatency::Times& times, std::chrono::nanoseconds first,
            float half_s) noexcept AEOLIAN_NONBLOCKING {
  first = std::max(first, std::chrono::nanoseconds(0));
  times.first.record(first);
  times.half.record(first + std::chrono::nanoseconds(static_cast<std::int64_t>(1e9f * half_s)));
}

}  // namespace

ErrorOr<std::unique_ptr<Playback>> Playback::create(SharedStream& stream, int device_rate) {
  std::vector<StreamResampler> resamplers;
  while (device_rate != stream.sample_rate() && resamplers.size() < stream.pairs()) {
    auto made = StreamResampler::create(stream.sample_rate(), device_rate);
    if (!made) {
      return tl::unexpected(made.error());
    }
    resamplers.push_back(std::move(*made));
  }
  stream.counters().device_rate.store(static_cast<std::uint32_t>(device_rate), std::memory_order_relaxed);
  return std::unique_ptr<Playback>(new Playback(stream, device_rate, std::move(resamplers)));
}

Playback::Playback(SharedStream& stream, int device_rate, std::vector<StreamResampler> resamplers)
    : stream_(stream),
      resamplers_(std::move(resamplers)),
      ratio_(static_cast<double>(device_rate) / stream.sample_rate()),
      output_stage_(device_rate, stream.pairs()),
      pairs_(stream.pairs()),
      pending_(chunk, stream.pairs()) {}

void Playback::prepare(std::size_t block) noexcept AEOLIAN_NONBLOCKING {
  raise(largest_block_, static_cast<std::uint32_t>(std::ceil(static_cast<double>(block) / ratio_) + chunk));
  raise(stream_.counters().block, largest_block_.load(std::memory_order_relaxed));
}

void Playback::render(PairedFrames out, Clock::time_point now) noexcept AEOLIAN_NONBLOCKING {
  follow_marks(out.size(), now.time_since_epoch());
  follow_controls(now.time_since_epoch());
  taken_in_block_ = 0;
  if (resamplers_.empty()) {
    take(out);
  } else {
    resample(out);
  }
  const std::size_t non_finite = output_stage_.process(out);
  stream_.counters().non_finite.fetch_add(non_finite, std::memory_order_relaxed);
  count(out);
  stream_.keep_played(out);
  stream_.wake();
}

/** Applies the marks of a block of `block` samples due `now`, and sets the stream's clock by it. */
void Playback::follow_marks(std::size_t block, std::chrono::nanoseconds now) noexcept AEOLIAN_NONBLOCKING {
  const double nanoseconds_a_sample = 1e9 / stream_.sample_rate();
  const std::uint64_t begin = stream_.taken() - unread_.size();
  const auto zero = now.count() - std::llround(static_cast<double>(begin) * nanoseconds_a_sample);
  stream_.counters().zero_time.store(zero, std::memory_order_relaxed);

  const std::uint64_t end = begin + static_cast<std::uint64_t>(static_cast<double>(block) / ratio_);
  StreamMark mark;
  while (stream_.take_mark(std::min(end, stream_.written()), mark)) {
    if (mark.change) {
      stream_.set(*mark.change);
    }
    if (mark.arrived != 0) {
      const auto into = static_cast<double>(mark.position - std::min(begin, mark.position) + mark.first);
      const std::chrono::nanoseconds due(now.count() + std::llround(into * nanoseconds_a_sample));
      StreamLatency& latency = stream_.latency();
      record(mark.on_frames ? latency.frames : latency.model, due - std::chrono::nanoseconds(mark.arrived),
             mark.half_s);
    }
  }
}

void Playback::follow_controls(std::chrono::nanoseconds now) noexcept AEOLIAN_NONBLOCKING {
  if (!has_begun_) output_stage_.begin(stream_.gain().target, stream_.mute());
  for (const auto control : {OutputControl::gain, OutputControl::mute, OutputControl::fade}) {
    const std::int64_t arrived = stream_.take_arrival(control);
    OutputChange change{control, stream_.level(control)};
    if (control == OutputControl::fade) change.glide = fade_to_follow();
    const float ramp = follow(output_stage_, change);
    if (arrived != 0) {
      record(stream_.latency().output, now - std::chrono::nanoseconds(arrived), 0.5f * ramp);
    }
  }
  has_begun_ = true;
}

/**
 * The stream's fade, or a quick one when this output leaves, returns, or takes the place of another one that
 * has carried out the stream's: a fade-in of a minute is not repeated.
 */
Glide Playback::fade_to_follow() noexcept AEOLIAN_NONBLOCKING {
  Glide fade = stream_.fade();
  if (leaving_.load(std::memory_order_relaxed)) {
    has_left_ = true;
    return {0.f, quick_fade};
  }
  const bool is_repeated =
      !has_begun_ && stream_.counters().faded_to.load(std::memory_order_relaxed) == fade.target;
  if (std::exchange(has_left_, false) || is_repeated) fade.seconds = std::min(fade.seconds, quick_fade);
  return fade;
}

void Playback::resample(PairedFrames out) noexcept AEOLIAN_NONBLOCKING {
  while (!out.empty()) {
    if (unread_.empty()) {
      take(pending_.frames());
      unread_ = pending_.frames();
    }
    out = out.subspan(resample_pairs(resamplers_, unread_, out));
  }
}

/** Fills `frames` from the ring, and by concealment where the ring is empty. */
void Playback::take(PairedFrames frames) noexcept AEOLIAN_NONBLOCKING {
  taken_in_block_ += frames.size();
  if (in_tail_ && stream_.fill() >= stream_.return_fill()) {
    in_tail_ = false;
    returning_ = return_length;
  }
  std::size_t from_ring = 0;
  if (!in_tail_) {
    from_ring = stream_.take(frames);
    return_from_tail(frames.first(from_ring));
    for (std::size_t pair = 0; from_ring > 0 && pair < pairs_.size(); ++pair)
      pairs_[pair].last = frames.pair(pair)[from_ring - 1];
  }
  play_tail(frames.subspan(from_ring));
}

void Playback::play_tail(PairedFrames frames) noexcept AEOLIAN_NONBLOCKING {
  if (frames.empty()) {
    return;
  }
  if (!in_tail_) {
    if (stream_.written() == 0) {  // before the first step, nothing is missing
      silence(frames);
      return;
    }
    in_tail_ = true;
    for (std::size_t pair = 0; pair < pairs_.size(); ++pair) {
      auto& [tail, last] = pairs_[pair];
      tail.start(stream_.copy_tail(tail.storage(), pair), last);
    }
    stream_.counters().underruns.fetch_add(1, std::memory_order_relaxed);
  }
  for (std::size_t pair = 0; pair < pairs_.size(); ++pair) {
    for (StereoFrame& frame : frames.pair(pair)) frame = pairs_[pair].tail.next();
  }
}

/** Cross-fades from the concealment to `frames`, which came from the ring. */
void Playback::return_from_tail(PairedFrames frames) noexcept AEOLIAN_NONBLOCKING {
  const std::size_t count = std::min(frames.size(), returning_);
  for (std::size_t i = 0; i < count; ++i, --returning_) {
    const float ring_share = static_cast<float>(return_length + 1 - returning_) / (return_length + 1);
    for (std::size_t pair = 0; pair < pairs_.size(); ++pair) {
      StereoFrame& frame = frames.pair(pair)[i];
      frame = ring_share * frame + (1.f - ring_share) * pairs_[pair].tail.next();
    }
  }
}

void Playback::count(ConstPairedFrames out) noexcept AEOLIAN_NONBLOCKING {
  StreamCounters& counters = stream_.counters();
  counters.frames.fetch_add(out.size(), std::memory_order_relaxed);
  const float level = output_stage_.fade_level();
  counters.fade_level.store(level, std::memory_order_relaxed);
  if (!has_left_ && level == stream_.fade().target) counters.faded_to.store(level, std::memory_order_relaxed);
  float peak = 0.f;
  for (std::size_t pair = 0; pair < out.pairs(); ++pair) {
    for (const float sample : interleaved(out.pair(pair))) peak = std::max(peak, std::abs(sample));
  }
  raise(counters.peak, peak);
  tell_block();
}

/**
 * Announces the block size. A new consumer drops the larger blocks of the previous one, but not those that it
 * has announced.
 */
void Playback::tell_block() noexcept AEOLIAN_NONBLOCKING {
  raise(largest_block_, static_cast<std::uint32_t>(taken_in_block_));
  std::atomic<std::uint32_t>& block = stream_.counters().block;
  const std::uint32_t largest = largest_block_.load(std::memory_order_relaxed);
  if (is_new_.exchange(false, std::memory_order_relaxed)) {
    block.store(largest, std::memory_order_relaxed);
  } else {
    raise(block, largest);
  }
}

}  // namespace aeolian
