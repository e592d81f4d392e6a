// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <jack/jack.h>

#include <string>

namespace aeolian {

/**
 * A client of the running JACK server; never starts one. Closed on destruction: as the last member of its
 * owner, it is closed before anything that the owner's callback uses.
 */
class JackClient {
 public:
  explicit JackClient(const std::string& name)
      : client_(jack_client_open(name.c_str(), JackNoStartServer, nullptr)),
        rate_(is_open() ? static_cast<int>(jack_get_sample_rate(client_)) : 0) {}
  ~JackClient() {
    if (client_ != nullptr) jack_client_close(client_);
  }
  JackClient(const JackClient&) = delete;
  JackClient& operator=(const JackClient&) = delete;

  /** Whether it is connected to a server; if not, nothing else may be called. */
  bool is_open() const { return client_ != nullptr; }
  jack_client_t* get() const { return client_; }
  int rate() const { return rate_; }

  jack_port_t* add_sound_in(const std::string& name) {
    return add(name, JACK_DEFAULT_AUDIO_TYPE, JackPortIsInput);
  }
  jack_port_t* add_sound_out(const std::string& name) {
    return add(name, JACK_DEFAULT_AUDIO_TYPE, JackPortIsOutput);
  }
  jack_port_t* add_midi_out(const std::string& name) {
    return add(name, JACK_DEFAULT_MIDI_TYPE, JackPortIsOutput);
  }

  /** Calls `(owner.*Process)(frames)` for every block from now on. */
  template <auto Process, class Owner>
  void run(Owner& owner) {
    jack_set_process_callback(
        client_,
        [](jack_nframes_t frames, void* self) {
          (static_cast<Owner*>(self)->*Process)(frames);
          return 0;
        },
        &owner);
    jack_activate(client_);
  }

 private:
  jack_port_t* add(const std::string& name, const char* type, unsigned long flags) {
    return jack_port_register(client_, name.c_str(), type, flags, 0);
  }

  jack_client_t* client_;
  int rate_;
};

}  // namespace aeolian
