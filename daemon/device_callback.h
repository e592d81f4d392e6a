#pragma once

#include <array>
#include <cstddef>

#include "core/realtime.h"
#include "core/stream/playback.h"

namespace aeolian {

/**
 * What a device calls for each block: plays the stream to every channel once its turn has come, and silence
 * before. Counts each block, as the heartbeat. One thread at a time; allocates, locks and waits for nothing.
 */
class DeviceCallback {
 public:
  /** Both must outlive it; `channels` of interleaved samples. */
  DeviceCallback(SharedStream& stream, Playback& playback, int channels)
      : stream_(stream), playback_(playback), channels_(static_cast<std::size_t>(channels)) {}

  /** Fills `frames` frames of interleaved samples; `was_late` = the device has missed something before. */
  void fill(float* samples, std::size_t frames, bool was_late) noexcept AEOLIAN_NONBLOCKING;

 private:
  static constexpr std::size_t longest = 4096;  // frames made at once; longer blocks are made in pieces

  SharedStream& stream_;
  Playback& playback_;
  std::size_t channels_;
  std::array<float, longest> mono_{};
};

}  // namespace aeolian
