// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/model/small_engine.h"

#include <algorithm>
#include <array>
#include <cmath>

#include "core/model/temperature.h"
#include "core/model/training_range.h"
#include "core/spectrum/texture.h"
#include "core/state_archive.h"

namespace aeolian {
namespace {

/** Number of engines that take a step together, with up to two lanes each. */
constexpr std::size_t most_together = Lanes::most / 2;

/** Bounds a number of an ImageBand, NaN included. */
float bounded(float value) {
  return value > -1.f ? std::min(value, 1.f) : -1.f;
}

}  // namespace

struct SmallEngine::Layers {
  LinearLayer input, input_film;
  std::vector<GruLayer> gru;
  LinearLayer head, head_context, head_film, output;
  LinearLayer autoregression, encoded_autoregression, encoded_mean, encoded_spread;
  LinearLayer decoder_linear, decoder1, decoder2, decoder_mean, decoder_level;
  std::optional<StereoLayer> stereo;
  const Tensor* start = nullptr;
  const Tensor* frame_mean = nullptr;
  const Tensor* frame_scale = nullptr;
  const Tensor* frame_spread = nullptr;
  const Tensor* frame_loudest = nullptr;
  const Tensor* latent_range = nullptr;
  const Tensor* latent_norm = nullptr;
};

ErrorOr<std::unique_ptr<SmallEngine>> SmallEngine::create(std::shared_ptr<const Checkpoint> checkpoint,
                                                          const Arithmetic& arithmetic) {
  const auto& c = *checkpoint;
  const LayerSource source(c, arithmetic);
  const auto& d = c.description;
  const int frame_values = d.frames_per_step * d.front_end.bands;
  const int mixture_values = d.mixtures * (1 + 2 * d.latent_size);
  const int state_values = d.trunk_layers * d.trunk_size + d.context * d.latent_size;

  std::string missing;
  const auto linear = [&](const char* name, int inputs, int outputs, bool bias = true) {
    auto layer = LinearLayer::create(source, name, inputs, outputs, bias);
    if (!layer && missing.empty()) missing = layer.error().message;
    return layer ? *std::move(layer) : LinearLayer();
  };
  const auto tensor = [&](const char* name, const std::vector<std::int64_t>& shape) -> const Tensor* {
    auto found = c.require(name, shape);
    if (!found && missing.empty()) missing = found.error().message;
    return found ? *found : nullptr;
  };

  Layers layers;
  layers.input = linear("trunk.input", d.latent_size + 1, d.trunk_size);
  layers.input_film = linear("trunk.input_film", d.encoding_size, 2 * d.trunk_size);
  layers.head = linear("trunk.head", d.trunk_size, d.head_hidden);
  layers.head_context = linear("trunk.head_context", d.context * d.latent_size, d.head_hidden, false);
  layers.head_film = linear("trunk.head_film", d.encoding_size, 2 * d.head_hidden);
  layers.output = linear("trunk.output", d.head_hidden, mixture_values);
  layers.autoregression = linear("trunk.autoregression", d.context * d.latent_size, d.latent_size);
  layers.encoded_autoregression =
      linear("trunk.encoded_autoregression", d.context * d.latent_size, d.latent_size, false);
  layers.encoded_mean = linear("trunk.encoded_mean", d.encoding_size, d.latent_size, false);
  layers.encoded_spread = linear("trunk.encoded_spread", d.encoding_size, d.latent_size, false);
  layers.decoder_linear = linear("codec.decoder_linear", d.latent_size, frame_values, false);
  layers.decoder1 = linear("codec.decoder1", 2 * d.latent_size, d.codec_hidden);
  layers.decoder2 = linear("codec.decoder2", d.codec_hidden, d.codec_hidden);
  layers.decoder_mean = linear("codec.decoder_mean", d.codec_hidden, frame_values);
  layers.decoder_level = linear("codec.decoder_level", d.codec_hidden, frame_values);
  for (int layer = 0; layer < d.trunk_layers && missing.empty(); ++layer) {
    auto made = GruLayer::create(source, "trunk.gru", layer, d.trunk_size, d.trunk_size);
    if (made)
      layers.gru.push_back(std::move(*made));
    else
      missing = made.error().message;
  }
  layers.start = tensor("trunk.start", {d.trunk_layers, d.trunk_size});
  layers.frame_mean = tensor("frames.mean", {d.front_end.bands});
  layers.frame_scale = tensor("frames.scale", {d.front_end.bands});
  layers.frame_spread = tensor("frames.spread", {d.front_end.bands});
  layers.frame_loudest = tensor("frames.loudest", {d.front_end.bands});
  layers.latent_range = tensor("latents.range", {2, d.latent_size});
  layers.latent_norm = tensor("latents.norm", {1});
  tensor("encodings", {static_cast<std::int64_t>(d.encodings.size()), d.encoding_size});
  tensor("priming", {static_cast<std::int64_t>(d.priming_states.size()), state_values});
  // Newer than the format: older checkpoints lack these.
  if (c.find("latents.lasting")) tensor("latents.lasting", {2, d.latent_size});
  if (c.find("frames.powers")) tensor("frames.powers", {2});
  if (const auto* places = c.find("places"))
    tensor("places", {places->shape.empty() ? 0 : places->shape.front(), d.encoding_size});
  if (!missing.empty()) return fail(missing);
  auto stereo = StereoLayer::create(source, 2 * d.latent_size);
  if (!stereo) return tl::unexpected(stereo.error());
  layers.stereo = *std::move(stereo);
  auto whitening = Whitening::create(c);
  if (!whitening) return tl::unexpected(whitening.error());
  auto passage_memory = PassageMemory::create(c);
  if (!passage_memory) return tl::unexpected(passage_memory.error());

  return std::unique_ptr<SmallEngine>(new SmallEngine(std::move(checkpoint), arithmetic, std::move(layers),
                                                      *whitening, std::move(*passage_memory)));
}

SmallEngine::SmallEngine(std::shared_ptr<const Checkpoint> checkpoint, const Arithmetic& arithmetic,
                         Layers layers, const Whitening& whitening,
                         std::optional<PassageMemory> passage_memory)
    : checkpoint_(std::move(checkpoint)),
      arithmetic_(arithmetic),
      layers_(std::make_unique<const Layers>(std::move(layers))),
      whitening_(whitening),
      frame_mean_(layers_->frame_mean->values.data(), description().front_end.bands),
      frame_scale_(layers_->frame_scale->values.data(), description().front_end.bands),
      frame_spread_(layers_->frame_spread->values.data(), description().front_end.bands),
      loudest_frame_(layers_->frame_loudest->values.data(), description().front_end.bands),
      lowest_latent_(layers_->latent_range->values.data(), description().latent_size),
      highest_latent_(layers_->latent_range->values.data() + description().latent_size,
                      description().latent_size),
      longest_latent_(layers_->latent_norm->values.front()),
      running_mean_range_(checkpoint_->find("latents.lasting")),
      highest_powers_(checkpoint_->find("frames.powers")),
      passage_memory_(std::move(passage_memory)) {
  const auto& d = description();
  const int frame_values = d.frames_per_step * d.front_end.bands;
  recurrent_.resize(2 * d.trunk_layers * d.trunk_size);
  context_.resize(d.context * d.latent_size);
  running_mean_.resize(d.latent_size);
  encoding_.resize(d.encoding_size);
  encodings_.setZero(2 * d.encoding_size);
  films_.resize(2 * 2 * d.trunk_size);
  inputs_.resize(2 * d.trunk_size);
  for (auto* gates : {&input_gates_, &state_gates_}) gates->resize(2 * 3 * d.trunk_size);
  input_.resize(d.trunk_size);
  masked_latent_.resize(d.latent_size + 1);
  hidden_.resize(2 * d.head_hidden);
  from_context_.resize(d.head_hidden);
  modulations_.resize(2 * 2 * d.head_hidden);
  mixture_.resize(d.mixtures * (1 + 2 * d.latent_size));
  mixtures_.resize(2 * mixture_.size());
  expected_.resize(d.latent_size);
  change_.resize(d.latent_size);
  spread_.resize(d.latent_size);
  latent_.resize(d.latent_size);
  deviation_.resize(d.latent_size);
  own_latent_.resize(d.latent_size);
  shadowed_.resize(d.context * d.latent_size);
  shadowed_encoding_.resize(d.encoding_size);
  decoder1_.resize(d.codec_hidden);
  decoder2_.resize(d.codec_hidden);
  mean_.resize(frame_values);
  level_.resize(frame_values);
  if (layers_->stereo) image_.resize(layers_->stereo->bands());
  prime(0);
}

SmallEngine::~SmallEngine() = default;

void SmallEngine::prime(std::size_t index) {
  edge_ = 0.f;
  running_mean_.setZero();
  running_mean_power_ = 0.f;
  guided_ = false;
  if (passage_memory_) passage_memory_->leave();
  const auto* priming = checkpoint_->find("priming");
  const auto rows = description().priming_states.size();
  if (rows == 0) {
    forget();
    context_.setZero();
    known_ = false;
    return;
  }
  const auto state_values = recurrent_.size() / 2;
  const auto* row = priming->values.data() + (index % rows) * (state_values + context_.size());
  set_state(row);
  std::copy_n(row + state_values, context_.size(), context_.data());
  known_ = true;
}

VectorOut SmallEngine::state_of(int layer, int lane) {
  const auto size = description().trunk_size;
  return recurrent_.segment((2 * layer + lane) * size, size);
}

/** Sets the recurrent state (layers x trunk_size) of both lanes. */
void SmallEngine::set_state(const float* values) {
  const auto size = description().trunk_size;
  for (int layer = 0; layer < description().trunk_layers; ++layer) {
    for (const int lane : {0, 1})
      state_of(layer, lane) = Eigen::Map<const Vector>(values + layer * size, size);
  }
}

void SmallEngine::forget() {
  set_state(layers_->start->values.data());
  if (passage_memory_) passage_memory_->leave();
}

DecodedFrames SmallEngine::archive(StateArchive& state) {
  for (auto* values : {&recurrent_, &context_, &running_mean_, &encodings_, &mean_, &level_})
    state.values(*values);
  state.values(image_);
  state.value(guided_);
  state.value(known_);
  state.value(running_mean_power_);
  state.value(edge_);
  state.value(resets_);
  if (passage_memory_) passage_memory_->archive(state);
  return decoded();
}

std::span<const float> SmallEngine::places() const {
  const auto* places = checkpoint_->find("places");
  return places ? std::span<const float>(places->values) : std::span<const float>();
}

std::span<const float> SmallEngine::named_encodings() const {
  return checkpoint_->find("encodings")->values;
}

std::span<const float> SmallEngine::stereo_edges() const {
  return layers_->stereo ? layers_->stereo->edges() : std::span<const float>();
}

PassageTimes SmallEngine::passage_times() const {
  return passage_memory_ ? passage_memory_->times() : PassageTimes{};
}

void SmallEngine::hear(std::span<const float> latent) {
  const auto size = static_cast<std::ptrdiff_t>(latent.size());
  std::copy_backward(context_.begin(), context_.end() - size, context_.end());
  std::copy(latent.begin(), latent.end(), context_.begin());
  running_mean_ += running_mean_share(description()) * (context_.head(size) - running_mean_);
  known_ = true;
}

/** Sets the controls of the next step. */
void SmallEngine::take(const StepControls& controls) {
  encoding_.setZero();
  if (!controls.encoding.empty())
    std::copy_n(controls.encoding.data(),
                std::min<std::size_t>(controls.encoding.size(), description().encoding_size),
                encoding_.data());
  lead_to_passage(controls.heard.shadow);
  const bool was_guided = guided_;
  guided_ = controls.guidance != 1.f && (encoding_.array() != 0.f).any();
  encodings_.head(encoding_.size()) = encoding_;  // the second lane stays the null code
  if (guided_ && !was_guided) {
    for (int layer = 0; layer < description().trunk_layers; ++layer) state_of(layer, 1) = state_of(layer, 0);
  }
}

/**
 * Leads the encoding to that of the passage, which may be of another source if it comes from the input or
 * resembles it.
 */
void SmallEngine::lead_to_passage(float shadow) {
  if (!passage_memory_) return;
  const float weight = passage_memory_->follows_heard() ? 1.f : shadow;
  const auto passage = passage_memory_->encoding();
  if (weight == 0.f || passage.empty()) return;
  encoding_ += weight * (Eigen::Map<const Vector>(passage.data(), encoding_.size()) - encoding_);
}

bool SmallEngine::has_weights_of(const SmallEngine& other) const {
  return checkpoint_ == other.checkpoint_ && arithmetic_ == other.arithmetic_;
}

/** One vector of each engine. */
Lanes SmallEngine::each(Group group, Values from, Values to) {
  Lanes lanes;
  for (SmallEngine* engine : group) lanes.add((engine->*from).data(), (engine->*to).data());
  return lanes;
}

/** The same for vectors with two lanes; the second lane only of engines that are guided. */
Lanes SmallEngine::both_lanes(Group group, Values from, Values to) {
  Lanes lanes;
  for (SmallEngine* engine : group) {
    Vector &source = engine->*from, &target = engine->*to;
    for (int lane = 0; lane < engine->lanes(); ++lane)
      lanes.add(source.data() + lane * source.size() / 2, target.data() + lane * target.size() / 2);
  }
  return lanes;
}

/** Runs one step of the trunk. */
void SmallEngine::advance(Group group) {
  const Layers& layers = *group.front()->layers_;
  const auto& d = group.front()->description();
  for (SmallEngine* engine : group) {
    engine->masked_latent_.setZero();
    if (engine->known_)
      engine->masked_latent_.head(d.latent_size) = engine->context_.head(d.latent_size);
    else
      engine->masked_latent_[d.latent_size] = 1.f;
  }
  layers.input.apply(each(group, &SmallEngine::masked_latent_, &SmallEngine::input_));
  layers.input_film.apply(both_lanes(group, &SmallEngine::encodings_, &SmallEngine::films_));
  for (SmallEngine* engine : group) {
    for (int lane = 0; lane < engine->lanes(); ++lane) {
      const auto film = engine->films_.segment(lane * 2 * d.trunk_size, 2 * d.trunk_size).array();
      engine->inputs_.segment(lane * d.trunk_size, d.trunk_size).array() =
          engine->input_.array() * (1.f + film.head(d.trunk_size)) + film.tail(d.trunk_size);
    }
  }
  for (int layer = 0; layer < d.trunk_layers; ++layer) {
    std::array<GruLayer::Lane, Lanes::most> states{};
    std::size_t count = 0;
    for (SmallEngine* engine : group) {
      for (int lane = 0; lane < engine->lanes(); ++lane) {
        const float* below = layer == 0 ? engine->inputs_.data() + lane * d.trunk_size
                                        : engine->state_of(layer - 1, lane).data();
        states[count++] = {below, engine->state_of(layer, lane).data(),
                           engine->input_gates_.data() + lane * 3 * d.trunk_size,
                           engine->state_gates_.data() + lane * 3 * d.trunk_size};
      }
    }
    layers.gru[static_cast<std::size_t>(layer)].step(std::span(states).first(count));
  }
}

/** The head's mixture over the next latent, from the trunk's state; weights not yet normalised. */
void SmallEngine::weigh(Group group) {
  const Layers& layers = *group.front()->layers_;
  const auto& d = group.front()->description();
  Lanes trunk;
  for (SmallEngine* engine : group) {
    for (int lane = 0; lane < engine->lanes(); ++lane)
      trunk.add(engine->state_of(d.trunk_layers - 1, lane).data(),
                engine->hidden_.data() + lane * d.head_hidden);
  }
  layers.head.apply(trunk);
  layers.head_context.apply(each(group, &SmallEngine::context_, &SmallEngine::from_context_));
  layers.head_film.apply(both_lanes(group, &SmallEngine::encodings_, &SmallEngine::modulations_));
  for (SmallEngine* engine : group) {
    auto hidden = engine->hidden_.head(engine->lanes() * d.head_hidden);
    for (int lane = 0; lane < engine->lanes(); ++lane)
      hidden.segment(lane * d.head_hidden, d.head_hidden) += engine->from_context_;
    silu(hidden);
    for (int lane = 0; lane < engine->lanes(); ++lane) {
      const auto film = engine->modulations_.segment(lane * 2 * d.head_hidden, 2 * d.head_hidden).array();
      auto part = hidden.segment(lane * d.head_hidden, d.head_hidden).array();
      part = part * (1.f + film.head(d.head_hidden)) + film.tail(d.head_hidden);
    }
  }
  layers.output.apply(both_lanes(group, &SmallEngine::hidden_, &SmallEngine::mixtures_));
  expect(group);
}

std::span<const float> SmallEngine::predict(const StepControls& controls) {
  SmallEngine* const alone[]{this};
  take(controls);
  advance(alone);
  weigh(alone);
  blend(controls.guidance);
  return {mixture_.data(), static_cast<std::size_t>(mixture_.size())};
}

/** Combines the mixtures with and without the encoding into the one to draw from. */
void SmallEngine::blend(float guidance) {
  const auto& d = description();
  mixture_ = mixtures_.head(mixture_.size());
  // Classifier-free guidance (Ho and Salimans 2022), applied to a mixture's parameters.
  if (guided_) {
    const auto unconditional = mixtures_.tail(mixture_.size());
    mixture_ = unconditional + guidance * (mixture_ - unconditional);
  }

  auto weights = mixture_.head(d.mixtures).array();
  const float highest = weights.maxCoeff();
  weights -= highest + std::log((weights - highest).exp().sum());
  mixture_.tail(d.mixtures * d.latent_size) =
      mixture_.tail(d.mixtures * d.latent_size).cwiseMax(-4.f).cwiseMin(3.f);
}

/** Moves the mixtures' components to the linear prediction. */
void SmallEngine::expect(Group group) {
  const Layers& layers = *group.front()->layers_;
  const auto& d = group.front()->description();
  const auto move = [&](auto mixture, const Vector& mean, const Vector* log_spread) {
    for (int part = 0; part < d.mixtures; ++part) {
      mixture.segment(d.mixtures + part * d.latent_size, d.latent_size) += mean;
      if (log_spread)
        mixture.tail(d.mixtures * d.latent_size).segment(part * d.latent_size, d.latent_size) += *log_spread;
    }
  };
  layers.autoregression.apply(each(group, &SmallEngine::context_, &SmallEngine::expected_));
  layers.encoded_autoregression.apply(each(group, &SmallEngine::context_, &SmallEngine::change_));
  for (SmallEngine* engine : group) {
    // The null code adds nothing.
    if (engine->guided_) move(engine->mixtures_.tail(engine->mixture_.size()), engine->expected_, nullptr);
    engine->expected_ += engine->encoding_.norm() * engine->change_;
  }
  layers.encoded_mean.add(each(group, &SmallEngine::encoding_, &SmallEngine::expected_));
  layers.encoded_spread.apply(each(group, &SmallEngine::encoding_, &SmallEngine::spread_));
  for (SmallEngine* engine : group)
    move(engine->mixtures_.head(engine->mixture_.size()), engine->expected_, &engine->spread_);
}

int SmallEngine::draw_part(float tau, Random& random) {
  // Weights to the power of 1/tau, variances times tau (GIVT, Tschannen et al. 2023).
  auto weights = mixture_.head(description().mixtures).array();
  weights = ((weights - weights.maxCoeff()) / std::max(tau, least_temperature)).exp();
  float left = random.uniform() * weights.sum();
  int part = 0;
  while (part + 1 < description().mixtures && (left -= weights[part]) > 0) ++part;
  return part;
}

bool SmallEngine::sample(const StepControls& controls, Random& random) {
  const auto& d = description();
  const float tau = sampler_temperature(d, controls.temperature);
  std::optional<PassageMemory::Frame> recalled;
  if (passage_memory_ && controls.memory > 0.f)
    recalled = passage_memory_->next(recalled_by(controls.heard), asked_for(controls.heard), random,
                                     {.amount = controls.memory,
                                      .limit_s = controls.memory_limit_s,
                                      .heard = controls.heard.sound.passages,
                                      .heard_share = controls.heard.remember});
  else if (passage_memory_)
    passage_memory_->leave();
  const auto blend = recalled ? recalled->blend : PassageMemory::Blend{};
  int part = draw_part(tau, random);
  if (recalled && random.uniform() < blend.innovation) part = recalled->part;

  const auto means = mixture_.segment(d.mixtures + part * d.latent_size, d.latent_size);
  const auto log_sigmas =
      mixture_.tail(d.mixtures * d.latent_size).segment(part * d.latent_size, d.latent_size);
  const float spread = std::sqrt(tau), own = std::sqrt(1.f - blend.innovation * blend.innovation);
  for (int i = 0; i < d.latent_size; ++i) {
    const float sigma = spread * std::exp(log_sigmas[i]);
    const float known = recalled ? blend.innovation * recalled->innovation[i] : 0.f;
    const std::span before(deviation_.data(), static_cast<std::size_t>(i));
    const float expected = whitening_.expected(part, before);
    for (int draw = 0; draw < most_draws; ++draw) {
      deviation_[i] = expected + known + own * random.normal();
      latent_[i] = means[i] + sigma * deviation_[i];
      if (latent_[i] >= lowest_latent_[i] && latent_[i] <= highest_latent_[i]) break;
    }
    if (recalled) latent_[i] += blend.pull * (recalled->latent[i] - latent_[i]);
  }
  lean_back();
  const bool kept_back = clamp_to_range();
  take_through(controls.heard);
  return kept_back;
}

/** The latents by which passages are chosen, newest first: its own, or the input's as far as it shadows. */
VectorIn SmallEngine::recalled_by(const Listening& heard) {
  const auto recent = heard.sound.recent;
  if (heard.shadow == 0.f || std::ssize(recent) < context_.size()) return context_;
  const Eigen::Map<const Vector> outside(recent.data(), context_.size());
  shadowed_ = context_ + heard.shadow * (outside - context_);
  return shadowed_;
}

/** The encoding that passages should resemble: its own, or the input's as far as it shadows. */
VectorIn SmallEngine::asked_for(const Listening& heard) {
  if (heard.shadow == 0.f || heard.sound.encoding.empty()) return encoding_;
  const Eigen::Map<const Vector> outside(heard.sound.encoding.data(), encoding_.size());
  shadowed_encoding_ = encoding_ + heard.shadow * (outside - encoding_);
  return shadowed_encoding_;
}

/** Replaces the newest latent by the input's, within the range of the corpus. */
void SmallEngine::take_through(const Listening& heard) {
  if (heard.through == 0.f || heard.sound.latent.empty()) return;
  own_latent_ = latent_;
  latent_ = Eigen::Map<const Vector>(heard.sound.latent.data(), latent_.size());
  clamp_to_range();
  latent_ = own_latent_ + heard.through * (latent_ - own_latent_);
}

/**
 * Keeps the running mean within its range in the corpus: a single moment may be as loud as any, but a
 * sustained roar, where the corpus has only hits, is pulled back. If the running mean of a value is outside
 * its range, the newest latent is moved the other way.
 */
void SmallEngine::lean_back() {
  if (running_mean_range_ == nullptr) return;
  const float* lowest = running_mean_range_->values.data();
  const float* highest = lowest + latent_.size();
  for (Eigen::Index i = 0; i < latent_.size(); ++i)
    latent_[i] -= running_mean_pull * (running_mean_[i] - std::clamp(running_mean_[i], lowest[i],
                                                                     std::max(lowest[i], highest[i])));
}

/**
 * Clamps the newest latent to the range of the corpus: outside, the trunk has not learned to come back, and a
 * performance once ran away into noise at full level. Each value is kept in its range, and the vector within
 * the largest length. Returns whether anything was clamped.
 */
bool SmallEngine::clamp_to_range() {
  bool kept_back = false;
  for (Eigen::Index i = 0; i < latent_.size(); ++i) {
    const float wanted = latent_[i];
    latent_[i] = std::clamp(wanted, lowest_latent_[i], std::max(lowest_latent_[i], highest_latent_[i]));
    kept_back |= latent_[i] != wanted;
  }
  if (const float length = latent_.norm(); length > longest_latent_) {
    latent_ *= longest_latent_ / length;
    kept_back = true;
  }
  return kept_back;
}

/**
 * Limits the frame's power to that of the corpus's loudest frames. Each band is already limited to its own
 * loudest value, but all of them at once would be louder than the corpus.
 */
void SmallEngine::bound_power(Eigen::Ref<Eigen::ArrayXf> frame) {
  if (highest_powers_ == nullptr) return;
  const float power = (2.f * frame).exp().sum(), highest = highest_powers_->values[0];
  if (power > highest) frame -= 0.5f * std::log(power / highest);
  const float share = running_mean_share(description()) / static_cast<float>(description().frames_per_step);
  running_mean_power_ += share * (std::min(power, highest) - running_mean_power_);
}

/**
 * Whether a performance is clamped to the training range step after step, is loud for longer than the corpus
 * ever was, or is no longer finite.
 */
bool SmallEngine::is_out_of_distribution(bool kept_back) {
  constexpr float share_a_step = 0.1f, pressing = 0.6f, roaring = 1.26f;  // +1 dB
  edge_ += share_a_step * (static_cast<float>(kept_back) - edge_);
  const bool roars = highest_powers_ != nullptr && running_mean_power_ > roaring * highest_powers_->values[1];
  return edge_ > pressing || roars || !latent_.allFinite();
}

DecodedFrames SmallEngine::decode() {
  SmallEngine* const alone[]{this};
  decode(alone);
  return decoded();
}

DecodedFrames SmallEngine::decoded() const {
  const auto size = static_cast<std::size_t>(mean_.size());
  return {{mean_.data(), size}, {level_.data(), size}, image_};
}

void SmallEngine::decode(Group group) {
  const Layers& layers = *group.front()->layers_;
  layers.decoder1.apply(each(group, &SmallEngine::context_, &SmallEngine::decoder1_));
  for (SmallEngine* engine : group) silu(engine->decoder1_);
  layers.decoder2.apply(each(group, &SmallEngine::decoder1_, &SmallEngine::decoder2_));
  for (SmallEngine* engine : group) silu(engine->decoder2_);
  layers.decoder_mean.apply(each(group, &SmallEngine::decoder2_, &SmallEngine::mean_));
  layers.decoder_linear.add(each(group, &SmallEngine::context_, &SmallEngine::mean_));
  layers.decoder_level.apply(each(group, &SmallEngine::decoder2_, &SmallEngine::level_));
  if (layers.stereo) {
    Lanes images;
    for (SmallEngine* engine : group) images.add(engine->context_.data(), &engine->image_.front().balance);
    layers.stereo->apply(images);
  }
  for (SmallEngine* engine : group) engine->finish_frames();
}

/** Undoes the normalisation of the decoded frames, and limits them to the range of the corpus. */
void SmallEngine::finish_frames() {
  const auto& d = description();
  for (int frame = 0; frame < d.frames_per_step; ++frame) {
    auto mean = mean_.segment(frame * d.front_end.bands, d.front_end.bands).array();
    auto level = level_.segment(frame * d.front_end.bands, d.front_end.bands).array();
    mean = (mean * frame_scale_ + frame_mean_).min(loudest_frame_);
    bound_power(mean);
    level = (level.max(-5.f).min(1.f).exp() * frame_scale_ / frame_spread_).min(highest_texture_level);
    level = level.unaryExpr(d.grain);
  }
  for (ImageBand& band : image_)
    for (float* value : {&band.balance, &band.in_phase, &band.quadrature}) *value = bounded(*value);
}

void SmallEngine::follow(std::span<const float> latents, const StepControls& controls) {
  const auto size = static_cast<std::size_t>(description().latent_size);
  SmallEngine* const alone[]{this};
  for (std::size_t at = 0; at + size <= latents.size(); at += size) {
    take(controls);
    advance(alone);
    hear(latents.subspan(at, size));
  }
}

DecodedFrames SmallEngine::step(const StepControls& controls, Random& random) {
  EngineStep own{this, controls, &random};
  EngineStep* const alone[]{&own};
  step_together(alone);
  return own.frames;
}

std::size_t SmallEngine::step_together(std::span<EngineStep* const> steps) {
  std::array<SmallEngine*, most_together> engines{};
  std::size_t count = 0;
  for (; count < std::min(steps.size(), most_together); ++count) {
    engines[count] = dynamic_cast<SmallEngine*>(steps[count]->engine);
    if (!engines[count] || !engines[count]->has_weights_of(*this)) break;
    engines[count]->take(steps[count]->controls);
  }
  const Group group = std::span(engines).first(count);
  advance(group);
  weigh(group);
  for (std::size_t i = 0; i < count; ++i) group[i]->draw(steps[i]->controls, *steps[i]->random);
  decode(group);
  for (std::size_t i = 0; i < count; ++i) steps[i]->frames = group[i]->decoded();
  return count;
}

/** Draws the next latent from the prediction. */
void SmallEngine::draw(const StepControls& controls, Random& random) {
  blend(controls.guidance);
  if (is_out_of_distribution(sample(controls, random))) {
    prime(random.bits());  // a known state; the lost one is no longer audible
    ++resets_;
    predict(controls);
    sample(controls, random);
  }
  hear({latent_.data(), static_cast<std::size_t>(latent_.size())});
}

}  // namespace aeolian
