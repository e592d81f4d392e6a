// SPDX-License-Identifier: GPL-3.0-or-later
#include "protocols/oscquery/methods.h"

#include <algorithm>
#include <array>
#include <type_traits>
#include <utility>

#include "core/control/commands.h"
#include "core/control/control_interface.h"
#include "core/control/parameter_address.h"
#include "core/control/parameters.h"
#include "core/control/presets.h"
#include "core/control/signature.h"
#include "core/control/voice_path.h"
#include "core/version.h"
#include "protocols/osc/osc_commands.h"

namespace aeolian::oscquery {
namespace {

using Json = nlohmann::ordered_json;

Json between(double minimum, double maximum) {
  return {{"MIN", minimum}, {"MAX", maximum}};
}

/** The range of a whole number, with every value listed. */
Json whole_between(double minimum, double maximum) {
  Json range = between(minimum, maximum);
  for (int value = static_cast<int>(minimum); value <= maximum; ++value)
    range["VALS"].push_back(static_cast<double>(value));
  return range;
}

Json one_of(Json names) {
  return {{"VALS", std::move(names)}};
}

Json as_json(const std::vector<ControlValue>& values) {
  Json json = Json::array();
  for (const auto& value : values) {
    std::visit([&json](const auto& held) { json.push_back(held); }, value);
  }
  return json;
}

/** The unit's name in the list of OSCQuery's extension UNIT, from Jamoma; unknown units are unchanged. */
std::string unit_of(const ParameterSpec& spec) {
  if (spec.unit == "dB") return "gain.db";
  if (spec.unit == "s") return "time.second";
  if (spec.unit == "Hz") return "frequency.hz";
  return std::string(spec.unit);
}

bool is_meter(CommandId id) {
  return std::ranges::find(osc::all_meters, id, &osc::Meter::id) != osc::all_meters.end();
}

Method method_of(const osc::Meter& meter, const osc::Message& reading) {
  Method method{reading.path, std::string(command_spec(meter.id).description), "", Access::read};
  method.values = Json::array();
  for (const auto& argument : reading.arguments) {
    if (const auto* number = std::get_if<float>(&argument)) {
      method.types += 'f';
      method.values.push_back(*number);
    } else if (const auto* whole = std::get_if<std::int32_t>(&argument)) {
      method.types += 'i';
      method.values.push_back(*whole);
    } else {
      method.types += 's';
      method.values.push_back(std::get<std::string>(argument));
    }
  }
  if (meter.is_level) {
    method.ranges = Json(reading.arguments.size(), between(SoundLevels::lowest_db, 0.));
    method.unit = "gain.db";
  }
  return method;
}

class Methods {
 public:
  Methods(std::string_view prefix, const ControlContext& context, std::string_view at)
      : prefix_(prefix),
        at_(at),
        context_(context),
        bank_(context.parameters.encodings()),
        encodings_(Json(std::vector<std::string>(bank_->names().begin(), bank_->names().end()))),
        encodings_or_none_(encodings_) {
    encodings_or_none_.insert(encodings_or_none_.begin(), "");
  }

  std::vector<Method> take() {
    for (const auto& spec : parameter_specs()) add_parameter(spec);
    for (VoiceNumber voice = 1; voice <= context_.parameters.voice_limit(); ++voice) {
      for (const auto& spec : parameter_specs()) {
        if (spec.of_voice) add_parameter(spec, voice);
      }
    }
    for (const auto& action : parameter_actions()) add_action(action);
    add_commands();
    const auto is_wanted_meter = [this](const auto& meter) { return is_wanted(command_spec(meter.id).path); };
    if (std::ranges::any_of(osc::all_meters, is_wanted_meter)) add_meters();
    return std::move(methods_);
  }

 private:
  /** Whether `path`, which is below the prefix, was requested. */
  bool is_wanted(std::string_view path) const { return is_within(prefix_ + std::string(path), at_); }

  Method& add(std::string_view path, std::string_view description, std::string types, Access access) {
    methods_.push_back({prefix_ + std::string(path), std::string(description), std::move(types), access});
    return methods_.back();
  }

  void add_parameter(const ParameterSpec& spec, VoiceNumber voice = all_voices) {
    const std::string path = voice_path(voice, spec.path);
    if (!is_wanted(path)) return;
    auto& method = add(path, spec.description, "s", Access::both);
    method.follows = spec.id;
    method.values = as_json(context_.parameters.value_at({.parameter = &spec, .voice = voice})
                                .value_or(std::vector<ControlValue>{}));
    method.unit = unit_of(spec);
    switch (spec.type) {
      case ParameterType::whole:
        // As text, because numbers in JSON and Pd lose the last digits of 64 bits.
        break;
      case ParameterType::number:
        method.types = "f";
        method.ranges = {
            (spec.integral ? whole_between : between)(spec.minimum, context_.parameters.maximum(spec.id))};
        method.clips = true;
        break;
      case ParameterType::toggle:
        method.types = "T";
        method.values = {context_.parameters.number(spec.id, voice) != 0.};
        break;
      case ParameterType::encoding:
        method.values = {context_.parameters.encoding_name(voice)};
        // Names are listed once, not for each voice, because there may be thousands.
        if (voice == all_voices) method.ranges = {one_of(encodings_or_none_)};
        break;
    }
  }

  void add_action(const ParameterAction& action) {
    if (action.id != ActionId::encoding_dimension) return add_action({.action = &action}, action.path);
    for (std::size_t dimension = 0; dimension < bank_->size(); ++dimension) {
      add_action({.action = &action, .dimension = dimension},
                 std::string(path_before_dimension(action)) + std::to_string(dimension));
    }
  }

  void add_action(const ParameterAddress& address, std::string_view path) {
    if (!is_wanted(path)) return;
    const auto& action = *address.action;
    const auto values = context_.parameters.value_at(address);
    const std::string types = types_of(action);
    auto& method = add(path, action.description, types, values ? Access::both : Access::write);
    if (types != "N") method.ranges = ranges_of(types, action);
    if (values) {
      method.values = within(method.ranges, types, as_json(*values));
      method.follows = action.moves;
    }
  }

  /**
   * Returns one value per type, within its range: the null code has no values, and gets the middle of every
   * fader.
   */
  static Json within(const Json& ranges, std::string_view types, Json values) {
    for (std::size_t i = values.size(); i < types.size(); ++i) values.push_back(0.);
    for (std::size_t i = 0; i < types.size(); ++i) {
      if (types[i] != 'f') continue;
      values[i] =
          std::clamp(values[i].get<double>(), ranges[i]["MIN"].get<double>(), ranges[i]["MAX"].get<double>());
    }
    return values;
  }

  /** The arguments that an action requires; if all are optional, the first of them. */
  std::string types_of(const ParameterAction& action) const {
    std::string types = type_tags(action.takes);
    if (types.empty()) return action.takes.starts_with("[f:") ? "f" : "N";
    if (action.takes.find("...") == std::string_view::npos) return types;
    // Repeated arguments: all values of a vector, or two parts of a blend, which is the minimum.
    if (types == "f") return std::string(std::max<std::size_t>(1, bank_->size()), 'f');
    return types + types;
  }

  Json ranges_of(std::string_view types, const ParameterAction& action) const {
    Json ranges = Json::array();
    for (const char type : types) ranges.push_back(range_of(type, action));
    return ranges;
  }

  Json range_of(char type, const ParameterAction& action) const {
    if (type == 's') return one_of(action.accepts_no_name ? encodings_or_none_ : encodings_);
    if (type == 'i') return between(1., std::max<double>(1., static_cast<double>(bank_->count())));
    return between(action.minimum, action.maximum);
  }

  /** Adds the commands, from the same table as OSC's. */
  void add_commands() {
    for (const auto& command : command_specs()) {
      if (!is_wanted(command.path) || is_meter(command.id)) continue;
      auto& method = add(command.path, command.description, types_of(command.takes), Access::write);
      if (const auto choice = choice_of(command.names)) {
        method.ranges = Json::array();
        for (const char type : method.types)
          method.ranges.push_back(type == 's' ? one_of(*choice) : between(0., 1.));
      }
      method.longest_reply = longest_reply(command);
      if (const auto text = text_of(command.id)) {
        method.types = "s";
        method.access = Access::read;
        method.values = {*text};
      }
    }
  }

  /** The arguments that a command requires; if it requires none, its optional text. */
  static std::string types_of(std::string_view takes) {
    std::string types = type_tags(takes);
    if (!types.empty()) return types;
    return takes.starts_with("[s:") ? "s" : takes.starts_with("[T:") ? "T" : "N";
  }

  /** The names that a command accepts; nothing if it also accepts others. */
  std::optional<std::vector<std::string>> choice_of(CommandNames names) const {
    switch (names) {
      case CommandNames::presets:
        return context_.presets.names();
      case CommandNames::moments:
        return context_.instrument.moments();
      case CommandNames::models:
        return context_.instrument.models();
      case CommandNames::sounds:
        return context_.instrument.sounds();
      case CommandNames::parameters: {
        std::vector<std::string> paths;
        for (const auto& spec : parameter_specs()) paths.emplace_back(spec.path);
        return paths;
      }
      case CommandNames::any:
        break;
    }
    return {};
  }

  void add_meters() {
    const auto readings = osc::meter_messages(prefix_, context_);
    for (std::size_t i = 0; i < readings.size(); ++i) {
      if (is_wanted(command_spec(osc::all_meters[i].id).path))
        methods_.push_back(method_of(osc::all_meters[i], readings[i]));
    }
  }

  /** The reply of a command that takes nothing and returns one text. */
  std::optional<std::string> text_of(CommandId id) const {
    if (id == CommandId::model_current) return context_.instrument.status().model;
    if (id == CommandId::version) return AEOLIAN_VERSION;
    return {};
  }

  const std::string prefix_;
  const std::string at_;
  const ControlContext& context_;
  const std::shared_ptr<const EncodingBank> bank_;
  const Json encodings_;
  Json encodings_or_none_;  ///< with "" for an encoding without a name
  std::vector<Method> methods_;
};

osc::Argument as_argument(char type, const Json& value) {
  if (type == 'T') return value.get<bool>();
  if (type == 'i') return value.get<std::int32_t>();
  if (type == 'f') return value.get<float>();
  return value.get<std::string>();
}

}  // namespace

std::optional<std::chrono::seconds> longest_reply(const CommandSpec& command) {
  const bool waits = command.reply == CommandReply::done || command.id == CommandId::sync;
  return waits ? std::optional(command.longest) : std::nullopt;
}

bool is_within(std::string_view path, std::string_view at) {
  return at == "/" || (path.starts_with(at) && (path.size() == at.size() || path[at.size()] == '/'));
}

std::vector<Method> list_methods(std::string_view prefix, const ControlContext& context,
                                 std::string_view at) {
  return Methods(prefix, context, at).take();
}

osc::Message as_message(const Method& method) {
  osc::Message message{method.path, {}};
  for (std::size_t i = 0; i < method.values.size(); ++i) {
    message.arguments.push_back(as_argument(method.types[i], method.values[i]));
  }
  return message;
}

}  // namespace aeolian::oscquery
