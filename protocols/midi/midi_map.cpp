// SPDX-License-Identifier: GPL-3.0-or-later
#include "protocols/midi/midi_map.h"

#include <algorithm>
#include <cmath>
#include <initializer_list>

#include "core/control/presets.h"
#include "protocols/midi/midi_display.h"

namespace aeolian::midi {
namespace {

constexpr int sustain = 64;  // the pedal's controller

bool may_be_same(std::optional<int> a, std::optional<int> b) {
  return !a || !b || *a == *b;
}

/** Whether one message may move both. */
bool share_messages(const MidiSource& a, const MidiSource& b) {
  if (!may_be_same(a.channel, b.channel)) return false;
  if (a.kind == b.kind) return may_be_same(a.number, b.number);
  if (a.kind == MidiSourceKind::cc14 && b.kind == MidiSourceKind::cc) {
    return b.number == *a.number || b.number == *a.number + 32;
  }
  return b.kind == MidiSourceKind::cc14 && a.kind == MidiSourceKind::cc && share_messages(b, a);
}

bool is_integral(const Destination& destination) {
  const auto& address = destination.address;
  return address && address->parameter && address->parameter->integral;
}

}  // namespace

Map::Map(Mapping mapping, KeyTuning tuning, const ControlContext& context, Parameters::Source source)
    : tuning_(std::move(tuning)), context_(context), source_(source), keys_(context.parameters, source) {
  for (auto& binding : mapping.bindings) bound_.push_back({std::move(binding)});
  listening_ = context_.parameters.add_listener([this](ParameterId id, Parameters::Route by) {
    if (by.source == source_ && moves_a_fader_) return;
    changed_by_others_ |= bit_of(id);
  });
}

void Map::use(Mapping mapping) {
  auto before = std::exchange(bound_, {});
  for (auto& binding : mapping.bindings) {
    const auto known = std::ranges::find_if(before, [&](const Bound& bound) {
      const auto& former = bound.binding;
      return former.source == binding.source && former.path == binding.path && former.mode == binding.mode;
    });
    Bound bound;
    if (known != before.end()) {
      bound = std::move(*known);
      before.erase(known);
    }
    bound.binding = std::move(binding);
    bound_.push_back(std::move(bound));
  }
  for (auto& dropped : before) release(dropped, [](const Key&) { return true; });
  release_unheard_keys();
}

/** Releases some keys of a momentary binding. */
void Map::release(Bound& bound, const std::function<bool(const Key&)>& is_released) {
  if (std::erase_if(bound.held, is_released) > 0 && bound.held.empty()) set(bound, bound.binding.scale.from);
}

/** Releases the keys, and lifts the pedals, whose own release would now go elsewhere. */
void Map::release_unheard_keys() {
  for (auto& bound : bound_) release(bound, [&](const Key& key) { return !is_heard(key, bound); });
  if (played_by_keys(mapping()).empty()) return keys_.give_back();
  for (const Key& key : keys_.down()) {
    if (!plays_a_voice(key)) keys_.release(key);
  }
  for (const int channel : keys_.pedals()) {
    if (!hearing({MidiSourceKind::cc, sustain, channel}).empty()) keys_.pedal(channel, false);
  }
}

/** Whether `key`, which may be a controller, still moves the binding. */
bool Map::is_heard(const Key& key, const Bound& bound) {
  return std::ranges::count(hearing({bound.binding.source.kind, key.number, key.channel}), &bound) > 0;
}

bool Map::plays_a_voice(const Key& key) {
  return std::ranges::any_of(hearing({MidiSourceKind::note, key.number, key.channel}),
                             [](const Bound* bound) { return bound->binding.mode == Mode::voices; });
}

std::string Map::take(std::span<const Move> moves, Clock::time_point now) {
  rearm_what_others_changed();
  for (const auto& move : moves) {
    if (move.kind == MidiSourceKind::note && move.edge == Move::Edge::pressed) play_on_after_panic();
    std::string effects;
    for (auto* each : hearing(move)) effects += (effects.empty() ? "" : ", ") + effect_of(*each, move, now);
    if (!effects.empty()) return effects;
    press_pedal(move);
  }
  return "nothing is bound to it";
}

void Map::let_go(std::span<const Move> moves, Clock::time_point now) {
  for (const auto& move : moves) {
    if (move.edge != Move::Edge::released) continue;
    const auto heard = hearing(move);
    for (auto* each : heard) {
      const Mode mode = each->binding.mode;
      if (mode == Mode::momentary || mode == Mode::voices) run(*each, move, now);
    }
    if (heard.empty()) press_pedal(move);
  }
}

std::string Map::effect_of(Bound& bound, const Move& move, Clock::time_point now) {
  const auto& path = bound.binding.path;
  const auto refused = refusals();
  run(bound, move, now);
  if (refusals() != refused) return path + " (refused)";
  const auto& destination = bound.binding.destination;
  const bool is_of_keys = bound.binding.mode == Mode::voices || move.kind == MidiSourceKind::bend;
  if (is_of_keys && plays_voices(destination)) return path + " per voice";
  const auto values = destination.address ? context_.parameters.value_at(*destination.address) : std::nullopt;
  const auto value = values && !bound.is_waiting ? " " + values_text(*values) : "";
  return path + value + (bound.is_waiting ? " (not picked up yet)" : "");
}

bool Map::plays_voices(const Destination& destination) const {
  return std::ranges::any_of(bound_, [&](const Bound& bound) {
    return bound.binding.mode == Mode::voices && bound.binding.destination.address == destination.address;
  });
}

void Map::press_pedal(const Move& move) {
  if (move.kind != MidiSourceKind::cc || move.number != sustain) return;
  keys_.pedal(move.channel, move.value >= 64);
}

std::string Map::take_mode(int controller, int channel) {
  rearm_what_others_changed();
  if (controller == 120) {
    panic();
    return "panic";
  }
  if (controller < 123) return "nothing";
  keys_.release_all(channel);
  for (auto& bound : bound_) release(bound, [channel](const Key& key) { return key.channel == channel; });
  return "releases held keys";
}

void Map::rearm() {
  for (auto& bound : bound_) bound.pickup.arm();
}

std::vector<std::string> Map::learn(const Binding& binding) {
  std::vector<std::string> moved;
  for (const auto& bound : bound_) {
    const auto& other = bound.binding;
    if (other.path != binding.path && share_messages(other.source, binding.source))
      moved.push_back(other.path);
  }
  Mapping learned = mapping();
  std::erase_if(learned.bindings, [&](const Binding& other) {
    const bool would_win = share_messages(other.source, binding.source) &&
                           (other.source == binding.source || other.source.kind != binding.source.kind);
    return would_win || other.path == binding.path;
  });
  learned.bindings.push_back(binding);
  use(std::move(learned));
  bound_.back().pickup.arm();  // its fader has moved unheard
  return moved;
}

Mapping Map::mapping() const {
  Mapping mapping;
  for (const auto& bound : bound_) mapping.bindings.push_back(bound.binding);
  return mapping;
}

std::vector<Map::Bound*> Map::hearing(const Move& move) {
  std::vector<Bound*> hearing;
  for (auto& bound : bound_) {
    if (!bound.binding.source.hears(move)) continue;
    const int exactness = bound.binding.source.exactness();
    if (!hearing.empty() && hearing.front()->binding.source.exactness() > exactness) continue;
    if (!hearing.empty() && hearing.front()->binding.source.exactness() < exactness) hearing.clear();
    hearing.push_back(&bound);
  }
  return hearing;
}

void Map::rearm_what_others_changed() {
  const auto changed = changed_by_others_.exchange(0);
  if (changed == 0) return;
  if (changed & bit_of(ParameterId::play)) stopped_by_panic_ = false;
  for (auto& bound : bound_) {
    const auto& address = bound.binding.destination.address;
    if (address && (changed & bit_of(address->moves()))) bound.pickup.arm();
  }
}

void Map::panic() {
  count(context_.parameters.panic(source_));
  stopped_by_panic_ = true;
  changed_by_others_ &= ~bit_of(ParameterId::play);  // the panic's own change
}

void Map::play_on_after_panic() {
  if (!std::exchange(stopped_by_panic_, false)) return;
  moves_a_fader_ = true;
  count(context_.parameters.set_number(source_, ParameterId::play, 1.));
  moves_a_fader_ = false;
}

void Map::run(Bound& bound, const Move& move, Clock::time_point now) {
  using Edge = Move::Edge;
  const bool pressed = move.edge == Edge::pressed;
  switch (bound.binding.mode) {
    case Mode::absolute:
      // A note off has no velocity; a controller that falls below its middle still has a value.
      if (move.kind != MidiSourceKind::note || pressed) follow(bound, move, now);
      break;
    case Mode::toggle:
      if (pressed) toggle(bound);
      break;
    case Mode::momentary:
      if (move.edge != Edge::none) hold(bound, move);
      break;
    case Mode::voices:
      play(bound, move);
      break;
    case Mode::key:
      if (pressed) set(bound, value_of_key(bound.binding, move.number));
      break;
    case Mode::trigger:
      if (pressed) trigger(bound, move);
      break;
    default:
      turn(bound, *relative_steps(bound.binding.mode, move.value));
  }
}

void Map::play(const Bound& bound, const Move& move) {
  const Key key{move.channel, move.number};
  if (move.edge != Move::Edge::pressed) return keys_.release(key);
  keys_.press(key, bound.binding.destination.address->moves(), value_of_key(bound.binding, move.number),
              move.value);
}

/** In the modes `key` and `voices`, only pitches are tuned. */
double Map::value_of_key(const Binding& binding, int key) const {
  constexpr int middle_c = 60;
  const bool is_pitch = binding.destination.is(ParameterId::transpose);
  const auto [lowest, highest] = std::minmax(binding.scale.from, binding.scale.to);
  return std::clamp((lowest + highest) / 2. + (is_pitch ? tuning_.semitones(key) : key - middle_c), lowest,
                    highest);
}

void Map::follow(Bound& bound, const Move& move, Clock::time_point now) {
  const double position = move.position();
  if (move.kind == MidiSourceKind::bend && plays_voices(bound.binding.destination))
    return keys_.bend(move.channel, bound.binding.scale.value_at(position));
  bound.is_waiting = false;
  if (bound.binding.pickup) {
    const double target =
        bound.binding.scale.position_of(number_in_force(context_.parameters, bound.binding.destination));
    bound.is_waiting = !bound.pickup.takes(position, target, now);
    if (bound.is_waiting) return;
  }
  set(bound, bound.binding.scale.value_at(position));
}

void Map::turn(Bound& bound, int steps) {
  constexpr double way_of_a_step = 1. / 127.;
  const auto& scale = bound.binding.scale;
  const auto& destination = bound.binding.destination;
  const double present = number_in_force(context_.parameters, destination);
  if (is_integral(destination)) {
    const auto [lowest, highest] = std::minmax(scale.from, scale.to);
    const double moved = std::clamp(present + (scale.from < scale.to ? steps : -steps), lowest, highest);
    return set(bound, std::min(moved, context_.parameters.maximum(destination.address->moves())));
  }
  const double position = scale.position_of(present) + steps * way_of_a_step;
  set(bound, scale.value_at(std::clamp(position, 0., 1.)));
}

void Map::toggle(Bound& bound) {
  const auto& scale = bound.binding.scale;
  const bool at_upper_end =
      scale.position_of(number_in_force(context_.parameters, bound.binding.destination)) >= 0.5;
  set(bound, at_upper_end ? scale.from : scale.to);
}

void Map::hold(Bound& bound, const Move& move) {
  const Key key{move.channel, move.number};
  const bool was_held = !bound.held.empty();
  if (move.edge == Move::Edge::pressed) {
    bound.held.insert(key);
    set(bound, bound.binding.scale.to);
  } else {
    bound.held.erase(key);
    if (was_held && bound.held.empty()) set(bound, bound.binding.scale.from);
  }
}

void Map::trigger(const Bound& bound, const Move& move) {
  const auto& destination = bound.binding.destination;
  const auto& values = bound.binding.values;
  if (values.empty() && destination.kind == Destination::Kind::choice) {
    choose(destination, move.number);
  } else if (destination.is(ActionId::panic)) {
    panic();
  } else if (destination.address) {
    count(context_.parameters.set_at(source_, *destination.address, values));
  } else {
    count(context_.presets.load(source_, std::get<std::string>(values[0]),
                                values.size() > 1 ? as_number(values[1]) : std::nullopt));
  }
}

void Map::choose(const Destination& destination, int number) {
  if (!destination.address) {
    const auto name = context_.presets.name_at(static_cast<std::size_t>(number));
    count(name);
    if (name) count(context_.presets.load(source_, *name));
    return;
  }
  const Parameters::Route route{source_, destination.address->voice};
  if (destination.is(ParameterId::seed)) {
    count(context_.parameters.set_seed(route, static_cast<std::uint64_t>(number)));
  } else if (const auto encodings = context_.parameters.encodings(); encodings->count() > 0) {
    count(context_.parameters.set_encoding(route, static_cast<std::size_t>(number) % encodings->count()));
  }
}

void Map::set(const Bound& bound, double value) {
  const auto& destination = bound.binding.destination;
  const bool is_button = destination.kind == Destination::Kind::button;
  const std::array<ControlValue, 1> values{is_button ? std::round(value) : value};
  if (destination.is(ParameterId::play)) stopped_by_panic_ = false;
  moves_a_fader_ = true;
  count(context_.parameters.set_at(source_, *destination.address, values));
  moves_a_fader_ = false;
}

template <class Result>
void Map::count(const Result& result) {
  if (!result) ++refusals_;
}

}  // namespace aeolian::midi
