// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "protocols/osc/message.h"

namespace aeolian::ctl {

/** The table that aeolian-ctl watch draws in place on a terminal: status, meters, and every value. */
class WatchTable {
 public:
  explicit WatchTable(bool has_colour) : has_colour_(has_colour) {}

  /** Updates the values of `path`, which is below the prefix. */
  void take(std::string_view path, std::span<const osc::Argument> values);

  /**
   * Returns the first `height` lines of the table, drawn over the previous ones (ECMA-48). Lines wider than
   * the terminal are cut off.
   */
  std::string drawn(std::size_t height);
  /** Returns the codes that restore the terminal, with the cursor below the table. */
  static std::string end();

 private:
  std::vector<std::string> lines() const;
  std::string meter(std::string_view name, float peak_db, float rms_db) const;

  const bool has_colour_;
  std::string status_ = "waiting for the status";
  std::vector<float> levels_db_ =
      std::vector<float>(6, -100.f);  ///< from /level: peak and RMS of all channels, then of each
  std::string spectrum_;
  std::vector<std::pair<std::string, std::string>> values_;  ///< path and text, in order of arrival
  std::size_t drawn_ = 0;                                    ///< lines
};

}  // namespace aeolian::ctl
