// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>

namespace aeolian::osc {

/**
 * Returns the whole OSC address space as a Markdown table, for `aeoliand --osc-table` and the documentation.
 */
std::string osc_table();

}  // namespace aeolian::osc
