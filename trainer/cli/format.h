// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>

namespace aeolian::trainer {

/** Formats like std::printf; truncates after 511 characters. */
[[gnu::format(printf, 1, 2)]] std::string format(const char* pattern, ...);

}  // namespace aeolian::trainer
