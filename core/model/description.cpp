// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/model/description.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>
#include <limits>
#include <nlohmann/json.hpp>
#include <set>
#include <type_traits>

#include "core/printable.h"
#include "core/spectrum/front_end_bounds.h"
#include "core/spectrum/texture.h"

namespace aeolian {
namespace {

using nlohmann::json;

/** The closed range of valid numbers. */
struct Range {
  double low;
  double high;
};

enum class Presence { required, optional };

constexpr Range any_number{std::numeric_limits<double>::lowest(), std::numeric_limits<double>::max()};
constexpr Range any_length{0, 1e12};
constexpr int max_context = 256;
constexpr int max_bands = 4096, max_frames = 64, max_latent = 4096, max_layer = 8192, max_layers = 32,
              max_mixtures = 256;

/** The largest product of sizes that the engines store in an int. */
static_assert(std::int64_t{max_frames} * max_bands <= std::numeric_limits<int>::max());
static_assert(std::int64_t{max_mixtures} * (1 + 2 * max_latent) <= std::numeric_limits<int>::max());
static_assert(std::int64_t{2} * max_layers * max_layer + max_context * max_latent <=
              std::numeric_limits<int>::max());
constexpr int longest_step = 1 << 14;  // samples, so that the output's ring holds several steps
constexpr std::size_t max_names = 4096;
constexpr std::size_t max_text = 16384;  // bytes

std::string in_words(double value) {
  std::string text = json(value).dump();
  return text.ends_with(".0") ? text.substr(0, text.size() - 2) : text;
}

/** Writes a description's fields to a JSON object. */
class Writer {
 public:
  explicit Writer(json& object) : object_(object) {}

  template <class T>
  void number(const char* key, const T& value, Range) {
    object_[key] = value;
  }
  void text(const char* key, const std::string& value) { object_[key] = value; }
  void names(const char* key, const std::vector<std::string>& value) { object_[key] = value; }

  template <class T, class Fields>
  void object(const char* key, const T& value, Fields&& fields) {
    json& inner = object_[key] = json::object();
    Writer writer(inner);
    fields(writer, value);
  }
  template <class T, class Fields>
  void list(const char* key, const std::vector<T>& values, Fields&& fields) {
    json& inner = object_[key] = json::array();
    for (const T& value : values) {
      Writer writer(inner.emplace_back(json::object()));
      fields(writer, value);
    }
  }

 private:
  json& object_;
};

/** Reads a description's fields from a JSON object; stores the first error, with the field's name. */
class Reader {
 public:
  Reader(const json& object, std::string path, Presence presence, std::string& wrong)
      : object_(object), path_(std::move(path)), presence_(presence), wrong_(wrong) {}

  template <class T>
  void number(const char* key, T& value, Range range) {
    const json* field = find(key);
    if (!field) return;
    const bool right_kind = std::is_integral_v<T> ? field->is_number_integer() : field->is_number();
    if (!right_kind) {
      return refuse(key, std::is_integral_v<T> ? "must be a whole number" : "must be a number");
    }
    const double number = field->get<double>();
    if (!(number >= range.low && number <= range.high)) {
      return refuse(
          key, "is " + in_words(number) + ", outside " + in_words(range.low) + " to " + in_words(range.high));
    }
    value = static_cast<T>(number);
  }

  void text(const char* key, std::string& value) {
    const json* field = find(key);
    if (!field) return;
    if (!field->is_string()) return refuse(key, "must be a text");
    if (field->get_ref<const std::string&>().size() > max_text) return refuse(key, "is too long");
    value = field->get<std::string>();
  }

  void names(const char* key, std::vector<std::string>& value) {
    const json* field = find(key);
    if (!field) return;
    if (!field->is_array() || field->size() > max_names) {
      return refuse(key, "must be a list of at most " + std::to_string(max_names) + " names");
    }
    for (const json& name : *field) {
      if (!name.is_string() || name.get_ref<const std::string&>().empty() ||
          name.get_ref<const std::string&>().size() > max_text) {
        return refuse(key, "must contain only names");
      }
      value.push_back(name.get<std::string>());
    }
  }

  template <class T, class Fields>
  void object(const char* key, T& value, Fields&& fields) {
    const json* field = find(key);
    if (!field) return;
    if (!field->is_object()) return refuse(key, "must be an object");
    Reader reader(*field, path_ + key + ".", presence_, wrong_);
    fields(reader, value);
  }
  template <class T, class Fields>
  void list(const char* key, std::vector<T>& values, Fields&& fields) {
    const json* field = find(key);
    if (!field) return;
    if (!field->is_array()) return refuse(key, "must be a list");
    for (std::size_t i = 0; i < field->size(); ++i) {
      if (!(*field)[i].is_object()) return refuse(key, "must contain only objects");
      Reader reader((*field)[i], path_ + key + "[" + std::to_string(i) + "].", presence_, wrong_);
      fields(reader, values.emplace_back());
    }
  }

  /** For provenance, which does not affect playing, and newer fields: a missing one keeps its default. */
  Reader optional() const { return {object_, path_, Presence::optional, wrong_}; }

  void refuse(const std::string& key, const std::string& reason) {
    if (wrong_.empty()) wrong_ = path_ + key + " " + reason;
  }

 private:
  const json* find(const char* key) {
    const auto found = object_.find(key);
    if (found != object_.end()) return &*found;
    if (presence_ == Presence::required) refuse(key, "is missing");
    return nullptr;
  }

  const json& object_;
  std::string path_;
  Presence presence_;
  std::string& wrong_;
};

// The only list of fields: their keys, and the bounds within which a model can be played.

constexpr auto front_end_fields = [](auto& f, auto& e) {
  f.number("sample_rate", e.sample_rate, {lowest_sample_rate, highest_sample_rate});
  f.number("window", e.window, {smallest_window, largest_window});
  f.number("hop", e.hop, {smallest_window / 8., largest_window / 8.});
  f.number("bands", e.bands, {fewest_bands, max_bands});
  f.number("linear_to", e.linear_to, {0, 96000});
  f.number("max_frequency", e.max_frequency, {1, 96000});
};

constexpr auto source_fields = [](auto& f, auto& s) {
  f.text("name", s.name);
  f.text("licence", s.licence);
  f.number("seconds", s.seconds, any_length);
};

constexpr auto curve_fields = [](auto& f, auto& c) {
  f.text("stage", c.stage);
  f.number("step", c.step, {0, 1e15});
  f.number("seconds", c.seconds, any_length);
  f.number("loss", c.loss, any_number);
  f.number("held_out_loss", c.held_out_loss, any_number);
};

constexpr auto provenance_fields = [](auto& f, auto& p) {
  f.list("sources", p.sources, source_fields);
  f.text("from", p.from);
  f.text("command", p.command);
  f.text("version", p.version);
  f.text("created", p.created);
  f.number("training_minutes", p.training_minutes, any_length);
  f.number("epochs", p.epochs, {0, 1e9});
  f.number("training_loss", p.training_loss, any_number);
  f.number("held_out_loss", p.held_out_loss, any_number);
  f.number("learning_rate", p.learning_rate, {0, 1});
  f.number("batch_size", p.batch_size, {0, 1e9});
  f.list("curve", p.curve, curve_fields);
  f.names("left_out", p.left_out);
};

/** Fields that older checkpoints lack; their defaults apply then. */
constexpr auto newer_fields = [](auto& f, auto& d) {
  f.number("memory", d.memory, {0, 1});
  f.number("grain_begins", d.grain.begins, {0, highest_texture_level});
  f.number("grain_whole", d.grain.whole, {0, highest_texture_level});
  f.number("onset_thinning", d.onset_thinning, {0, 100});
};

constexpr auto model_fields = [](auto& f, auto& d) {
  f.object("front_end", d.front_end, front_end_fields);
  f.number("frames_per_step", d.frames_per_step, {1, max_frames});
  f.number("latent_size", d.latent_size, {1, max_latent});
  f.number("codec_hidden", d.codec_hidden, {0, max_layer});
  f.number("trunk_size", d.trunk_size, {1, max_layer});
  f.number("trunk_layers", d.trunk_layers, {1, max_layers});
  f.number("context", d.context, {0, max_context});
  f.number("head_hidden", d.head_hidden, {0, max_layer});
  f.number("mixtures", d.mixtures, {1, max_mixtures});
  f.number("encoding_size", d.encoding_size, {0, 64});  // the capacity of a ControlEvent
  f.number("calm", d.calm, {0, 4});
  f.number("as_learned", d.as_learned, {0, 4});
  f.names("encodings", d.encodings);
  f.names("priming_states", d.priming_states);
};

/** A size for which a kind of model needs more than the field's minimum. */
struct LeastSize {
  ModelKind kind;
  const char* field;
  int ModelDescription::*size;
  int least;
};

constexpr std::array least_sizes{
    LeastSize{ModelKind::small, "context", &ModelDescription::context, 2},  // the decoder reads two latents
    LeastSize{ModelKind::small, "codec_hidden", &ModelDescription::codec_hidden, 1},
    LeastSize{ModelKind::small, "head_hidden", &ModelDescription::head_hidden, 1},
    LeastSize{ModelKind::frame_lstm, "context", &ModelDescription::context, 1},
    LeastSize{ModelKind::autoencoder, "context", &ModelDescription::context, 1},
    LeastSize{ModelKind::autoencoder, "encoding_size", &ModelDescription::encoding_size, 1},
};

/** The size that is too small for the model's kind; empty = none. */
std::string too_small(const ModelDescription& d) {
  for (const auto& [kind, field, size, least] : least_sizes) {
    if (d.kind == kind && d.*size < least)
      return std::string(field) + " is " + std::to_string(d.*size) + ", but a model of the kind " +
             std::string(to_string(kind)) + " needs at least " + std::to_string(least);
  }
  return {};
}

/** The contradiction between fields that are valid by themselves; empty = none. */
std::string contradiction(const ModelDescription& d) {
  const FrontEnd& e = d.front_end;
  if (e.window % 8 != 0) return "front_end.window must be a multiple of 8";
  if (e.hop * 8 != e.window) return "front_end.hop must be an eighth of front_end.window";
  if (e.bands > e.bins())
    return "front_end.bands is more than the window's " + std::to_string(e.bins()) + " bins";
  if (e.max_frequency > e.sample_rate / 2.0)
    return "front_end.max_frequency is above half of the sample rate";
  if (const auto checked = check(e); !checked) return checked.error().message;
  if (const int step = d.frames_per_step * e.hop; step > longest_step)
    return "frames_per_step is " + std::to_string(d.frames_per_step) + ", of " + std::to_string(e.hop) +
           " samples each: a step has " + std::to_string(longest_step) + " samples at most";
  if (std::string small = too_small(d); !small.empty()) return small;
  if (d.kind == ModelKind::frame_lstm && (d.latent_size != e.bands || d.frames_per_step != 1)) {
    return "a frame-lstm needs latent_size = front_end.bands and frames_per_step = 1";
  }
  if (d.kind == ModelKind::autoencoder && (d.latent_size != e.bands || d.frames_per_step != 1)) {
    return "an autoencoder needs latent_size = front_end.bands and frames_per_step = 1";
  }
  if (d.kind == ModelKind::bytes && d.encoding_size != 0) {
    return "encoding_size must be 0 in a bytes model, which has no encodings";
  }
  if (std::set<std::string>(d.encodings.begin(), d.encodings.end()).size() != d.encodings.size()) {
    return "encodings contains a name twice";
  }
  if (!d.encodings.empty() && d.encoding_size == 0) return "encodings has names, but encoding_size is 0";
  return {};
}

/** A baseline of `kind` whose latents are frames, one per step. */
ModelDescription frames_as_latents(ModelKind kind, const FrontEnd& front_end) {
  ModelDescription d;
  d.kind = kind;
  d.front_end = front_end;
  d.frames_per_step = 1;
  d.latent_size = front_end.bands;
  return d;
}

}  // namespace

ModelDescription small_tier(const FrontEnd& front_end) {
  constexpr double latent_rate = 43;
  ModelDescription d;
  d.front_end = front_end;
  d.frames_per_step = std::max(1, static_cast<int>(std::lround(front_end.frame_rate() / latent_rate)));
  return d;
}

ModelDescription frame_lstm_baseline(const FrontEnd& front_end) {
  auto d = frames_as_latents(ModelKind::frame_lstm, front_end);
  d.trunk_size = 512;
  d.context = 2;
  d.encoding_size = 0;
  return d;
}

ModelDescription autoencoder_baseline(const FrontEnd& front_end) {
  constexpr double segment_s = 1.;
  auto d = frames_as_latents(ModelKind::autoencoder, front_end);
  d.trunk_size = 256;
  d.trunk_layers = 1;
  d.context = std::min(static_cast<int>(std::lround(segment_s * front_end.frame_rate())), max_context);
  d.encoding_size = 64;
  return d;
}

ModelDescription bytes_baseline(const FrontEnd& front_end) {
  ModelDescription d;
  d.kind = ModelKind::bytes;
  d.front_end = front_end;
  d.trunk_size = 256;
  d.trunk_layers = 1;
  d.context = 0;
  d.encoding_size = 0;
  return d;
}

ModelDescription standard_sizes(ModelKind kind, const FrontEnd& front_end) {
  switch (kind) {
    case ModelKind::small:
      break;
    case ModelKind::frame_lstm:
      return frame_lstm_baseline(front_end);
    case ModelKind::autoencoder:
      return autoencoder_baseline(front_end);
    case ModelKind::bytes:
      return bytes_baseline(front_end);
  }
  return small_tier(front_end);
}

std::string_view to_string(ModelKind kind) {
  switch (kind) {
    case ModelKind::small:
      return "small";
    case ModelKind::frame_lstm:
      return "frame-lstm";
    case ModelKind::autoencoder:
      return "autoencoder";
    case ModelKind::bytes:
      return "bytes";
  }
  return {};
}

ErrorOr<ModelKind> model_kind(std::string_view name) {
  for (const ModelKind kind : model_kinds) {
    if (name == to_string(kind)) return kind;
  }
  return fail("there is no model " + in_quotes(name) + "; choose small, frame-lstm, autoencoder or bytes");
}

json to_json(const ModelDescription& description) {
  json object = {{"kind", to_string(description.kind)}};
  Writer writer(object);
  model_fields(writer, description);
  newer_fields(writer, description);
  writer.object("provenance", description.provenance, provenance_fields);
  return object;
}

ErrorOr<ModelDescription> description_from_json(const json& object) {
  if (!object.is_object()) return fail("the model's description must be a JSON object");
  ModelDescription description;
  std::string wrong;
  Reader reader(object, "", Presence::required, wrong);
  std::string kind_name;
  reader.text("kind", kind_name);
  if (wrong.empty()) {
    const auto kind = model_kind(kind_name);
    if (!kind) return fail("the model's description: kind: " + kind.error().message);
    description.kind = *kind;
  }
  model_fields(reader, description);
  Reader optional = reader.optional();
  newer_fields(optional, description);
  optional.object("provenance", description.provenance, provenance_fields);
  if (wrong.empty()) wrong = contradiction(description);
  if (!wrong.empty()) return fail("the model's description: " + wrong);
  return description;
}

ErrorOr<void> check(const ModelDescription& description) {
  return description_from_json(to_json(description)).map([](const auto&) {});
}

}  // namespace aeolian
