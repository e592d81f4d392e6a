// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <atomic>
#include <memory>
#include <mutex>
#include <string>

#include "core/tempo/beat_line.h"
#include "tests/integration/jack_client.h"

namespace aeolian {

/** A JACK client that starts and stops the transport, and acts as timebase master with bars of 6/8. */
class JackTransport {
 public:
  /**
   * Connects to the server; null = there is none, or it has another timebase master. `tempo` is in quarter
   * notes a minute.
   */
  static std::unique_ptr<JackTransport> open(const std::string& name, double tempo);

  void start() { jack_transport_start(client_.get()); }
  void stop() { jack_transport_stop(client_.get()); }
  void set_tempo(double tempo) { tempo_ = tempo; }
  /** Jumps ahead by about this many beats: one or two blocks are lost on the way. */
  void skip(double beats);

  /** The beats as of the last block, derived from the frames that the transport has run. */
  BeatLine line() const;

  /**
   * The beat at a frame of the server's time (jack_last_frame_time), extrapolated from the last block while
   * it rolls.
   */
  double beat_at(jack_nframes_t time) const;

 private:
  explicit JackTransport(const std::string& name) : client_(name) {}
  void count(jack_position_t& position) const;
  void look(jack_nframes_t frames);

  std::atomic<double> tempo_ = 120.;
  mutable std::mutex mutex_;
  BeatLine line_;
  jack_nframes_t frame_ = 0, time_ = 0;  ///< of the transport and of the server, at the last block
  JackClient client_;
};

}  // namespace aeolian
