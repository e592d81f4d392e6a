// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>

#include "core/error.h"
#include "trainer/evaluate/report.h"

namespace aeolian::trainer {

/**
 * Makes a self-contained HTML file: the measurements, with players, spectrograms and plots of real and
 * generated sound side by side.
 */
ErrorOr<std::string> make_page(const Report& report);

}  // namespace aeolian::trainer
