// SPDX-License-Identifier: GPL-3.0-or-later
#include "trainer/page/svg.h"

#include <algorithm>
#include <cmath>
#include <vector>

#include "trainer/cli/format.h"

namespace aeolian::trainer {
namespace {

/** Returns about `count` round values between `low` and `high`. */
std::vector<double> ticks(double low, double high, int count) {
  const double rough = std::max((high - low) / count, 1e-9);
  const double power = std::pow(10, std::floor(std::log10(rough)));
  double step = 10 * power;
  for (const double nice : {1., 2., 5.})
    if (nice * power >= rough) {
      step = nice * power;
      break;
    }
  std::vector<double> values;
  for (double at = std::ceil(low / step - 1e-9) * step; at <= high + step * 1e-6; at += step)
    values.push_back(std::abs(at) < step * 1e-6 ? 0 : at);
  return values;
}

}  // namespace

std::string escaped(const std::string& text) {
  std::string out;
  for (const char c : text) {
    switch (c) {
      case '&':
        out += "&amp;";
        break;
      case '<':
        out += "&lt;";
        break;
      case '>':
        out += "&gt;";
        break;
      case '"':
        out += "&quot;";
        break;
      default:
        out += c;
    }
  }
  return out;
}

namespace svg {

std::string open(double wide, double tall, const std::string& label) {
  return format("<svg viewBox=\"0 0 %.0f %.0f\" role=\"img\" aria-label=\"", wide, tall) + escaped(label) +
         "\">";
}

std::string x_axis(const Axes& axes, const std::string& unit, double base) {
  std::string svg;
  for (const double at : ticks(axes.x_low, axes.x_high, axes.last < narrow ? 4 : 6))
    svg += format("<text class=\"tick\" x=\"%.1f\" y=\"%.1f\" text-anchor=\"middle\">%.4g</text>", axes.x(at),
                  base + 16, at);
  if (unit.empty()) return svg;
  svg += format("<text class=\"tick\" x=\"%.1f\" y=\"%.1f\" text-anchor=\"end\">", axes.last, base + 28) +
         escaped(unit) + "</text>";
  return svg;
}

std::string y_grid(const Axes& axes) {
  std::string svg;
  for (const double at : ticks(axes.y_low, axes.y_high, 4))
    svg += format(
        "<line class=\"grid\" x1=\"%.1f\" x2=\"%.1f\" y1=\"%.1f\" y2=\"%.1f\"/>"
        "<text class=\"tick\" x=\"%.1f\" y=\"%.1f\" text-anchor=\"end\">%.4g</text>",
        left, width - right, axes.y(at), axes.y(at), left - 7, axes.y(at) + 4, at);
  return svg;
}

std::string polyline(const std::string& css, const std::string& points) {
  return "<polyline class=\"line " + css + "\" points=\"" + points + "\"/>";
}

}  // namespace svg
}  // namespace aeolian::trainer
