// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <filesystem>
#include <vector>

namespace aeolian {

/** A channel message and its time, seconds from the beginning. */
struct TimedMessage {
  double at_s = 0.;
  std::vector<std::uint8_t> bytes;
};

/**
 * The messages of all tracks of a standard MIDI file (format 0 or 1), in order; none if it is not such a
 * file.
 */
std::vector<TimedMessage> read_midi_file(const std::filesystem::path& path);

/** A note: its key, beginning and end, seconds. */
struct Note {
  int key = 0;
  double begin_s = 0., end_s = 0.;
};

/** The notes in the messages, by their beginnings. */
std::vector<Note> notes_of(const std::vector<TimedMessage>& messages);

}  // namespace aeolian
