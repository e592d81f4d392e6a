// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

namespace aeolian {

/** How long passages of the corpus have been followed without a break, seconds. */
struct PassageTimes {
  double present_s = 0;  ///< 0 = none is followed
  double longest_s = 0;  ///< so far
};

}  // namespace aeolian
