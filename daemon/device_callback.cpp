#include "daemon/device_callback.h"

#include <algorithm>
#include <span>

namespace aeolian {

void DeviceCallback::fill(float* samples, std::size_t frames, bool was_late) noexcept AEOLIAN_NONBLOCKING {
  denormals_off();
  StreamCounters& counters = stream_.counters();
  counters.callbacks.fetch_add(1, std::memory_order_relaxed);
  if (was_late) {
    counters.xruns.fetch_add(1, std::memory_order_relaxed);
  }
  if (stream_.consumer() != Consumer::device) {
    playback_.prepare(frames);
    std::fill_n(samples, frames * channels_, 0.f);
    return;
  }
  while (frames > 0) {
    const std::span piece = std::span(mono_).first(std::min(frames, longest));
    playback_.render(piece);
    for (const float sample : piece) {
      samples = std::fill_n(samples, channels_, sample);
    }
    frames -= piece.size();
  }
}

}  // namespace aeolian
