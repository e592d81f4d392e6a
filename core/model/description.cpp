#include "core/model/description.h"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <limits>
#include <nlohmann/json.hpp>
#include <set>
#include <type_traits>

#include "core/json_text.h"

namespace aeolian {
namespace {

using nlohmann::json;

/** The closed range that a number must lie in. */
struct Range {
  double low;
  double high;
};

enum class Presence { required, optional };

constexpr Range any_number{std::numeric_limits<double>::lowest(), std::numeric_limits<double>::max()};
constexpr Range any_length{0, 1e12};
constexpr int max_context = 256;
constexpr std::size_t max_names = 4096;
constexpr std::size_t max_text = 16384;  // bytes

std::string in_words(double value) {
  std::string text = json(value).dump();
  return text.ends_with(".0") ? text.substr(0, text.size() - 2) : text;
}

/** Puts a description's fields into a JSON object. */
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

/** Takes a description's fields from a JSON object; keeps the first thing that is wrong, with the field's
 * name. */
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
        return refuse(key, "must hold names alone");
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
      if (!(*field)[i].is_object()) return refuse(key, "must hold objects alone");
      Reader reader((*field)[i], path_ + key + "[" + std::to_string(i) + "].", presence_, wrong_);
      fields(reader, values.emplace_back());
    }
  }

  /** For fields that say where a model comes from, not how it plays: one that is missing keeps its default.
   */
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

// The one place for every field: its key, and the bounds within which a model can be played.

constexpr auto front_end_fields = [](auto& f, auto& e) {
  f.number("sample_rate", e.sample_rate, {4000, 192000});
  f.number("window", e.window, {32, 32768});
  f.number("hop", e.hop, {4, 4096});
  f.number("bands", e.bands, {1, 4096});
  f.number("linear_to", e.linear_to, {0, 96000});
  f.number("max_frequency", e.max_frequency, {1, 96000});
};

constexpr auto source_fields = [](auto& f, auto& s) {
  f.text("name", s.name);
  f.text("licence", s.licence);
  f.number("seconds", s.seconds, any_length);
};

constexpr auto provenance_fields = [](auto& f, auto& p) {
  f.list("sources", p.sources, source_fields);
  f.text("command", p.command);
  f.text("version", p.version);
  f.text("created", p.created);
  f.number("training_minutes", p.training_minutes, any_length);
  f.number("epochs", p.epochs, {0, 1e9});
  f.number("training_loss", p.training_loss, any_number);
  f.number("held_out_loss", p.held_out_loss, any_number);
  f.names("left_out", p.left_out);
};

constexpr auto model_fields = [](auto& f, auto& d) {
  f.object("front_end", d.front_end, front_end_fields);
  f.number("frames_per_step", d.frames_per_step, {1, 64});
  f.number("latent_size", d.latent_size, {1, 4096});
  f.number("codec_hidden", d.codec_hidden, {0, 8192});
  f.number("trunk_size", d.trunk_size, {1, 8192});
  f.number("trunk_layers", d.trunk_layers, {1, 32});
  f.number("context", d.context, {0, max_context});
  f.number("head_hidden", d.head_hidden, {0, 8192});
  f.number("mixtures", d.mixtures, {1, 256});
  f.number("encoding_size", d.encoding_size, {0, 64});  // as many as a ControlEvent holds
  f.number("calm", d.calm, {0, 4});
  f.number("as_learned", d.as_learned, {0, 4});
  f.names("encodings", d.encodings);
  f.names("priming_states", d.priming_states);
};

/** What is wrong between the fields, each of which is right by itself; empty = nothing. */
std::string contradiction(const ModelDescription& d) {
  const FrontEnd& e = d.front_end;
  if (e.window % 8 != 0) return "front_end.window must be a multiple of 8";
  if (e.hop * 8 != e.window) return "front_end.hop must be an eighth of front_end.window";
  if (e.bands > e.bins())
    return "front_end.bands is more than the window's " + std::to_string(e.bins()) + " bins";
  if (e.max_frequency > e.sample_rate / 2.0)
    return "front_end.max_frequency is above half of the sample rate";
  if (d.kind == ModelKind::frame_lstm && (d.latent_size != e.bands || d.frames_per_step != 1)) {
    return "a frame-lstm needs latent_size = front_end.bands and frames_per_step = 1";
  }
  if (d.kind == ModelKind::autoencoder &&
      (d.latent_size != e.bands || d.frames_per_step != 1 || d.context == 0 || d.encoding_size == 0)) {
    return "an autoencoder needs latent_size = front_end.bands, frames_per_step = 1, and a context and an "
           "encoding_size of at least 1";
  }
  if (d.kind == ModelKind::bytes && d.encoding_size != 0) {
    return "encoding_size must be 0 in a bytes model, which has no encodings";
  }
  if (d.kind == ModelKind::small && (d.codec_hidden == 0 || d.head_hidden == 0)) {
    return "codec_hidden and head_hidden must be at least 1 in a small model";
  }
  if (std::set<std::string>(d.encodings.begin(), d.encodings.end()).size() != d.encodings.size()) {
    return "encodings has two of one name";
  }
  if (!d.encodings.empty() && d.encoding_size == 0) return "encodings has names, but encoding_size is 0";
  return {};
}

/** A baseline of `kind` whose latents are frames, one a step. */
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
  optional.object("provenance", description.provenance, provenance_fields);
  if (wrong.empty()) wrong = contradiction(description);
  if (!wrong.empty()) return fail("the model's description: " + wrong);
  return description;
}

}  // namespace aeolian
