// SPDX-License-Identifier: GPL-3.0-or-later
#include "trainer/evaluate/report.h"

#include <algorithm>
#include <cmath>
#include <nlohmann/json.hpp>

#include "core/version.h"
#include "trainer/cli/format.h"

namespace aeolian::trainer {
namespace {

using nlohmann::json;

json to_json(const Figure& figure) {
  json j{{"value", figure.value}};
  if (!figure.by_seed.empty()) j["by_seed"] = figure.by_seed;
  if (figure.real) j["real"] = *figure.real;
  if (figure.at_least) j["at_least"] = *figure.at_least;
  if (figure.at_most) j["at_most"] = *figure.at_most;
  if (figure.verdict() == TargetVerdict::met || figure.verdict() == TargetVerdict::missed)
    j["passes"] = figure.verdict() == TargetVerdict::met;
  if (figure.verdict() == TargetVerdict::too_few) j["too_few_windows"] = true;
  if (figure.verdict() == TargetVerdict::quoted) j["met_by_quoting"] = true;
  if (!figure.counted.empty()) j["counted"] = figure.counted;
  return j;
}

json to_json(const ConditioningAccuracy& o) {
  return {{"source", o.source},
          {"accuracy_on_real", o.accuracy},
          {"cold", o.cold},
          {"after_switch", o.after_switch},
          {"by_half_second_after_switch", o.after_seconds}};
}

json to_json(const HalfWay& m) {
  json j{{"first", m.first},
         {"second", m.second},
         {"half_way_superposed", m.half_way},
         {"half_way_as_first", m.as_first},
         {"half_way_as_second", m.as_second},
         {"real_superposed", m.real},
         {"mixed_superposed", m.mixed},
         {"real_mixed_superposed", m.superposed},
         {"explained_share", m.explained.share},
         {"explained_by_chance", m.explained.by_chance}};
  if (m.tones)
    j["tones"] = {{"first", m.tones->first},
                  {"second", m.tones->second},
                  {"both", m.tones->both},
                  {"between", m.tones->between},
                  {"changes_per_second", m.tones->changes_per_second}};
  return j;
}

json to_json(const AfterOutOfDomain& after) {
  return {{"sound", after.sound}, {"distance", after.distance}};
}

json to_json(const OctaveDistance& octave) {
  return {{"from_hz", octave.from_hz}, {"distance_db", octave.distance_db}};
}

json to_json(const StereoComparison& band) {
  const auto both = [&](double (StereoPower::*figure)() const) {
    return json{{"real", (band.real.*figure)()}, {"played", (band.played.*figure)()}};
  };
  return {{"from_hz", band.from_hz},
          {"to_hz", band.to_hz},
          {"level_difference_db", both(&StereoPower::level_difference_db)},
          {"coherence", both(&StereoPower::coherence)},
          {"correlation", both(&StereoPower::correlation)}};
}

json to_json(const RealWindows::Floor& floor) {
  return {{"mean", floor.mean}, {"p95", floor.p95}};
}

json to_json(const Assessment& a);

template <class Values>
json list(const Values& values) {
  json all = json::array();
  for (const auto& value : values) all.push_back(to_json(value));
  return all;
}

json to_json(const Assessment& a) {
  json figures = json::object();
  for (const auto& [name, figure] : a.figures) figures[name] = to_json(figure);
  return {{"name", a.name},
          {"kind", a.kind},
          {"baseline", a.is_baseline},
          {"training_minutes", a.training_minutes},
          {"figures", figures},
          {"obedience", list(a.conditioning_accuracy)},
          {"morphs", list(a.morphs)},
          {"codec_octaves", list(a.codec_octaves)},
          {"stereo", list(a.stereo)},
          {"unlike", list(a.unlike)}};
}

std::string row(const std::vector<std::string>& cells) {
  std::string text = "|";
  for (const std::string& cell : cells) text += " " + cell + " |";
  return text + "\n";
}

std::string ruled(std::size_t cells) {
  std::string text = "|";
  for (std::size_t i = 0; i < cells; ++i) text += "---|";
  return text + "\n";
}

std::string real_text(const Measure& measure, const std::vector<Assessment>& assessments) {
  for (const Assessment& a : assessments) {
    const auto found = a.figures.find(measure.name);
    if (found != a.figures.end() && found->second.real) return shown(measure, *found->second.real);
  }
  return "";
}

/**
 * The target, or "its own" if the models' targets differ, because some depend on the model's other figures.
 */
std::string shared_target(const Measure& measure, const std::vector<Assessment>& assessments) {
  std::string text;
  for (const Assessment& a : assessments) {
    const auto found = a.figures.find(measure.name);
    if (found == a.figures.end()) continue;
    const std::string own = target_text(measure, found->second);
    if (!text.empty() && own != text) return "its own";
    text = own;
  }
  return text;
}

std::string figure_table(const Report& report) {
  std::vector<std::string> head{"measure", "real", "target"};
  for (const Assessment& a : report.assessments) head.push_back(a.name);
  std::string text = row(head) + ruled(head.size());
  for (const Measure& measure : all_measures()) {
    std::vector<std::string> cells{std::string(measure.label), real_text(measure, report.assessments),
                                   shared_target(measure, report.assessments)};
    bool any = false;
    for (const Assessment& a : report.assessments) {
      const auto found = a.figures.find(measure.name);
      cells.emplace_back("–");  // not applicable to the model
      if (found == a.figures.end()) continue;
      any = true;
      cells.back() = value_text(measure, found->second);
      cells.back() += mark_of(found->second.verdict());
    }
    if (any) text += row(cells);
  }
  return text;
}

std::string unlike_table(const std::vector<Assessment>& assessments) {
  const auto listens =
      std::ranges::find_if(assessments, [](const Assessment& a) { return !a.unlike.empty(); });
  if (listens == assessments.end()) return {};
  std::vector<std::string> head{"distance two seconds after a start from"};
  for (const Assessment& a : assessments) head.push_back(a.name);
  std::string text = "\n" + row(head) + ruled(head.size());
  for (std::size_t i = 0; i < listens->unlike.size(); ++i) {
    std::vector<std::string> cells{listens->unlike[i].sound};
    for (const Assessment& a : assessments)
      cells.push_back(a.unlike.empty() ? "" : format("%.2f", a.unlike[i].distance));
    text += row(cells);
  }
  return text;
}

/** Log-spectral distance of held-out sound, coded and decoded, octave by octave. */
std::string octave_table(const Assessment& a) {
  if (a.codec_octaves.empty()) return {};
  std::vector<std::string> head{"octave from, Hz"}, cells{a.name + ": log-spectral distance, dB"};
  for (const OctaveDistance& octave : a.codec_octaves) {
    head.push_back(format("%.0f", octave.from_hz));
    cells.push_back(format("%.1f", octave.distance_db));
  }
  return "\n" + row(head) + ruled(head.size()) + row(cells);
}

/** Left and right in each band. */
std::string stereo_table(const Assessment& a) {
  if (a.stereo.empty()) return {};
  std::string text = "\n" +
                     row({a.name + ": band, Hz", "real, left over right, dB", "played", "real, coherence",
                          "played", "real, correlation", "played"}) +
                     ruled(7);
  for (const StereoComparison& band : a.stereo) text += row(cells_of(band));
  return text;
}

std::string encoding_tables(const Assessment& a) {
  std::string text;
  if (!a.conditioning_accuracy.empty()) {
    text += "\n" +
            row({a.name + ": asked for", "real sound recognised", "from the start", "after a switch"}) +
            ruled(4);
    for (const ConditioningAccuracy& o : a.conditioning_accuracy)
      text +=
          row({o.source, format("%.2f", o.accuracy), format("%.2f", o.cold), format("%.2f", o.after_switch)});
  }
  if (!a.morphs.empty()) {
    text += "\n" +
            row({a.name + ": halfway between", "called both at once", "called one, the other",
                 "real sound called both", "mixed sound called both", "real mixture called both",
                 "explained by a mix", "by chance"}) +
            ruled(8);
    for (const HalfWay& m : a.morphs)
      text += row({m.first + ", " + m.second, format("%.2f", m.half_way),
                   format("%.2f, %.2f", m.as_first, m.as_second), format("%.2f", m.real),
                   format("%.2f", m.mixed), format("%.2f", m.superposed), format("%.2f", m.explained.share),
                   format("%.2f", m.explained.by_chance)});
    for (const HalfWay& m : a.morphs)
      if (m.tones)
        text += format(
            "\nBy peaks, halfway: %.2f the first, %.2f the second, %.2f both, %.2f in between; %.1f changes "
            "a second\n",
            m.tones->first, m.tones->second, m.tones->both, m.tones->between, m.tones->changes_per_second);
  }
  return text;
}

}  // namespace

json to_json(const Report& report) {
  const ReferenceAudio& reference = *report.reference;
  return {{"format", 1},
          {"created", report.created},
          {"version", AEOLIAN_VERSION},
          {"corpus",
           {{"sources", report.corpus},
            {"seconds", reference.seconds()},
            {"sample_rate", reference.sample_rate()},
            {"floors",
             {{"mmd2", to_json(report.floors.mmd2)},
              {"frechet", to_json(report.floors.frechet)},
              {"different_bins", to_json(report.floors.different_bins)}}},
            {"kernel_width", reference.real().kernel_width()}}},
          {"plan",
           {{"seconds", report.plan.seconds},
            {"long_seconds", report.plan.long_seconds},
            {"seeds", report.plan.seeds},
            {"first_seed", report.plan.first_seed},
            {"temperature", report.steering.temperature},
            {"guidance", report.steering.guidance},
            {"windows", report.windows}}},
          {"models", list(report.assessments)}};
}

std::string to_markdown(const Report& report) {
  std::string corpus;
  for (const std::string& source : report.corpus) corpus += (corpus.empty() ? "" : ", ") + source;
  std::string text = format(
      "%s: %.1f min of real sound at %d Hz. %d seeds of %.0f s at temperature %g, guidance %g; %d windows of "
      "1 s on each side; real against real MMD² %.4f, 95th percentile %.4f. In brackets: the range over the "
      "seeds.\n\n",
      corpus.c_str(), report.reference->seconds() / 60, report.reference->sample_rate(), report.plan.seeds,
      report.plan.seconds, report.steering.temperature, report.steering.guidance,
      static_cast<int>(report.windows), report.floors.mmd2.mean, report.floors.mmd2.p95);
  text += figure_table(report);
  text += unlike_table(report.assessments);
  for (const Assessment& a : report.assessments)
    text += octave_table(a) + stereo_table(a) + encoding_tables(a);
  return text;
}

}  // namespace aeolian::trainer
