// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <span>
#include <string>

#include "core/control/control_interface.h"

namespace aeolian::oscquery {

/**
 * Formats the metrics in Prometheus' text format 0.0.4, each name with the prefix "aeolian_". Status values
 * are added unless there is a metric of the same name. Of two metrics with the same name, the first is used.
 */
std::string metrics_text(std::span<const Metric> metrics, const StatusReport& status);

}  // namespace aeolian::oscquery
