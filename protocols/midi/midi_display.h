// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string_view>
#include <vector>

#include "core/control/parameters.h"
#include "protocols/midi/midi_mapping.h"
#include "protocols/midi/midi_stream.h"

namespace aeolian::midi {

/** The largest value of a source, as it is sent: 127, or 16383 where it has 14 bits. */
int largest_value(MidiSourceKind kind);

/**
 * The bindings whose sources can show what is in force, each with a number: a fader or an encoder its
 * position, a key or a button its light. Of one source, the binding that wins is there. A binding of any key
 * that chooses encodings becomes one for each key; pressure, programs, and keys that play pitches show
 * nothing.
 */
std::vector<Binding> displayed(const Mapping& mapping);

/** Whether the source has a light, on or off, rather than a position. */
bool is_light(const Binding& binding);

/** The value, 0..`last`, at which the source of a displayed binding shows what is in force. */
int value_to_show(const Binding& binding, int last, const Parameters& parameters);

/** Whether a source at `value` shows what is in force, though perhaps not at value_to_show(). */
bool shows(const Binding& binding, int value, int last, const Parameters& parameters);

/** The messages that move `source` to `value`, 0..`last`, on `channel`, 1..16. */
std::vector<ShortMidiMessage> messages_to(const MidiSource& source, int channel, int value, int last);

/** The number in force at `path`; 0 = there is none. */
double number_in_force(const Parameters& parameters, const Destination& destination);

}  // namespace aeolian::midi
