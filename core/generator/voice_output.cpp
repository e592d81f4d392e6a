// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/generator/voice_output.h"

namespace aeolian {
namespace {

/** Adds one frame of a voice to channel `first` and the next one, at position `at`. */
void add_frame(StereoFrame frame, std::size_t first, std::size_t channels, PairedFrames sum,
               std::size_t at) noexcept {
  StereoFrame& own = sum.pair(first / 2)[at];
  if (first + 1 == channels) {
    (first % 2 == 0 ? own.left : own.right) += frame.mid();
  } else if (first % 2 == 0) {
    own += frame;
  } else {
    own.right += frame.left;
    sum.pair(first / 2 + 1)[at].left += frame.right;
  }
}

}  // namespace

void add_on_channels(std::span<const StereoFrame> sound, std::size_t first, std::size_t channels,
                     PairedFrames sum) noexcept {
  for (std::size_t i = 0; i < sound.size(); ++i) add_frame(sound[i], first, channels, sum, i);
}

VoiceOutput::VoiceOutput(std::size_t channels) : levels_(channels, Ramp(0.f)) {
  levels_.front() = Ramp(1.f);
}

/** All levels arrive together, so that their sum stays constant, even in the middle of another move. */
void VoiceOutput::go(std::size_t first, std::size_t samples) noexcept {
  if (levels_[first].target() == 1.f) return;
  for (std::size_t channel = 0; channel < levels_.size(); ++channel) {
    levels_[channel] = Ramp(levels_[channel].value());
    levels_[channel].go(channel == first ? 1.f : 0.f, samples);
  }
}

void VoiceOutput::add(std::span<const StereoFrame> voice, PairedFrames sum) noexcept {
  for (std::size_t channel = 0; channel < levels_.size(); ++channel) {
    Ramp& level = levels_[channel];
    if (level.value() != level.target()) {
      add_moving(level, channel, voice, sum);
    } else if (level.value() == 1.f) {
      add_on_channels(voice, channel, levels_.size(), sum);
    }
  }
}

void VoiceOutput::add_moving(Ramp& level, std::size_t first, std::span<const StereoFrame> voice,
                             PairedFrames sum) const noexcept {
  for (std::size_t i = 0; i < voice.size(); ++i)
    add_frame(level.next() * voice[i], first, levels_.size(), sum, i);
}

void VoiceOutput::archive(StateArchive& state) {
  for (Ramp& level : levels_) state.value(level);
}

}  // namespace aeolian
