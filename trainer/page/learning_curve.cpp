// SPDX-License-Identifier: GPL-3.0-or-later
#include "trainer/page/learning_curve.h"

#include <algorithm>
#include <span>
#include <vector>

#include "trainer/cli/format.h"
#include "trainer/page/svg.h"

namespace aeolian::trainer {
namespace {

constexpr std::size_t fewest_points = 3;  // needed for a curve to tell anything

using Point = Provenance::CurvePoint;
using Curve = std::span<const Point>;

/** The stages of a curve, in order of time. */
std::vector<Curve> stages_of(const std::vector<Point>& curve) {
  std::vector<Curve> stages;
  for (std::size_t begin = 0; begin < curve.size();) {
    std::size_t end = begin;
    while (end < curve.size() && curve[end].stage == curve[begin].stage) ++end;
    stages.push_back(std::span(curve).subspan(begin, end - begin));
    begin = end;
  }
  return stages;
}

std::string line(Curve curve, const svg::Axes& axes, const std::string& css, double Point::*loss) {
  std::string points;
  for (const Point& point : curve)
    points += format("%.1f,%.1f ", axes.x(point.seconds / 60), axes.y(point.*loss));
  return svg::polyline(css, points);
}

std::string plot(Curve curve) {
  double low = curve.front().loss, high = low;
  for (const Point& point : curve) {
    low = std::min({low, point.loss, point.held_out_loss});
    high = std::max({high, point.loss, point.held_out_loss});
  }
  const double room = std::max((high - low) * .05, 1e-6);
  const double begin = curve.front().seconds / 60;
  const svg::Axes axes{begin, std::max(curve.back().seconds / 60, begin + 1e-3), low - room, high + room};
  return svg::open(svg::width, svg::height, "Losses of the " + curve.front().stage) + svg::y_grid(axes) +
         svg::x_axis(axes, "minutes", svg::height - svg::bottom) +
         line(curve, axes, "model-0 faint", &Point::loss) +
         line(curve, axes, "model-1", &Point::held_out_loss) + "</svg>";
}

/** Describes the curve of a stage for a user who decides whether to continue training. */
std::string verdict(Curve curve) {
  const auto best = std::ranges::min_element(curve, {}, &Point::held_out_loss);
  const auto last = std::prev(curve.end());
  const double fall = curve.front().held_out_loss - best->held_out_loss;
  const double since_middle = curve[curve.size() / 2].held_out_loss - best->held_out_loss;
  std::string text = format("The best loss on held-out sound is %.4g, after %.1f minutes. ",
                            best->held_out_loss, best->seconds / 60);
  if (fall <= 0) return text + "It was lowest at the beginning: the model may already know this sound.";
  if (last->held_out_loss - best->held_out_loss > .1 * fall)
    return text + "It rose again after that: longer training would not help, but more sound would.";
  if (since_middle > .1 * fall) return text + "It was still falling: longer training would help.";
  return text + "It had nearly stopped falling: longer training would help little.";
}

}  // namespace

std::string learning_curves(const std::string& title, const std::vector<Point>& curve) {
  std::string html;
  for (const Curve stage : stages_of(curve)) {
    if (stage.size() < fewest_points) continue;
    html += "<figure class=\"plot\"><h3>" + escaped(stage.front().stage) + "</h3><p>" + verdict(stage) +
            "</p>" + plot(stage) + "</figure>\n";
  }
  if (html.empty()) return {};
  return "<h2>" + escaped(title) +
         "</h2><p class=\"note\">Lower is better. The gap between the lines shows how far the model has "
         "learned its sounds by heart.</p><ul class=\"legend\"><li class=\"model-0\"><i></i>training "
         "sound</li><li class=\"model-1\"><i></i>held-out sound</li></ul><div class=\"plots wide\">" +
         html + "</div>\n";
}

}  // namespace aeolian::trainer
