// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/generator/frame_generator.h"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <utility>

#include "core/state_archive.h"

namespace aeolian {
namespace {

/**
 * Cosines to a named encoding: below the first, an encoding is unrelated to it; above the second, the same.
 */
constexpr float unlike_cosine = 0.5f, same_cosine = 0.9f;

/** An encoding that opposes another has a smaller cosine to it than this. */
constexpr float opposed_cosine = 0.2f;

/** Smallest log amplitude of an audible frame's loudest band: -60 dBFS. */
constexpr float audible = -6.9f;
/** Silence, in seconds, after which a voice that is to answer moves elsewhere (find_words()). */
constexpr double wordless_s = 0.15;

/**
 * Weight of a place by its similarity to the input: a factor of e per tenth of the cosine. Two and four times
 * this value were no better (trainer/README.md, "Listening").
 */
constexpr float place_likeness = 10.f;

/**
 * A named encoding gets more guidance than in training, which it needs to be followed (measured:
 * trainer/EXPERIMENTS.md). Halfway between unrelated encodings, more guidance would play both at once.
 */
constexpr float lead_of_names = 1.6f, most_lead = 3.f;

/** Independent streams of random numbers from one seed. */
enum Stream : std::uint64_t { latents, start_choice, wandering };

}  // namespace

FrameGenerator::FrameGenerator(std::unique_ptr<Engine> engine, std::uint64_t seed,
                               std::shared_ptr<const Ear> ear)
    : engine_(std::move(engine)),
      bands_(engine_->description().front_end),
      noise_offset_(band_noise(engine_->description().front_end).offset),
      onset_grain_(engine_->description().front_end, engine_->description().onset_thinning),
      texture_(engine_->description().front_end, seed),
      encoding_(static_cast<std::size_t>(engine_->description().encoding_size)),
      wander_(engine_->places(), encoding_.values().size(), engine_->description().priming_states.size(),
              engine_->description().step_rate()),
      led_by_(encoding_.values().size()),
      ear_(std::move(ear)),
      place_heard_(encoding_.values().size()),
      followed_(encoding_.values().size()),
      spectral_flux_(engine_->description().front_end),
      shaper_(engine_->description().front_end) {
  const FrontEnd& front_end = engine_->description().front_end;
  const auto bands = static_cast<std::size_t>(front_end.bands);
  const std::size_t edges = engine_->stereo_edges().size(), stereo_bands = edges > 0 ? edges - 1 : 0;
  for (auto* frame : {&before_, &present_}) {
    frame->mean.assign(bands, log_floor);
    frame->level.resize(bands);
    frame->image.resize(stereo_bands);
  }
  image_.resize(stereo_bands);
  image_before_step_.resize(stereo_bands);
  decoded_.assign(bands, log_floor);
  bands_between_.resize(bands);
  for (auto* bins : {&mean_, &level_, &grain_}) bins->resize(static_cast<std::size_t>(front_end.bins()));
}

void FrameGenerator::start(std::uint64_t seed) {
  seed_ = seed;
  random_ = Random(seed, Stream::latents);
  prime(suited_state(Random(seed, Stream::start_choice).bits()));
}

/**
 * The priming state that `choice` picks among those near the encoding that is set; among all if none is set,
 * or none is near.
 */
std::size_t FrameGenerator::suited_state(std::uint64_t choice) const {
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

void FrameGenerator::prime(std::size_t state) {
  engine_->prime(state);
  const auto states = engine_->description().priming_states.size();
  wander_.start(states > 0 ? state % states : state, Random(seed_, Stream::wandering));
}

void FrameGenerator::listen(std::span<const float> latents, const GenerationSettings& settings) {
  encoding_.finish();
  engine_->follow(latents, controls(settings));
}

/**
 * How close the encoding in force is to a named one: 1 at a named encoding, 0 between unrelated ones and
 * while drifting.
 */
float FrameGenerator::conditioning_weight() const {
  const auto size = encoding_.values().size();
  float nearest = 0.f;
  for (auto rest = engine_->named_encodings(); !rest.empty(); rest = rest.subspan(size))
    nearest = std::max(nearest, cosine(encoding_.values(), rest.first(size)));
  const float nearness = (nearest - unlike_cosine) / (same_cosine - unlike_cosine);
  return std::min(encoding_.strength(), 1.f) * std::clamp(nearness, 0.f, 1.f);
}

/**
 * The mean of the places of the corpus, weighted by their similarity to `heard`, because the encoding of two
 * seconds of a sparse sound lies among places of every kind. Without places, `heard` itself.
 */
std::span<const float> FrameGenerator::places_like(std::span<const float> heard) {
  if (engine_->places().empty()) return heard;
  std::ranges::fill(place_heard_, 0.f);
  for (auto rest = engine_->places(); rest.size() >= heard.size(); rest = rest.subspan(heard.size())) {
    const float weight = std::exp(place_likeness * (cosine(rest.first(heard.size()), heard) - 1.f));
    for (std::size_t i = 0; i < heard.size(); ++i) place_heard_[i] += weight * rest[i];
  }
  const float length =
      std::sqrt(std::inner_product(place_heard_.begin(), place_heard_.end(), place_heard_.begin(), 0.f));
  if (!(length > 0.f)) return heard;
  for (float& value : place_heard_) value /= length;
  return place_heard_;
}

/**
 * Moves the encoding in force towards the input's; if that has turned to another source, forgets the previous
 * one.
 */
void FrameGenerator::follow(const Heard& heard, float amount) {
  if (amount == 0.f) return;
  const auto place = places_like(heard.encoding);
  for (std::size_t i = 0; i < led_by_.size(); ++i) led_by_[i] += amount * (place[i] - led_by_[i]);
  if (amount > 0.5f && cosine(heard.encoding, followed_) < turned_cosine) {
    std::ranges::copy(heard.encoding, followed_.begin());
    engine_->forget();
  }
}

/**
 * Of the places of the corpus that are unlike `heard`, the most similar to the encoding in force; if there
 * are none, the one least like `heard`.
 */
std::span<const float> FrameGenerator::place_unlike(std::span<const float> heard) const {
  std::span<const float> best, least;
  float best_likeness = -1.f, least_likeness = 2.f;
  for (auto rest = engine_->places(); rest.size() >= heard.size(); rest = rest.subspan(heard.size())) {
    const auto place = rest.first(heard.size());
    const float to_heard = cosine(place, heard), to_own = cosine(place, led_by_);
    if (to_heard < least_likeness) least_likeness = to_heard, least = place;
    if (to_heard < opposed_cosine && to_own > best_likeness) best_likeness = to_own, best = place;
  }
  return best.empty() ? least : best;
}

/** Moves the encoding in force away from the input's, the more so the more similar they are. */
void FrameGenerator::oppose(const Heard& heard, float amount) {
  if (amount == 0.f || heard.encoding.empty()) return;
  const float nearness =
      (cosine(led_by_, heard.encoding) - opposed_cosine) / (unlike_cosine - opposed_cosine);
  amount *= std::clamp(nearness, 0.f, 1.f);
  if (amount == 0.f) return;
  if (refuge_.empty() || cosine(refuge_, heard.encoding) > unlike_cosine) {
    refuge_ = place_unlike(heard.encoding);
    if (!refuge_.empty() && amount > 0.5f) engine_->forget();
  }
  for (std::size_t i = 0; i < refuge_.size(); ++i) led_by_[i] += amount * (refuge_[i] - led_by_[i]);
}

StepControls FrameGenerator::controls(const GenerationSettings& settings) {
  const float unled = std::max(0.f, 1.f - encoding_.strength());
  for (std::size_t i = 0; i < led_by_.size(); ++i)
    led_by_[i] = encoding_.values()[i] + unled * wander_.values()[i];
  const float lead = 1.f + (lead_of_names - 1.f) * conditioning_weight();
  StepControls controls{settings.temperature.value(), led_by_,
                        std::min(settings.guidance.value() * lead, most_lead), settings.memory.value()};
  if (ear_) {
    const Heard heard = ear_->heard();
    follow(heard, settings.follow.value() * heard.presence);
    oppose(heard, settings.oppose.value() * heard.presence);
    // In a pause it goes on by itself, inaudibly, so that it is already playing when its turn comes
    const bool listens_to_phrase = heard.is_phrase && heard.sounds && !settings.speaks;
    controls.heard = {
        .sound = heard,
        .shadow = settings.shadow.value() * heard.presence,
        .remember = settings.remember.value(),
        .through = std::max(settings.through.value(), listens_to_phrase ? settings.answer.value() : 0.f)};
  }
  if (settings.memory_limit_s.value() < static_cast<float>(no_memory_limit_s))
    controls.memory_limit_s = settings.memory_limit_s.value();
  return controls;
}

/**
 * Ends silence in the pause after a phrase, until the phrase has been answered, by moving elsewhere, as a
 * speaker at the end of a sentence begins another.
 */
void FrameGenerator::find_words(const Heard& heard, const GenerationSettings& settings) {
  const bool listens = heard.is_phrase && heard.sounds;
  if (listens) has_answered_ = false;
  const bool is_silent = std::ranges::max(present_.mean) < audible;
  has_answered_ |= heard.is_turn && !is_silent;
  const bool looks = settings.answer.value() > 0.5f && !settings.speaks && !listens && !has_answered_;
  silent_steps_ = looks && is_silent ? silent_steps_ + 1 : 0;
  if (silent_steps_ < wordless_s * engine_->description().step_rate()) return;
  prime(suited_state(random_.bits()));
  silent_steps_ = 0;
}

EngineStep& FrameGenerator::begin_step(const GenerationSettings& settings) {
  if (ear_) find_words(ear_->heard(), settings);
  encoding_.next();
  if (encoding_.has_turned()) engine_->forget();
  wander_.next();
  step_ = {.engine = engine_.get(), .controls = controls(settings), .random = &random_};
  return step_;
}

void FrameGenerator::show(int frame) {
  std::swap(before_, present_);
  show_bands(frame);
  flux_ = spectral_flux_.take(present_.mean);
  if (!image_.empty()) show_image(frame);
}

void FrameGenerator::show_bands(int frame) {
  const std::size_t bands = present_.mean.size();
  const auto own = static_cast<std::size_t>(frame) * bands;
  const auto mean = step_.frames.mean.subspan(own, bands), level = step_.frames.level.subspan(own, bands);
  const auto after = step_.frames.mean.subspan(own + bands);
  std::ranges::copy(level, present_.level.begin());
  onset_grain_.thin(decoded_, mean, after.first(std::min(bands, after.size())), present_.level);
  for (std::size_t band = 0; band < bands; ++band)
    present_.mean[band] = mean[band] - std::min(present_.level[band], 1.f) * noise_offset_[band];
  std::ranges::copy(mean, decoded_.begin());
}

/** Sets the image of a frame; the last frame of a step has the step's image. */
void FrameGenerator::show_image(int frame) {
  const int frames = engine_->description().frames_per_step;
  const auto share = static_cast<float>(frame + 1) / static_cast<float>(frames);
  mix_images(image_before_step_, step_.frames.image, share, present_.image);
  if (frame + 1 == frames) image_before_step_ = present_.image;
}

void FrameGenerator::next(float position, const FrameShape& shape, std::span<float> log_bins) {
  const auto between = [&](const std::vector<float>& before, const std::vector<float>& present) {
    if (position == 1.f) return std::span<const float>(present);
    for (std::size_t band = 0; band < present.size(); ++band)
      bands_between_[band] = before[band] + position * (present[band] - before[band]);
    return std::span<const float>(bands_between_);
  };
  bands_.to_bins(between(before_.mean, present_.mean), mean_);
  bands_.interpolate(between(before_.level, present_.level), level_);
  shaper_.apply(shape, mean_, level_);
  texture_.next(grain_);
  for (std::size_t bin = 0; bin < log_bins.size(); ++bin)
    log_bins[bin] = mean_[bin] + level_[bin] * grain_[bin];
  mix_images(before_.image, present_.image, position, image_);
}

void FrameGenerator::archive(StateArchive& state) {
  texture_.archive(state);
  state.value(seed_);
  state.value(random_);
  encoding_.archive(state);
  wander_.archive(state);
  state.values(led_by_);
  for (auto* frame : {&before_, &present_}) {
    state.values(frame->mean);
    state.values(frame->level);
    state.values(frame->image);
  }
  state.values(decoded_);
  spectral_flux_.archive(state);
  state.values(image_before_step_);
  state.value(has_answered_);
  state.value(silent_steps_);
  shaper_.archive(state);
  const DecodedFrames frames = engine_->archive(state);
  if (state.is_reading()) step_.frames = frames;
}

}  // namespace aeolian
