// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/control/parameter_address.h"
#include "core/control/value.h"
#include "core/error.h"
#include "protocols/midi/midi_source.h"

namespace aeolian::midi {

enum class Mode {
  absolute,                  ///< the value follows the source's position
  relative_twos_complement,  ///< an endless encoder: 1, 2... up, 127, 126... down
  relative_binary_offset,    ///< 65, 66... up, 63, 62... down
  relative_sign_magnitude,   ///< 1, 2... up, 65, 66... down
  toggle,                    ///< each press switches to the other end of the range
  momentary,                 ///< the upper end while held, otherwise the lower end
  key,                       ///< a step of 1 per key; 60 (middle C) is the middle of the range
  voices,                    ///< the same, but each pressed key has its own voice (KeyVoices)
  trigger,                   ///< each press sends the values
};

/** The curve from a fader's position to a value in the range. */
enum class Curve {
  linear,
  logarithmic,  ///< steep first; over -60..0 dB it matches General MIDI's volume within 4 dB from -40 dB up
  exponential,  ///< steep last: the mirror of the logarithmic one
};

/** A range and a curve that map positions 0..1 to values; `from` may be the larger end. */
struct Scale {
  double from = 0.;
  double to = 1.;
  Curve curve = Curve::linear;

  double value_at(double position) const;
  /** Returns the position of a value, after clipping it to the range. */
  double position_of(double value) const;
};

/** The kind of values that a path accepts from a MIDI source. */
struct Destination {
  enum class Kind {
    fader,   ///< a number within a range
    button,  ///< on or off
    choice,  ///< one of a list: by name, or by the number of the key or program
    action,  ///< values as in `takes`, possibly none
  };
  Kind kind = Kind::action;
  double minimum = 0., maximum = 1.;
  std::string_view takes = {};  ///< in the notation of takes() (core/control/signature.h)
  /** Nothing = it loads a preset. */
  std::optional<ParameterAddress> address = {};

  bool is(ParameterId id) const { return address && address->is(id); }
  bool is(ActionId id) const { return address && address->is(id); }
};

/**
 * Finds the destination at `path`, which is a parameter or a parameter action; the error names the nearest
 * existing paths.
 */
ErrorOr<Destination> find_destination(std::string_view path);

/** A source and its effect, from complete(). */
struct Binding {
  MidiSource source;
  std::string path;
  Destination destination = {};  ///< of `path`
  Mode mode = Mode::absolute;
  Scale scale = {};
  bool pickup = false;
  std::vector<ControlValue> values = {};  ///< of a trigger; empty for a choice = by the number
};

/** A binding as written in a file: parts left out get the usual defaults. */
struct BindingDraft {
  MidiSource source;
  std::string path;
  std::optional<Mode> mode = {};
  std::optional<double> from = {}, to = {};
  Curve curve = Curve::linear;
  std::optional<bool> pickup = {};
  std::vector<ControlValue> values = {};
};

/** An error in a draft, and the part at fault: "path", "mode", "values"... as in the mapping file. */
struct BindingFault {
  std::string part;
  std::string message;
};

/**
 * Fills in the parts that the draft leaves out: the mode (a key switches a button, triggers a choice or an
 * action, and sets a fader by its velocity), the whole range, and pickup for sources that keep their position
 * (controllers), but not for those that spring back (bend, pressure) or are struck. Refuses anything that the
 * source or the destination does not support.
 */
tl::expected<Binding, BindingFault> complete(const BindingDraft& draft);

std::string_view name_of(Mode mode);
std::string_view name_of(Curve curve);
ErrorOr<Mode> parse_mode(std::string_view text);
ErrorOr<Curve> parse_curve(std::string_view text);

/** Formats the values in words, as "wind 2.5". */
std::string values_text(std::span<const ControlValue> values);

/** Returns the steps turned by a relative message, negative = down; nothing = the mode is not relative. */
std::optional<int> relative_steps(Mode mode, int value);

}  // namespace aeolian::midi
