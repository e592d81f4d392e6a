// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/integration/jack_speaker.h"

namespace aeolian {

std::unique_ptr<JackSpeaker> JackSpeaker::open(const std::string& name, std::vector<float> sound) {
  jack_client_t* client = jack_client_open(name.c_str(), JackNoStartServer, nullptr);
  if (client == nullptr) return nullptr;
  std::unique_ptr<JackSpeaker> speaker(new JackSpeaker(client, std::move(sound)));
  speaker->port_ = jack_port_register(client, "out", JACK_DEFAULT_AUDIO_TYPE, JackPortIsOutput, 0);
  jack_set_process_callback(
      client,
      [](jack_nframes_t frames, void* self) {
        static_cast<JackSpeaker*>(self)->play(frames);
        return 0;
      },
      speaker.get());
  jack_activate(client);
  return speaker;
}

JackSpeaker::~JackSpeaker() {
  jack_client_close(client_);
}

void JackSpeaker::play(jack_nframes_t frames) {
  auto* out = static_cast<float*>(jack_port_get_buffer(port_, frames));
  for (jack_nframes_t i = 0; i < frames; ++i) out[i] = sound_[at_++ % sound_.size()];
}

}  // namespace aeolian
