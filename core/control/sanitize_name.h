// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "core/error.h"

namespace aeolian {

inline constexpr std::size_t longest_name = 120;  ///< bytes of UTF-8

/**
 * `name` as the name of a file: UTF-8 in normal form C, so that one name is one file however it was typed,
 * without spaces around it. Refused, and never altered, where it could lead out of its folder, be hidden or
 * deceive the eye: with slashes, a dot at its beginning, control characters or invisible ones, or too long.
 * Empty where nothing but spaces was given.
 */
ErrorOr<std::string> sanitize_name(std::string_view name);

/** The name that the program gave a file until it kept UTF-8: letters, digits, '-', '_' and inner spaces of
 * the first 64 bytes, '_' for every other byte. */
std::string underscored_name(std::string_view name);

}  // namespace aeolian
