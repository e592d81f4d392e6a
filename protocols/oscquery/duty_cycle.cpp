// SPDX-License-Identifier: GPL-3.0-or-later
#include "protocols/oscquery/duty_cycle.h"

#include <algorithm>

namespace aeolian::oscquery {

DutyCycle::Seconds DutyCycle::rest_after(Seconds used, Clock::time_point now) {
  credit_ = std::min(burst_, credit_ + share_ * Seconds(now - last_)) - used;
  last_ = now;
  return std::max(-credit_ / share_, Seconds::zero());
}

}  // namespace aeolian::oscquery
