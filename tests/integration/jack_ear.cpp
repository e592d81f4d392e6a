// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/integration/jack_ear.h"

#include <cmath>
#include <memory>
#include <span>
#include <stdexcept>

namespace aeolian {

JackEar::JackEar() {
  if (!client_.is_open()) throw std::runtime_error("no JACK server");
  port_ = client_.add_sound_in("in");
  client_.run<&JackEar::hear>(*this);
}

bool JackEar::listen_to(const std::string& client) {
  const std::unique_ptr<const char*, decltype(&jack_free)> outputs(
      jack_get_ports(client_.get(), ("^" + client).c_str(), JACK_DEFAULT_AUDIO_TYPE, JackPortIsOutput),
      &jack_free);
  return outputs && *outputs && jack_connect(client_.get(), *outputs, jack_port_name(port_)) == 0;
}

void JackEar::hear(jack_nframes_t count) {
  const std::span samples(static_cast<const float*>(jack_port_get_buffer(port_, count)), count);
  for (const float sample : samples) energy_ += static_cast<double>(sample) * sample;
  heard_ += count;
  if (heard_ < static_cast<jack_nframes_t>(client_.rate()) / 10) return;
  level_ = static_cast<float>(std::sqrt(energy_ / heard_));
  energy_ = 0.;
  heard_ = 0;
}

}  // namespace aeolian
