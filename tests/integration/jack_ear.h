// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <atomic>
#include <string>

#include "tests/integration/jack_client.h"

namespace aeolian {

/** A JACK client that listens to the first output of another. */
class JackEar {
 public:
  JackEar();

  /**
   * Connects to the first audio output of a client whose name begins with `client`; false if there is none.
   */
  bool listen_to(const std::string& client);

  /** The root mean square of the last tenth of a second. */
  float level() const { return level_; }

 private:
  void hear(jack_nframes_t count);

  jack_port_t* port_ = nullptr;
  double energy_ = 0.;
  jack_nframes_t heard_ = 0;
  std::atomic<float> level_ = 0.f;
  JackClient client_{"ear"};
};

}  // namespace aeolian
