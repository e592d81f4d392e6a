// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <vector>

#include "trainer/evaluate/figures.h"

namespace aeolian::trainer {

/** Plots as SVG, drawn in the page's colours (its CSS classes `model-0`, `model-1` ..., `real`, `target`). */

/** One line of a plot: its name and points. */
struct Line {
  std::string name;
  std::string css;  ///< class
  std::vector<double> values;
};

/** Plots `values` against time in minutes, one every `step_s` seconds. */
std::string time_plot(const std::vector<Line>& lines, double step_s, const std::string& unit);

/** Plots shares, 0 to 1, one every `step_s` seconds. */
std::string share_plot(const std::vector<Line>& lines, double step_s);

/**
 * Plots the distribution of the values as a stepped outline for each line; values beyond the 99.5th
 * percentile are left out.
 */
std::string histogram(const std::vector<Line>& lines, const std::string& unit);

/**
 * A figure of several models: a dot for each seed and a bar for the whole, the target as a band, the real
 * value as a line.
 */
struct SpreadRow {
  std::string name;
  std::string css;
  const Figure* figure;
};
std::string spread_plot(const std::vector<SpreadRow>& rows, const Measure& measure);

}  // namespace aeolian::trainer
