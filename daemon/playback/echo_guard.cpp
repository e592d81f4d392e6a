// SPDX-License-Identifier: GPL-3.0-or-later
#include "daemon/playback/echo_guard.h"

#include <speex/speex_echo.h>

#include <algorithm>
#include <cmath>
#include <utility>

namespace aeolian::daemon {
namespace {

constexpr std::size_t longest_block = 1024;
constexpr float full_scale = 32767.f;

/** The largest even divisor of a step up to longest_block. */
std::size_t block_of(std::size_t step) {
  std::size_t block = std::min(longest_block, step) / 2 * 2;
  while (block > 2 && step % block != 0) block -= 2;
  return block;
}

std::int16_t as_integer(float sample) {
  return static_cast<std::int16_t>(std::lround(full_scale * std::clamp(sample, -1.f, 1.f)));
}

}  // namespace

void EchoGuard::Close::operator()(SpeexEchoState_* state) const {
  speex_echo_state_destroy(state);
}

EchoGuard::EchoGuard(std::unique_ptr<StepInput> input, int sample_rate, std::size_t step)
    : input_(std::move(input)), block_(block_of(step)), played_(step), heard_(block_), rest_(block_) {
  const int longest = static_cast<int>(longest_echo_s * sample_rate);
  canceller_.reset(speex_echo_state_init(static_cast<int>(block_), longest));
  speex_echo_ctl(canceller_.get(), SPEEX_ECHO_SET_SAMPLING_RATE, &sample_rate);
}

void EchoGuard::fill(std::span<float> step) {
  input_->take(step);
  for (std::size_t at = 0; at + block_ <= step.size(); at += block_) {
    const auto block = step.subspan(at, block_);
    std::ranges::transform(block, heard_.begin(), as_integer);
    speex_echo_cancellation(canceller_.get(), heard_.data(), played_.data() + at, rest_.data());
    std::ranges::transform(rest_, block.begin(),
                           [](std::int16_t sample) { return static_cast<float>(sample) / full_scale; });
  }
}

void EchoGuard::played(std::span<const StereoFrame> frames) {
  std::ranges::transform(frames, played_.begin(),
                         [](const StereoFrame& frame) { return as_integer(frame.mid()); });
}

}  // namespace aeolian::daemon
