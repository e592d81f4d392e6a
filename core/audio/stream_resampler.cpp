// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/audio/stream_resampler.h"

#include <algorithm>
#include <string>

namespace aeolian {

ErrorOr<StreamResampler> StreamResampler::create(int from, int to) {
  const double ratio = static_cast<double>(to) / from;
  if (from <= 0 || to <= 0 || src_is_valid_ratio(ratio) == 0) {
    return fail("a stream at " + std::to_string(from) + " Hz cannot be played at " + std::to_string(to) +
                " Hz");
  }
  int error = 0;
  SRC_STATE* const state = src_new(SRC_SINC_MEDIUM_QUALITY, /*channels=*/2, &error);
  if (state == nullptr) {
    return fail("resampling to " + std::to_string(to) + " Hz: " + src_strerror(error));
  }
  return StreamResampler(state, ratio);
}

std::size_t StreamResampler::process(std::span<const StereoFrame>& unread,
                                     std::span<StereoFrame> out) noexcept AEOLIAN_NONBLOCKING {
  SRC_DATA data{};
  data.data_in = interleaved(unread).data();
  data.input_frames = static_cast<long>(unread.size());
  data.data_out = interleaved(out).data();
  data.output_frames = static_cast<long>(out.size());
  data.src_ratio = ratio_;
  if (src_process(state_.get(), &data) != 0) {
    std::ranges::fill(out, StereoFrame());
    return out.size();
  }
  unread = unread.subspan(static_cast<std::size_t>(data.input_frames_used));
  return static_cast<std::size_t>(data.output_frames_gen);
}

std::size_t resample_pairs(std::span<StreamResampler> of_pairs, ConstPairedFrames& unread,
                           PairedFrames out) noexcept AEOLIAN_NONBLOCKING {
  std::size_t made = 0, left = 0;
  for (std::size_t pair = 0; pair < of_pairs.size(); ++pair) {
    std::span<const StereoFrame> of_pair = unread.pair(pair);
    made = of_pairs[pair].process(of_pair, out.pair(pair));
    left = of_pair.size();
  }
  unread = unread.last(left);
  return made;
}

}  // namespace aeolian
