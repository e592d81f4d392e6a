// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <atomic>
#include <cstddef>
#include <memory>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "tests/integration/jack_client.h"
#include "tests/integration/midi_file.h"

namespace aeolian {

/**
 * A JACK client that sends MIDI messages, each at its frame, and records the returned sound from the first
 * message's frame on. Must not outlive its server.
 */
class JackPerformer {
 public:
  /** Connects to the server; null = there is none. Records for `tail_s` after the last message. */
  static std::unique_ptr<JackPerformer> open(const std::string& name, std::vector<TimedMessage> messages,
                                             double tail_s);

  int sample_rate() const { return client_.rate(); }

  /** Connects its messages to the port `midi_in`, and the port `sound_out` to itself; false = not yet. */
  bool connect(const std::string& midi_in, const std::string& sound_out) const;

  void start() { plays_ = true; }
  bool is_done() const { return frames_.load(std::memory_order_acquire) == recorded_.size(); }

  /** The recording, once it is complete: begins with the frame of second 0. */
  std::span<const float> heard() const { return recorded_; }

 private:
  JackPerformer(const std::string& name, std::vector<TimedMessage> messages)
      : messages_(std::move(messages)), client_(name) {}
  void process(jack_nframes_t frames) noexcept;

  jack_port_t *out_ = nullptr, *in_ = nullptr;
  std::vector<TimedMessage> messages_;
  std::size_t next_ = 0;
  std::vector<float> recorded_;
  std::atomic<bool> plays_ = false;
  std::atomic<std::size_t> frames_ = 0;
  JackClient client_;
};

}  // namespace aeolian
