// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace aeolian::trainer {

/** Describes one measure for the table, the page and the documentation. */
struct Measure {
  std::string_view name;     ///< stable: the key in JSON
  std::string_view label;    ///< for people
  std::string_view meaning;  ///< one sentence for a musician
  int digits;                ///< after the decimal point
};

/** Every measure, in the order in which it is shown. */
std::span<const Measure> all_measures();
const Measure& measure(std::string_view name);

/** The verdict on a figure's target. */
enum class TargetVerdict {
  none,  ///< no target
  met,
  missed,
  too_few,  ///< too few windows to tell
  quoted,   ///< met, but the sound quotes more than is allowed
};

/** The result of one measure. */
struct Figure {
  double value = 0;                                   ///< over all seeds
  std::vector<double> by_seed = {};                   ///< the spread; empty if the measure has none
  std::optional<double> real = {};                    ///< the value for real sound
  std::optional<double> at_least = {}, at_most = {};  ///< the target; neither = reported, not judged

  bool too_few = false;      ///< too few windows to tell whether the target is met
  bool quoted = false;       ///< the sound quotes the training part more than is allowed
  std::string counted = {};  ///< what it counts, where that is only a part: "12 onsets"; empty = all

  bool judged() const { return at_least || at_most; }
  bool passes() const;
  TargetVerdict verdict() const;
};

/** Figures by the names of their measures. */
using Figures = std::map<std::string, Figure, std::less<>>;

/** Formats a value as the measure is shown: "0.012". */
std::string shown(const Measure& measure, double value);

/** " ✓", " ✗", " (too few windows to tell)", " (by quoting)", or nothing. */
std::string_view mark_of(TargetVerdict verdict);

/** "0.90 to 1.10", "at most 0.012", or nothing. */
std::string target_text(const Measure& measure, const Figure& figure);

/** "1.13 (0.98 to 1.21), of 12 onsets": the value, its range over the seeds, and what was counted. */
std::string value_text(const Measure& measure, const Figure& figure);

}  // namespace aeolian::trainer
