// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <memory>
#include <string>
#include <vector>

#include "tests/integration/jack_client.h"

namespace aeolian {

/** A JACK client that repeats a sound at one output port, NAME:out. */
class JackSpeaker {
 public:
  /** Connects to the server; null = there is none. `sound` is at the server's rate. */
  static std::unique_ptr<JackSpeaker> open(const std::string& name, std::vector<float> sound);

  /** The number of inputs that its output is connected to. */
  int connections() const { return jack_port_connected(port_); }

 private:
  JackSpeaker(const std::string& name, std::vector<float> sound) : sound_(std::move(sound)), client_(name) {}
  void play(jack_nframes_t frames);

  std::vector<float> sound_;
  std::size_t at_ = 0;
  jack_port_t* port_ = nullptr;
  JackClient client_;
};

}  // namespace aeolian
