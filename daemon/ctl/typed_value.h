// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <span>
#include <string>

#include "protocols/osc/message.h"

namespace aeolian::ctl {

/**
 * A typed value: true and false, whole numbers of up to 64 bits, other numbers, and texts. A larger whole
 * number is sent as text, which a seed accepts.
 */
osc::Argument typed_value(const std::string& text);

/** A value as a user would type it; numbers with the fewest digits that give the same number. */
std::string text_of(const osc::Argument& value);

/** The same for several values, separated by spaces. */
std::string words_of(std::span<const osc::Argument> values);

}  // namespace aeolian::ctl
