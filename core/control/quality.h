// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

namespace aeolian {

/** How much work goes into the phases. */
enum class Quality {
  normal,   ///< phase gradient heap integration
  refined,  ///< and refined after it, heard seven hops later
};

}  // namespace aeolian
