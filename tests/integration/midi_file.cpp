// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/integration/midi_file.h"

#include <algorithm>
#include <fstream>
#include <iterator>
#include <span>
#include <utility>

namespace aeolian {
namespace {

using Bytes = std::span<const std::uint8_t>;

/** Reads numbers from the front of some bytes; zeros beyond their end. */
class Reader {
 public:
  explicit Reader(Bytes bytes) : bytes_(bytes) {}

  bool is_at_end() const { return bytes_.empty(); }
  std::uint8_t peek() const { return bytes_.empty() ? std::uint8_t{0} : bytes_.front(); }
  std::uint8_t byte() {
    const auto value = peek();
    bytes_ = bytes_.subspan(std::min<std::size_t>(bytes_.size(), 1));
    return value;
  }
  std::uint32_t number(int bytes) {
    std::uint32_t value = 0;
    for (int i = 0; i < bytes; ++i) value = value << 8 | byte();
    return value;
  }
  /** Reads a variable-length number: seven bits per byte. */
  std::uint32_t length() {
    std::uint32_t value = 0;
    for (int i = 0; i < 4; ++i) {
      const auto next = byte();
      value = value << 7 | (next & 0x7F);
      if (next < 0x80) break;
    }
    return value;
  }
  Bytes part(std::size_t size) {
    const auto taken = bytes_.first(std::min(size, bytes_.size()));
    bytes_ = bytes_.subspan(taken.size());
    return taken;
  }

 private:
  Bytes bytes_;
};

struct Event {
  std::uint64_t tick = 0;
  std::vector<std::uint8_t> bytes = {};  ///< of a channel message
  std::uint32_t quarter_us = 0;          ///< a new tempo: microseconds of a quarter note; 0 = none
};

void read_track(Reader track, std::vector<Event>& events) {
  std::uint64_t tick = 0;
  std::uint8_t status = 0;
  while (!track.is_at_end()) {
    tick += track.length();
    if (track.peek() >= 0x80) status = track.byte();
    if (status == 0xFF) {
      const auto kind = track.byte();
      Reader content(track.part(track.length()));
      if (kind == 0x51) events.push_back({.tick = tick, .quarter_us = content.number(3)});
    } else if (status >= 0xF0) {
      track.part(track.length());  // system exclusive
    } else {
      std::vector<std::uint8_t> bytes{status, track.byte()};
      const bool has_one = (status & 0xE0) == 0xC0;  // program change or channel pressure
      if (!has_one) bytes.push_back(track.byte());
      events.push_back({.tick = tick, .bytes = std::move(bytes)});
    }
  }
}

}  // namespace

std::vector<TimedMessage> read_midi_file(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  const std::vector<char> content{std::istreambuf_iterator<char>(file), {}};
  const std::vector<std::uint8_t> bytes(content.begin(), content.end());
  Reader reader(bytes);
  if (reader.number(4) != 0x4D546864) return {};  // MThd
  Reader header(reader.part(reader.number(4)));
  header.number(4);  // format, number of tracks
  const double quarter = header.number(2);
  std::vector<Event> events;
  while (!reader.is_at_end()) {
    const bool is_track = reader.number(4) == 0x4D54726B;  // MTrk
    const auto chunk = reader.part(reader.number(4));
    if (is_track) read_track(Reader(chunk), events);
  }
  std::ranges::stable_sort(events, {}, &Event::tick);
  std::vector<TimedMessage> messages;
  double now_s = 0., tick_s = .5 / quarter;
  std::uint64_t tick = 0;
  for (const Event& event : events) {
    now_s += static_cast<double>(event.tick - std::exchange(tick, event.tick)) * tick_s;
    if (event.quarter_us > 0) tick_s = 1e-6 * event.quarter_us / quarter;
    if (!event.bytes.empty()) messages.push_back({now_s, event.bytes});
  }
  return messages;
}

std::vector<Note> notes_of(const std::vector<TimedMessage>& messages) {
  std::vector<Note> notes;
  for (const auto& [at_s, bytes] : messages) {
    const auto kind = bytes[0] & 0xF0;
    if (kind != 0x90 && kind != 0x80) continue;
    if (kind == 0x90 && bytes[2] > 0) {
      notes.push_back({.key = bytes[1], .begin_s = at_s, .end_s = -1.});
      continue;
    }
    const auto open = std::ranges::find_if(
        notes, [key = int{bytes[1]}](const Note& note) { return note.key == key && note.end_s < 0.; });
    if (open != notes.end()) open->end_s = at_s;
  }
  return notes;
}

}  // namespace aeolian
