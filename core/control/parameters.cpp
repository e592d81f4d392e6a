// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/control/parameters.h"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <random>
#include <utility>

#include "core/printable.h"
#include "core/random.h"

namespace aeolian {
namespace {

constexpr float panic_fade_s = 0.05f;

std::size_t index(ParameterId id) {
  return static_cast<std::size_t>(id);
}

tl::unexpected<ControlError> refuse_value(std::string message) {
  return refuse(ControlError::Kind::wrong_value, std::move(message));
}

tl::unexpected<ControlError> refuse_name(const Error& error) {
  return refuse(ControlError::Kind::unknown_name, error.message);
}

bool is_number(const ParameterSpec& spec) {
  return spec.type == ParameterType::number || spec.type == ParameterType::toggle;
}

/** The glide to use, seconds, clipped to longest_glide_s. */
tl::expected<float, ControlError> checked_glide(const ParameterSpec& spec, std::optional<double> glide_s) {
  if (!glide_s) return spec.glide_s;
  if (!std::isfinite(*glide_s)) return refuse_value("the glide must be a finite number of seconds");
  return static_cast<float>(std::clamp(*glide_s, 0., longest_glide_s));
}

/** Writes the audible part of a morph to `event`: at its ends a single encoding. */
void write_morph(const Morph& morph, ControlEvent& event) {
  const auto* only = morph.only();
  const Encoding& encoding = (only ? *only : morph.from).encoding;
  event.encoding = encoding.values;
  event.encoding_size = static_cast<std::uint8_t>(encoding.size);
  if (only) return;
  event.morph_to = morph.to.encoding.values;
  event.morph_to_size = static_cast<std::uint8_t>(morph.to.encoding.size);
  event.morph = static_cast<float>(morph.weight);
}

/** `count` distinct indices in 0..of - 1; `draw` counts the draws since `seed` was set. */
std::vector<std::size_t> drawn(std::size_t count, std::size_t of, std::uint64_t seed, std::uint64_t draw) {
  constexpr std::uint64_t first_stream = std::uint64_t{1} << 32;  // lower ones are the generator's
  Random random(seed, first_stream + draw);
  std::vector<std::size_t> all(of);
  std::iota(all.begin(), all.end(), std::size_t{0});
  for (std::size_t i = 0; i < count; ++i) std::swap(all[i], all[i + random.bits() % (of - i)]);
  all.resize(count);
  return all;
}

}  // namespace

bool VoiceValues::has(ParameterId id) const {
  if (id == ParameterId::seed) return seed.has_value();
  if (id == ParameterId::encoding) return encoding.has_value();
  return numbers.contains(id);
}

void VoiceValues::take(ParameterId id, const VoiceValues& from) {
  if (id == ParameterId::seed) {
    seed = from.seed;
  } else if (id == ParameterId::encoding) {
    encoding = from.encoding;
  } else if (from.numbers.contains(id)) {
    numbers[id] = from.numbers.at(id);
  } else {
    numbers.erase(id);
  }
}

Subscription& Subscription::operator=(Subscription&& other) noexcept {
  if (this == &other) return *this;
  if (parameters_) parameters_->forget_listener(id_);
  parameters_ = std::exchange(other.parameters_, nullptr);
  id_ = other.id_;
  return *this;
}

Subscription::~Subscription() {
  if (parameters_) parameters_->forget_listener(id_);
}

std::uint64_t seed_of_voice(std::uint64_t seed, VoiceNumber voice) {
  constexpr std::uint64_t first_stream = std::uint64_t{1} << 33;  // not used for anything else
  return voice <= 1 ? seed : Random(seed, first_stream + voice).bits();
}

Parameters::Parameters(EncodingBank encodings, VoiceNumber voice_limit, std::size_t channels)
    : encodings_(std::make_shared<const EncodingBank>(std::move(encodings))),
      seed_(static_cast<std::uint64_t>(parameter_spec(ParameterId::seed).initial)),
      voice_limit_(voice_limit),
      channels_(channels) {
  for (const auto& spec : parameter_specs()) numbers_[index(spec.id)] = spec.initial;
  defaults_ = numbers_;
}

Parameters::Source Parameters::add_source(std::string name, Sink sink) {
  if (!sink) sink = [](const ControlEvent&) { return true; };
  const std::lock_guard lock(mutex_);
  control_sources_.push_back({std::move(name), std::move(sink), {}, 0, {}});
  return Source{control_sources_.size() - 1};
}

Subscription Parameters::add_listener(Listener listener) {
  const std::lock_guard lock(listeners_mutex_);
  listeners_.push_back({++next_listener_, std::move(listener)});
  return Subscription(*this, next_listener_);
}

void Parameters::forget_listener(std::uint64_t id) {
  const std::lock_guard lock(listeners_mutex_);
  std::erase_if(listeners_, [id](const RegisteredListener& registered) { return registered.id == id; });
}

void Parameters::set_timing(Source source, Timing timing) {
  const std::lock_guard lock(mutex_);
  control_sources_[static_cast<std::size_t>(source)].timing = timing;
}

Parameters::Taken Parameters::set_seed(Route route, std::uint64_t seed) {
  if (const auto is_there = check_voice(route.voice, parameter_spec(ParameterId::seed)); !is_there)
    return tl::unexpected(is_there.error());
  {
    const std::lock_guard lock(mutex_);
    put_seed(route.voice, seed);
    send(route.source, event_of(ParameterId::seed, 0.f, route.voice));
  }
  tell(route, {ParameterId::seed});
  return Change{false, static_cast<double>(seed)};
}

Parameters::Taken Parameters::set_number(Route route, ParameterId id, double value,
                                         std::optional<double> glide_s) {
  const auto& spec = parameter_spec(id);
  if (const auto is_there = check_voice(route.voice, spec); !is_there)
    return tl::unexpected(is_there.error());
  if (!is_number(spec)) return refuse_value(std::string(spec.name) + " does not take a number");
  if (!std::isfinite(value)) return refuse_value(std::string(spec.name) + " must be a finite number");
  const auto glide = checked_glide(spec, glide_s);
  if (!glide) return tl::unexpected(glide.error());

  if (spec.type == ParameterType::toggle) value = value != 0. ? 1. : 0.;
  const double inside = in_range(spec, value);
  {
    const std::lock_guard lock(mutex_);
    if (is_led(id) && route.source != leader_) return refuse(ControlError::Kind::busy, why_led_);
    put_number(route.voice, id, inside);
    send(route.source, event_of(id, *glide, route.voice));
  }
  tell(route, {id});
  return Change{inside != value, inside};
}

Parameters::Taken Parameters::set_encoding(Route route, std::string_view name,
                                           std::optional<double> glide_s) {
  const auto bank = encodings();
  const auto found = bank->find(name);
  if (!found) return refuse_name(found.error());
  return set_morph(route, {bank->named(*found)}, glide_s);
}

Parameters::Taken Parameters::set_encoding(Route route, std::size_t at, std::optional<double> glide_s) {
  const auto bank = encodings();
  if (at >= bank->count()) {
    return refuse_name(
        {"encoding " + std::to_string(at) + " of " + std::to_string(bank->count()) + " (counted from 0)"});
  }
  return set_morph(route, {bank->named(at)}, glide_s);
}

Parameters::Taken Parameters::set_encoding(Route route, std::span<const float> values,
                                           std::optional<double> glide_s) {
  const auto encoding = normalised(values);
  if (!encoding) return refuse_value(encoding.error().message);
  return set_morph(route, {{*encoding}}, glide_s);
}

Parameters::Taken Parameters::interpolate_encodings(Route route, std::string_view from, std::string_view to,
                                                    double position, std::optional<double> glide_s) {
  const auto bank = encodings();
  const auto first = bank->find(from);
  if (!first) return refuse_name(first.error());
  const auto second = bank->find(to);
  if (!second) return refuse_name(second.error());
  if (!std::isfinite(position)) return refuse_value("the position must be a finite number from 0 to 1");

  const double inside = std::clamp(position, 0., 1.);
  auto taken = set_morph(route, {bank->named(*first), bank->named(*second), inside}, glide_s);
  if (taken) *taken = Change{inside != position, inside};
  return taken;
}

Parameters::Taken Parameters::blend_encodings(Route route, std::span<const Share> shares,
                                              std::optional<double> glide_s) {
  const auto bank = encodings();
  std::vector<EncodingShare> weighted;
  for (const auto& [name, weight] : shares) {
    const auto found = bank->find(name);
    if (!found) return refuse_name(found.error());
    if (!(weight >= 0.) || !std::isfinite(weight)) {
      return refuse_value("the weight of " + in_quotes(name) + " must be a finite number from 0");
    }
    weighted.push_back({bank->named(*found), weight});
  }
  const auto morph = morph_of(weighted);
  if (!morph) return refuse_value(morph.error().message);
  return set_morph(route, *morph, glide_s);
}

Parameters::Taken Parameters::set_encoding_place(Route route, double x, double y,
                                                 std::optional<double> glide_s) {
  if (!std::isfinite(x) || !std::isfinite(y))
    return refuse_value("x and y must be finite numbers from 0 to 1");
  const auto bank = encodings();
  const Place inside{std::clamp(x, 0., 1.), std::clamp(y, 0., 1.)};
  const auto point = bank->at_place(inside);
  if (!point) return refuse_value(point.error().message);
  auto taken = set_morph_at(inside, route, *point, glide_s);
  if (!taken) return taken;
  return Change{inside != Place{x, y}, 0., {inside.x, inside.y}};
}

Parameters::Taken Parameters::set_encoding_axis(Source source, MapAxis axis, double value,
                                                std::optional<double> glide_s) {
  Place place = encoding_place();
  place.*axis = value;
  auto taken = set_encoding_place(source, place.x, place.y, glide_s);
  if (taken) taken->value = encoding_place().*axis;
  return taken;
}

Parameters::Taken Parameters::average_encodings(Route route, double count, std::optional<double> glide_s) {
  if (!std::isfinite(count)) return refuse_value("the count must be a finite number");
  const auto bank = encodings();
  if (bank->count() == 0) return refuse_value("this checkpoint has no named encodings to draw from");
  const double inside = std::clamp(std::floor(count), 1., static_cast<double>(bank->count()));
  std::vector<std::size_t> chosen;
  {
    const std::lock_guard lock(mutex_);
    chosen = drawn(static_cast<std::size_t>(inside), bank->count(), seed_, draws_++);
  }
  std::vector<Encoding> encodings;
  for (const std::size_t i : chosen) encodings.push_back(bank->at(i));
  const auto middle = mean(encodings);
  if (!middle) return refuse_value(middle.error().message);
  auto taken =
      set_morph(route, {chosen.size() == 1 ? bank->named(chosen[0]) : NamedEncoding{*middle}}, glide_s);
  if (taken) *taken = Change{inside != count, inside};
  return taken;
}

Parameters::Taken Parameters::release_encoding(Route route, std::optional<double> glide_s) {
  return set_morph(route, {}, glide_s);
}

Parameters::Taken Parameters::set_encoding_fader(Source source, std::size_t dimension, double value,
                                                 std::optional<double> glide_s) {
  const auto glide = checked_glide(parameter_spec(ParameterId::encoding), glide_s);
  if (!glide) return tl::unexpected(glide.error());
  if (!std::isfinite(value)) return refuse_value("a fader takes a finite number from -1 to 1");
  const double inside = std::clamp(value, -1., 1.);
  {
    const std::lock_guard lock(mutex_);
    const std::size_t size = encodings_->size();
    if (dimension >= size) {
      return refuse_name(
          {"this checkpoint's encodings have " + std::to_string(size) + " dimensions, counted from 0"});
    }
    auto faders = faders_;
    faders[dimension] = inside;
    std::vector<float> values(faders.begin(), faders.begin() + static_cast<std::ptrdiff_t>(size));
    const auto encoding = normalised(values);
    if (!encoding) return refuse_value("all faders would be at 0, which has no direction");
    put_morph(source, {{*encoding}}, *glide);
    faders_ = faders;
  }
  tell(source, {ParameterId::encoding});
  return Change{inside != value, inside};
}

Parameters::Taken Parameters::set_morph(Route route, const Morph& morph, std::optional<double> glide_s) {
  return set_morph_at({}, route, morph, glide_s);
}

Parameters::Taken Parameters::set_morph_at(std::optional<Place> place, Route route, const Morph& morph,
                                           std::optional<double> glide_s) {
  const auto& spec = parameter_spec(ParameterId::encoding);
  if (const auto is_there = check_voice(route.voice, spec); !is_there)
    return tl::unexpected(is_there.error());
  const auto glide = checked_glide(spec, glide_s);
  if (!glide) return tl::unexpected(glide.error());
  {
    const std::lock_guard lock(mutex_);
    for (const auto* each : {&morph.from, &morph.to}) {
      const std::size_t size = each->encoding.size;
      // Another model may have been loaded since the caller looked.
      if (size != 0 && size != encodings_->size()) {
        return refuse_value("this checkpoint's encodings have " + std::to_string(encodings_->size()) +
                            " values, not " + std::to_string(size));
      }
    }
    put_morph(route, morph, *glide);
    if (place && route.voice == all_voices) place_ = *place;
  }
  tell(route, {ParameterId::encoding});
  return Change{};
}

tl::expected<void, ControlError> Parameters::check_voice(VoiceNumber voice, const ParameterSpec& spec) const {
  if (voice == all_voices) return {};
  if (voice > voice_limit_) {
    return refuse(ControlError::Kind::unknown_name, "voice " + std::to_string(voice) + " of at most " +
                                                        std::to_string(voice_limit_) +
                                                        "; raise max_voices in the configuration for more");
  }
  if (!spec.of_voice) return refuse_value(std::string(spec.name) + " is the same for all voices");
  return {};
}

double Parameters::maximum(ParameterId id) const {
  if (id == ParameterId::voices) return voice_limit_;
  if (id == ParameterId::out) return channels_ > 2 ? static_cast<double>(channels_) : 1.;
  return parameter_spec(id).maximum;
}

/**
 * Clamps to the range. A voice on an output that does not exist (a preset from another venue) goes to the
 * first.
 */
double Parameters::in_range(const ParameterSpec& spec, double value) const {
  double inside = std::clamp(value, spec.minimum, spec.maximum);
  if (inside > maximum(spec.id)) inside = spec.id == ParameterId::out ? spec.minimum : maximum(spec.id);
  return spec.integral ? std::round(inside) : inside;
}

void Parameters::put_seed(VoiceNumber voice, std::uint64_t seed) {
  if (voice != all_voices) {
    voices_[voice].seed = seed;
    return;
  }
  forget_own(ParameterId::seed);
  seed_ = seed;
  draws_ = 0;
}

void Parameters::put_number(VoiceNumber voice, ParameterId id, double value) {
  if (voice != all_voices) {
    voices_[voice].numbers[id] = value;
    return;
  }
  forget_own(id);
  numbers_[index(id)] = value;
}

void Parameters::put_morph(Route route, const Morph& morph, float glide_s) {
  take_morph(route.voice, morph);
  send(route.source, event_of(ParameterId::encoding, glide_s, route.voice));
}

void Parameters::take_morph(VoiceNumber voice, const Morph& morph) {
  if (voice != all_voices) {
    voices_[voice].encoding = morph;
    return;
  }
  forget_own(ParameterId::encoding);
  morph_ = morph;
  if (const auto place = encodings_->place_of(morph)) place_ = *place;
  faders_ = {};
  std::ranges::copy(point_of(morph).span(), faders_.begin());
}

void Parameters::forget_own(ParameterId id) {
  if (is_trim(id)) return;
  for (auto& [voice, own] : voices_) own.take(id, {});
}

Parameters::Taken Parameters::set(Source source, const ControlEvent& event) {
  const Route route{source, event.voice};
  switch (parameter_spec(event.parameter).type) {
    case ParameterType::whole:
      return set_seed(route, event.seed);
    case ParameterType::encoding: {
      const auto bank = encodings();
      return set_morph(route, {bank->named(event.encoding_values()), bank->named(event.morph_to_values()),
                               static_cast<double>(event.morph)});
    }
    case ParameterType::number:
    case ParameterType::toggle:
      return set_number(route, event.parameter, static_cast<double>(event.number));
  }
  return {};
}

Parameters::Taken Parameters::panic(Source source) {
  {
    const std::lock_guard lock(mutex_);
    numbers_[index(ParameterId::play)] = 0.;
    put_seed(all_voices, seed_);
    send(source, event_of(ParameterId::play, panic_fade_s), false);
    send(source, event_of(ParameterId::seed, 0.f), false);
  }
  tell(source, {ParameterId::play, ParameterId::seed});
  return Change{};
}

Snapshot Parameters::snapshot() const {
  const std::lock_guard lock(mutex_);
  return {seed_, numbers_, morph_, voices_};
}

Parameters::Taken Parameters::apply(Source source, const Snapshot& snapshot, std::optional<double> glide_s,
                                    std::span<const ParameterId> kept) {
  std::vector<ParameterId> left(kept.begin(), kept.end());
  const auto is_kept = [&left](ParameterId id) { return std::ranges::find(left, id) != left.end(); };
  for (const auto& spec : parameter_specs()) {
    if (is_number(spec) && !std::isfinite(snapshot.numbers[index(spec.id)])) {
      return refuse_value(std::string(spec.name) + " must be a finite number");
    }
    if (const auto glide = checked_glide(spec, glide_s); !glide) return tl::unexpected(glide.error());
  }
  bool clipped = false;
  {
    const std::lock_guard lock(mutex_);
    const auto morph = recall(snapshot.encoding);
    if (!morph) return tl::unexpected(morph.error());
    auto voices = recall(snapshot.voices);
    if (!voices) return tl::unexpected(voices.error());
    if (is_led(led_) && source != leader_) left.push_back(led_);
    for (const auto& spec : parameter_specs()) {
      if (!is_number(spec) || is_kept(spec.id)) continue;
      const double wanted = snapshot.numbers[index(spec.id)];
      put_number(all_voices, spec.id, in_range(spec, wanted));
      clipped = clipped || numbers_[index(spec.id)] != wanted;
    }
    if (!is_kept(ParameterId::seed)) put_seed(all_voices, snapshot.seed);
    if (!is_kept(ParameterId::encoding)) take_morph(all_voices, *morph);
    const auto sent_to = [&](const ParameterSpec& spec, VoiceNumber voice) {
      const bool glides = spec.type == ParameterType::number || spec.type == ParameterType::encoding;
      send(source, event_of(spec.id, *checked_glide(spec, glides ? glide_s : std::nullopt), voice), true);
    };
    const auto changed = replace_own(*std::move(voices), kept);
    const auto& count = parameter_spec(ParameterId::voices);
    for (const auto& spec : parameter_specs()) {
      if (spec.id != count.id && !is_kept(spec.id)) sent_to(spec, all_voices);
    }
    for (const auto& [voice, id] : changed) sent_to(parameter_spec(id), voice);
    if (!is_kept(count.id)) sent_to(count, all_voices);
  }
  for (const auto& spec : parameter_specs()) {
    if (!is_kept(spec.id)) tell(source, {spec.id});
  }
  return Change{clipped, 0.};
}

/** Returns `stored` with the values of this model's encodings of these names. */
tl::expected<Morph, ControlError> Parameters::recall(const Morph& stored) const {
  const auto from = encodings_->recall(stored.from);
  if (!from) return refuse_value(from.error().message);
  const auto to = encodings_->recall(stored.to);
  if (!to) return refuse_value(to.error().message);
  return Morph{*from, *to, stored.weight};
}

/** The same for voices, leaving out those beyond the voice limit. */
tl::expected<Parameters::Voices, ControlError> Parameters::recall(const Voices& stored) const {
  Voices recalled;
  for (const auto& [voice, own] : stored) {
    if (voice == all_voices || voice > voice_limit_) continue;
    auto& values = recalled[voice] = own;
    for (auto& [id, number] : values.numbers) number = in_range(parameter_spec(id), number);
    if (!own.encoding) continue;
    const auto morph = recall(*own.encoding);
    if (!morph) return tl::unexpected(morph.error());
    values.encoding = *morph;
  }
  return recalled;
}

/**
 * Sets the voices' own values to `voices`, except for parameters in `kept`; returns the values to be sent.
 */
std::vector<Parameters::VoiceAndId> Parameters::replace_own(Voices voices,
                                                            std::span<const ParameterId> kept) {
  std::vector<VoiceAndId> changed;
  for (VoiceNumber voice = 1; voice <= voice_limit_; ++voice) {
    const VoiceValues before = own_of(voice), after = voices.contains(voice) ? voices[voice] : VoiceValues{};
    for (const auto& spec : parameter_specs()) {
      if (!spec.of_voice || std::ranges::find(kept, spec.id) != kept.end()) continue;
      if (!before.has(spec.id) && !after.has(spec.id)) continue;
      voices_[voice].take(spec.id, after);
      if (is_trim(spec.id) && !after.has(spec.id)) voices_[voice].numbers[spec.id] = spec.initial;
      changed.emplace_back(voice, spec.id);
    }
  }
  return changed;
}

void Parameters::replace_encodings(EncodingBank bank) {
  {
    const std::lock_guard lock(mutex_);
    encodings_ = std::make_shared<const EncodingBank>(std::move(bank));
    const auto voices = voices_;
    take_morph(all_voices, what_is_left_of(morph_));
    for (const auto& [voice, own] : voices) {
      if (!own.encoding) continue;
      const Morph left = what_is_left_of(*own.encoding);
      if (left.from.encoding.size > 0) take_morph(voice, left);
    }
  }
  tell(nobody, {ParameterId::encoding});
}

/** The part of a morph whose names exist in the present model. */
Morph Parameters::what_is_left_of(const Morph& morph) const {
  std::vector<EncodingShare> kept;
  for (const auto& [encoding, weight] :
       {EncodingShare{morph.from, 1. - morph.weight}, EncodingShare{morph.to, morph.weight}}) {
    if (const auto found = encodings_->find(encoding.name))
      kept.push_back({encodings_->named(*found), weight});
  }
  return morph_of(kept).value_or(Morph{});
}

void Parameters::replace_default(ParameterId id, double value) {
  {
    const std::lock_guard lock(mutex_);
    double& number = numbers_[index(id)];
    const double before = std::exchange(defaults_[index(id)], value);
    if (number != before || before == value) return;
    number = value;
  }
  tell(nobody, {id});
}

double Parameters::default_of(ParameterId id) const {
  const std::lock_guard lock(mutex_);
  return defaults_[index(id)];
}

void Parameters::lead(ParameterId id, Source leader, std::string why) {
  const std::lock_guard lock(mutex_);
  led_ = id;
  leader_ = leader;
  why_led_ = std::move(why);
}

void Parameters::replace_seed(std::uint64_t seed) {
  {
    const std::lock_guard lock(mutex_);
    put_seed(all_voices, seed);
  }
  tell(nobody, {ParameterId::seed});
}

std::vector<ControlEvent> Parameters::events() const {
  const std::lock_guard lock(mutex_);
  std::vector<ControlEvent> events;
  for (const auto& spec : parameter_specs()) {
    if (spec.id != ParameterId::voices) events.push_back(event_of(spec.id, 0.f));
  }
  for (const auto& [voice, own] : voices_) {
    for (const auto& spec : parameter_specs()) {
      if (own.has(spec.id)) events.push_back(event_of(spec.id, 0.f, voice));
    }
  }
  events.push_back(event_of(ParameterId::voices, 0.f));
  return events;
}

ControlEvent Parameters::event(ParameterId id, VoiceNumber voice) const {
  const std::lock_guard lock(mutex_);
  return event_of(id, 0.f, voice);
}

std::uint64_t Parameters::seed(VoiceNumber voice) const {
  const std::lock_guard lock(mutex_);
  return seed_in(voice);
}

double Parameters::number(ParameterId id, VoiceNumber voice) const {
  const std::lock_guard lock(mutex_);
  return number_in(id, voice);
}

Morph Parameters::morph(VoiceNumber voice) const {
  const std::lock_guard lock(mutex_);
  return morph_in(voice);
}

std::vector<float> Parameters::encoding(VoiceNumber voice) const {
  const Encoding point = point_of(morph(voice));
  return {point.span().begin(), point.span().end()};
}

std::string Parameters::encoding_name(VoiceNumber voice) const {
  const Morph present = morph(voice);
  const auto* only = present.only();
  return only ? only->name : "";
}

std::vector<VoiceNumber> Parameters::voices_with_own(ParameterId id) const {
  const std::lock_guard lock(mutex_);
  std::vector<VoiceNumber> numbers;
  for (const auto& [voice, own] : voices_) {
    if (own.has(id)) numbers.push_back(voice);
  }
  return numbers;
}

VoiceValues Parameters::own_of(VoiceNumber voice) const {
  const auto found = voices_.find(voice);
  return found == voices_.end() ? VoiceValues{} : found->second;
}

std::uint64_t Parameters::seed_in(VoiceNumber voice) const {
  return own_of(voice).seed.value_or(seed_of_voice(seed_, voice));
}

double Parameters::number_in(ParameterId id, VoiceNumber voice) const {
  if (voice == all_voices) return numbers_[index(id)];
  const VoiceValues own = own_of(voice);
  if (const auto found = own.numbers.find(id); found != own.numbers.end()) return found->second;
  return is_trim(id) ? parameter_spec(id).initial : numbers_[index(id)];
}

Morph Parameters::morph_in(VoiceNumber voice) const {
  return own_of(voice).encoding.value_or(morph_);
}

Place Parameters::encoding_place() const {
  const std::lock_guard lock(mutex_);
  return place_;
}

double Parameters::encoding_fader(std::size_t dimension) const {
  const std::lock_guard lock(mutex_);
  return dimension < faders_.size() ? faders_[dimension] : 0.;
}

std::shared_ptr<const EncodingBank> Parameters::encodings() const {
  const std::lock_guard lock(mutex_);
  return encodings_;
}

bool Parameters::retry(Source source) {
  const std::lock_guard lock(mutex_);
  return offer_waiting(control_sources_[static_cast<std::size_t>(source)]);
}

std::uint64_t Parameters::times_full(Source source) const {
  const std::lock_guard lock(mutex_);
  return control_sources_[static_cast<std::size_t>(source)].times_full;
}

ControlEvent Parameters::event_of(ParameterId id, float glide_s, VoiceNumber voice) const {
  ControlEvent event{.parameter = id, .voice = voice, .glide_s = glide_s};
  switch (parameter_spec(id).type) {
    case ParameterType::whole:
      event.seed = seed_in(voice);
      break;
    case ParameterType::encoding:
      write_morph(morph_in(voice), event);
      break;
    case ParameterType::number:
    case ParameterType::toggle:
      event.number = static_cast<float>(number_in(id, voice));
      break;
  }
  return event;
}

void Parameters::send(Source source, ControlEvent event) {
  send(source, event, parameter_spec(event.parameter).on_beat);
}

void Parameters::send(Source source, ControlEvent event, bool waits) {
  // A value that still waits, at any control source, is older than this one and must not override it later.
  const auto is_replaced = [&event](const auto& waiting) {
    const auto& [voice, id] = waiting.first;
    return replaces(event, id, voice);
  };
  for (auto& control_source : control_sources_) std::erase_if(control_source.waiting, is_replaced);
  auto& control_source = control_sources_[static_cast<std::size_t>(source)];
  event.step = control_source.timing.step;
  event.arrived = control_source.timing.arrived;
  event.waits_for_beat = waits;
  control_source.waiting[{event.voice, event.parameter}] = event;
  if (!offer_waiting(control_source)) ++control_source.times_full;
}

void Parameters::tell(Route route, std::initializer_list<ParameterId> changed) {
  const std::lock_guard lock(listeners_mutex_);
  for (const ParameterId id : changed) {
    for (const auto& registered : listeners_) registered.listener(id, route);
  }
}

bool Parameters::offer_waiting(ControlSource& control_source) {
  auto& waiting = control_source.waiting;
  while (!waiting.empty()) {
    if (!control_source.sink(waiting.begin()->second)) return false;
    waiting.erase(waiting.begin());
  }
  return true;
}

}  // namespace aeolian
