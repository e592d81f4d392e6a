// SPDX-License-Identifier: GPL-3.0-or-later
#include "protocols/midi/midi_stream.h"

namespace aeolian::midi {
namespace {

constexpr std::uint8_t first_status = 0x80;
constexpr std::uint8_t first_system = 0xF0;
constexpr std::uint8_t end_of_exclusive = 0xF7;
constexpr std::uint8_t first_realtime = 0xF8;

}  // namespace

std::optional<ShortMidiMessage> Stream::push(std::uint8_t byte) noexcept {
  if (byte >= first_realtime) {
    if (message_size(byte) == 0) return {};
    return ShortMidiMessage{{byte}, 1};
  }
  return byte >= first_status ? begin(byte) : add(byte);
}

std::optional<ShortMidiMessage> Stream::begin(std::uint8_t status) noexcept {
  const bool is_cut_short = message_.size > 0 && !runs_on_;
  const bool exclusive_is_cut_short = is_exclusive_ && status != end_of_exclusive;
  if (is_cut_short || exclusive_is_cut_short) ++malformed_;
  message_ = {};
  runs_on_ = false;
  is_lost_ = false;
  is_exclusive_ = status == first_system;
  expected_ = message_size(status);
  if (expected_ == 0) return {};
  message_ = {{status}, 1};
  if (expected_ > 1) return {};
  const auto whole = message_;
  message_ = {};
  expected_ = 0;
  return whole;
}

std::optional<ShortMidiMessage> Stream::add(std::uint8_t data) noexcept {
  if (is_exclusive_) return {};
  if (expected_ == 0) {
    if (!is_lost_) ++malformed_;
    is_lost_ = true;
    return {};
  }
  runs_on_ = false;
  message_.bytes[message_.size++] = data;
  if (message_.size < expected_) return {};
  const auto whole = message_;
  if (whole.is_of_channel()) {
    message_ = {{whole.bytes[0]}, 1};
    runs_on_ = true;
  } else {
    message_ = {};
    expected_ = 0;
  }
  return whole;
}

}  // namespace aeolian::midi
