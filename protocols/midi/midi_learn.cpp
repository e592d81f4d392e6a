// SPDX-License-Identifier: GPL-3.0-or-later
#include "protocols/midi/midi_learn.h"

#include <algorithm>

namespace aeolian::midi {
namespace {

using Kind = MidiSourceKind;

constexpr double step = 1. / 128.;
constexpr double nearly = 1e-9;

/** The distance that a source must move to be considered. */
double enough(const MidiSource& source) {
  if (source.kind == Kind::pressure || source.kind == Kind::key_pressure) return 32. * step;
  // A controller whose coarse half is silent may be the fine half of a 14-bit one.
  if (source.kind == Kind::cc && *source.number >= 32 && *source.number < 64) return 32. * step;
  return 4. * step;
}

/** Whether the move selects a parameter number, and so has no meaning by itself. */
bool selects(const Move& move) {
  return move.kind == Kind::cc && move.number >= 98 && move.number <= 101;
}

/** The mode of an encoder that has sent these values. */
Mode counting(const std::vector<int>& values) {
  const auto any_within = [&values](int first, int last) {
    return std::ranges::any_of(values, [=](int value) { return value >= first && value <= last; });
  };
  const bool low = any_within(1, 31), below_middle = any_within(33, 63), above_middle = any_within(65, 95);
  if (below_middle || (above_middle && !low)) return Mode::relative_binary_offset;
  return low && above_middle ? Mode::relative_sign_magnitude : Mode::relative_twos_complement;
}

MidiSource source_of(const Move& move) {
  const bool numbered = move.kind != Kind::pressure && move.kind != Kind::bend;
  return {move.kind, numbered ? std::optional(move.number) : std::nullopt, move.channel};
}

}  // namespace

std::optional<Learn::Found> Learn::take(std::span<const Move> moves, Clock::time_point now) {
  for (const auto& move : moves) {
    if (move.kind == Kind::program) return Found{source_of(move)};
    if (move.kind != Kind::note) {
      follow(move);
    } else if (move.edge == Move::Edge::pressed) {
      key_ = source_of(move);
      key_since_ = now;
    } else if (key_ == source_of(move)) {
      if (!something_moved()) return Found{*key_};
      key_.reset();
    }
  }
  const auto meant = std::ranges::find_if(candidates_, [this](const auto& each) { return is_meant(each); });
  if (meant == candidates_.end()) return {};
  const bool counts = meant->source.kind == Kind::cc && meant->repeats >= 3;
  return Found{meant->source, counts ? std::optional(counting(meant->values)) : std::nullopt};
}

std::optional<Learn::Found> Learn::look(Clock::time_point now) const {
  if (!key_ || now - key_since_ < key_time || something_moved()) return {};
  return Found{*key_};
}

void Learn::follow(const Move& move) {
  if (selects(move)) return;
  const auto source = source_of(move);
  auto known = std::ranges::find(candidates_, source, &Candidate::source);
  if (known == candidates_.end()) known = candidates_.insert(known, {source});
  auto& values = known->values;
  if (!values.empty() && values.back() == move.value) ++known->repeats;
  std::erase(values, move.value);
  values.push_back(move.value);
  known->lowest = std::min(known->lowest, move.position());
  known->highest = std::max(known->highest, move.position());
}

const Learn::Candidate* Learn::find(const MidiSource& source) const {
  const auto found = std::ranges::find(candidates_, source, &Candidate::source);
  return found == candidates_.end() ? nullptr : &*found;
}

bool Learn::carries_another(const MidiSource& source) const {
  if (source.kind != Kind::cc && source.kind != Kind::cc14) return false;
  const int number = *source.number;
  const bool data_entry =
      number == 6 || (source.kind == Kind::cc && (number == 38 || number == 96 || number == 97));
  const bool has_nrpn = std::ranges::any_of(candidates_, [&source](const auto& each) {
    return each.source.kind == Kind::nrpn && each.source.channel == source.channel;
  });
  if (data_entry && has_nrpn) return true;
  return source.kind == Kind::cc && number < 64 && is_real({Kind::cc14, number % 32, source.channel});
}

bool Learn::is_real(const MidiSource& source) const {
  if (source.kind != Kind::cc14) return true;
  return find({Kind::cc, source.number, source.channel}) &&
         find({Kind::cc, *source.number + 32, source.channel});
}

bool Learn::is_meant(const Candidate& candidate) const {
  if (!is_real(candidate.source) || carries_another(candidate.source)) return false;
  const auto& values = candidate.values;
  if (candidate.source.kind == Kind::cc && candidate.repeats >= 3 && values.size() < 5) return true;
  if (candidate.way() < enough(candidate.source) - nearly) return false;
  const bool button = std::ranges::find(values, 0) != values.end();
  const bool fader = values.size() >= 5 || (candidate.repeats == 0 && (values.size() >= 3 || button));
  if (!fader) return false;
  return std::ranges::none_of(candidates_, [&](const Candidate& other) {
    return &other != &candidate && is_real(other.source) && !carries_another(other.source) &&
           other.way() >= candidate.way() / 2. - nearly;
  });
}

bool Learn::something_moved() const {
  return std::ranges::any_of(candidates_, [](const Candidate& each) { return each.way() > 0.; });
}

}  // namespace aeolian::midi
