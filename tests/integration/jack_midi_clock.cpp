// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/integration/jack_midi_clock.h"

#include <jack/midiport.h>

#include <algorithm>
#include <array>

namespace aeolian {

std::unique_ptr<JackMidiClock> JackMidiClock::open(const std::string& name, double tempo) {
  std::unique_ptr<JackMidiClock> clock(new JackMidiClock(name));
  if (!clock->client_.is_open()) return nullptr;
  clock->tempo_ = tempo;
  clock->port_ = clock->client_.add_midi_out("out");
  clock->client_.run<&JackMidiClock::send>(*clock);
  return clock;
}

bool JackMidiClock::connect_to(const std::string& port) const {
  return jack_connect(client_.get(), jack_port_name(port_), port.c_str()) == 0;
}

BeatLine JackMidiClock::line() const {
  const std::lock_guard lock(mutex_);
  return line_;
}

void JackMidiClock::send(jack_nframes_t frames) {
  void* const buffer = jack_port_get_buffer(port_, frames);
  jack_midi_clear_buffer(buffer);
  const double rate = client_.rate();
  const double tempo = tempo_;
  const double interval = rate * 60. / (24. * tempo);
  jack_nframes_t first = 0, last_frame = 0;
  jack_time_t begin = 0, end = 0;
  float period_us = 0.f;
  jack_get_cycle_times(client_.get(), &first, &begin, &end, &period_us);
  const auto now = BeatTime::clock::now();
  const auto begin_us = static_cast<double>(begin) - static_cast<double>(jack_get_time());
  std::uniform_real_distribution<double> jitter(0., 0.004 * rate);
  const auto write = [&](jack_nframes_t frame, jack_midi_data_t status) {
    jack_midi_event_write(buffer, frame, &status, 1);
  };
  if (stops_.exchange(false)) write(0, 0xFC);
  for (; next_ < frames; next_ += interval) {
    // Jitter beyond the block is cut off.
    const double jittered = std::clamp(next_ + jitter(random_) - 0.002 * rate, 0., frames - 1.);
    last_frame = std::max(last_frame, static_cast<jack_nframes_t>(jittered));
    if (starts_.exchange(false)) {
      write(last_frame, 0xFA);
      clock_ = 0;
    }
    write(last_frame, 0xF8);
    const std::chrono::duration<double, std::micro> due(begin_us +
                                                        next_ * static_cast<double>(period_us) / frames);
    const std::lock_guard lock(mutex_);
    line_ = {tempo, static_cast<double>(clock_++) / 24., now + std::chrono::round<BeatTime::duration>(due)};
  }
  next_ -= frames;
}

}  // namespace aeolian
