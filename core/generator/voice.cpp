#include "core/generator/voice.h"

#include <algorithm>
#include <cmath>

namespace aeolian {

namespace {

/** What a held spectrum keeps from frame to frame: it fades by about 8 dB a second at 172 frames a second. */
constexpr float tail_decay = 0.995f;

/** Independent streams of random numbers from one seed. */
enum Stream : std::uint64_t { latents, start_choice };

float norm(std::span<const float> v) {
  float sum = 0;
  for (float x : v) sum += x * x;
  return std::sqrt(sum);
}

}  // namespace

ErrorOr<std::unique_ptr<Voice>> Voice::create(std::shared_ptr<const Checkpoint> checkpoint,
                                              const VoiceOptions& options) {
  auto engine = make_engine(std::move(checkpoint));
  if (!engine) return tl::unexpected(engine.error());
  const auto size = static_cast<std::size_t>((*engine)->description().encoding_size);
  if (!options.encoding.empty() && options.encoding.size() != size)
    return fail("the encoding has " + std::to_string(options.encoding.size()) + " values, the model takes " +
                std::to_string(size));
  return std::unique_ptr<Voice>(new Voice(std::move(*engine), options));
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
      temperature_(options.temperature),
      encoding_size_(static_cast<std::size_t>(engine_->description().encoding_size)),
      frame_(engine_->description().frames_per_step),
      mean_(front_end_.bands),
      log_bins_(front_end_.bins()),
      grain_(front_end_.bins()),
      level_(front_end_.bins()),
      bins_(front_end_.bins()),
      window_(front_end_.window) {
  std::copy(options.encoding.begin(), options.encoding.end(), encoding_.begin());
  start(options.seed);
}

void Voice::start(std::uint64_t seed) {
  random_ = Random(seed, Stream::latents);
  engine_->prime(Random(seed, Stream::start_choice).bits());
}

StepControls Voice::controls() const { return {temperature_, {encoding_.data(), encoding_size_}}; }

void Voice::apply(const ControlEvent& event) {
  switch (event.parameter) {
    case ParameterId::seed:
      return start(event.seed);
    case ParameterId::temperature:
      temperature_ = event.number;
      return;
    case ParameterId::encoding:
      glide_from_ = encoding_;
      glide_to_ = event.encoding;
      std::fill(glide_to_.begin() + event.encoding_size, glide_to_.end(), 0.f);
      glide_done_ = 0;
      glide_steps_ =
          std::max(1, static_cast<int>(std::lround(event.glide_s * engine_->description().step_rate())));
      return;
    case ParameterId::gain:
    case ParameterId::mute:
    case ParameterId::play:
    case ParameterId::freeze:
      return;
  }
}

void Voice::glide() {
  if (glide_done_ == glide_steps_) return;
  ++glide_done_;
  const float position = static_cast<float>(glide_done_) / static_cast<float>(glide_steps_);
  const std::span from(glide_from_.data(), encoding_size_), to(glide_to_.data(), encoding_size_);
  const float lengths = norm(from) * norm(to);
  float from_share = 1.f - position, to_share = position;
  if (lengths > 0.f && glide_done_ < glide_steps_) {
    float dot = 0;
    for (std::size_t i = 0; i < encoding_size_; ++i) dot += from[i] * to[i];
    // Spherical interpolation (Shoemake 1985); near-parallel codes need none, opposite ones have no shortest arc.
    const float angle = std::acos(std::clamp(dot / lengths, -1.f, 1.f));
    if (const float sine = std::sin(angle); sine > 1e-3f) {
      from_share = std::sin((1.f - position) * angle) / sine;
      to_share = std::sin(position * angle) / sine;
    }
  }
  for (std::size_t i = 0; i < encoding_size_; ++i) encoding_[i] = from_share * from[i] + to_share * to[i];
}

void Voice::listen(std::span<const float> latents, std::span<const float> encoding) {
  std::copy_n(encoding.begin(), std::min(encoding.size(), encoding_size_), encoding_.begin());
  glide_done_ = glide_steps_;
  engine_->follow(latents, controls());
}

void Voice::take_step() {
  glide();
  frames_ = engine_->step(controls(), random_);
  frame_ = 0;
}

void Voice::next_frame() {
  if (frame_ == engine_->description().frames_per_step) take_step();
  const auto bands = static_cast<std::size_t>(front_end_.bands);
  const auto offset = static_cast<std::size_t>(frame_) * bands;
  const auto level = frames_.level.subspan(offset, bands);
  for (std::size_t band = 0; band < bands; ++band)
    mean_[band] = frames_.mean[offset + band] - std::min(level[band], 1.f) * noise_offset_[band];
  bands_.to_bins(mean_, log_bins_);
  bands_.interpolate(level, level_);
  texture_.next(grain_);
  for (std::size_t bin = 0; bin < log_bins_.size(); ++bin) log_bins_[bin] += level_[bin] * grain_[bin];
  ++frame_;
}

void Voice::render(std::span<float> samples) {
  do next_frame();
  while (!phase_.process(log_bins_, bins_));
  stft_.inverse(bins_, window_);
  overlap_add_.push(window_);
  overlap_add_.pop(samples);
}

void Voice::tail(std::span<float> samples) {
  phase_.hold(held_, tail_decay);
  tail_overlap_add_ = overlap_add_;
  const auto hop = static_cast<std::size_t>(front_end_.hop);
  for (std::size_t at = 0; at + hop <= samples.size(); at += hop) {
    held_.next(bins_);
    stft_.inverse(bins_, window_);
    tail_overlap_add_.push(window_);
    tail_overlap_add_.pop(samples.subspan(at, hop));
  }
}

}  // namespace aeolian
