// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/generator/voice.h"

#include <algorithm>
#include <cmath>
#include <utility>

namespace aeolian {

namespace {

/** Gain of a held spectrum per frame: it fades by about 8 dB a second at 172 frames a second. */
constexpr float tail_decay = 0.995f;

/**
 * Cosines of the angle to a named encoding: beyond the first, an encoding is unlike it; within the second,
 * the same.
 */
constexpr float unlike_cosine = 0.5f, same_cosine = 0.9f;

/**
 * A named encoding is given more guidance than trained, which it needs to be followed (measured:
 * trainer/EXPERIMENTS.md). Halfway between unlike encodings, more guidance would play both at once.
 */
constexpr float lead_of_names = 1.6f, most_lead = 3.f;

/** Independent streams of random numbers from one seed. */
enum Stream : std::uint64_t { latents, start_choice, wandering };

}  // namespace

ErrorOr<std::unique_ptr<Voice>> Voice::create(std::shared_ptr<const Checkpoint> checkpoint,
                                              const VoiceOptions& options) {
  auto engine = make_engine(checkpoint, {.weights = options.weights});
  if (!engine) return tl::unexpected(engine.error());
  auto voice = create(std::move(*engine), options);
  if (!voice || options.morph_to.empty()) return voice;
  VoiceOptions of_other = options;
  of_other.encoding = std::exchange(of_other.morph_to, std::vector<float>());
  of_other.quality = Quality::normal;
  auto other = create(std::move(checkpoint), of_other);
  if (!other) return other;
  (*voice)->other_ = std::move(*other);
  (*voice)->transport_.emplace((*voice)->front_end_.bins());
  (*voice)->morph_ = options.morph;
  return voice;
}

ErrorOr<std::unique_ptr<Voice>> Voice::create(std::unique_ptr<Engine> engine, const VoiceOptions& options) {
  const auto size = static_cast<std::size_t>(engine->description().encoding_size);
  if (!options.encoding.empty() && options.encoding.size() != size)
    return fail("the encoding has " + std::to_string(options.encoding.size()) + " values, the model takes " +
                std::to_string(size));
  return std::unique_ptr<Voice>(new Voice(std::move(engine), options));
}

Voice::Voice(std::unique_ptr<Engine> engine, const VoiceOptions& options)
    : front_end_(engine->description().front_end),
      engine_(std::move(engine)),
      bands_(front_end_),
      noise_offset_(band_noise(front_end_).offset),
      texture_(front_end_, options.seed),
      phase_(front_end_, options.phase_look_ahead, options.seed),
      stft_(front_end_),
      overlap_add_(front_end_),
      tail_overlap_add_(front_end_),
      held_(front_end_),
      look_ahead_(options.phase_look_ahead),
      temperature_(options.temperature),
      guidance_(options.guidance),
      memory_(options.memory.value_or(engine_->description().memory)),
      memory_limit_(options.memory_limit_s),
      encoding_(static_cast<std::size_t>(engine_->description().encoding_size)),
      wander_(engine_->places(), encoding_.values().size(), engine_->description().priming_states.size(),
              engine_->description().step_rate()),
      led_by_(encoding_.values().size()),
      frame_(engine_->description().frames_per_step),
      mean_(front_end_.bands),
      mean_bins_(front_end_.bins()),
      level_(front_end_.bins()),
      grain_(front_end_.bins()),
      log_bins_(front_end_.bins()),
      bins_(front_end_.bins()),
      window_(front_end_.window) {
  encoding_.set(options.encoding);
  if (options.quality == Quality::refined) refinement_.emplace(front_end_);
  if (look_ahead_ > 0) {
    // Starts with a frame of silence, so that the engine's steps coincide with the steps of this source.
    std::ranges::fill(log_bins_, log_silence);
    phase_.process(log_bins_, bins_);
  }
  start(options.seed);
}

void Voice::start(std::uint64_t seed) {
  seed_ = seed;
  random_ = Random(seed, Stream::latents);
  prime(suited_state(Random(seed, Stream::start_choice).bits()));
}

/**
 * The priming state that `choice` picks among those whose encoding is near the one that is set; among all if
 * none is set, or none is near.
 */
std::size_t Voice::suited_state(std::uint64_t choice) const {
  const auto size = encoding_.values().size();
  const auto states =
      size > 0 ? std::min(engine_->description().priming_states.size(), engine_->places().size() / size) : 0;
  const auto suits = [&](std::size_t state) {
    return cosine(encoding_.values(), engine_->places().subspan(state * size, size)) > unlike_cosine;
  };
  std::size_t suited = 0;
  for (std::size_t state = 0; state < states; ++state) suited += suits(state);
  if (suited == 0) return choice;
  auto left = choice % suited;
  std::size_t state = 0;
  while (!suits(state) || left-- > 0) ++state;
  return state;
}

void Voice::prime(std::size_t state) {
  if (other_) other_->prime(state);
  engine_->prime(state);
  const auto states = engine_->description().priming_states.size();
  wander_.start(states > 0 ? state % states : state, Random(seed_, Stream::wandering));
}

/**
 * How close the encoding in force is to a named one: 1 at a named encoding, 0 between unlike ones and while
 * drifting.
 */
float Voice::conditioning_weight() const {
  const auto size = encoding_.values().size();
  float nearest = 0.f;
  for (auto rest = engine_->named_encodings(); !rest.empty(); rest = rest.subspan(size))
    nearest = std::max(nearest, cosine(encoding_.values(), rest.first(size)));
  const float nearness = (nearest - unlike_cosine) / (same_cosine - unlike_cosine);
  return std::min(encoding_.strength(), 1.f) * std::clamp(nearness, 0.f, 1.f);
}

StepControls Voice::controls() {
  const float unled = std::max(0.f, 1.f - encoding_.strength());
  for (std::size_t i = 0; i < led_by_.size(); ++i)
    led_by_[i] = encoding_.values()[i] + unled * wander_.values()[i];
  const float lead = 1.f + (lead_of_names - 1.f) * conditioning_weight();
  StepControls controls{temperature_.value(), led_by_, std::min(guidance_.value() * lead, most_lead),
                        memory_.value()};
  if (memory_limit_.value() < static_cast<float>(no_memory_limit_s))
    controls.memory_limit_s = memory_limit_.value();
  return controls;
}

PassageTimes Voice::passage_times() const {
  const PassageTimes own = engine_->passage_times();
  const PassageTimes others = other_ ? other_->passage_times() : PassageTimes{};
  return {std::max(own.present_s, others.present_s), std::max(own.longest_s, others.longest_s)};
}

std::uint64_t Voice::resets() const {
  return engine_->resets() + (other_ ? other_->resets() : 0);
}

Response Voice::response() const {
  const int frames = look_ahead_ + (refinement_ ? Refinement::look_ahead : 0);
  const int first = frames * front_end_.hop;
  return {.first = first, .half = first + front_end_.window / 2};
}

void Voice::apply(const ControlEvent& event) {
  if (other_ && event.parameter != ParameterId::encoding) other_->apply(event);
  switch (event.parameter) {
    case ParameterId::seed:
      return start(event.seed);
    case ParameterId::temperature:
      return temperature_.go(event.number, static_cast<std::size_t>(steps_in(event.glide_s)));
    case ParameterId::guidance:
      return guidance_.go(event.number, static_cast<std::size_t>(steps_in(event.glide_s)));
    case ParameterId::memory:
      return memory_.go(event.number, static_cast<std::size_t>(steps_in(event.glide_s)));
    case ParameterId::memory_limit:
      return memory_limit_.go(event.number, static_cast<std::size_t>(steps_in(event.glide_s)));
    case ParameterId::encoding:
      return encoding_.go(event.encoding_values(), steps_in(event.glide_s));
    case ParameterId::freeze:
      frozen_ = event.number != 0.f;
      return;
    case ParameterId::refinement:
      refines_ = event.number != 0.f;
      return;
    case ParameterId::gain:
    case ParameterId::mute:
    case ParameterId::play:
      return;
  }
}

int Voice::steps_in(float seconds) const {
  return static_cast<int>(std::lround(seconds * engine_->description().step_rate()));
}

void Voice::listen(std::span<const float> latents, std::span<const float> encoding) {
  if (other_) other_->listen(latents, other_->encoding_.values());
  encoding_.set(encoding);
  engine_->follow(latents, controls());
}

void Voice::take_step() {
  temperature_.next();
  guidance_.next();
  memory_.next();
  memory_limit_.next();
  encoding_.next();
  if (encoding_.has_turned()) engine_->forget();
  wander_.next();
  frames_ = engine_->step(controls(), random_);
  frame_ = 0;
}

/** Advances to the next frame, and to the next step at the end of the present one. */
void Voice::decode_frame() {
  if (frame_ == engine_->description().frames_per_step) take_step();
  const auto bands = static_cast<std::size_t>(front_end_.bands);
  const auto offset = static_cast<std::size_t>(frame_) * bands;
  const auto level = frames_.level.subspan(offset, bands);
  for (std::size_t band = 0; band < bands; ++band)
    mean_[band] = frames_.mean[offset + band] - std::min(level[band], 1.f) * noise_offset_[band];
  bands_.to_bins(mean_, mean_bins_);
  bands_.interpolate(level, level_);
  ++frame_;
  has_frame_ = true;
}

/** Puts the next frame's magnitudes into log_bins_: decoded, or held, with noise texture. */
void Voice::next_frame() {
  if (!frozen_ || !has_frame_) decode_frame();
  texture_.next(grain_);
  for (std::size_t bin = 0; bin < log_bins_.size(); ++bin)
    log_bins_[bin] = mean_bins_[bin] + level_[bin] * grain_[bin];
  if (!other_) return;
  other_->next_frame();
  transport_->between(log_bins_, other_->log_bins_, morph_, log_bins_);
}

void Voice::render(std::span<float> samples) {
  next_frame();
  phase_.process(log_bins_, bins_);
  add_up(samples);
}

/** Adds the frame in bins_ to the sound, and outputs the next finished hop. */
void Voice::add_up(std::span<float> samples) {
  if (!refinement_) {
    stft_.inverse(bins_, window_);
    overlap_add_.push(window_);
    return overlap_add_.pop(samples);
  }
  refinement_->push(bins_);
  if (refines_) {
    refinement_->refine(bins_);
    phase_.follow(bins_);
  }
  refinement_->pop(samples);
}

void Voice::tail(std::span<float> samples) {
  const auto hop = static_cast<std::size_t>(front_end_.hop);
  phase_.hold(held_, tail_decay);
  for (std::size_t at = begin_tail(samples); at + hop <= samples.size(); at += hop) {
    held_.next(bins_);
    stft_.inverse(bins_, window_);
    tail_overlap_add_.push(window_);
    tail_overlap_add_.pop(samples.subspan(at, hop));
  }
}

/**
 * Outputs the frames waiting to be refined, to which the held ones are then added; returns the number of
 * samples.
 */
std::size_t Voice::begin_tail(std::span<float> samples) {
  if (!refinement_) {
    tail_overlap_add_ = overlap_add_;
    return 0;
  }
  const auto size = static_cast<std::size_t>(Refinement::look_ahead * front_end_.hop);
  const auto pending = refinement_->pending();
  std::ranges::copy(pending.first(size), samples.begin());
  tail_overlap_add_.set_pending(pending.subspan(size));
  return size;
}

}  // namespace aeolian
