// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/generator/morphing_generator.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include "core/control/parameters.h"
#include "core/state_archive.h"

namespace aeolian {
namespace {

/** Up to this weight, the restart of a generator is inaudible. */
constexpr float hardly_heard = 0.02f;

/**
 * Fraction of a frame by which it catches up, per frame, until it plays whole frames again after a stretch.
 */
constexpr float most_catching_up = 0.05f;

/** Seconds over which it falls silent for the input, or plays again. */
constexpr double hold_back_fade_s = 0.06;

/** First random stream for derived seeds; those below are FrameGenerator's. */
constexpr std::uint64_t first_seed_stream = 16;

/** 1 for equal encodings, including the null code; otherwise their cosine. */
float likeness(std::span<const float> a, std::span<const float> b) {
  return std::ranges::equal(a, b) ? 1.f : cosine(a, b);
}

/** The one with more weight of an event's two encodings. */
std::span<const float> heavier_of(const ControlEvent& event) {
  return event.morph > .5f ? event.morph_to_values() : event.encoding_values();
}

}  // namespace

ErrorOr<MorphEngines> make_morph_engines(const std::shared_ptr<const Checkpoint>& checkpoint,
                                         WeightFormat weights) {
  MorphEngines engines;
  for (auto* const engine : {&engines.first, &engines.second}) {
    if (engine == &engines.second && checkpoint->description.encoding_size == 0) break;
    auto made = make_engine(checkpoint, {.weights = weights});
    if (!made) return tl::unexpected(made.error());
    *engine = *std::move(made);
  }
  return engines;
}

MorphingGenerator::MorphingGenerator(std::unique_ptr<Engine> engine, std::unique_ptr<Engine> second,
                                     const VoiceOptions& options)
    : transport_(engine->description().front_end.bins()),
      settings_{Ramp(options.temperature), Ramp(options.guidance),
                Ramp(options.memory.value_or(engine->description().memory)), Ramp(options.memory_limit_s)},
      weight_(second && !options.morph_to.empty() ? options.morph : 0.f),
      seed_(options.seed),
      ear_(options.ear),
      frame_(engine->description().frames_per_step),
      tempo_(engine->description().front_end, engine->description().frames_per_step),
      shape_(engine->description().front_end.frame_rate()) {
  for (auto& part : parts_) part.resize(static_cast<std::size_t>(engine->description().front_end.bins()));
  generators_.emplace_back(std::move(engine), options.seed, options.ear);
  generators_.front().encoding().set(options.encoding);
  image_.resize(generators_.front().image().size());
  if (second) {
    generators_.emplace_back(std::move(second), next_seed(), options.ear);
    generators_.back().encoding().set(options.morph_to);
  }
  start(options.seed);
}

/** The share of a generator in the output, 0..1. */
float MorphingGenerator::share(std::size_t generator) const {
  return generator == 0 ? 1.f - weight_.value() : weight_.value();
}

bool MorphingGenerator::is_to_run(std::size_t generator) const {
  const float absent = generator == 0 ? 1.f : 0.f;
  return weight_.value() != absent || weight_.target() != absent;
}

/** The first generator that runs gets the seed itself. */
void MorphingGenerator::start(std::uint64_t seed) {
  seed_ = seed;
  seeds_made_ = 0;
  for (std::size_t i = 0; i < generators_.size(); ++i) {
    if (is_to_run(i)) generators_[i].start(i == 0 || !is_to_run(0) ? seed : next_seed());
  }
}

std::uint64_t MorphingGenerator::next_seed() {
  return Random(seed_, first_seed_stream + seeds_made_++).bits();
}

void MorphingGenerator::begin_like(const MorphingGenerator& other, const ControlEvent& encodings,
                                   std::uint64_t seed) {
  settings_ = other.settings_;
  stretch_ = other.stretch_;
  shape_ = other.shape_;
  tempo_.take_settings(other.tempo_);
  frozen_ = other.frozen_;
  if (generators_.size() == 1) {
    generators_.front().encoding().set(heavier_of(encodings));
  } else {
    generators_.front().encoding().set(encodings.encoding_values());
    generators_.back().encoding().set(encodings.morph_to_values());
    weight_ = Ramp(encodings.morph);
  }
  start(seed);
}

ControlEvent MorphingGenerator::encoding_event() const {
  ControlEvent event{.parameter = ParameterId::encoding};
  const auto target_of = [this](std::size_t generator, auto& values) {
    const auto target = generators_[generator].encoding().target();
    std::ranges::copy(target, values.begin());
    return static_cast<std::uint8_t>(target.size());
  };
  const bool turns_to_second = weight_.target() == 1.f;
  event.encoding_size = target_of(turns_to_second ? 1 : 0, event.encoding);
  if (weight_.target() == 0.f || turns_to_second) return event;
  event.morph_to_size = target_of(1, event.morph_to);
  event.morph = weight_.target();
  return event;
}

void MorphingGenerator::prime(std::size_t state) {
  for (std::size_t i = 0; i < generators_.size(); ++i) {
    if (is_to_run(i)) generators_[i].prime(state);
  }
}

void MorphingGenerator::listen(std::span<const float> latents) {
  for (std::size_t i = 0; i < generators_.size(); ++i) {
    if (is_to_run(i)) generators_[i].listen(latents, settings_);
  }
}

PassageTimes MorphingGenerator::passage_times() const {
  PassageTimes times;
  for (std::size_t i = 0; i < generators_.size(); ++i) {
    const PassageTimes own = generators_[i].engine().passage_times();
    if (is_to_run(i)) times.present_s = std::max(times.present_s, own.present_s);
    times.longest_s = std::max(times.longest_s, own.longest_s);
  }
  return times;
}

std::uint64_t MorphingGenerator::resets() const {
  std::uint64_t resets = 0;
  for (const auto& generator : generators_) resets += generator.engine().resets();
  return resets;
}

void MorphingGenerator::archive(StateArchive& state) {
  if (ear_) state.refuse("it listens to an input, whose sound cannot be saved");
  for (auto& generator : generators_) generator.archive(state);
  transport_.archive(state);
  archive_glides(state);
  state.value(single_);
  state.value(morphs_);
  state.value(seed_);
  state.value(seeds_made_);
  state.value(frame_);
  state.value(position_);
  state.value(has_moved_);
  state.value(frozen_);
  state.value(has_frame_);
  state.require(single_ < generators_.size() && (!morphs_ || generators_.size() == 2));
  state.require(frame_ >= 0 && frame_ <= description().frames_per_step);
  const double most_frames =
      1. + static_cast<double>(TempoFollower::most_stretch) / parameter_spec(ParameterId::stretch).minimum;
  state.require(position_ >= 0.f && position_ <= static_cast<float>(most_frames));
}

void MorphingGenerator::archive_glides(StateArchive& state) {
  const auto take = [&state](Ramp& ramp, double lowest, double highest) {
    state.value(ramp);
    state.require(ramp.stays_within(static_cast<float>(lowest), static_cast<float>(highest)));
  };
  const auto take_number = [&take](Ramp& ramp, ParameterId id) {
    take(ramp, parameter_spec(id).minimum, parameter_spec(id).maximum);
  };
  take_number(settings_.temperature, ParameterId::temperature);
  take_number(settings_.guidance, ParameterId::guidance);
  take_number(settings_.memory, ParameterId::memory);
  take_number(settings_.memory_limit_s, ParameterId::memory_limit);
  take_number(stretch_, ParameterId::stretch);
  for (Ramp* const ramp : {&settings_.follow, &settings_.shadow, &settings_.through, &settings_.answer,
                           &settings_.oppose, &settings_.remember, &weight_, &turn_level_, &opposed_level_})
    take(*ramp, 0., 1.);
  state.value(settings_.speaks);
  tempo_.archive(state);
  shape_.archive(state);
}

void MorphingGenerator::apply(const ControlEvent& event) {
  const auto glide = [&](Ramp& ramp) {
    ramp.go(event.number, static_cast<std::size_t>(steps_in(event.glide_s)));
  };
  switch (event.parameter) {
    case ParameterId::seed:
      return start(event.seed);
    case ParameterId::temperature:
      return glide(settings_.temperature);
    case ParameterId::guidance:
      return glide(settings_.guidance);
    case ParameterId::memory:
      return glide(settings_.memory);
    case ParameterId::memory_limit:
      return glide(settings_.memory_limit_s);
    case ParameterId::listen_follow:
      return glide(settings_.follow);
    case ParameterId::listen_shadow:
      return glide(settings_.shadow);
    case ParameterId::listen_through:
      return glide(settings_.through);
    case ParameterId::listen_answer:
      return glide(settings_.answer);
    case ParameterId::listen_oppose:
      return glide(settings_.oppose);
    case ParameterId::listen_remember:
      return glide(settings_.remember);
    case ParameterId::listen_now:
      settings_.speaks = event.number != 0.f;
      return;
    case ParameterId::encoding:
      return go_to(event);
    case ParameterId::freeze:
      frozen_ = event.number != 0.f;
      return;
    case ParameterId::stretch:
      return stretch_.go(
          event.number,
          static_cast<std::size_t>(std::lround(event.glide_s * description().front_end.frame_rate())));
    case ParameterId::tempo:
    case ParameterId::tempo_follow:
      return tempo_.apply(event);
    default:
      return shape_.apply(event);
  }
}

int MorphingGenerator::steps_in(float seconds) const {
  return static_cast<int>(
      std::lround(seconds * description().step_rate() / (stretch_.target() * tempo_.target())));
}

/** Assigns the encodings of an event to the generators, and moves the weight. */
void MorphingGenerator::go_to(const ControlEvent& event) {
  const int steps = steps_in(event.glide_s);
  if (generators_.size() == 1) return lead(0, heavier_of(event), steps);
  const std::size_t taker = taker_of(event), other = 1 - taker;
  lead(taker, event.encoding_values(), steps);
  if (event.morph > 0.f) lead(other, event.morph_to_values(), steps);
  const auto frames = static_cast<std::size_t>(std::max(steps, 1) * description().frames_per_step);
  weight_.go(taker == 0 ? event.morph : 1.f - event.morph, frames);
}

/**
 * The generator that the event's encoding should lead, while `morph_to` leads the other: the choice that
 * disturbs the running generators least. If both are equal, the heavier sound stays with the heavier
 * generator.
 */
std::size_t MorphingGenerator::taker_of(const ControlEvent& event) const {
  const std::size_t heavier = weight_.value() > .5f ? 1 : 0;
  const bool is_morph = event.morph > 0.f;
  if (!is_morph && !(is_to_run(0) && is_to_run(1))) return heavier;
  // Similarity to the first generator's encoding minus that to the second's; the reverse for `morph_to`.
  float preference = 0.f;
  for (const std::size_t i : {std::size_t{0}, std::size_t{1}}) {
    if (!is_to_run(i)) continue;
    const auto present = generators_[i].encoding().target();
    float gain = likeness(event.encoding_values(), present);
    if (is_morph) gain -= likeness(event.morph_to_values(), present);
    preference += i == 0 ? gain : -gain;
  }
  if (preference != 0.f) return preference > 0.f ? 0 : 1;
  return event.morph > .5f ? 1 - heavier : heavier;
}

void MorphingGenerator::lead(std::size_t generator, std::span<const float> encoding, int steps) {
  FrameGenerator& led = generators_[generator];
  const bool turns = likeness(encoding, led.encoding().target()) <= turned_cosine;
  if (is_to_run(generator) && (!turns || share(generator) > hardly_heard))
    return led.encoding().go(encoding, steps);
  led.encoding().set(encoding);
  led.start(next_seed());
}

void MorphingGenerator::begin_step(StepBatch& batch) {
  settings_.next();
  const bool morphs = is_to_run(0) && is_to_run(1);
  if (morphs && !morphs_) transport_.restart();
  morphs_ = morphs;
  single_ = is_to_run(0) ? 0 : 1;
  for (std::size_t i = 0; i < generators_.size(); ++i) {
    if (is_to_run(i)) batch.add(generators_[i].begin_step(settings_));
  }
  frame_ = 0;
}

/** Advances to the next frame, and to the next step at the end of the present one. */
void MorphingGenerator::take_frame() {
  if (frame_ == description().frames_per_step) {
    begin_step(alone_);
    alone_.run();
  }
  if (morphs_) {
    for (auto& generator : generators_) generator.show(frame_);
    weight_.next();
  } else {
    generators_[single_].show(frame_);
  }
  tempo_.take(flux());
  ++frame_;
  has_frame_ = true;
}

/** Spectral flux of the present frame of the output. */
float MorphingGenerator::flux() const {
  if (!morphs_) return generators_[single_].flux();
  return share(0) * generators_[0].flux() + share(1) * generators_[1].flux();
}

/** Advances by a frame divided by the stretch. */
void MorphingGenerator::move_on() {
  const float stretch = stretch_.next() * tempo_.next();
  if (stretch == 1.f) position_ = std::min(position_ + most_catching_up, 1.f);
  position_ += 1.f / stretch;
  has_moved_ = true;
}

void MorphingGenerator::prepare(StepBatch& batch) {
  if (frozen_ && has_frame_) return;
  move_on();
  if (position_ > 1.f && frame_ == description().frames_per_step) begin_step(batch);
}

void MorphingGenerator::advance() {
  if (!has_moved_) move_on();
  has_moved_ = false;
  for (; position_ > 1.f; position_ -= 1.f) take_frame();
}

void MorphingGenerator::next(std::span<float> log_bins) {
  if (!frozen_ || !has_frame_) advance();
  const FrameShape& shape = shape_.next();
  if (morphs_) {
    for (std::size_t i = 0; i < generators_.size(); ++i) generators_[i].next(position_, shape, parts_[i]);
    transport_.between(parts_[0], parts_[1], weight_.value(), log_bins);
    mix_images(generators_[0].image(), generators_[1].image(), weight_.value(), image_);
  } else {
    generators_[single_].next(position_, shape, log_bins);
  }
  tempo_.played(1.f - position_, stretch_.value());
}

std::span<const ImageBand> MorphingGenerator::image() const {
  return morphs_ ? image_ : generators_[single_].image();
}

float MorphingGenerator::transposition() const {
  const float semitones = shape_.present().transpose;
  return semitones == 0.f ? 1.f : std::exp2(semitones / 12.f);
}

/** While it opposes the input, the attenuation grows with the input's level and activity. */
void MorphingGenerator::hold_back(std::span<float> log_bins) {
  if (!ear_) return;
  const Heard heard = ear_->heard();
  const auto go = [&](Ramp& level, float wanted) {
    if (wanted == level.target()) return;
    level.go(wanted, static_cast<std::size_t>(hold_back_fade_s * description().front_end.frame_rate()));
  };
  go(turn_level_, heard.is_turn || settings_.speaks ? 1.f : 1.f - settings_.answer.value());
  go(opposed_level_, settings_.speaks ? 1.f : 1.f - settings_.oppose.value() * heard.activity);
  const float level = turn_level_.next() * opposed_level_.next();
  if (level == 1.f) return;
  const float change = level > 0.f ? std::log(level) : log_silence;
  for (float& bin : log_bins) bin = std::max(bin + change, log_silence);
}

}  // namespace aeolian
