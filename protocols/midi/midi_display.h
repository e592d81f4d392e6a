// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string_view>
#include <vector>

#include "core/control/parameters.h"
#include "protocols/midi/midi_mapping.h"
#include "protocols/midi/midi_stream.h"

namespace aeolian::midi {

/** Returns the largest value of a source, as sent: 127, or 16383 for 14 bits. */
int largest_value(MidiSourceKind kind);

/**
 * Returns the bindings whose sources can show the value in force, each with a number: a fader or an encoder
 * by its position, a key or a button by its light. For each source, that is the binding that wins. A binding
 * of any key that chooses encodings becomes one for each key; pressure, programs, and keys that play pitches
 * show nothing.
 */
std::vector<Binding> displayed(const Mapping& mapping);

/** Whether the source has a light, on or off, rather than a position. */
bool is_light(const Binding& binding);

/** Returns the value, 0..`last`, at which the source of a displayed binding shows the value in force. */
int value_to_show(const Binding& binding, int last, const Parameters& parameters);

/** Whether a source at `value` shows the value in force, though perhaps not at value_to_show(). */
bool shows(const Binding& binding, int value, int last, const Parameters& parameters);

/** Returns the messages that move `source` to `value`, 0..`last`, on `channel`, 1..16. */
std::vector<ShortMidiMessage> messages_to(const MidiSource& source, int channel, int value, int last);

/** Returns the number in force at `path`; 0 = there is none. */
double number_in_force(const Parameters& parameters, const Destination& destination);

}  // namespace aeolian::midi
