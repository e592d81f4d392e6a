// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

namespace aeolian {

/** For how long a passage of the corpus has been followed without a break, seconds. */
struct PassageTimes {
  double present_s = 0;  ///< 0 = none is followed
  double longest_s = 0;  ///< so far
};

}  // namespace aeolian
