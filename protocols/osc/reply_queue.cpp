// SPDX-License-Identifier: GPL-3.0-or-later
#include "protocols/osc/reply_queue.h"

#include "core/printable.h"

namespace aeolian::osc {

Message failure(const std::string& prefix, std::string_view command, std::int32_t id, Failure code,
                std::string_view text) {
  return {prefix + "/fail",
          {printable_message(command), id, static_cast<std::int32_t>(code), printable_message(text)}};
}

}  // namespace aeolian::osc
