// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <atomic>
#include <cstddef>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "tests/integration/jack_client.h"

namespace aeolian {

/**
 * A JACK client with one or more inputs that records from the first non-zero sample on; PortAudio sees it as
 * a device. Must not outlive its server.
 */
class JackSink {
 public:
  /** Connects to the server; null = there is none. Records at most `longest` frames. */
  static std::unique_ptr<JackSink> open(const std::string& name, std::size_t longest, std::size_t inputs = 2);

  int sample_rate() const { return client_.rate(); }

  /** Full names of the ports connected to the inputs, sorted. */
  std::vector<std::string> connected_to() const;

  /** The number of frames recorded so far; any thread. */
  std::size_t frames() const { return frames_.load(std::memory_order_acquire); }

  /** The server's time of the first recorded frame (jack_last_frame_time), once there is one. */
  jack_nframes_t first_frame() const { return first_frame_; }

  /** Waits until `frames` are recorded; false if the server ends, or after a generous timeout. */
  bool wait_for(std::size_t frames) const;

  /** The samples recorded at input number `input`, counted from 0. */
  std::span<const float> channel(std::size_t input) const {
    return std::span(recorded_[input]).first(frames());
  }
  std::span<const float> left() const { return channel(0); }
  std::span<const float> right() const { return channel(1); }

 private:
  JackSink(const std::string& name, std::size_t longest, std::size_t inputs);
  void process(jack_nframes_t frames);

  std::vector<jack_port_t*> ports_;
  std::vector<std::vector<float>> recorded_;  // one per port
  jack_nframes_t first_frame_ = 0;            // written before frames_
  std::atomic<std::size_t> frames_ = 0;
  std::atomic<bool> server_ended_ = false;
  JackClient client_;
};

}  // namespace aeolian
