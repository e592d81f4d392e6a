// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <optional>
#include <span>
#include <string_view>

#include "protocols/osc/message.h"

namespace aeolian::osc {

/**
 * Interprets the single value of a message to a method that needs none as a button: true = pressed (nil, an
 * impulse, T, 1), false = released (F, 0), which does nothing and has no reply; nothing = the values belong
 * to the method. `takes` is the signature of a command or a parameter action (core/control/signature.h). Does
 * not apply to parameters.
 */
std::optional<bool> button_of(std::string_view takes, std::span<const Argument> values);

}  // namespace aeolian::osc
