// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/control/event.h"
#include "core/control/value.h"
#include "core/error.h"
#include "protocols/midi/midi_source.h"

namespace aeolian {

enum class MidiMode {
  absolute,                  ///< the parameter stands where the source does
  relative_twos_complement,  ///< an endless encoder: 1, 2... up, 127, 126... down
  relative_binary_offset,    ///< 65, 66... up, 63, 62... down
  relative_sign_magnitude,   ///< 1, 2... up, 65, 66... down
  toggle,                    ///< each press goes to the other end of the range
  momentary,                 ///< the upper end while it is held, the lower end else
  trigger,                   ///< each press sends the values
};

/** How the way of a fader becomes a value of the range. */
enum class MidiCurve {
  linear,
  logarithmic,  ///< fast first; over -60..0 dB it is General MIDI's volume, from -40 dB up to within 4 dB
  exponential,  ///< fast last: the mirror of the logarithmic one
};

/** A range and the curve along which positions 0..1 run through it; `from` may be the larger end. */
struct MidiScale {
  double from = 0.;
  double to = 1.;
  MidiCurve curve = MidiCurve::linear;

  double value_at(double position) const;
  /** Of the value, clipped to the range. */
  double position_of(double value) const;
};

/** What a path takes from a MIDI source. */
struct MidiDestination {
  enum class Kind {
    fader,   ///< one number within a range
    button,  ///< on or off
    choice,  ///< one of a list: by its name, or by the number of the key or program
    action,  ///< values as `takes` says; perhaps none
  };
  Kind kind;
  double minimum = 0., maximum = 1.;
  std::string_view takes = {};  ///< see takes() in core/control/parameter_actions.h
};

/** What `path` takes; the error names the nearest paths that there are. Every parameter and gesture is one.
 */
ErrorOr<MidiDestination> find_midi_destination(std::string_view path);

/** Which parameter a path belongs to, where it has one value: a number, a toggle, an encoding's fader. */
std::optional<ParameterId> parameter_behind(std::string_view path);

/** One source and what it does. Made by hand it is to be checked by complete(). */
struct MidiBinding {
  MidiSource source;
  std::string path;
  MidiMode mode = MidiMode::absolute;
  MidiScale scale = {};
  bool pickup = false;
  std::vector<ControlValue> values = {};  ///< of a trigger; empty at a choice = by the number
};

/** A binding as one writes it: what is left out is what musicians expect there. */
struct MidiBindingDraft {
  MidiSource source;
  std::string path;
  std::optional<MidiMode> mode = {};
  std::optional<double> from = {}, to = {};
  MidiCurve curve = MidiCurve::linear;
  std::optional<bool> pickup = {};
  std::vector<ControlValue> values = {};
};

/** What is wrong with a draft, and with which part of it: "path", "mode", "values"... as in the mapping file.
 */
struct MidiBindingFault {
  std::string part;
  std::string message;
};

/**
 * Fills in what the draft leaves out: the mode (a key switches what is on or off, triggers a choice or an
 * action, and sets a fader by its velocity), the whole range, and pickup for whatever keeps its place
 * (controllers), not for what springs back (bend, pressure) or is struck. Refuses what the source or the
 * destination cannot do.
 */
tl::expected<MidiBinding, MidiBindingFault> complete(const MidiBindingDraft& draft);

std::string_view name_of(MidiMode mode);
std::string_view name_of(MidiCurve curve);
ErrorOr<MidiMode> parse_midi_mode(std::string_view text);
ErrorOr<MidiCurve> parse_midi_curve(std::string_view text);

/** Steps that a relative message turns, negative = down; nothing = the mode is not relative. */
std::optional<int> relative_steps(MidiMode mode, int value);

}  // namespace aeolian
