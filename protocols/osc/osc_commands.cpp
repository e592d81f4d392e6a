#include "protocols/osc/osc_commands.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <limits>
#include <random>
#include <utility>

namespace aeolian {
namespace {

/** The value of a number of any type, T and F as 1 and 0. */
std::optional<double> as_number(const OscArgument& argument) {
  return std::visit(
      [](const auto& value) -> std::optional<double> {
        if constexpr (std::is_arithmetic_v<std::decay_t<decltype(value)>>) return static_cast<double>(value);
        return {};
      },
      argument);
}

const std::string* as_text(const OscArgument& argument) {
  return std::get_if<std::string>(&argument);
}

std::optional<std::uint64_t> seed_from_text(std::string_view text) {
  std::uint64_t seed = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), seed);
  if (error != std::errc{} || end != text.data() + text.size()) return {};
  return seed;
}

/** A seed of any type that holds one exactly; i and h bring their bits, so that h reaches all 64-bit seeds.
 */
std::optional<std::uint64_t> as_seed(const OscArgument& argument) {
  if (const auto* whole = std::get_if<std::int32_t>(&argument)) return static_cast<std::uint64_t>(*whole);
  if (const auto* whole = std::get_if<std::int64_t>(&argument)) return static_cast<std::uint64_t>(*whole);
  if (const auto* text = as_text(argument)) return seed_from_text(*text);
  if (std::holds_alternative<bool>(argument)) return {};
  const double largest = std::holds_alternative<float>(argument) ? 0x1p24 : 0x1p53;
  const auto number = as_number(argument);
  if (!number || !(*number >= 0. && *number <= largest) || std::floor(*number) != *number) return {};
  return static_cast<std::uint64_t>(*number);
}

std::int32_t clamped(std::int64_t value) {
  return static_cast<std::int32_t>(
      std::clamp<std::int64_t>(value, 0, std::numeric_limits<std::int32_t>::max()));
}

}  // namespace

const OscCommands::Command OscCommands::commands[] = {
    {"/seed/random", &OscCommands::random_seed},
    {"/encoding/set", &OscCommands::encoding_by_name},
    {"/encoding/vector", &OscCommands::encoding_vector},
    {"/encoding/interpolate", &OscCommands::encoding_between},
    {"/encoding/list", &OscCommands::encoding_list},
    {"/status", &OscCommands::status},
    {"/notify", &OscCommands::notify},
    {"/sync", &OscCommands::sync},
    {"/ping", &OscCommands::ping},
    {"/version", &OscCommands::version},
};

OscCommands::OscCommands(std::string prefix, Parameters& parameters, Parameters::Source source, Status status)
    : prefix_(std::move(prefix)), parameters_(parameters), source_(source), status_(std::move(status)) {}

void OscCommands::Call::refuse_types(std::string_view wanted) const {
  refuse(OscFailure::wrong_value, path + " takes " + std::string(wanted));
}

void OscCommands::run(const OscMessage& message, OscCaller& caller) {
  // Two programs that answer each other's complaints would never stop.
  if (message.path.ends_with("/fail")) return;

  const Call call{message.path, message.arguments, caller};
  if (message.path.starts_with(prefix_)) {
    const auto path = std::string_view(message.path).substr(prefix_.size());
    for (const auto& command : commands) {
      if (command.path == path) return (this->*command.run)(call);
    }
    for (const auto& spec : parameter_specs()) {
      if (spec.path == path) return parameter(spec, call);
    }
  }
  call.refuse(OscFailure::not_found, "no such path; they begin with " + prefix_);
}

void OscCommands::parameter(const ParameterSpec& spec, const Call& call) {
  switch (spec.type) {
    case ParameterType::whole:
      return seed(call);
    case ParameterType::encoding:
      return encoding(call);
    case ParameterType::number:
    case ParameterType::toggle:
      return number(spec, call);
  }
}

void OscCommands::number(const ParameterSpec& spec, const Call& call) {
  const auto answer = [&](double value) {
    if (spec.type == ParameterType::toggle) return call.answer({static_cast<std::int32_t>(value)});
    call.answer({static_cast<float>(value)});
  };
  if (call.arguments.empty()) return answer(parameters_.number(spec.id));
  const auto value = as_number(call.arguments[0]);
  if (!value || call.arguments.size() != 1) return call.refuse_types("one number");
  const auto change = checked(parameters_.set_number(source_, spec.id, *value), call);
  if (change && change->clipped) answer(change->value);
}

void OscCommands::seed(const Call& call) {
  if (call.arguments.empty()) return call.answer({std::to_string(parameters_.seed())});
  const auto seed = as_seed(call.arguments[0]);
  if (!seed || call.arguments.size() != 1) {
    return call.refuse_types(
        "one whole number from 0; above 2^24 as i, h or a decimal string, as f is not exact there");
  }
  checked(parameters_.set_seed(source_, *seed), call);
}

void OscCommands::random_seed(const Call& call) {
  if (!call.arguments.empty()) return call.refuse_types("no value");
  std::random_device device;
  const std::uint64_t high = device();
  const std::uint64_t seed = high << 32 | device();
  if (checked(parameters_.set_seed(source_, seed), call)) call.answer({std::to_string(seed)});
}

void OscCommands::encoding(const Call& call) {
  const bool by_name = call.arguments.empty() || as_text(call.arguments[0]);
  by_name ? encoding_by_name(call) : encoding_vector(call);
}

void OscCommands::encoding_by_name(const Call& call) {
  const auto& arguments = call.arguments;
  if (arguments.empty()) return call.answer({parameters_.encoding_name()});
  const auto* name = as_text(arguments[0]);
  const auto glide_s = arguments.size() == 2 ? as_number(arguments[1]) : std::nullopt;
  if (!name || arguments.size() > 2 || (arguments.size() == 2 && !glide_s)) {
    return call.refuse_types("a name [and a glide in seconds]");
  }
  checked(parameters_.set_encoding(source_, *name, glide_s), call);
}

void OscCommands::encoding_vector(const Call& call) {
  if (call.arguments.empty()) {
    const auto values = parameters_.encoding();
    return call.answer({values.begin(), values.end()});
  }
  std::vector<float> values;
  for (const auto& argument : call.arguments) {
    const auto value = as_number(argument);
    if (!value) return call.refuse_types("numbers only");
    values.push_back(static_cast<float>(*value));
  }
  checked(parameters_.set_encoding(source_, values), call);
}

void OscCommands::encoding_between(const Call& call) {
  const auto& arguments = call.arguments;
  const auto* from = arguments.size() == 3 ? as_text(arguments[0]) : nullptr;
  const auto* to = from ? as_text(arguments[1]) : nullptr;
  const auto position = to ? as_number(arguments[2]) : std::nullopt;
  if (!position) return call.refuse_types("two names and a position from 0 to 1");
  const auto change = checked(parameters_.interpolate_encodings(source_, *from, *to, *position), call);
  if (change && change->clipped) call.answer({*from, *to, static_cast<float>(change->value)});
}

void OscCommands::encoding_list(const Call& call) {
  if (!call.arguments.empty()) return call.refuse_types("no value");
  const auto names = parameters_.encodings().names();
  const auto count = static_cast<std::int32_t>(names.size());
  call.caller.reply({call.path + "/start", {count}});
  for (const auto& name : names) call.caller.reply({call.path + "/name", {name}});
  call.caller.reply({call.path + "/end", {count}});
}

void OscCommands::status(const Call& call) {
  if (!call.arguments.empty()) return call.refuse_types("no value");
  const auto report = status_();
  call.caller.reply(
      {call.path + ".reply",
       {report.state, report.load_mean, report.load_peak, static_cast<float>(report.rate_nominal),
        static_cast<float>(report.rate_measured), clamped(report.underruns),
        clamped(static_cast<std::int64_t>(report.uptime_s)), report.model, report.device}});
}

void OscCommands::notify(const Call& call) {
  const auto& arguments = call.arguments;
  const auto on = arguments.empty() ? std::nullopt : as_number(arguments[0]);
  const auto port = arguments.size() == 2 ? as_number(arguments[1]) : std::nullopt;
  const bool port_wrong = port && !(*port >= 1. && *port <= 65535. && std::floor(*port) == *port);
  if (!on || arguments.size() > 2 || (arguments.size() == 2 && !port) || port_wrong) {
    return call.refuse_types("1 and a port for the replies, or 0");
  }
  if (*on == 0. || !port) {
    call.caller.redirect_no_more();
  } else if (!call.caller.redirect(static_cast<std::uint16_t>(*port))) {
    return call.refuse(OscFailure::too_many, "too many others have their replies sent to another port");
  }
  call.caller.reply({prefix_ + "/done", {call.path, std::int32_t{0}}});
}

void OscCommands::sync(const Call& call) {
  const auto* id = call.arguments.size() == 1 ? &call.arguments[0] : nullptr;
  const auto number = id ? as_number(*id) : std::nullopt;
  if (!number || !(std::abs(*number) <= 0x1p31 - 1.)) return call.refuse_types("one whole number");
  call.caller.reply({prefix_ + "/synced", {static_cast<std::int32_t>(*number)}});
}

void OscCommands::ping(const Call& call) {
  if (!call.arguments.empty()) return call.refuse_types("no value");
  call.caller.reply({prefix_ + "/pong", {}});
}

void OscCommands::version(const Call& call) {
  if (!call.arguments.empty()) return call.refuse_types("no value");
  call.answer({std::string(AEOLIAN_VERSION)});
}

std::optional<Change> OscCommands::checked(const Parameters::Taken& taken, const Call& call) {
  if (taken) return *taken;
  const bool unknown = taken.error().kind == Refusal::Kind::unknown_name;
  call.refuse(unknown ? OscFailure::not_found : OscFailure::wrong_value, taken.error().message);
  return {};
}

}  // namespace aeolian
