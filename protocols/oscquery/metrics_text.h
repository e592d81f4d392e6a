// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <span>
#include <string>

#include "core/control/control_interface.h"

namespace aeolian {

/**
 * What the instrument counts and measures, in Prometheus' text format 0.0.4, each name with "aeolian_" before
 * it. What the status says and no metric of that name does is among them. Of two metrics of one name the
 * first is told.
 */
std::string metrics_text(std::span<const Metric> metrics, const StatusReport& status);

}  // namespace aeolian
