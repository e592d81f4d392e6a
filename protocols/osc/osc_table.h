// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>

namespace aeolian {

/** The whole OSC address space as a Markdown table, as `aeoliand --osc-table` prints it and the documentation
 * has it. */
std::string osc_table();

}  // namespace aeolian
