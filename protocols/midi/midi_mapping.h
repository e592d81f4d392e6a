// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "core/control/midi_keys.h"
#include "core/error.h"
#include "protocols/midi/midi_binding.h"

namespace aeolian::midi {

/** All bindings. */
struct Mapping {
  std::vector<Binding> bindings;
};

/** Returns the parameters that keys set on their own voices (Mode::voices). */
std::vector<ParameterId> played_by_keys(const Mapping& mapping);

/** The largest mapping file accepted, bytes. */
inline constexpr std::size_t max_midi_mapping_size = 1 << 20;

/**
 * Returns the default mapping for a common controller, as the text of a file: CC 1 is the temperature, CC 7
 * the gain, CC 16-23 set values of the encoding, notes act as `keys` says (encodings: cyclically), programs
 * load presets.
 */
std::string default_mapping(MidiKeys keys = MidiKeys::encodings);

/**
 * Parses the text of a mapping file (described by mapping.schema.json) as a whole, or refuses it with
 * "NAME:LINE:COLUMN: what is wrong, and what would be right". Pure; accepts any bytes.
 */
ErrorOr<Mapping> parse_mapping(std::string_view text, std::string_view name);

/** Formats `mapping` as the text of a file that reads back the same, one binding per line. */
std::string mapping_text(const Mapping& mapping);

/** Reads a mapping file; if it does not exist, returns the default mapping. */
ErrorOr<Mapping> read_mapping(const std::filesystem::path& file, MidiKeys keys = MidiKeys::encodings);

/** Writes a mapping file as a whole or not at all, and creates its folder. */
ErrorOr<void> write_mapping(const Mapping& mapping, const std::filesystem::path& file);

}  // namespace aeolian::midi
