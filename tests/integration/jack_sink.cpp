// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/integration/jack_sink.h"

#include <algorithm>
#include <array>
#include <chrono>
#include <thread>

namespace aeolian {

using namespace std::chrono_literals;

JackSink::JackSink(const std::string& name, std::size_t longest, std::size_t inputs)
    : recorded_(inputs, std::vector<float>(longest)), client_(name) {}

std::unique_ptr<JackSink> JackSink::open(const std::string& name, std::size_t longest, std::size_t inputs) {
  std::unique_ptr<JackSink> sink(new JackSink(name, longest, inputs));
  if (!sink->client_.is_open()) return nullptr;
  for (std::size_t channel = 0; channel < inputs; ++channel)
    sink->ports_.push_back(sink->client_.add_sound_in("in_" + std::to_string(channel + 1)));
  jack_on_shutdown(
      sink->client_.get(), [](void* self) { static_cast<JackSink*>(self)->server_ended_ = true; },
      sink.get());
  sink->client_.run<&JackSink::process>(*sink);
  return sink;
}

std::vector<std::string> JackSink::connected_to() const {
  std::vector<std::string> names;
  for (const jack_port_t* port : ports_) {
    const std::unique_ptr<const char*, decltype(&jack_free)> found(
        jack_port_get_all_connections(client_.get(), port), &jack_free);
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

void JackSink::process(jack_nframes_t frames) {
  std::array<const float*, 32> in{};
  bool silent = true;
  for (std::size_t channel = 0; channel < ports_.size(); ++channel) {
    in[channel] = static_cast<const float*>(jack_port_get_buffer(ports_[channel], frames));
    silent = silent && std::all_of(in[channel], in[channel] + frames, [](float x) { return x == 0.f; });
  }
  const std::size_t begin = frames_.load(std::memory_order_relaxed);
  if (begin == 0 && silent) {
    return;
  }
  if (begin == 0) first_frame_ = jack_last_frame_time(client_.get());
  const std::size_t count = std::min<std::size_t>(frames, recorded_[0].size() - begin);
  for (std::size_t channel = 0; channel < ports_.size(); ++channel) {
    std::copy_n(in[channel], count, recorded_[channel].begin() + static_cast<std::ptrdiff_t>(begin));
  }
  frames_.store(begin + count, std::memory_order_release);
}

}  // namespace aeolian
