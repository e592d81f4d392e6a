// SPDX-License-Identifier: GPL-3.0-or-later
#include <jack/jack.h>
#include <jack/midiport.h>
#include <jack/ringbuffer.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <memory>

#include "protocols/midi/midi_system.h"

namespace aeolian::midi {
namespace {

constexpr jack_midi_data_t first_system = 0xF0;

std::int64_t now() {
  return std::chrono::steady_clock::now().time_since_epoch().count();
}

/** The names in a null-terminated array from libjack; null = none. */
std::vector<std::string> names_of(const char** names) {
  std::vector<std::string> result;
  for (const char** name = names; name && *name; ++name) result.emplace_back(*name);
  jack_free(static_cast<void*>(names));
  return result;
}

/** One of our ports, and the port of another client that it is kept connected to. */
class JackPort {
 public:
  JackPort(const char* name, JackPortFlags direction) : name_(name), direction_(direction) {}

  /** Opens the port; false = the server does not accept it. */
  bool open(jack_client_t* client);

  /** Buffer of this period; null = the port is not open yet. JACK's thread. */
  void* buffer(jack_nframes_t frames) const noexcept {
    jack_port_t* const port = port_;
    return port ? jack_port_get_buffer(port, frames) : nullptr;
  }

  void follow(const std::string& wanted);
  const std::string& followed() const { return followed_; }
  std::vector<std::string> connections() const {
    return names_of(jack_port_get_all_connections(client_, port_));
  }
  std::string name() const { return jack_port_name(port_); }
  /** Called when any port has gone. Any thread. */
  void a_port_left() { a_port_left_ = true; }
  /** Ports of other clients to which it could be connected. */
  std::vector<std::string> present() const;

 private:
  bool is_connected(const std::string& other) const;
  bool connect(const std::string& other) const;
  bool connection_was_lost();

  const char* const name_;
  const JackPortFlags direction_;
  jack_client_t* client_ = nullptr;
  std::atomic<jack_port_t*> port_ = nullptr;  ///< set while buffer() is already being called
  std::string followed_;
  std::atomic<bool> a_port_left_ = false;
};

bool JackPort::open(jack_client_t* client) {
  client_ = client;
  port_ = jack_port_register(client, name_, JACK_DEFAULT_MIDI_TYPE, direction_, 0);
  return port_ != nullptr;
}

void JackPort::follow(const std::string& wanted) {
  const auto others = present();
  const bool has_gone = std::ranges::find(others, followed_) == others.end();
  if (!followed_.empty() && (has_gone || connection_was_lost())) followed_.clear();
  if (!followed_.empty()) return;
  const auto name = first_containing(others, wanted);
  if (name.empty()) return;
  if (is_connected(name) || connect(name)) followed_ = name;
}

std::vector<std::string> JackPort::present() const {
  const auto other_side = direction_ == JackPortIsInput ? JackPortIsOutput : JackPortIsInput;
  auto names = names_of(jack_get_ports(client_, nullptr, JACK_DEFAULT_MIDI_TYPE, other_side));
  std::erase_if(names, [this](const std::string& name) {
    const auto* const port = jack_port_by_name(client_, name.c_str());
    return port && jack_port_is_mine(client_, port);
  });
  return names;
}

bool JackPort::connect(const std::string& other) const {
  const auto ours = name();
  const bool is_source = direction_ == JackPortIsOutput;
  return jack_connect(client_, (is_source ? ours : other).c_str(), (is_source ? other : ours).c_str()) == 0;
}

/**
 * Whether a connection was lost because a port disappeared and came back between two polls under the same
 * name. If nothing disappeared, a missing connection was removed by hand, and stays that way.
 */
bool JackPort::connection_was_lost() {
  return a_port_left_.exchange(false) && !is_connected(followed_);
}

bool JackPort::is_connected(const std::string& other) const {
  const auto others = connections();
  return std::ranges::find(others, other) != others.end();
}

/** Messages on their way from the thread of `send` to JACK's. */
class JackQueue {
 public:
  bool push(const ShortMidiMessage& message) {
    if (jack_ringbuffer_write_space(ring_.get()) < sizeof message) return false;
    return jack_ringbuffer_write(ring_.get(), reinterpret_cast<const char*>(&message), sizeof message) > 0;
  }
  /** Writes as many messages as fit into the buffer of this period. JACK's thread. */
  void write_to(void* buffer) noexcept {
    jack_midi_clear_buffer(buffer);
    ShortMidiMessage message;
    while (jack_ringbuffer_peek(ring_.get(), reinterpret_cast<char*>(&message), sizeof message) ==
               sizeof message &&
           jack_midi_event_write(buffer, 0, message.bytes.data(), message.size) == 0) {
      jack_ringbuffer_read_advance(ring_.get(), sizeof message);
    }
  }

 private:
  static constexpr std::size_t bytes = 1024 * sizeof(ShortMidiMessage);
  const std::unique_ptr<jack_ringbuffer_t, decltype(&jack_ringbuffer_free)> ring_{
      jack_ringbuffer_create(bytes), &jack_ringbuffer_free};
};

class JackMidi final : public System {
 public:
  JackMidi(const WireWriter& wire, Dropped& dropped) : forwarder_(wire, dropped), dropped_(dropped) {}
  ~JackMidi() override {
    if (client_) jack_client_close(client_);
  }

  ErrorOr<void> open(const SystemOptions& options);

  bool is_alive() const override { return !ended_; }
  std::string port() const override { return in_.name(); }
  void follow(const std::string& wanted) override { in_.follow(wanted); }
  std::string connected_to() const override { return in_.followed(); }
  bool follow_listener(const std::string& wanted) override {
    out_.follow(wanted);
    return !out_.followed().empty();
  }
  std::string listeners() const override { return joined(out_.connections()); }
  std::vector<std::string> ports_to_follow() override { return in_.present(); }
  std::vector<std::string> listeners_to_follow() override { return out_.present(); }
  bool send(const ShortMidiMessage& message) override { return queue_.push(message); }
  bool flush() override { return false; }  // done in each period

 private:
  void process(jack_nframes_t frames) noexcept;
  void receive(void* buffer) noexcept;
  std::int64_t time_of(jack_nframes_t frame) const noexcept;

  Forwarder forwarder_;
  Dropped& dropped_;
  JackQueue queue_;
  jack_client_t* client_ = nullptr;
  JackPort in_{"in", JackPortIsInput}, out_{"out", JackPortIsOutput};
  std::atomic<bool> ended_ = false;
};

ErrorOr<void> JackMidi::open(const SystemOptions& options) {
  jack_set_error_function([](const char*) {});
  jack_set_info_function([](const char*) {});
  const auto flags = options.exact ? JackNoStartServer | JackUseExactName : JackNoStartServer;
  jack_status_t status = JackFailure;
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
        if (registered) return;
        static_cast<JackMidi*>(self)->in_.a_port_left();
        static_cast<JackMidi*>(self)->out_.a_port_left();
      },
      this);
  jack_set_process_callback(
      client_,
      [](jack_nframes_t frames, void* self) {
        static_cast<JackMidi*>(self)->process(frames);
        return 0;
      },
      this);
  // In this order: nobody can connect a port whose client is not active, and a patchbay would try at once.
  if (jack_activate(client_) != 0) return fail("the JACK server does not accept our client");
  if (!in_.open(client_) || !out_.open(client_)) return fail("the JACK server does not accept our ports");
  return {};
}

void JackMidi::process(jack_nframes_t frames) noexcept {
  forwarder_.flush();
  if (void* const buffer = in_.buffer(frames)) receive(buffer);
  if (void* const buffer = out_.buffer(frames)) queue_.write_to(buffer);
}

void JackMidi::receive(void* buffer) noexcept {
  dropped_.lost += jack_midi_get_lost_event_count(buffer);
  const auto count = jack_midi_get_event_count(buffer);
  for (std::uint32_t i = 0; i < count; ++i) {
    jack_midi_event_t event;
    if (jack_midi_event_get(&event, buffer, i) != 0 || event.size == 0) continue;
    const bool is_of_clock = event.buffer[0] >= first_system;
    forwarder_.push({event.buffer, event.size}, is_of_clock ? time_of(event.time) : now());
  }
}

/** Returns the time at which `frame` of this block is due: clocks in one block have different times. */
std::int64_t JackMidi::time_of(jack_nframes_t frame) const noexcept {
  jack_nframes_t first = 0;
  jack_time_t begin = 0, end = 0;
  float period_us = 0.f;
  if (jack_get_cycle_times(client_, &first, &begin, &end, &period_us) != 0) return now();
  // JACK's clock is not always the steady one, so only the difference from its present time counts.
  const double since_begin_us = static_cast<double>(jack_get_time()) - static_cast<double>(begin);
  const double frame_us = static_cast<double>(period_us) / jack_get_buffer_size(client_);
  return now() + static_cast<std::int64_t>(1e3 * (frame * frame_us - since_begin_us));
}

}  // namespace

ErrorOr<std::unique_ptr<System>> open_jack_midi(const SystemOptions& options, const WireWriter& wire,
                                                Dropped& dropped) {
  auto system = std::make_unique<JackMidi>(wire, dropped);
  if (auto opened = system->open(options); !opened) return tl::unexpected(opened.error());
  return system;
}

}  // namespace aeolian::midi
