// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "core/control/control_error.h"
#include "core/control/control_interface.h"
#include "protocols/midi/midi_mapping.h"

namespace aeolian::midi {

/** Describes each binding in words. */
std::vector<MidiBindingReport> reports_of(const Mapping& mapping);

/** Removes all bindings of `path`; returns their sources, in words. Refused if there are none. */
tl::expected<std::string, ControlError> forget(Mapping& mapping, std::string_view path);

/**
 * Gives all bindings of `path` a range, in which `from` may be the larger end, and a curve by its name.
 * Refused, without any change, if there are no bindings or one of them cannot have them.
 */
tl::expected<std::string, ControlError> rescale(Mapping& mapping, std::string_view path, double from,
                                                double to, std::string_view curve);

}  // namespace aeolian::midi
