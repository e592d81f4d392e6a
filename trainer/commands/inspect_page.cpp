// SPDX-License-Identifier: GPL-3.0-or-later
#include "trainer/commands/inspect_page.h"

#include <algorithm>
#include <cmath>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "core/control/encoding_bank.h"
#include "core/generator/model_encodings.h"
#include "core/generator/model_source.h"
#include "core/printable.h"
#include "core/realtime.h"
#include "trainer/cli/format.h"
#include "trainer/commands/inspect.h"
#include "trainer/page/learning_curve.h"
#include "trainer/page/page.h"
#include "trainer/page/sound_picture.h"
#include "trainer/page/svg.h"
#include "trainer/render/rendering.h"

namespace aeolian::trainer {
namespace {

constexpr std::size_t most_sounds = 8;
constexpr double drifting_s = 12, sound_s = 6;
constexpr int colours = 5;  // of page.css

std::string heading(const std::string& name, const ModelDescription& d) {
  double learned = 0;
  for (const auto& source : d.provenance.sources) learned += source.seconds;
  std::string html = "<p class=\"eyebrow\">Aeolian inspect</p><h1>" + escaped(name) +
                     "</h1><p class=\"lead\">" + escaped(kind_in_a_line(d)) + ".";
  if (learned > 0)
    html += " It was trained on " + seconds_in_words(learned) + " of sound, for " +
            seconds_in_words(d.provenance.training_minutes * 60) + ".";
  return html + "</p>\n";
}

/** A sound to play on the page. */
struct Sample {
  std::string name, detail;
  std::vector<float> encoding;  ///< empty = drifts
  double seconds;
};

std::vector<Sample> samples_of(const EncodingBank& bank) {
  std::vector<Sample> samples{{"By itself", "drifting among all its sounds", {}, drifting_s}};
  for (std::size_t i = 0; i < std::min(bank.count(), most_sounds); ++i) {
    const auto values = bank.at(i).span();
    samples.push_back({bank.names()[i], "selected by name", {values.begin(), values.end()}, sound_s});
  }
  return samples;
}

ErrorOr<std::string> listening(const std::shared_ptr<const Checkpoint>& checkpoint, const EncodingBank& bank,
                               Progress& progress) {
  denormals_off();
  const int rate = checkpoint->description.front_end.sample_rate;
  const auto samples = samples_of(bank);
  std::vector<std::vector<float>> sounds;
  double loudest = -200;
  for (const Sample& sample : samples) {
    VoiceOptions options;
    options.encoding = sample.encoding;
    const auto source = make_model_source(checkpoint, options);
    if (!source) return fail(source.error().message);
    sounds.push_back(render(**source, sample.seconds));
    loudest = std::max(loudest, SoundPictures::loudest_db(sounds.back(), rate));
    progress.update({.stage = "playing",
                     .done = static_cast<double>(sounds.size()) / static_cast<double>(samples.size())});
  }
  progress.finish_stage();
  const SoundPictures pictures(rate, loudest);
  std::string html =
      "<h2>Listen</h2><p class=\"note\">A few seconds each, as the model plays now, with the first seed. "
      "Time runs to the right, pitch upwards. Click on a picture to play from there.</p><div "
      "class=\"takes\">";
  for (std::size_t i = 0; i < samples.size(); ++i) {
    auto figure = pictures.figure(samples[i].name, samples[i].detail, "model-" + std::to_string(i % colours),
                                  sounds[i]);
    if (!figure) return figure;
    html += *figure;
  }
  html += "</div>\n";
  if (bank.count() > most_sounds)
    html += format("<p class=\"note\">%d more sounds are on the map.</p>\n",
                   static_cast<int>(bank.count() - most_sounds));
  return html;
}

/** A label of the map, in drawing units. */
struct Label {
  double left, right, baseline;
};

/** Finds a place for a name beside its point where it touches no other; nothing = there is none. */
std::optional<Label> place_for(double x, double y, double wide, const std::vector<Label>& taken) {
  constexpr double line = 20, distance = 9;
  for (const double left : {x + distance, x - distance - wide}) {
    const Label label{left, left + wide, y + 4};
    const bool is_free =
        left >= 0 && label.right <= svg::width && std::ranges::none_of(taken, [&](const Label& other) {
          return label.left < other.right && other.left < label.right &&
                 std::abs(label.baseline - other.baseline) < line;
        });
    if (is_free) return label;
  }
  return std::nullopt;
}

std::string map_of_sounds(const EncodingBank& bank) {
  if (bank.count() < 2) return {};
  constexpr double tall = 400, letter = 10.5;  // as wide as on a phone
  std::string drawing = svg::open(svg::width, tall, "Map of its sounds");
  std::vector<Label> taken;
  for (const Place& place : bank.places())
    taken.push_back({place.x * svg::width - 4, place.x * svg::width + 4, (1 - place.y) * tall + 4});
  for (std::size_t i = 0; i < bank.count(); ++i) {
    const double x = bank.places()[i].x * svg::width, y = (1 - bank.places()[i].y) * tall;
    const std::string name = escaped(printable(bank.names()[i]));
    drawing += format("<circle class=\"mark-dot model-0\" cx=\"%.1f\" cy=\"%.1f\" r=\"5\"><title>", x, y) +
               name + "</title></circle>";
    const auto label = place_for(x, y, letter * static_cast<double>(bank.names()[i].size()), taken);
    if (!label) continue;
    taken.push_back(*label);
    drawing += format("<text class=\"name\" x=\"%.1f\" y=\"%.1f\">", label->left, label->baseline) + name +
               "</text>";
  }
  return "<h2>Its sounds</h2><p class=\"note\">Similar sounds lie close together. Halfway between two of "
         "them, the model plays a sound in between. Where names would overlap, one is left out: point at its "
         "dot to see it.</p><figure class=\"plot map\">" +
         drawing + "</svg></figure>\n";
}

std::string facts(const Checkpoint& checkpoint, std::uint64_t file_bytes) {
  std::string html = "<h2>Facts</h2><dl class=\"facts\">";
  for (const Fact& fact : facts_of(checkpoint, file_bytes))
    html += (fact.label.empty() ? "" : "<dt>" + escaped(fact.label) + "</dt>") + "<dd>" + escaped(fact.text) +
            "</dd>";
  return html + "</dl>\n";
}

}  // namespace

ErrorOr<void> write_inspect_page(const InspectOptions& options,
                                 const std::shared_ptr<const Checkpoint>& checkpoint,
                                 std::uint64_t file_bytes, Progress& progress) {
  if (const auto writable = check_page_path(*options.page); !writable) return writable;
  const std::string name = printable(options.checkpoint.stem().string());
  const auto bank = encodings_of(*checkpoint);
  if (!bank) return fail(options.checkpoint.string() + ": " + bank.error().message);
  const auto sounds = listening(checkpoint, *bank, progress);
  if (!sounds) return fail(options.checkpoint.string() + ": " + sounds.error().message);
  const auto page =
      make_html_page(name, heading(name, checkpoint->description) +
                               learning_curves("How it learned", checkpoint->description.provenance.curve) +
                               *sounds + map_of_sounds(*bank) + facts(*checkpoint, file_bytes));
  if (auto written = write_html_page(*options.page, page); !written) return written;
  progress.say(printable(options.page->string()) + " is written");
  return {};
}

}  // namespace aeolian::trainer
