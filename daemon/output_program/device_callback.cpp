// SPDX-License-Identifier: GPL-3.0-or-later
#include "daemon/output_program/device_callback.h"

#include <algorithm>

namespace aeolian::daemon {

void pass_on(HeardBlock block, SharedStream& stream) noexcept AEOLIAN_NONBLOCKING {
  std::array<float, 256> samples{};
  while (block.frames > 0) {
    const std::size_t count = std::min(block.frames, samples.size());
    for (std::size_t i = 0; i < count; ++i) {
      const float left = block.left[i * block.stride];
      samples[i] = block.right == nullptr ? left : 0.5f * (left + block.right[i * block.stride]);
    }
    stream.push_heard(std::span(samples).first(count));
    block.left += count * block.stride;
    if (block.right != nullptr) block.right += count * block.stride;
    block.frames -= count;
  }
}

void DeviceCallback::fill(DeviceBlock block, bool was_late,
                          Clock::time_point now) noexcept AEOLIAN_NONBLOCKING {
  denormals_off();
  StreamCounters& counters = stream_.counters();
  counters.callbacks.fetch_add(1, std::memory_order_relaxed);
  if (was_late) {
    counters.xruns.fetch_add(1, std::memory_order_relaxed);
  }
  if (block.frames > longest_block_.load(std::memory_order_relaxed)) {
    longest_block_.store(block.frames, std::memory_order_relaxed);
    playback_.prepare(block.frames);
  }
  judge_pace(block.frames, now);
  const bool plays = stream_.consumer() == Consumer::device;
  if (!plays) silence(piece_.frames());
  while (block.frames > 0) {
    const PairedFrames piece = piece_.frames().first(std::min(block.frames, longest));
    if (plays) make(piece);
    put(piece, block);
  }
}

/** Copies `piece` to the beginning of `block`, which is then the rest of it. */
void DeviceCallback::put(ConstPairedFrames piece, DeviceBlock& block) noexcept AEOLIAN_NONBLOCKING {
  const bool is_mono = block.channels == 1;
  for (std::size_t channel = 0; channel < block.channels; ++channel) {
    float*& to = block.samples[channel];
    for (std::size_t i = 0; i < piece.size(); ++i, to += block.stride)
      *to = is_mono ? piece.pair(0)[i].mid() : sample(piece, channel, i);
  }
  block.frames -= piece.size();
}

void DeviceCallback::make(PairedFrames piece) noexcept AEOLIAN_NONBLOCKING {
  if (Handover* handover = leaving_.load()) {
    handover->leave(playback_, piece);
  } else if (Handover* arrival = arriving_.load()) {
    if (arrival->arrive(playback_, piece)) {
      arriving_.store(nullptr);
      rests_.store(false);
    }
  } else if (rests_.load()) {
    silence(piece);
  } else {
    playback_.render(piece);
  }
}

void DeviceCallback::judge_pace(std::size_t frames, Clock::time_point now) noexcept AEOLIAN_NONBLOCKING {
  const double buffer_s = buffer_s_.load(std::memory_order_relaxed);
  if (buffer_s == 0.) {
    return;
  }
  const PaceMeter::Finding finding = pace_.block(now, frames, buffer_s);
  if (rests_.load()) {
    return;  // nothing audible is missed now
  }
  if (finding.stall) {
    stream_.counters().stalls.fetch_add(1, std::memory_order_relaxed);
  }
  count_gap(finding.gap_s);
}

void DeviceCallback::count_gap(double seconds) noexcept AEOLIAN_NONBLOCKING {
  if (seconds <= 0.) {
    return;
  }
  StreamCounters& counters = stream_.counters();
  counters.gaps.fetch_add(1, std::memory_order_relaxed);
  counters.gap_time.fetch_add(static_cast<std::uint64_t>(1e9 * seconds), std::memory_order_relaxed);
}

}  // namespace aeolian::daemon
