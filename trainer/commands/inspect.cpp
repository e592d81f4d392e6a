// SPDX-License-Identifier: GPL-3.0-or-later
#include "trainer/commands/inspect.h"

#include <algorithm>
#include <array>
#include <filesystem>
#include <iostream>
#include <memory>
#include <nlohmann/json.hpp>
#include <set>
#include <span>
#include <string_view>
#include <system_error>
#include <utility>

#include "core/model/stereo_layer.h"
#include "core/printable.h"
#include "trainer/cli/format.h"
#include "trainer/cli/progress.h"
#include "trainer/commands/inspect_page.h"

namespace aeolian::trainer {
namespace {

/** The number of trained values, without statistics, encodings, priming states and passages. */
std::int64_t weight_count(const Checkpoint& checkpoint) {
  std::int64_t count = 0;
  for (const auto& [name, tensor] : checkpoint.tensors) {
    const auto is_of = [&name](std::string_view kind) { return name.starts_with(kind); };
    if (std::ranges::any_of(
            std::array{"encodings", "priming", "places", "frames.", "latents.", "recollection."}, is_of))
      continue;
    count += static_cast<std::int64_t>(tensor.values.size());
  }
  return count;
}

struct KindInWords {
  const char* idea;
  const char* loss;
};

KindInWords kind_in_words(ModelKind kind) {
  switch (kind) {
    case ModelKind::small:
      return {"codec, recurrent trunk, mixture of Gaussians", "nats a latent"};
    case ModelKind::frame_lstm:
      return {"the next frame, by squared error", "squared error"};
    case ModelKind::autoencoder:
      return {"segments decoded from averaged codes, by squared error", "squared error"};
    case ModelKind::bytes:
      return {"samples of 8 bits, drawn one by one", "nats a sample"};
  }
  return {};
}

std::string in_thousands(double count) {
  if (count >= 1e6) return format("%.2f million", count / 1e6);
  if (count >= 1e3) return format("%.1f thousand", count / 1e3);
  return format("%.0f", count);
}

using Facts = std::vector<Fact>;

void line(Facts& out, const char* label, std::string text) {
  out.push_back({label, std::move(text)});
}

/** Sources beyond this number are only counted. */
constexpr std::size_t most_sources_told = 8;

std::string licence_of(const Provenance::Source& source) {
  return source.licence.empty() ? "licence not stated" : printable(source.licence);
}

std::set<std::string> licences_of(std::span<const Provenance::Source> sources) {
  std::set<std::string> licences;
  for (const auto& source : sources) licences.insert(licence_of(source));
  return licences;
}

/** A licence shared by all sources is printed once, after them. */
void describe_sources(Facts& out, std::span<const Provenance::Source> sources) {
  const char* label = "learned from";
  if (sources.empty()) line(out, label, "not stated");
  const auto licences = licences_of(sources);
  const bool is_told_once = sources.size() > 1 && licences.size() == 1;
  const auto bracketed = [&](const std::string& licence) { return is_told_once ? "" : " (" + licence + ")"; };
  for (const auto& source : sources.first(std::min(sources.size(), most_sources_told))) {
    line(out, label,
         printable(source.name) + bracketed(licence_of(source)) + ", " + clock_text(source.seconds) + " min");
    label = "";
  }
  if (sources.size() > most_sources_told) {
    const auto others = sources.subspan(most_sources_told);
    double seconds = 0;
    for (const auto& source : others) seconds += source.seconds;
    std::string listed;
    for (const auto& licence : licences_of(others)) listed += (listed.empty() ? "" : "; ") + licence;
    line(out, label,
         std::to_string(others.size()) + " more" + bracketed(listed) + ", " + clock_text(seconds) +
             " min; --json names them");
  }
  if (is_told_once) line(out, "licence", *licences.begin());
}

void describe_origin(Facts& out, const ModelDescription& description) {
  const Provenance& origin = description.provenance;
  describe_sources(out, origin.sources);
  if (!origin.from.empty()) line(out, "begun from", printable(origin.from) + ", whose sources are included");
  line(out, "trained",
       clock_text(origin.training_minutes * 60) + " min, " + std::to_string(origin.epochs) +
           (origin.epochs == 1 ? " epoch" : " epochs") +
           (origin.created.empty() ? "" : ", " + printable(origin.created)) +
           (origin.version.empty() ? "" : ", by Aeolian " + printable(origin.version)));
  line(out, "loss",
       format("%.4g, held out %.4g (%s)", origin.training_loss, origin.held_out_loss,
              kind_in_words(description.kind).loss));
  if (origin.learning_rate > 0)
    line(out, "learning", format("rate %g, batches of %d", origin.learning_rate, origin.batch_size));
  const char* label = "stopped early";
  for (const std::string& what : origin.left_out) {
    line(out, label, printable(what));
    label = "";
  }
  if (!origin.left_out.empty()) line(out, label, "complete it with aeolian train --resume");
  if (!origin.command.empty()) line(out, "command", printable(origin.command));
}

void describe_frames(Facts& out, const ModelDescription& d) {
  const FrontEnd& e = d.front_end;
  line(out, "sound",
       format("%d Hz, window %d (%.1f ms), hop %d, %d bands up to %.0f Hz", e.sample_rate, e.window,
              1e3 * e.window / e.sample_rate, e.hop, e.bands, e.max_frequency));
  line(out, "steps",
       format("%.1f a second, each of %d frame%s", d.step_rate(), d.frames_per_step,
              d.frames_per_step == 1 ? "" : "s"));
}

void describe_names(Facts& out, const ModelDescription& d) {
  std::string names;
  for (const std::string& name : d.encodings) names += (names.empty() ? "" : ", ") + printable(name);
  line(out, "encodings", names.empty() ? "none" : names);
  line(out, "priming states", std::to_string(d.priming_states.size()));
}

void describe_network(Facts& out, const ModelDescription& d) {
  switch (d.kind) {
    case ModelKind::small:
      line(out, "network",
           format("latents of %d, codec %d, trunk %d x %d, context %d, head %d, %d mixtures", d.latent_size,
                  d.codec_hidden, d.trunk_layers, d.trunk_size, d.context, d.head_hidden, d.mixtures));
      line(out, "temperature",
           format("0 plays at %.2f of the likelihood's temperature, 1 at %.2f", d.calm, d.as_learned));
      return describe_names(out, d);
    case ModelKind::frame_lstm:
      return line(out, "network",
                  format("%d x %d LSTM on %d frames", d.trunk_layers, d.trunk_size, d.context));
    case ModelKind::autoencoder:
      line(out, "network",
           format("two %d x %d LSTMs, segments of %d frames (%.1f s), codes of %d", d.trunk_layers,
                  d.trunk_size, d.context, d.context / d.front_end.frame_rate(), d.encoding_size));
      return describe_names(out, d);
    case ModelKind::bytes:
      return line(
          out, "network",
          format("%d x %d LSTM on bytes at %d Hz", d.trunk_layers, d.trunk_size, d.front_end.sample_rate));
  }
}

/** Length of the passages stored in the checkpoint, seconds. */
double passage_seconds(const Checkpoint& checkpoint) {
  const auto* moments = checkpoint.find(passages_name);
  if (!moments || moments->shape.empty()) return 0;
  return static_cast<double>(moments->shape[0]) / checkpoint.description.step_rate();
}

/** Describes the default of /memory for a listener. */
std::string memory_in_words(float memory) {
  const std::string number = format("%g: ", memory);
  if (memory == 0) return number + "by default it plays by its networks alone";
  if (memory < 1) return number + "by default it follows them less closely than calibrated";
  return number + "by default it follows them, up to a second at a time";
}

void describe_stereo(Facts& out, const Checkpoint& checkpoint) {
  const auto* edges = checkpoint.find("stereo.edges");
  if (!edges) return;
  line(out, "channels", "2, in " + std::to_string(edges->count() - 1) + " bands (/width)");
}

void describe_recollection(Facts& out, const Checkpoint& checkpoint) {
  if (checkpoint.description.kind != ModelKind::small) return;
  const double seconds = passage_seconds(checkpoint);
  if (seconds == 0) return line(out, "passages", "none: it plays by its networks alone");
  const auto* lean = checkpoint.find("recollection.lean");
  const bool is_whole = lean && lean->values.size() == 2;
  line(out, "passages",
       format("%.0f s of the corpus, coded; share the file only if you may share these sounds", seconds));
  if (is_whole)
    line(out, "", format("innovations %.2f, pull %.3f at memory 1", lean->values[0], lean->values[1]));
  line(out, "memory", memory_in_words(checkpoint.description.memory));
}

}  // namespace

std::string kind_in_a_line(const ModelDescription& description) {
  return "An Aeolian model of kind " + std::string(to_string(description.kind)) + ": " +
         kind_in_words(description.kind).idea;
}

std::vector<Fact> facts_of(const Checkpoint& checkpoint, std::uint64_t file_bytes) {
  Facts facts;
  const ModelDescription& d = checkpoint.description;
  describe_origin(facts, d);
  if (d.kind != ModelKind::bytes) describe_frames(facts, d);
  describe_network(facts, d);
  describe_stereo(facts, checkpoint);
  describe_recollection(facts, checkpoint);
  line(facts, "parameters",
       in_thousands(static_cast<double>(weight_count(checkpoint))) + " in " +
           std::to_string(checkpoint.tensors.size()) + " tensors");
  line(facts, "file", format("%.2f MB, format %d", static_cast<double>(file_bytes) / 1e6, checkpoint_format));
  return facts;
}

std::string describe(const Checkpoint& checkpoint, std::uint64_t file_bytes) {
  std::string text = kind_in_a_line(checkpoint.description) + '\n';
  for (const Fact& fact : facts_of(checkpoint, file_bytes))
    text += format("  %-16s", fact.label.c_str()) + fact.text + '\n';
  return text;
}

nlohmann::json describe_as_json(const Checkpoint& checkpoint, std::uint64_t file_bytes) {
  nlohmann::json json = to_json(checkpoint.description);
  json["format"] = checkpoint_format;
  json["file_bytes"] = file_bytes;
  json["parameters"] = weight_count(checkpoint);
  json["channels"] = channels_of(checkpoint);
  json["passage_seconds"] = passage_seconds(checkpoint);
  json["steps_per_second"] = checkpoint.description.step_rate();
  auto& tensors = json["tensors"] = nlohmann::json::object();
  for (const auto& [name, tensor] : checkpoint.tensors) tensors[name] = tensor.shape;
  return json;
}

int run_inspect(const InspectOptions& options) {
  const auto checkpoint = read_checkpoint(options.checkpoint);
  if (!checkpoint) {
    std::cerr << printable("aeolian inspect: " + checkpoint.error().message) << '\n';
    return 1;
  }
  std::error_code error;
  const auto size = std::filesystem::file_size(options.checkpoint, error);
  const std::uint64_t bytes = error ? 0 : size;
  if (options.page) {
    Progress progress;
    if (auto written =
            write_inspect_page(options, std::make_shared<const Checkpoint>(*checkpoint), bytes, progress);
        !written) {
      progress.say(printable("aeolian inspect: " + written.error().message));
      return 1;
    }
  }
  if (options.json) {
    std::cout << describe_as_json(*checkpoint, bytes).dump(2) << '\n';
  } else {
    std::cout << printable(options.checkpoint.string()) << '\n' << describe(*checkpoint, bytes);
  }
  return std::cout.flush() ? 0 : 1;
}

}  // namespace aeolian::trainer
