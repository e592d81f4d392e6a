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

/** The table of aeolian-ctl watch on a terminal: the status, the meters, and every value, drawn in place. */
class WatchTable {
 public:
  explicit WatchTable(bool has_colour) : has_colour_(has_colour) {}

  /** Takes the values of `path`, which is below the prefix. */
  void take(std::string_view path, std::span<const osc::Argument> values);

  /**
   * The first `height` lines of the table, over those that were drawn before (ECMA-48). A line that is longer
   * than the terminal is wide is cut there.
   */
  std::string drawn(std::size_t height);
  /** Leaves the terminal as it was, below the table. */
  static std::string end();

 private:
  std::vector<std::string> lines() const;
  std::string meter(std::string_view name, float peak_db, float rms_db) const;

  const bool has_colour_;
  std::string status_ = "waiting for the status";
  std::vector<float> levels_db_ =
      std::vector<float>(6, -100.f);  ///< of /level: peak and RMS of all, and of each channel
  std::string spectrum_;
  std::vector<std::pair<std::string, std::string>> values_;  ///< path and text, in the order of arrival
  std::size_t drawn_ = 0;                                    ///< lines
};

}  // namespace aeolian::ctl
