// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>

namespace aeolian {

/** Whether each row of a table is at the index given by its `id`, so that an id finds its row. */
template <class Rows>
constexpr bool rows_in_order(const Rows& rows) {
  for (std::size_t i = 0; i < rows.size(); ++i) {
    if (static_cast<std::size_t>(rows[i].id) != i) return false;
  }
  return true;
}

}  // namespace aeolian
