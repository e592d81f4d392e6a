// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <memory>
#include <string>
#include <vector>

#include "tests/integration/jack_client.h"

namespace aeolian {

/** A JACK client that plays a sound over and over at one output port, NAME:out. */
class JackSpeaker {
 public:
  /** Null = there is no server. `sound`: at the server's rate. */
  static std::unique_ptr<JackSpeaker> open(const std::string& name, std::vector<float> sound);

  /** Inputs that its output is connected to. */
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
