// SPDX-License-Identifier: GPL-3.0-or-later
#include "trainer/evaluate/page.h"

#include <algorithm>
#include <cmath>

#include "core/version.h"
#include "trainer/cli/format.h"
#include "trainer/evaluate/plots.h"
#include "trainer/page/learning_curve.h"
#include "trainer/page/page.h"
#include "trainer/page/sound_picture.h"
#include "trainer/page/svg.h"

namespace aeolian::trainer {
namespace {

constexpr int colours = 5;  // of models, before they repeat
constexpr std::size_t shown_sources = 3, shown_takes = 3;
constexpr double level_step_s = 5, level_seconds = 300;

std::string css(std::size_t model) {
  return "model-" + std::to_string(model % colours);
}

std::span<const float> middle(const std::vector<float>& samples, double seconds, int rate) {
  const auto length = std::min(samples.size(), static_cast<std::size_t>(seconds * rate));
  return std::span(samples).subspan((samples.size() - length) / 2, length);
}

ErrorOr<std::string> listening(const Report& report) {
  const ReferenceAudio& reference = *report.reference;
  const SoundPictures pictures(reference.sample_rate(), reference.floor_db() + 70 + 3);
  std::string html =
      "<h2>Listen</h2><p class=\"note\">The first seconds of each seed, beside the real sound. Time runs to "
      "the right, pitch upwards; darker is louder (on a dark page, brighter). Click on a picture to play "
      "from there.</p><div class=\"takes\">";
  const auto& sources = reference.sources();
  for (std::size_t i = 0; i < std::min(sources.size(), shown_sources); ++i) {
    auto take = pictures.figure(sources.size() == 1 ? "Real sound" : sources[i].name, "real", "real",
                                middle(sources[i].samples, excerpt_s, reference.sample_rate()));
    if (!take) return take;
    html += *take;
  }
  for (std::size_t m = 0; m < report.assessments.size(); ++m) {
    const Assessment& a = report.assessments[m];
    for (std::size_t i = 0; i < std::min(a.takes.size(), shown_takes); ++i) {
      auto take =
          pictures.figure(a.name, "seed " + std::to_string(a.takes[i].seed), css(m), a.takes[i].excerpt);
      if (!take) return take;
      html += *take;
    }
  }
  return html + "</div>\n";
}

std::string legend(const Report& report, bool with_target) {
  std::string html = "<ul class=\"legend\"><li class=\"real\"><i></i>real sound</li>";
  for (std::size_t m = 0; m < report.assessments.size(); ++m)
    html += "<li class=\"" + css(m) + "\"><i></i>" + escaped(report.assessments[m].name) + "</li>";
  if (with_target) html += "<li class=\"band\"><i></i>target range</li>";
  return html + "</ul>";
}

std::string cell(const Measure& measure, const Figure& figure) {
  std::string html = "<td>" + shown(measure, figure.value);
  if (figure.verdict() == TargetVerdict::met) html += " <span class=\"met\" title=\"target met\">✓</span>";
  if (figure.verdict() == TargetVerdict::missed)
    html += " <span class=\"missed\" title=\"target missed\">✗</span>";
  if (figure.verdict() == TargetVerdict::too_few) html += "<br><small>too few windows to tell</small>";
  if (figure.verdict() == TargetVerdict::quoted) html += "<br><small>met by quoting</small>";
  if (!figure.counted.empty()) html += "<br><small>of " + escaped(figure.counted) + "</small>";
  if (figure.by_seed.size() > 1) {
    const auto [least, most] = std::ranges::minmax(figure.by_seed);
    html += "<br><small>" + shown(measure, least) + " to " + shown(measure, most) + "</small>";
  }
  return html + "</td>";
}

std::string figures_html(const Report& report) {
  std::string html =
      "<h2>Figures</h2><p class=\"note\">Each measure, its value for real sound, and the target. In small "
      "print: the range over the seeds.</p><div class=\"scroll\"><table><tr><th>Measure</th>";
  for (const Assessment& a : report.assessments) html += "<th>" + escaped(a.name) + "</th>";
  html += "<th>Target</th><th>Real</th></tr>\n";
  for (const Measure& measure : all_measures()) {
    std::string cells;
    const Figure* any = nullptr;
    for (const Assessment& a : report.assessments) {
      const auto found = a.figures.find(measure.name);
      cells += found == a.figures.end() ? "<td>–</td>" : cell(measure, found->second);
      if (found != a.figures.end() && !any) any = &found->second;
    }
    if (!any) continue;
    html += "<tr><td class=\"what\">" + escaped(std::string(measure.label)) + "<small>" +
            escaped(std::string(measure.meaning)) + "</small></td>" + cells + "<td>" +
            target_text(measure, *any) + "</td><td>" + (any->real ? shown(measure, *any->real) : "") +
            "</td></tr>\n";
  }
  return html + "</table></div>\n";
}

std::string spreads(const Report& report) {
  std::string html =
      "<h2>How steady it is</h2><p class=\"note\">A dot for each seed, a line for all seeds together: one "
      "lucky seed does not make a good model.</p>" +
      legend(report, true) + "<div class=\"plots\">";
  for (const Measure& measure : all_measures()) {
    std::vector<SpreadRow> rows;
    bool spread = false;
    for (std::size_t m = 0; m < report.assessments.size(); ++m) {
      const auto found = report.assessments[m].figures.find(measure.name);
      if (found == report.assessments[m].figures.end()) continue;
      rows.push_back({report.assessments[m].name, css(m), &found->second});
      spread = spread || found->second.by_seed.size() > 1;
    }
    if (!spread) continue;
    html += "<figure class=\"plot\"><h3>" + escaped(std::string(measure.label)) + "</h3><p>" +
            escaped(std::string(measure.meaning)) + "</p>" + spread_plot(rows, measure) + "</figure>\n";
  }
  return html + "</div>\n";
}

std::vector<double> real_levels(const ReferenceAudio& reference) {
  std::vector<double> levels;
  const auto& samples = reference.sources().front().samples;
  const auto step = static_cast<std::size_t>(level_step_s * reference.sample_rate());
  for (std::size_t at = 0;
       at + step <= samples.size() && static_cast<double>(levels.size()) * level_step_s < level_seconds;
       at += step)
    levels.push_back(level_db(std::span(samples).subspan(at, step)));
  return levels;
}

std::string courses(const Report& report) {
  std::vector<Line> levels{{"real", "real", real_levels(*report.reference)}};
  std::vector<Line> distances{{"real", "real", report.reference->held_out_nearest()}};
  for (std::size_t m = 0; m < report.assessments.size(); ++m) {
    for (const Excerpt& take : report.assessments[m].takes) levels.push_back({"", css(m), take.levels_db});
    distances.push_back({report.assessments[m].name, css(m), report.assessments[m].nearest});
  }
  return "<h2>Over time, and how near to the corpus</h2>" + legend(report, false) +
         "<div class=\"plots wide\"><figure class=\"plot\"><h3>Level</h3><p>Loudness from the first minute "
         "to the last, one line per seed: a line that falls or rises shows drift.</p>" +
         time_plot(levels, level_step_s, "dB") +
         "</figure><figure class=\"plot\"><h3>Distance to the corpus</h3><p>The distance of each second to "
         "the nearest second of the corpus; for real sound, held-out sound is used. To the left of real "
         "sound the model quotes, to the right it strays.</p>" +
         histogram(distances, "") + "</figure></div>\n";
}

std::string conditioning_html(const Assessment& a) {
  std::string html =
      "<h2>Obedience of " + escaped(a.name) +
      "</h2><p class=\"note\">When the model is asked for one of its sources, how often does a classifier "
      "recognise that source? Real sound that the classifier has not heard shows how good the classifier "
      "is.</p><div class=\"scroll\"><table><tr><th>Asked for</th><th>From the start</th><th>After a "
      "switch</th><th>Real sound recognised</th></tr>";
  std::vector<Line> lines;
  for (const ConditioningAccuracy& o : a.conditioning_accuracy) {
    html += "<tr><td>" + escaped(o.source) +
            format("</td><td>%.2f</td><td>%.2f</td><td>%.2f</td></tr>", o.cold, o.after_switch, o.accuracy);
    lines.push_back({o.source, css(lines.size()), o.after_seconds});
  }
  html += "</table></div><ul class=\"legend\">";
  for (const Line& line : lines)
    html += "<li class=\"" + line.css + "\"><i></i>" + escaped(line.name) + "</li>";
  return html +
         "</ul><div class=\"plots wide\"><figure class=\"plot\"><h3>After a switch</h3><p>The share of "
         "seconds in which the new source is recognised, by their time after the switch.</p>" +
         share_plot(lines, .5) + "</figure></div>\n";
}

const char* mark(bool met) {
  return met ? "<span class=\"met\">✓</span>" : "<span class=\"missed\">✗</span>";
}

std::string morph_html(const Assessment& a) {
  std::string html =
      "<h2>Morphs of " + escaped(a.name) +
      "</h2><p class=\"note\">Halfway between two sources: one sound with something of each, or both on top "
      "of each other? The table shows the share recognised as both at once, and how much of the sound a mix "
      "of its two voices explains: all of a mix, little of a third sound.</p><div "
      "class=\"scroll\"><table><tr><th>Between</th><th>Halfway</th><th>Real sound of either</th><th>Its "
      "sounds mixed</th><th>Real sound mixed</th><th>Halfway recognised as the one, the "
      "other</th><th>Explained by a mix</th><th>By chance</th></tr>";
  for (const HalfWay& m : a.morphs)
    html += "<tr><td>" + escaped(m.first) + " and " + escaped(m.second) +
            format(
                "</td><td>%.2f %s</td><td>%.2f</td><td>%.2f</td><td>%.2f</td><td>%.2f, "
                "%.2f</td><td>%.2f</td><td>%.2f</td></tr>",
                m.half_way, mark(m.half_way <= m.real), m.real, m.mixed, m.superposed, m.as_first,
                m.as_second, m.explained.share, m.explained.by_chance);
  html += "</table></div>\n";
  for (const HalfWay& m : a.morphs)
    if (m.tones)
      html += format(
          "<p class=\"note\">Counted by peaks of the spectrum: %.2f the first tone, %.2f the second, %.2f "
          "both, %.2f in between, %.1f changes a second.</p>",
          m.tones->first, m.tones->second, m.tones->both, m.tones->between, m.tones->changes_per_second);
  return html;
}

std::string out_of_domain_html(const Assessment& a) {
  std::string html = "<h2>" + escaped(a.name) +
                     " started from other sound</h2><p class=\"note\">Started from four seconds of sound "
                     "outside the corpus, does the model find its way back within two? The table shows its "
                     "distance from the corpus by then; 1 is the farthest real sound.</p><div "
                     "class=\"scroll\"><table><tr><th>Started from</th><th>Distance</th></tr>";
  for (const AfterOutOfDomain& after : a.unlike)
    html += "<tr><td>" + escaped(after.sound) +
            format("</td><td>%.2f %s</td></tr>", after.distance, mark(after.distance <= 1));
  return html + "</table></div>\n";
}

std::string octave_html(const Assessment& a) {
  std::string head, cells;
  for (const OctaveDistance& octave : a.codec_octaves) {
    head += format("<th>%.0f</th>", octave.from_hz);
    cells += format("<td>%.1f</td>", octave.distance_db);
  }
  return "<h2>What the codec of " + escaped(a.name) +
         " does to each octave</h2><p class=\"note\">Log-spectral distance between held-out sound and the "
         "same sound coded and decoded, dB; octaves are named by their lower ends, Hz.</p><div "
         "class=\"scroll\"><table><tr>" +
         head + "</tr><tr>" + cells + "</tr></table></div>\n";
}

std::string stereo_html(const Assessment& a) {
  std::string html =
      "<h2>Left and right of " + escaped(a.name) +
      "</h2><p class=\"note\">Level of left relative to right, and similarity of the two apart from level "
      "and phase (coherence) and apart from level (correlation), for the real sound and for the "
      "output.</p><div class=\"scroll\"><table><tr><th>Band, Hz</th><th>Level, "
      "dB</th><th>played</th><th>Coherence</th><th>played</th><th>Correlation</th><th>played</th></tr>";
  for (const StereoComparison& band : a.stereo) {
    html += "<tr>";
    for (const std::string& cell : cells_of(band)) html += "<td>" + cell + "</td>";
    html += "</tr>";
  }
  return html + "</table></div>\n";
}

std::string joined(const std::vector<std::string>& names) {
  std::string text;
  for (const std::string& name : names) text += (text.empty() ? "" : ", ") + name;
  return text;
}

std::string heading(const Report& report) {
  const Assessment& first = report.assessments.front();
  std::string html =
      "<p class=\"eyebrow\">Aeolian evaluate</p><h1>" + escaped(first.name) + "</h1><p class=\"lead\">" +
      format("%d performances of %.0f s, compared with ", report.plan.seeds, report.plan.seconds) +
      seconds_in_words(report.reference->seconds()) + " of " + escaped(joined(report.corpus)) +
      ".</p><ul class=\"score\">";
  for (std::size_t m = 0; m < report.assessments.size(); ++m) {
    const Assessment& a = report.assessments[m];
    if (a.is_baseline) continue;
    const auto count = [&](TargetVerdict verdict) {
      return static_cast<int>(std::ranges::count_if(
          a.figures, [&](const auto& named) { return named.second.verdict() == verdict; }));
    };
    const int met = count(TargetVerdict::met), too_few = count(TargetVerdict::too_few);
    const int judged = met + count(TargetVerdict::missed) + count(TargetVerdict::quoted);
    html += "<li class=\"" + css(m) + "\"><b>" + format("%d of %d", met, judged) + "</b> targets" +
            (too_few > 0 ? format(", too few windows to tell %d more", too_few) : "") + "<span>" +
            escaped(a.name) + " (" + escaped(a.kind) +
            format(", %.0f min of training)</span></li>", a.training_minutes);
  }
  return html + "</ul>\n";
}

std::string method(const Report& report) {
  const auto& floors = report.floors;
  return format(
             "<footer><p>Windows of one second, pooled: mean, spread and movement of 64 mel bands; sound "
             "more than 70 dB below the loudest is ignored. %d windows on each side. MMD² is unbiased, its "
             "Gaussian kernel %.1f wide, the median distance of real windows. Real sound against itself, in "
             "200 random halves of blocks of ten seconds: %.4f, 95th percentile %.4f; the target is four "
             "times that. ",
             static_cast<int>(report.windows), report.reference->real().kernel_width(), floors.mmd2.mean,
             floors.mmd2.p95) +
         "The last six seconds of each minute are held out, as in training.</p><p>" +
         escaped(report.created) +
         format(", Aeolian " AEOLIAN_VERSION ", temperature %g, guidance %g.</p></footer>",
                report.steering.temperature, report.steering.guidance);
}

}  // namespace

ErrorOr<std::string> make_page(const Report& report) {
  auto sounds = listening(report);
  if (!sounds) return sounds;
  std::string content = heading(report) + *sounds + figures_html(report) + spreads(report) + courses(report);
  for (const Assessment& a : report.assessments) {
    if (!a.conditioning_accuracy.empty()) content += conditioning_html(a);
    if (!a.morphs.empty()) content += morph_html(a);
    if (!a.unlike.empty()) content += out_of_domain_html(a);
    if (!a.codec_octaves.empty()) content += octave_html(a);
    if (!a.stereo.empty()) content += stereo_html(a);
  }
  for (const Assessment& a : report.assessments)
    content += learning_curves("How " + a.name + " learned", a.curve);
  return make_html_page(report.assessments.front().name, content + method(report));
}

}  // namespace aeolian::trainer
