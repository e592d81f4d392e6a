// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string_view>

#include "core/output_file.h"

namespace aeolian {

/** A kind of file for tests: any file that begins with "note:". */
inline constexpr FileKind note{"a note",
                               [](std::string_view beginning) { return beginning.starts_with("note:"); }};

}  // namespace aeolian
