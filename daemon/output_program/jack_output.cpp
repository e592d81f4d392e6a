// SPDX-License-Identifier: GPL-3.0-or-later
#include "daemon/output_program/jack_output.h"

#include <algorithm>
#include <chrono>
#include <iterator>
#include <thread>
#include <utility>

namespace aeolian::daemon {
namespace {

using namespace std::chrono_literals;

constexpr int tries_for_the_name = 4;  // JACK reserves the name of a killed process for a moment
constexpr auto between_tries = 150ms;

std::string client_of(const std::string& port) {
  return port.substr(0, port.find(':'));
}

}  // namespace

std::unique_ptr<JackOutput> JackOutput::connect(const std::string& name) {
  jack_set_error_function([](const char*) {});
  jack_set_info_function([](const char*) {});
  for (int attempt = 0; attempt < tries_for_the_name; ++attempt) {
    jack_status_t status{};
    const auto exactly = static_cast<jack_options_t>(JackNoStartServer | JackUseExactName);
    if (jack_client_t* client = jack_client_open(name.c_str(), exactly, &status)) {
      return std::unique_ptr<JackOutput>(new JackOutput(client));
    }
    if ((status & JackServerFailed) != 0 || (status & JackNameNotUnique) == 0) {
      return nullptr;
    }
    std::this_thread::sleep_for(between_tries);
  }
  jack_client_t* client = jack_client_open(name.c_str(), JackNoStartServer, nullptr);
  return client == nullptr ? nullptr : std::unique_ptr<JackOutput>(new JackOutput(client));
}

/** Full names of audio inputs with `flags`, of the client `of`, or of all clients. */
std::vector<std::string> JackOutput::inputs(const std::string& of, unsigned long flags) const {
  const std::unique_ptr<const char*, decltype(&jack_free)> found(
      jack_get_ports(client_, nullptr, JACK_DEFAULT_AUDIO_TYPE, JackPortIsInput | flags), &jack_free);
  std::vector<std::string> names;
  for (const char** port = found.get(); port != nullptr && *port != nullptr; ++port) {
    if (of.empty() || client_of(*port) == of) names.emplace_back(*port);
  }
  return names;
}

std::vector<Device> JackOutput::devices() const {
  const auto physical = inputs("", JackPortIsPhysical);
  std::vector<Device> devices;
  for (const std::string& port : inputs("", 0)) {
    const std::string client = client_of(port);
    const auto known =
        std::ranges::find_if(devices, [&](const Device& device) { return device.label == client; });
    if (known != devices.end()) {
      ++known->channels;
      continue;
    }
    devices.push_back({.kind = DeviceKind::jack,
                       .host = jack_host,
                       .label = client,
                       .channels = 1,
                       .rate = rate(),
                       .is_default = !physical.empty() && client_of(physical.front()) == client});
  }
  return devices;
}

ErrorOr<void> JackOutput::play(const Device& device, DeviceCallback& callback, SharedStream& stream,
                               const std::optional<std::string>& input) {
  callback_ = &callback;
  stream_ = &stream;
  listens_to_ = input;
  if (auto registered = register_inputs(); !registered) return registered;
  plays_to_ = device.label;
  for (std::size_t channel = 0; channel < stream.channels(); ++channel) {
    const std::string port = "out_" + std::to_string(channel + 1);
    ports_.push_back(jack_port_register(client_, port.c_str(), JACK_DEFAULT_AUDIO_TYPE, JackPortIsOutput, 0));
    if (ports_.back() == nullptr) {
      return fail("JACK has no room for another port");
    }
  }
  jack_set_process_callback(
      client_,
      [](jack_nframes_t frames, void* self) {
        static_cast<JackOutput*>(self)->process(frames);
        return 0;
      },
      this);
  jack_set_xrun_callback(
      client_,
      [](void* self) {
        static_cast<JackOutput*>(self)->was_late_ = true;
        return 0;
      },
      this);
  jack_on_shutdown(
      client_, [](void* self) { static_cast<JackOutput*>(self)->active_ = false; }, this);
  connections_.emplace(client_);
  if (jack_activate(client_) != 0) {
    return fail("the JACK server does not activate our client; is it shutting down?");
  }
  keep_connected();
  return {};
}

ErrorOr<void> JackOutput::register_inputs() {
  if (!listens_to_) return {};
  for (std::size_t channel = 0; channel < channels_heard; ++channel) {
    const std::string port = "in_" + std::to_string(channel + 1);
    in_ports_[channel] =
        jack_port_register(client_, port.c_str(), JACK_DEFAULT_AUDIO_TYPE, JackPortIsInput, 0);
    if (in_ports_[channel] == nullptr) return fail("JACK has no room for another port");
  }
  stream_->counters().input_rate.store(static_cast<std::uint32_t>(rate()), std::memory_order_release);
  return {};
}

void JackOutput::keep_connected() {
  auto wanted = wanted_outputs();
  if (listens_to_) std::ranges::move(wanted_inputs(), std::back_inserter(wanted));
  connections_->keep(wanted);
  // After a change of its block size, JACK sometimes leaves the latencies of clients as they were
  const jack_nframes_t block = jack_get_buffer_size(client_);
  if (std::exchange(block_, block) != block) jack_recompute_total_latencies(client_);
}

std::vector<JackConnection> JackOutput::wanted_outputs() {
  const auto& to = to_.choose(inputs(plays_to_, 0), ports_.size());
  if (!to.empty()) is_mono_ = to.size() == 1 && ports_.size() <= 2;
  std::vector<JackConnection> wanted;
  for (std::size_t channel = 0; channel < to.size(); ++channel)
    wanted.push_back({.from = jack_port_name(ports_[channel]), .to = to[channel]});
  return wanted;
}

std::vector<JackConnection> JackOutput::wanted_inputs() {
  const auto& from = from_.choose(sources_to_listen_to(), channels_heard);
  std::vector<JackConnection> wanted;
  for (std::size_t channel = 0; channel < channels_heard && !from.empty(); ++channel) {
    // A single source goes to both, because their mix would otherwise be half as loud
    const std::string& source = from[std::min(channel, from.size() - 1)];
    wanted.push_back({.from = source, .to = jack_port_name(in_ports_[channel])});
  }
  return wanted;
}

/** Full names of audio outputs: of the requested client, or of the sound card. */
std::vector<std::string> JackOutput::sources_to_listen_to() const {
  const unsigned long flags = JackPortIsOutput | (listens_to_->empty() ? JackPortIsPhysical : 0);
  const std::unique_ptr<const char*, decltype(&jack_free)> found(
      jack_get_ports(client_, nullptr, JACK_DEFAULT_AUDIO_TYPE, flags), &jack_free);
  std::vector<std::string> names;
  for (const char** port = found.get(); port != nullptr && *port != nullptr; ++port) {
    if (client_of(*port).find(*listens_to_) != std::string::npos && client_of(*port) != name())
      names.emplace_back(*port);
  }
  return names;
}

double JackOutput::latency() const {
  jack_latency_range_t range{};
  jack_port_get_latency_range(ports_[0], JackPlaybackLatency, &range);
  return static_cast<double>(range.max) / jack_get_sample_rate(client_);
}

void JackOutput::close() {
  jack_client_close(client_);
}

/**
 * Reports the beat of the coming block, if the transport has a timebase master that counts bars and beats.
 */
void JackOutput::tell_transport() noexcept {
  jack_position_t position{};
  const auto state = jack_transport_query(client_, &position);
  if ((position.valid & JackPositionBBT) == 0 || position.beat_type <= 0.f || position.ticks_per_beat <= 0. ||
      position.beats_per_minute <= 0. || position.frame_rate == 0)
    return;
  const double quarters = 4. / static_cast<double>(position.beat_type);  // a beat
  const double tempo = position.beats_per_minute * quarters;
  double beat = (position.bar - 1) * static_cast<double>(position.beats_per_bar) + (position.beat - 1) +
                position.tick / position.ticks_per_beat;
  beat *= quarters;
  if ((position.valid & JackBBTFrameOffset) != 0)
    beat += position.bbt_offset / static_cast<double>(position.frame_rate) * tempo / 60.;
  // JACK counts microseconds on its own clock, from when it woke for this block.
  const auto since = std::chrono::microseconds(jack_get_time() - position.usecs);
  const auto latency = std::chrono::duration<double>(stream_->counters().device_latency.load());
  const auto heard = std::chrono::steady_clock::now() - since +
                     std::chrono::duration_cast<std::chrono::nanoseconds>(latency);
  stream_->keep_transport({tempo, beat, heard.time_since_epoch().count(), state == JackTransportRolling});
}

/** JACK's audio thread. */
void JackOutput::process(jack_nframes_t frames) noexcept {
  tell_transport();
  if (listens_to_) {
    pass_on({.left = static_cast<const float*>(jack_port_get_buffer(in_ports_[0], frames)),
             .right = static_cast<const float*>(jack_port_get_buffer(in_ports_[1], frames)),
             .frames = frames},
            *stream_);
  }
  const bool is_mono = is_mono_.load(std::memory_order_relaxed);
  DeviceBlock block{.channels = is_mono ? 1 : ports_.size(), .frames = frames};
  for (std::size_t channel = 0; channel < ports_.size(); ++channel)
    block.samples[channel] = static_cast<float*>(jack_port_get_buffer(ports_[channel], frames));
  callback_->fill(block, was_late_.exchange(false, std::memory_order_relaxed));
  if (is_mono && ports_.size() > 1) std::copy_n(block.samples[0], frames, block.samples[1]);
}

}  // namespace aeolian::daemon
