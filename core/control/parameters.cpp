#include "core/control/parameters.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>

namespace aeolian {
namespace {

constexpr std::array<ParameterSpec, parameter_count> specs{{
    {ParameterId::seed, "/seed", "seed", ParameterType::whole, "", 0.,
     static_cast<double>(std::numeric_limits<std::uint64_t>::max()), 0., 0.f,
     "seed of the random generator: the same seed and controls give the same sound", "at the next step"},
    {ParameterId::temperature, "/temperature", "temperature", ParameterType::number, "", 0., 2., 1., 0.f,
     "1 = as learned, above = wilder, 0 = as calm as it can be and still be alive", "at the next step"},
    {ParameterId::encoding, "/encoding", "encoding", ParameterType::encoding, "", -1., 1., 0., 0.2f,
     "which of the learned sounds it leans to: a name of the checkpoint or a point between them",
     "at the next step"},
    {ParameterId::gain, "/gain", "gain", ParameterType::number, "dB", silent_gain_db, 12., 0., 0.02f,
     "output level; -60 is silence", "in the next block"},
    {ParameterId::mute, "/mute", "mute", ParameterType::toggle, "", 0., 1., 0., 0.02f,
     "silences the output while the generator goes on", "in the next block"},
    {ParameterId::play, "/play", "play", ParameterType::toggle, "", 0., 1., 1., 0.2f,
     "fades the sound in or out; the generator goes on", "in the next block"},
    {ParameterId::freeze, "/freeze", "freeze", ParameterType::toggle, "", 0., 1., 0., 0.f,
     "holds the present spectrum, alive but still; release goes on from there", "at the next step"},
}};

std::size_t index(ParameterId id) {
  return static_cast<std::size_t>(id);
}

tl::unexpected<Refusal> refuse(Refusal::Kind kind, std::string message) {
  return tl::unexpected<Refusal>(Refusal{kind, std::move(message)});
}

tl::unexpected<Refusal> refuse_value(std::string message) {
  return refuse(Refusal::Kind::wrong_value, std::move(message));
}

/** The glide to use, seconds, clipped to the longest one. */
tl::expected<float, Refusal> checked_glide(const ParameterSpec& spec, std::optional<double> glide_s) {
  if (!glide_s) return spec.glide_s;
  if (!std::isfinite(*glide_s)) return refuse_value("a glide is a finite number of seconds");
  return static_cast<float>(std::clamp(*glide_s, 0., longest_glide_s));
}

}  // namespace

std::span<const ParameterSpec> parameter_specs() {
  return specs;
}

const ParameterSpec& parameter_spec(ParameterId id) {
  return specs[index(id)];
}

Parameters::Parameters(EncodingBank encodings)
    : encodings_(std::move(encodings)),
      seed_(static_cast<std::uint64_t>(parameter_spec(ParameterId::seed).initial)) {
  for (const auto& spec : specs) numbers_[index(spec.id)] = spec.initial;
}

Parameters::Source Parameters::add_source(std::string name, Sink sink) {
  const std::lock_guard lock(mutex_);
  doors_.push_back({std::move(name), std::move(sink), 0, {}});
  return Source{doors_.size() - 1};
}

Parameters::Taken Parameters::set_seed(Source source, std::uint64_t seed) {
  const std::lock_guard lock(mutex_);
  seed_ = seed;
  send(source, {.parameter = ParameterId::seed, .seed = seed});
  return Change{false, static_cast<double>(seed)};
}

Parameters::Taken Parameters::set_number(Source source, ParameterId id, double value,
                                         std::optional<double> glide_s) {
  const auto& spec = parameter_spec(id);
  if (spec.type != ParameterType::number && spec.type != ParameterType::toggle) {
    return refuse_value(std::string(spec.name) + " is not set by a number");
  }
  if (!std::isfinite(value)) return refuse_value(std::string(spec.name) + " must be a finite number");
  const auto glide = checked_glide(spec, glide_s);
  if (!glide) return tl::unexpected(glide.error());

  if (spec.type == ParameterType::toggle) value = value != 0. ? 1. : 0.;
  const double inside = std::clamp(value, spec.minimum, spec.maximum);
  const std::lock_guard lock(mutex_);
  numbers_[index(id)] = inside;
  send(source, {.parameter = id, .number = static_cast<float>(inside), .glide_s = *glide});
  return Change{inside != value, inside};
}

Parameters::Taken Parameters::set_encoding(Source source, std::string_view name,
                                           std::optional<double> glide_s) {
  const auto found = encodings_.find(name);
  if (!found) return refuse(Refusal::Kind::unknown_name, found.error().message);
  return set_encoding(source, *found, glide_s);
}

Parameters::Taken Parameters::set_encoding(Source source, std::size_t at, std::optional<double> glide_s) {
  if (at >= encodings_.count()) {
    return refuse(Refusal::Kind::unknown_name, "encoding " + std::to_string(at) + " of " +
                                                   std::to_string(encodings_.count()) + " (counted from 0)");
  }
  const std::lock_guard lock(mutex_);
  return set_encoding_locked(source, encodings_.at(at), encodings_.names()[at], glide_s);
}

Parameters::Taken Parameters::set_encoding(Source source, std::span<const float> values,
                                           std::optional<double> glide_s) {
  if (values.size() != encodings_.size()) {
    return refuse_value("this checkpoint's encodings have " + std::to_string(encodings_.size()) +
                        " values, not " + std::to_string(values.size()));
  }
  const auto encoding = normalised(values);
  if (!encoding) return refuse_value(encoding.error().message);
  const std::lock_guard lock(mutex_);
  return set_encoding_locked(source, *encoding, {}, glide_s);
}

Parameters::Taken Parameters::interpolate_encodings(Source source, std::string_view from, std::string_view to,
                                                    double position, std::optional<double> glide_s) {
  const auto first = encodings_.find(from);
  if (!first) return refuse(Refusal::Kind::unknown_name, first.error().message);
  const auto second = encodings_.find(to);
  if (!second) return refuse(Refusal::Kind::unknown_name, second.error().message);
  if (!std::isfinite(position)) return refuse_value("a position is a finite number, 0 to 1");

  const double inside = std::clamp(position, 0., 1.);
  const std::lock_guard lock(mutex_);
  auto taken =
      set_encoding_locked(source, slerp(encodings_.at(*first), encodings_.at(*second), inside), {}, glide_s);
  if (taken) *taken = {inside != position, inside};
  return taken;
}

Parameters::Taken Parameters::set_encoding_locked(Source source, const Encoding& encoding,
                                                  std::string_view name, std::optional<double> glide_s) {
  const auto glide = checked_glide(parameter_spec(ParameterId::encoding), glide_s);
  if (!glide) return tl::unexpected(glide.error());
  encoding_ = encoding;
  encoding_name_ = name;
  send(source, {.parameter = ParameterId::encoding,
                .encoding_size = static_cast<std::uint8_t>(encoding.size),
                .glide_s = *glide,
                .encoding = encoding.values});
  return Change{};
}

std::uint64_t Parameters::seed() const {
  const std::lock_guard lock(mutex_);
  return seed_;
}

double Parameters::number(ParameterId id) const {
  const std::lock_guard lock(mutex_);
  return numbers_[index(id)];
}

std::vector<float> Parameters::encoding() const {
  const std::lock_guard lock(mutex_);
  const auto values = encoding_.span();
  return {values.begin(), values.end()};
}

std::string Parameters::encoding_name() const {
  const std::lock_guard lock(mutex_);
  return encoding_name_;
}

bool Parameters::retry(Source source) {
  const std::lock_guard lock(mutex_);
  return offer_waiting(doors_[static_cast<std::size_t>(source)]);
}

std::uint64_t Parameters::times_full(Source source) const {
  const std::lock_guard lock(mutex_);
  return doors_[static_cast<std::size_t>(source)].times_full;
}

void Parameters::send(Source source, const ControlEvent& event) {
  // A value that still waits is older than this one, whichever door it waits at: it must not win later.
  for (auto& door : doors_) door.waiting[index(event.parameter)].reset();
  auto& door = doors_[static_cast<std::size_t>(source)];
  door.waiting[index(event.parameter)] = event;
  if (!offer_waiting(door)) ++door.times_full;
}

bool Parameters::offer_waiting(Door& door) {
  for (auto& event : door.waiting) {
    if (!event) continue;
    if (!door.sink(*event)) return false;
    event.reset();
  }
  return true;
}

}  // namespace aeolian
