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
  int digits;                ///< behind the point
};

/** Every measure, in the order in which it is shown. */
std::span<const Measure> all_measures();
const Measure& measure(std::string_view name);

/** The verdict on a figure's target. */
enum class TargetVerdict {
  none,  ///< there is no target
  met,
  missed,
  too_few,  ///< with so few windows nearly anything would meet it
  quoted,   ///< met, but by sound that quotes more than it may
};

/** The result of one measure. */
struct Figure {
  double value = 0;                                   ///< of all seeds together
  std::vector<double> by_seed = {};                   ///< the spread; empty where a measure has none
  std::optional<double> real = {};                    ///< what real sound gives
  std::optional<double> at_least = {}, at_most = {};  ///< the target; neither = told, not judged

  bool too_few = false;      ///< windows, to tell whether the target is met
  bool quoted = false;       ///< by sound that quotes what was learned more than it may
  std::string counted = {};  ///< what it counts where that is only a part: "12 onsets"; empty = all

  bool judged() const { return at_least || at_most; }
  bool passes() const;
  TargetVerdict verdict() const;
};

/** Figures by their measure's name. */
using Figures = std::map<std::string, Figure, std::less<>>;

/** "0.012", as the measure is shown. */
std::string shown(const Measure& measure, double value);

/** " ✓", " ✗", " (too few windows to tell)", " (by quoting)", or nothing. */
std::string_view mark_of(TargetVerdict verdict);

/** "0.90 to 1.10", "at most 0.012", or nothing. */
std::string target_text(const Measure& measure, const Figure& figure);

/** "1.13 (0.98 to 1.21), of 12 onsets": the value, its range over the seeds, and what was counted. */
std::string value_text(const Measure& measure, const Figure& figure);

}  // namespace aeolian::trainer
