// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/integration/jack_performer.h"

#include <jack/midiport.h>

#include <algorithm>
#include <cerrno>
#include <utility>

namespace aeolian {

std::unique_ptr<JackPerformer> JackPerformer::open(const std::string& name,
                                                   std::vector<TimedMessage> messages, double tail_s) {
  std::unique_ptr<JackPerformer> performer(new JackPerformer(name, std::move(messages)));
  auto& client = performer->client_;
  if (!client.is_open()) return nullptr;
  performer->recorded_.resize(
      static_cast<std::size_t>((performer->messages_.back().at_s + tail_s) * client.rate()));
  performer->out_ = client.add_midi_out("out");
  performer->in_ = client.add_sound_in("in");
  client.run<&JackPerformer::process>(*performer);
  return performer;
}

bool JackPerformer::connect(const std::string& midi_in, const std::string& sound_out) const {
  const auto joined = [](int error) { return error == 0 || error == EEXIST; };
  return joined(jack_connect(client_.get(), jack_port_name(out_), midi_in.c_str())) &&
         joined(jack_connect(client_.get(), sound_out.c_str(), jack_port_name(in_)));
}

void JackPerformer::process(jack_nframes_t frames) noexcept {
  void* const events = jack_port_get_buffer(out_, frames);
  jack_midi_clear_buffer(events);
  if (!plays_) return;
  const auto* const heard = static_cast<const float*>(jack_port_get_buffer(in_, frames));
  const std::size_t begin = frames_.load(std::memory_order_relaxed);
  for (; next_ < messages_.size(); ++next_) {
    const auto& [at_s, bytes] = messages_[next_];
    const auto at = static_cast<std::size_t>(at_s * client_.rate());
    if (at >= begin + frames) break;
    jack_midi_event_write(events, static_cast<jack_nframes_t>(std::max(at, begin) - begin), bytes.data(),
                          bytes.size());
  }
  const std::size_t count = std::min<std::size_t>(frames, recorded_.size() - begin);
  std::copy_n(heard, count, recorded_.begin() + static_cast<std::ptrdiff_t>(begin));
  frames_.store(begin + count, std::memory_order_release);
}

}  // namespace aeolian
