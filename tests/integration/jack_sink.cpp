// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/integration/jack_sink.h"

#include <algorithm>
#include <array>
#include <chrono>
#include <thread>

namespace aeolian {

using namespace std::chrono_literals;

JackSink::JackSink(std::size_t longest, std::size_t inputs)
    : recorded_(inputs, std::vector<float>(longest)) {}

std::unique_ptr<JackSink> JackSink::open(const std::string& name, std::size_t longest, std::size_t inputs) {
  std::unique_ptr<JackSink> sink(new JackSink(longest, inputs));
  sink->client_ = jack_client_open(name.c_str(), JackNoStartServer, nullptr);
  if (sink->client_ == nullptr) {
    return nullptr;
  }
  sink->rate_ = static_cast<int>(jack_get_sample_rate(sink->client_));
  for (std::size_t channel = 0; channel < inputs; ++channel) {
    const std::string port = "in_" + std::to_string(channel + 1);
    sink->ports_.push_back(
        jack_port_register(sink->client_, port.c_str(), JACK_DEFAULT_AUDIO_TYPE, JackPortIsInput, 0));
  }
  jack_set_process_callback(sink->client_, process, sink.get());
  jack_on_shutdown(
      sink->client_, [](void* self) { static_cast<JackSink*>(self)->server_ended_ = true; }, sink.get());
  jack_activate(sink->client_);
  return sink;
}

JackSink::~JackSink() {
  if (client_ != nullptr) {
    jack_client_close(client_);
  }
}

std::vector<std::string> JackSink::connected_to() const {
  std::vector<std::string> names;
  for (const jack_port_t* port : ports_) {
    const std::unique_ptr<const char*, decltype(&jack_free)> found(
        jack_port_get_all_connections(client_, port), &jack_free);
    for (const char** name = found.get(); name != nullptr && *name != nullptr; ++name)
      names.emplace_back(*name);
  }
  std::ranges::sort(names);
  return names;
}

bool JackSink::wait_for(std::size_t frames_wanted) const {
  const auto until = std::chrono::steady_clock::now() + 60s;
  while (frames() < frames_wanted) {
    if (server_ended_ || std::chrono::steady_clock::now() > until) {
      return false;
    }
    std::this_thread::sleep_for(10ms);
  }
  return true;
}

int JackSink::process(jack_nframes_t frames, void* self) {
  auto& sink = *static_cast<JackSink*>(self);
  std::array<const float*, 32> in{};
  bool silent = true;
  for (std::size_t channel = 0; channel < sink.ports_.size(); ++channel) {
    in[channel] = static_cast<const float*>(jack_port_get_buffer(sink.ports_[channel], frames));
    silent = silent && std::all_of(in[channel], in[channel] + frames, [](float x) { return x == 0.f; });
  }
  const std::size_t begin = sink.frames_.load(std::memory_order_relaxed);
  if (begin == 0 && silent) {
    return 0;
  }
  if (begin == 0) sink.first_frame_ = jack_last_frame_time(sink.client_);
  const std::size_t count = std::min<std::size_t>(frames, sink.recorded_[0].size() - begin);
  for (std::size_t channel = 0; channel < sink.ports_.size(); ++channel) {
    std::copy_n(in[channel], count, sink.recorded_[channel].begin() + static_cast<std::ptrdiff_t>(begin));
  }
  sink.frames_.store(begin + count, std::memory_order_release);
  return 0;
}

}  // namespace aeolian
