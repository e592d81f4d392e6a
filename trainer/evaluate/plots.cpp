// SPDX-License-Identifier: GPL-3.0-or-later
#include "trainer/evaluate/plots.h"

#include <algorithm>
#include <cmath>

#include "trainer/cli/format.h"
#include "trainer/measures/mel.h"
#include "trainer/page/svg.h"

namespace aeolian::trainer {
namespace {

using svg::Axes, svg::bottom, svg::height, svg::narrow, svg::width;

constexpr int bins = 36;

}  // namespace

std::string time_plot(const std::vector<Line>& lines, double step_s, const std::string& unit) {
  double low = 1e9, high = -1e9;
  std::size_t longest = 0;
  for (const Line& line : lines)
    for (std::size_t i = 0; i < line.values.size(); ++i) {
      low = std::min(low, std::max(line.values[i], -80.0));
      high = std::max(high, line.values[i]);
      longest = std::max(longest, i + 1);
    }
  if (longest < 2) return {};
  const Axes axes{0, static_cast<double>(longest) * step_s / 60, std::floor(low / 5) * 5,
                  std::ceil(high / 5) * 5 + .01};
  std::string svg = svg::open(width, height, "Level over time") + svg::y_grid(axes) +
                    svg::x_axis(axes, "minutes", height - bottom);
  for (const Line& line : lines) {
    std::string points;
    for (std::size_t i = 0; i < line.values.size(); ++i)
      points += format("%.1f,%.1f ", axes.x((static_cast<double>(i) + .5) * step_s / 60),
                       axes.y(std::max(line.values[i], axes.y_low)));
    svg += svg::polyline(line.css, points);
  }
  return svg + "<text class=\"tick\" x=\"4\" y=\"10\">" + escaped(unit) + "</text></svg>";
}

std::string histogram(const std::vector<Line>& lines, const std::string& unit) {
  double low = 1e9, high = -1e9;
  for (const Line& line : lines) {
    if (line.values.empty()) continue;
    low = std::min(low, percentile(line.values, .005));
    high = std::max(high, percentile(line.values, .995));
  }
  if (high <= low) return {};
  std::vector<std::vector<double>> shares;
  double most = 0;
  for (const Line& line : lines) {
    std::vector<double> share(bins);
    for (const double value : line.values) {
      const auto bin = static_cast<int>((value - low) / (high - low) * bins);
      if (bin >= 0 && bin < bins)
        share[static_cast<std::size_t>(bin)] += 1.0 / static_cast<double>(line.values.size());
    }
    most = std::max(most, *std::ranges::max_element(share));
    shares.push_back(std::move(share));
  }
  const Axes axes{low, high, 0, most * 1.08};
  std::string svg = svg::open(width, height, "Distances") + svg::x_axis(axes, unit, height - bottom);
  for (std::size_t i = 0; i < lines.size(); ++i) {
    std::string points = format("%.1f,%.1f ", axes.x(low), axes.y(0));
    for (int b = 0; b < bins; ++b) {
      const double share = axes.y(shares[i][static_cast<std::size_t>(b)]);
      points += format("%.1f,%.1f %.1f,%.1f ", axes.x(low + (high - low) * b / bins), share,
                       axes.x(low + (high - low) * (b + 1) / bins), share);
    }
    points += format("%.1f,%.1f", axes.x(high), axes.y(0));
    svg += "<polygon class=\"area " + lines[i].css + "\" points=\"" + points + "\"/>" +
           svg::polyline(lines[i].css, points);
  }
  return svg + "</svg>";
}

std::string share_plot(const std::vector<Line>& lines, double step_s) {
  std::size_t longest = 0;
  for (const Line& line : lines) longest = std::max(longest, line.values.size());
  if (longest < 2) return {};
  const Axes axes{0, static_cast<double>(longest - 1) * step_s, 0, 1};
  std::string svg = svg::open(width, height, "Shares over time") + svg::y_grid(axes) +
                    svg::x_axis(axes, "seconds", height - bottom);
  for (const Line& line : lines) {
    std::string points;
    for (std::size_t i = 0; i < line.values.size(); ++i)
      points += format("%.1f,%.1f ", axes.x(static_cast<double>(i) * step_s), axes.y(line.values[i]));
    svg += svg::polyline(line.css, points);
  }
  return svg + "</svg>";
}

std::string spread_plot(const std::vector<SpreadRow>& rows, const Measure& measure) {
  double low = 1e9, high = -1e9;
  const auto widen = [&](double value) {
    low = std::min(low, value);
    high = std::max(high, value);
  };
  for (const SpreadRow& row : rows) {
    widen(row.figure->value);
    for (const double value : row.figure->by_seed) widen(value);
    for (const auto& bound : {row.figure->real, row.figure->at_least, row.figure->at_most})
      if (bound) widen(*bound);
  }
  const double room = std::max((high - low) * .08, 1e-6);
  const double line = 26, tall = 14 + line * static_cast<double>(rows.size()) + 26;
  const Axes axes{low - room, high + room, 0, 1, 6, narrow - 6};
  std::string svg = svg::open(narrow, tall, std::string(measure.label));
  double y = 10;
  for (const SpreadRow& row : rows) {
    const Figure& f = *row.figure;
    if (f.judged()) {
      const double from = axes.x(f.at_least.value_or(axes.x_low)),
                   to = axes.x(f.at_most.value_or(axes.x_high));
      svg += format("<rect class=\"target\" x=\"%.1f\" y=\"%.1f\" width=\"%.1f\" height=\"%.1f\" rx=\"3\"/>",
                    from, y, std::max(1.0, to - from), line - 6);
    }
    if (f.real)
      svg += format("<line class=\"line real\" x1=\"%.1f\" x2=\"%.1f\" y1=\"%.1f\" y2=\"%.1f\"/>",
                    axes.x(*f.real), axes.x(*f.real), y, y + line - 6);
    const double middle = y + (line - 6) / 2;
    for (const double value : f.by_seed)
      svg += std::string("<circle class=\"dot ") + row.css +
             format("\" cx=\"%.1f\" cy=\"%.1f\" r=\"4\"/>", axes.x(value), middle);
    svg += "<line class=\"mark " + row.css +
           format("\" x1=\"%.1f\" x2=\"%.1f\" y1=\"%.1f\" y2=\"%.1f\"/>", axes.x(f.value), axes.x(f.value),
                  y + 1, y + line - 7);
    y += line;
  }
  return svg + svg::x_axis(axes, "", y - 4) + "</svg>";
}

}  // namespace aeolian::trainer
