// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/integration/jack_transport.h"

#include <chrono>
#include <cmath>

namespace aeolian {
namespace {

constexpr int eighths_in_bar = 6;
constexpr double ticks_per_eighth = 960.;

double minutes_at(const jack_position_t& position) {
  return position.frame / (60. * position.frame_rate);
}

}  // namespace

std::unique_ptr<JackTransport> JackTransport::open(const std::string& name, double tempo) {
  std::unique_ptr<JackTransport> transport(new JackTransport(name));
  if (!transport->client_.is_open()) return nullptr;
  transport->tempo_ = tempo;
  transport->client_.run<&JackTransport::look>(*transport);
  const int refused = jack_set_timebase_callback(
      transport->client_.get(), 1,
      [](jack_transport_state_t, jack_nframes_t, jack_position_t* position, int, void* self) {
        static_cast<const JackTransport*>(self)->count(*position);
      },
      transport.get());
  return refused == 0 ? std::move(transport) : nullptr;
}

void JackTransport::count(jack_position_t& position) const {
  position.valid = JackPositionBBT;
  position.beats_per_bar = eighths_in_bar;
  position.beat_type = 8;
  position.ticks_per_beat = ticks_per_eighth;
  position.beats_per_minute = 2. * tempo_;
  const double eighths = minutes_at(position) * position.beats_per_minute;
  const auto whole = static_cast<int>(eighths);
  position.bar = whole / eighths_in_bar + 1;
  position.beat = whole % eighths_in_bar + 1;
  position.tick = static_cast<int>((eighths - whole) * ticks_per_eighth);
}

void JackTransport::skip(double beats) {
  const double frames = beats * 60. / tempo_ * client_.rate();
  jack_transport_locate(client_.get(), jack_get_current_transport_frame(client_.get()) +
                                           static_cast<jack_nframes_t>(std::lround(frames)));
}

void JackTransport::look(jack_nframes_t) {
  jack_position_t position{};
  jack_transport_query(client_.get(), &position);
  const auto since = std::chrono::microseconds(jack_get_time() - position.usecs);
  const std::lock_guard lock(mutex_);
  frame_ = position.frame;
  time_ = jack_last_frame_time(client_.get());
  line_ = {tempo_, minutes_at(position) * tempo_, BeatTime::clock::now() - since};
}

double JackTransport::beat_at(jack_nframes_t time) const {
  const std::lock_guard lock(mutex_);
  const double frame = static_cast<double>(frame_) + static_cast<double>(time) - static_cast<double>(time_);
  return frame * tempo_ / (60. * client_.rate());
}

BeatLine JackTransport::line() const {
  const std::lock_guard lock(mutex_);
  return line_;
}

}  // namespace aeolian
