// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <jack/jack.h>

#include <cstddef>
#include <memory>
#include <string>
#include <vector>

namespace aeolian {

/** A JACK client that plays a sound over and over at one output port, NAME:out. */
class JackSpeaker {
 public:
  /** Null = there is no server. `sound`: at the server's rate. */
  static std::unique_ptr<JackSpeaker> open(const std::string& name, std::vector<float> sound);
  ~JackSpeaker();
  JackSpeaker(const JackSpeaker&) = delete;
  JackSpeaker& operator=(const JackSpeaker&) = delete;

  /** Inputs that its output is connected to. */
  int connections() const { return jack_port_connected(port_); }

 private:
  JackSpeaker(jack_client_t* client, std::vector<float> sound) : client_(client), sound_(std::move(sound)) {}
  void play(jack_nframes_t frames);

  jack_client_t* client_;
  std::vector<float> sound_;
  std::size_t at_ = 0;
  jack_port_t* port_ = nullptr;
};

}  // namespace aeolian
