// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <string_view>

#include "core/error.h"

namespace aeolian {

/** `text` in Unicode's normal form C, in which one text is one row of bytes however it was typed; refused
 * where it is no UTF-8. */
ErrorOr<std::string> normal_form(std::string_view text);

/** Whether two names are the same text; such that are no UTF-8 are compared byte by byte. */
bool is_same_name(std::string_view a, std::string_view b);

/** Tells the first thing in `text`, UTF-8, that no name may hold, as "a control character"; empty = none. */
std::string unwanted_in_name(std::string_view text);

}  // namespace aeolian
