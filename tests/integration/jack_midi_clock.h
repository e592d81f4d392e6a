// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <atomic>
#include <cstdint>
#include <memory>
#include <mutex>
#include <random>
#include <string>
#include <vector>

#include "core/tempo/beat_line.h"
#include "tests/integration/jack_client.h"

namespace aeolian {

/** A JACK client that sends a MIDI clock at one output port, NAME:out, with a jitter of up to 2 ms. */
class JackMidiClock {
 public:
  /** Connects to the server and sends a start with the first clock; null = there is no server. */
  static std::unique_ptr<JackMidiClock> open(const std::string& name, double tempo);

  bool connect_to(const std::string& port) const;

  void set_tempo(double tempo) { tempo_ = tempo; }
  /** Sends a start before the next clock. */
  void start() { starts_ = true; }
  /** Sends a stop; the clocks continue. */
  void stop() { stops_ = true; }

  /** The beats of the song as last sent. */
  BeatLine line() const;

 private:
  explicit JackMidiClock(const std::string& name) : client_(name) {}
  void send(jack_nframes_t frames);

  jack_port_t* port_ = nullptr;
  std::atomic<double> tempo_ = 120.;
  std::atomic<bool> starts_ = true, stops_ = false;
  std::mt19937 random_;
  double next_ = 0.;        ///< frames from the beginning of the block until the next clock is due
  std::int64_t clock_ = 0;  ///< number of the next clock in the song
  mutable std::mutex mutex_;
  BeatLine line_;
  JackClient client_;
};

}  // namespace aeolian
