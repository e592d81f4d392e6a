// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/integration/jack_speaker.h"

namespace aeolian {

std::unique_ptr<JackSpeaker> JackSpeaker::open(const std::string& name, std::vector<float> sound) {
  std::unique_ptr<JackSpeaker> speaker(new JackSpeaker(name, std::move(sound)));
  if (!speaker->client_.is_open()) return nullptr;
  speaker->port_ = speaker->client_.add_sound_out("out");
  speaker->client_.run<&JackSpeaker::play>(*speaker);
  return speaker;
}

void JackSpeaker::play(jack_nframes_t frames) {
  auto* out = static_cast<float*>(jack_port_get_buffer(port_, frames));
  for (jack_nframes_t i = 0; i < frames; ++i) out[i] = sound_[at_++ % sound_.size()];
}

}  // namespace aeolian
