// SPDX-License-Identifier: GPL-3.0-or-later
#include "protocols/midi/midi_binding.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>

#include "core/control/commands.h"
#include "core/control/parameters.h"
#include "core/control/signature.h"
#include "core/control/spelling.h"

namespace aeolian::midi {
namespace {

template <class Value>
struct Named {
  Value value;
  std::string_view name;
};

constexpr std::array<Named<Mode>, 9> modes{{
    {Mode::absolute, "absolute"},
    {Mode::relative_twos_complement, "relative-twos-complement"},
    {Mode::relative_binary_offset, "relative-binary-offset"},
    {Mode::relative_sign_magnitude, "relative-sign-magnitude"},
    {Mode::toggle, "toggle"},
    {Mode::momentary, "momentary"},
    {Mode::key, "key"},
    {Mode::voices, "voices"},
    {Mode::trigger, "trigger"},
}};

constexpr std::array<Named<Curve>, 3> curves{{
    {Curve::linear, "linear"},
    {Curve::logarithmic, "logarithmic"},
    {Curve::exponential, "exponential"},
}};

template <class Table>
auto parse_named(const Table& table, std::string_view text, std::string_view what)
    -> ErrorOr<decltype(table[0].value)> {
  for (const auto& each : table) {
    if (each.name == text) return each.value;
  }
  std::vector<std::string> names;
  for (const auto& each : table) names.emplace_back(each.name);
  return fail("there is no such " + std::string(what) + "; " + suggestion(text, names));
}

/**
 * With this base, half the range of a logarithmic curve is at 0.8 of its values: -12 of -60 dB, as General
 * MIDI recommends.
 */
constexpr double curve_base = 27.;

double rising(double x) {
  return std::log1p((curve_base - 1.) * x) / std::log(curve_base);
}

double rising_inverse(double y) {
  return (std::pow(curve_base, y) - 1.) / (curve_base - 1.);
}

Destination destination_of(const ParameterAddress& address) {
  using Kind = Destination::Kind;
  if (address.is(ActionId::encoding_dimension) || address.is(ActionId::encoding_x) ||
      address.is(ActionId::encoding_y))
    return {Kind::fader, address.action->minimum, address.action->maximum, address.takes(), address};
  if (address.action) {
    const auto kind = address.is(ActionId::encoding_set) ? Kind::choice : Kind::action;
    return {kind, 0., 0., address.takes(), address};
  }
  const auto& spec = *address.parameter;
  const auto kind = spec.type == ParameterType::number   ? Kind::fader
                    : spec.type == ParameterType::toggle ? Kind::button
                                                         : Kind::choice;
  const bool ranged = kind == Kind::fader;
  return {kind, ranged ? spec.minimum : 0., ranged ? spec.maximum : 1., address.takes(), address};
}

std::vector<std::string> destination_paths() {
  std::vector<std::string> paths{std::string(command_spec(CommandId::preset_load).path)};
  for (const auto& spec : parameter_specs()) paths.emplace_back(spec.path);
  for (const auto& action : parameter_actions()) paths.emplace_back(action.path);
  return paths;
}

bool is_relative(Mode mode) {
  return relative_steps(mode, 0).has_value();
}

bool is_of_keys(Mode mode) {
  return mode == Mode::key || mode == Mode::voices;
}

bool keeps_its_place(MidiSourceKind kind) {
  return kind == MidiSourceKind::cc || kind == MidiSourceKind::cc14 || kind == MidiSourceKind::nrpn;
}

Mode usual_mode(MidiSourceKind source, const Destination& destination) {
  using Kind = Destination::Kind;
  if (destination.kind == Kind::choice || destination.kind == Kind::action) return Mode::trigger;
  if (source == MidiSourceKind::program) return Mode::trigger;
  if (destination.kind == Kind::button && source == MidiSourceKind::note) return Mode::toggle;
  return Mode::absolute;
}

std::optional<std::string> mode_fault(Mode mode, MidiSourceKind source, const Destination& destination) {
  using Kind = Destination::Kind;
  using Source = MidiSourceKind;
  const bool pressed = source == Source::cc || source == Source::note;
  if (mode == Mode::trigger) {
    if (pressed || source == Source::program) return {};
    return "only a cc, a note or a program can trigger";
  }
  if (destination.kind == Kind::choice || destination.kind == Kind::action) {
    return "this path can only be triggered";
  }
  if (source == Source::program) return "a program can only trigger";
  if ((mode == Mode::toggle || mode == Mode::momentary) && !pressed) {
    return "only a cc or a note can be momentary";
  }
  if (is_of_keys(mode) && source != Source::note) return "only a note has a key";
  if (is_relative(mode) && source != Source::cc) return "only a cc can be relative";
  if (is_relative(mode) && destination.kind == Kind::button) return "a switch cannot be relative";
  if (is_of_keys(mode) && destination.kind == Kind::button) return "a switch has no steps for keys";
  return {};
}

bool can_differ_by_voice(const Destination& destination) {
  const auto& address = destination.address;
  return address && address->parameter && address->parameter->of_voice && address->voice == all_voices;
}

std::optional<std::string> values_fault(const Binding& binding, const Destination& destination) {
  if (binding.mode != Mode::trigger) {
    if (binding.values.empty()) return {};
    return "only a trigger sends values";
  }
  if (binding.values.empty() && destination.kind == Destination::Kind::choice) {
    if (binding.source.kind != MidiSourceKind::cc) return {};
    return "a cc has no number that could choose a value, so give \"values\"; a trigger of this path takes " +
           std::string(destination.takes);
  }
  if (takes(destination.takes, binding.values)) return {};
  return "a trigger of this path takes " + std::string(destination.takes);
}

std::optional<BindingFault> range_fault(const BindingDraft& draft, Mode mode,
                                        const Destination& destination) {
  if (!draft.from && !draft.to) return {};
  if (mode == Mode::trigger) return BindingFault{"range", "a trigger takes \"values\", not a range"};
  const double low = std::min(*draft.from, *draft.to), high = std::max(*draft.from, *draft.to);
  if (low >= destination.minimum && high <= destination.maximum && low < high) return {};
  std::array<char, 96> text{};
  std::snprintf(text.data(), text.size(), "must be two different numbers within %g and %g",
                destination.minimum, destination.maximum);
  return BindingFault{"range", text.data()};
}

}  // namespace

double Scale::value_at(double position) const {
  double share = position;
  if (curve == Curve::logarithmic) share = rising(position);
  if (curve == Curve::exponential) share = rising_inverse(position);
  return std::lerp(from, to, share);
}

double Scale::position_of(double value) const {
  const double share = std::clamp((value - from) / (to - from), 0., 1.);
  if (curve == Curve::logarithmic) return rising_inverse(share);
  if (curve == Curve::exponential) return rising(share);
  return share;
}

ErrorOr<Destination> find_destination(std::string_view path) {
  const auto address = find_parameter_address(path);
  if (address && address->dimension < max_encoding_size) return destination_of(*address);
  const auto& preset_load = command_spec(CommandId::preset_load);
  if (path == preset_load.path) return Destination{Destination::Kind::choice, 0., 0., preset_load.takes};
  return fail("there is no such path; " + suggestion(path, destination_paths()));
}

tl::expected<Binding, BindingFault> complete(const BindingDraft& draft) {
  const auto refuse = [](std::string part, std::string message) {
    return tl::unexpected(BindingFault{std::move(part), std::move(message)});
  };
  const auto destination = find_destination(draft.path);
  if (!destination) return refuse("path", destination.error().message);
  const auto mode = draft.mode.value_or(usual_mode(draft.source.kind, *destination));
  if (const auto fault = mode_fault(mode, draft.source.kind, *destination)) return refuse("mode", *fault);
  if (mode == Mode::voices && !can_differ_by_voice(*destination))
    return refuse("mode", "this path is the same for all voices, so keys cannot set it");
  if (const auto fault = range_fault(draft, mode, *destination)) return tl::unexpected(*fault);
  if (mode == Mode::trigger && draft.curve != Curve::linear) return refuse("curve", "a trigger has no curve");
  if (draft.pickup.value_or(false) && mode != Mode::absolute) {
    return refuse("pickup", "pickup applies only to an absolute source");
  }
  Binding binding{.source = draft.source,
                  .path = draft.path,
                  .destination = *destination,
                  .mode = mode,
                  .values = draft.values};
  binding.scale = {draft.from.value_or(destination->minimum), draft.to.value_or(destination->maximum),
                   draft.curve};
  binding.pickup = draft.pickup.value_or(mode == Mode::absolute && keeps_its_place(draft.source.kind) &&
                                         destination->kind == Destination::Kind::fader);
  if (const auto fault = values_fault(binding, *destination)) return refuse("values", *fault);
  return binding;
}

std::string_view name_of(Mode mode) {
  return std::ranges::find(modes, mode, &Named<Mode>::value)->name;
}

std::string_view name_of(Curve curve) {
  return std::ranges::find(curves, curve, &Named<Curve>::value)->name;
}

ErrorOr<Mode> parse_mode(std::string_view text) {
  return parse_named(modes, text, "mode");
}

ErrorOr<Curve> parse_curve(std::string_view text) {
  return parse_named(curves, text, "curve");
}

std::string values_text(std::span<const ControlValue> values) {
  std::string words;
  for (const auto& value : values) {
    const auto* const name = std::get_if<std::string>(&value);
    std::array<char, 32> number{};
    if (!name) std::snprintf(number.data(), number.size(), "%.4g", *as_number(value));
    words += (words.empty() ? "" : " ") + (name ? *name : std::string(number.data()));
  }
  return words;
}

std::optional<int> relative_steps(Mode mode, int value) {
  switch (mode) {
    case Mode::relative_twos_complement:
      return value < 64 ? value : value - 128;
    case Mode::relative_binary_offset:
      return value - 64;
    case Mode::relative_sign_magnitude:
      return value < 64 ? value : 64 - value;
    default:
      return {};
  }
}

}  // namespace aeolian::midi
