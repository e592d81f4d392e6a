// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/integration/jack_ear.h"

#include <cmath>
#include <memory>
#include <span>
#include <stdexcept>

namespace aeolian {

JackEar::JackEar() : client_(jack_client_open("ear", JackNoStartServer, nullptr)) {
  if (!client_) throw std::runtime_error("no JACK server");
  port_ = jack_port_register(client_, "in", JACK_DEFAULT_AUDIO_TYPE, JackPortIsInput, 0);
  jack_set_process_callback(
      client_,
      [](jack_nframes_t count, void* ear) {
        static_cast<JackEar*>(ear)->hear(count);
        return 0;
      },
      this);
  jack_activate(client_);
}

JackEar::~JackEar() {
  jack_client_close(client_);
}

bool JackEar::listen_to(const std::string& client) {
  const std::unique_ptr<const char*, decltype(&jack_free)> outputs(
      jack_get_ports(client_, ("^" + client).c_str(), JACK_DEFAULT_AUDIO_TYPE, JackPortIsOutput), &jack_free);
  return outputs && *outputs && jack_connect(client_, *outputs, jack_port_name(port_)) == 0;
}

void JackEar::hear(jack_nframes_t count) {
  const std::span samples(static_cast<const float*>(jack_port_get_buffer(port_, count)), count);
  for (const float sample : samples) energy_ += static_cast<double>(sample) * sample;
  heard_ += count;
  if (heard_ < jack_get_sample_rate(client_) / 10) return;
  level_ = static_cast<float>(std::sqrt(energy_ / heard_));
  energy_ = 0.;
  heard_ = 0;
}

}  // namespace aeolian
