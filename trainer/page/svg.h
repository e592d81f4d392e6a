// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>

namespace aeolian::trainer {

/** Pieces of drawings in the page's colours (its CSS classes `model-0`, `model-1` ..., `real`, `target`). */

/** Escapes text for HTML and SVG. */
std::string escaped(const std::string& text);

namespace svg {

/** Sizes of a plot, in the drawing's units. */
inline constexpr double width = 560, height = 190, left = 44, right = 12, top = 12, bottom = 30;
inline constexpr double narrow = 340;  ///< width of small plots

/** Maps values to the drawing's units. */
struct Axes {
  double x_low = 0., x_high = 1., y_low = 0., y_high = 1.;
  double first = left, last = width - right;
  double x(double value) const { return first + (value - x_low) / (x_high - x_low) * (last - first); }
  double y(double value) const {
    return height - bottom - (value - y_low) / (y_high - y_low) * (height - top - bottom);
  }
};

/** Begins a drawing; `label` is its text for screen readers. */
std::string open(double wide, double tall, const std::string& label);

/** Draws round numbers under `base`, and the unit below them. */
std::string x_axis(const Axes& axes, const std::string& unit, double base);

/** Draws horizontal lines with their numbers. */
std::string y_grid(const Axes& axes);

/** `points` as "x,y x,y"; `css` is a class. */
std::string polyline(const std::string& css, const std::string& points);

}  // namespace svg

}  // namespace aeolian::trainer
