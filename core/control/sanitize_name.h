// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "core/control/control_error.h"
#include "core/error.h"

namespace aeolian {

inline constexpr std::size_t longest_name = 120;  ///< bytes of UTF-8

/**
 * Converts `name` to a file name: UTF-8 in normal form C, so that one name is one file however it was typed,
 * without surrounding spaces. A name that could lead out of its folder, be hidden or be misleading (slashes,
 * a leading dot, control or invisible characters) or is too long is refused, never altered. Empty if `name`
 * contains only spaces.
 */
ErrorOr<std::string> sanitize_name(std::string_view name);

/** The same, but refuses an empty name; `owner` is the thing named, such as "a preset". */
tl::expected<std::string, ControlError> required_name(std::string_view name, std::string_view owner);

/**
 * The file name used before names were stored as UTF-8: the first 64 bytes, with '_' for every byte other
 * than letters, digits, '-', '_' and inner spaces.
 */
std::string underscored_name(std::string_view name);

}  // namespace aeolian
