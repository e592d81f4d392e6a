// SPDX-License-Identifier: GPL-3.0-or-later
#include <jack/jack.h>
#include <jack/midiport.h>

#include <algorithm>
#include <atomic>
#include <chrono>

#include "protocols/midi/midi_system.h"

namespace aeolian {
namespace {

constexpr jack_midi_data_t first_system = 0xF0;

std::int64_t now() {
  return std::chrono::steady_clock::now().time_since_epoch().count();
}

/** The names in a null-terminated array from libjack; null = none. */
std::vector<std::string> names_of(const char** names) {
  std::vector<std::string> result;
  for (const char** name = names; name && *name; ++name) result.emplace_back(*name);
  jack_free(names);
  return result;
}

class JackMidi final : public MidiSystem {
 public:
  JackMidi(const MidiWireWriter& wire, MidiDropped& dropped) : forwarder_(wire, dropped), dropped_(dropped) {}
  ~JackMidi() override {
    if (client_) jack_client_close(client_);
  }

  ErrorOr<void> open(const MidiSystemOptions& options);

  bool is_alive() const override { return !ended_; }
  std::string port() const override { return jack_port_name(port_); }
  void follow(const std::string& wanted) override;
  std::string connected_to() const override { return connected_to_; }
  bool flush() override { return false; }  // each period does

 private:
  void process(jack_nframes_t frames) noexcept;
  std::int64_t time_of(jack_nframes_t frame) const noexcept;
  bool is_connected(const std::string& from) const;
  bool connection_was_lost();

  MidiForwarder forwarder_;
  MidiDropped& dropped_;
  jack_client_t* client_ = nullptr;
  std::atomic<jack_port_t*> port_ = nullptr;  ///< set while process() is already being called
  std::string connected_to_;
  std::atomic<bool> ended_ = false;
  std::atomic<bool> a_port_left_ = false;
};

ErrorOr<void> JackMidi::open(const MidiSystemOptions& options) {
  jack_set_error_function([](const char*) {});
  jack_set_info_function([](const char*) {});
  const auto flags = options.exact ? JackNoStartServer | JackUseExactName : JackNoStartServer;
  jack_status_t status{};
  client_ = jack_client_open(options.client.c_str(), static_cast<jack_options_t>(flags), &status);
  if (!client_ && (status & JackNameNotUnique)) {
    return fail("another JACK client is called " + options.client);
  }
  if (!client_) return fail("there is no JACK server");
  jack_on_shutdown(
      client_, [](void* self) { static_cast<JackMidi*>(self)->ended_ = true; }, this);
  jack_set_port_registration_callback(
      client_,
      [](jack_port_id_t, int registered, void* self) {
        if (!registered) static_cast<JackMidi*>(self)->a_port_left_ = true;
      },
      this);
  jack_set_process_callback(
      client_,
      [](jack_nframes_t frames, void* self) {
        static_cast<JackMidi*>(self)->process(frames);
        return 0;
      },
      this);
  // In this order: nobody can connect a port whose client is not active yet, as a patchbay would try at once.
  if (jack_activate(client_) != 0) return fail("the JACK server does not accept our client");
  port_ = jack_port_register(client_, "in", JACK_DEFAULT_MIDI_TYPE, JackPortIsInput, 0);
  if (!port_) return fail("the JACK server does not accept our port");
  return {};
}

void JackMidi::process(jack_nframes_t frames) noexcept {
  forwarder_.flush();
  jack_port_t* const port = port_;
  void* const buffer = port ? jack_port_get_buffer(port, frames) : nullptr;
  if (!buffer) return;
  dropped_.lost += jack_midi_get_lost_event_count(buffer);
  const auto count = jack_midi_get_event_count(buffer);
  for (std::uint32_t i = 0; i < count; ++i) {
    jack_midi_event_t event;
    if (jack_midi_event_get(&event, buffer, i) != 0 || event.size == 0) continue;
    const bool is_of_clock = event.buffer[0] >= first_system;
    forwarder_.push({event.buffer, event.size}, is_of_clock ? time_of(event.time) : now());
  }
}

/** When `frame` of this block is due: clocks of one block have times of their own. */
std::int64_t JackMidi::time_of(jack_nframes_t frame) const noexcept {
  jack_nframes_t first = 0;
  jack_time_t begin = 0, end = 0;
  float period_us = 0.f;
  if (jack_get_cycle_times(client_, &first, &begin, &end, &period_us) != 0) return now();
  // JACK's clock is not always the steady one, so only the difference to its present time counts.
  const double since_begin_us = static_cast<double>(jack_get_time()) - static_cast<double>(begin);
  const double frame_us = static_cast<double>(period_us) / jack_get_buffer_size(client_);
  return now() + static_cast<std::int64_t>(1e3 * (frame * frame_us - since_begin_us));
}

void JackMidi::follow(const std::string& wanted) {
  const auto present = names_of(jack_get_ports(client_, nullptr, JACK_DEFAULT_MIDI_TYPE, JackPortIsOutput));
  const bool has_gone = std::ranges::find(present, connected_to_) == present.end();
  if (!connected_to_.empty() && (has_gone || connection_was_lost())) connected_to_.clear();
  if (!connected_to_.empty()) return;
  const auto name = first_containing(present, wanted);
  if (name.empty()) return;
  if (is_connected(name) || jack_connect(client_, name.c_str(), jack_port_name(port_)) == 0)
    connected_to_ = name;
}

/**
 * A port that disappeared and came back between two polls has its name, but not its connections. If nothing
 * disappeared, a missing connection was removed by hand, and is left so.
 */
bool JackMidi::connection_was_lost() {
  return a_port_left_.exchange(false) && !is_connected(connected_to_);
}

bool JackMidi::is_connected(const std::string& from) const {
  const auto sources = names_of(jack_port_get_all_connections(client_, port_));
  return std::ranges::find(sources, from) != sources.end();
}

}  // namespace

ErrorOr<std::unique_ptr<MidiSystem>> open_jack_midi(const MidiSystemOptions& options,
                                                    const MidiWireWriter& wire, MidiDropped& dropped) {
  auto system = std::make_unique<JackMidi>(wire, dropped);
  if (auto opened = system->open(options); !opened) return tl::unexpected(opened.error());
  return system;
}

}  // namespace aeolian
