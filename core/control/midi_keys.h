// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

namespace aeolian {

/** The default use of the keys of a MIDI keyboard. */
enum class MidiKeys {
  encodings,  ///< each key selects an encoding
  pitch,      ///< keys move the pitch of all voices
  voices      ///< each key that is down plays a voice of its own
};

}  // namespace aeolian
