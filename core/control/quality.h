// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

namespace aeolian {

/** Method of phase reconstruction. */
enum class Quality {
  normal,   ///< phase gradient heap integration
  refined,  ///< with refinement, which adds seven hops of latency
};

}  // namespace aeolian
