// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>

#include "protocols/osc/message.h"

namespace aeolian {

/**
 * A value as it was typed: true and false, whole numbers of up to 64 bits, other numbers, and texts. A whole
 * number beyond that goes as text, which a seed takes.
 */
OscArgument typed_value(const std::string& text);

/** A value as one types it; numbers with as few digits as bring them back. */
std::string text_of(const OscArgument& value);

}  // namespace aeolian
