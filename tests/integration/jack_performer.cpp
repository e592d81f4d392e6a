// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/integration/jack_performer.h"

#include <jack/midiport.h>

#include <algorithm>
#include <cerrno>
#include <utility>

namespace aeolian {

JackPerformer::JackPerformer(jack_client_t* client, std::vector<TimedMessage> messages, double tail_s)
    : client_(client),
      rate_(static_cast<int>(jack_get_sample_rate(client))),
      messages_(std::move(messages)),
      recorded_(static_cast<std::size_t>((messages_.back().at_s + tail_s) * rate_)) {}

std::unique_ptr<JackPerformer> JackPerformer::open(const std::string& name,
                                                   std::vector<TimedMessage> messages, double tail_s) {
  jack_client_t* client = jack_client_open(name.c_str(), JackNoStartServer, nullptr);
  if (client == nullptr) return nullptr;
  std::unique_ptr<JackPerformer> performer(new JackPerformer(client, std::move(messages), tail_s));
  performer->out_ = jack_port_register(client, "out", JACK_DEFAULT_MIDI_TYPE, JackPortIsOutput, 0);
  performer->in_ = jack_port_register(client, "in", JACK_DEFAULT_AUDIO_TYPE, JackPortIsInput, 0);
  jack_set_process_callback(
      client,
      [](jack_nframes_t frames, void* self) {
        static_cast<JackPerformer*>(self)->process(frames);
        return 0;
      },
      performer.get());
  jack_activate(client);
  return performer;
}

JackPerformer::~JackPerformer() {
  jack_client_close(client_);
}

bool JackPerformer::connect(const std::string& midi_in, const std::string& sound_out) const {
  const auto joined = [](int error) { return error == 0 || error == EEXIST; };
  return joined(jack_connect(client_, jack_port_name(out_), midi_in.c_str())) &&
         joined(jack_connect(client_, sound_out.c_str(), jack_port_name(in_)));
}

void JackPerformer::process(jack_nframes_t frames) noexcept {
  void* const events = jack_port_get_buffer(out_, frames);
  jack_midi_clear_buffer(events);
  if (!plays_) return;
  const auto* const heard = static_cast<const float*>(jack_port_get_buffer(in_, frames));
  const std::size_t begin = frames_.load(std::memory_order_relaxed);
  for (; next_ < messages_.size(); ++next_) {
    const auto& [at_s, bytes] = messages_[next_];
    const auto at = static_cast<std::size_t>(at_s * rate_);
    if (at >= begin + frames) break;
    jack_midi_event_write(events, static_cast<jack_nframes_t>(std::max(at, begin) - begin), bytes.data(),
                          bytes.size());
  }
  const std::size_t count = std::min<std::size_t>(frames, recorded_.size() - begin);
  std::copy_n(heard, count, recorded_.begin() + static_cast<std::ptrdiff_t>(begin));
  frames_.store(begin + count, std::memory_order_release);
}

}  // namespace aeolian
