// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <span>
#include <string>

#include "protocols/osc/message.h"

namespace aeolian::ctl {

/**
 * Converts typed text to a value: true or false, a whole number of up to 64 bits, another number, or a text.
 * A larger whole number is sent as text, which a seed accepts.
 */
osc::Argument typed_value(const std::string& text);

/** Formats a value as a user would type it, with the fewest digits that give the same number. */
std::string text_of(const osc::Argument& value);

/** Does the same for several values, separated by spaces. */
std::string words_of(std::span<const osc::Argument> values);

}  // namespace aeolian::ctl
