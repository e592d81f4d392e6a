// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <deque>
#include <memory>
#include <span>
#include <vector>

#include "core/audio/output_stage.h"
#include "core/control/render_quality.h"
#include "core/error.h"
#include "core/generator/encoding_translation.h"
#include "core/generator/morphing_generator.h"
#include "core/generator/step_batch.h"
#include "core/model/checkpoint.h"
#include "core/spectrum/transport.h"

namespace aeolian {

class SecondModel;
class StateArchive;

/** One voice of a second model: generates its frames, and blends them with the first model's. */
class SecondVoice {
 public:
  SecondVoice(const SecondModel& model, StepBatch& steps, MorphEngines engines);

  /** Starts with the settings of the first model's voice, and its own seed. */
  void begin_like(const MorphingGenerator& first, std::uint64_t seed);

  /** Applies an event meant for the first model's voice, with its encodings translated. */
  void apply(const ControlEvent& event);

  /** Factor of the voice's model weight: below 1 while the second model enters or leaves. */
  float presence() const;

  /** As MorphingGenerator::prepare(), into the second model's batch. */
  void prepare() { generator_.prepare(steps_); }

  /** As MorphingGenerator. */
  void keep_time_with(const MorphingGenerator& first) { generator_.keep_time_with(first); }

  /** Forgets the past frames, by which onsets are detected. */
  void restart_transport() { transport_.restart(); }

  /** Writes its next frame. */
  void next(std::span<float> log_bins) { generator_.next(log_bins); }

  /**
   * Replaces the first model's next frame, whose stereo image is `image`, with one between it and its own
   * next frame; `weight` of its own, 0..1.
   */
  void blend(float weight, std::span<float> log_bins, std::span<const ImageBand> image);

  /** Stereo image of the last blend. */
  std::span<const ImageBand> blended_image() const { return image_; }

  const MorphingGenerator& generator() const { return generator_; }

  /** As MorphingGenerator. */
  void archive(StateArchive& state);

 private:
  const SecondModel& model_;
  StepBatch& steps_;
  MorphingGenerator generator_;
  SpectralTransport transport_;
  std::vector<float> own_;
  std::vector<ImageBand> image_;
};

/**
 * A second model, which plays in every voice of an ensemble beside the first (/model/blend), with one voice
 * for each of the ensemble's. Created on the control side; from then on one thread at a time, and nothing
 * allocates.
 */
class SecondModel {
 public:
  /** Fade time, in seconds, for entering or leaving at a weight above 0. */
  static constexpr double fade_s = 0.15;

  /**
   * Creates `second` beside `first`, for the number of voices and weight format in `quality`. Fails if their
   * frames do not fit: different sample rate, window or hop, or stereo beside mono. Errors are worded to
   * follow the second one's name.
   */
  static ErrorOr<std::unique_ptr<SecondModel>> create(const Checkpoint& first,
                                                      const std::shared_ptr<const Checkpoint>& second,
                                                      const RenderQuality& quality);
  /** The same with given engines for each voice. */
  SecondModel(EncodingTranslation encodings, std::vector<MorphEngines> voices);
  SecondModel(const SecondModel&) = delete;
  SecondModel& operator=(const SecondModel&) = delete;

  std::size_t size() const { return voices_.size(); }
  SecondVoice& voice(std::size_t i) { return voices_[i]; }

  /** The batch of its voices' next steps. */
  StepBatch& steps() { return steps_; }

  /** Fades in; at once if nothing has sounded yet. */
  void enter(bool at_once) { presence_.go(1.f, at_once ? 0 : fade_frames_); }
  void leave() { presence_.go(0.f, fade_frames_); }

  /** Advances by one frame. */
  void next() { presence_.next(); }

  float presence() const { return presence_.value(); }  ///< SecondVoice::presence()
  const EncodingTranslation& encodings() const { return encodings_; }

  /** Saves or restores the progress of its fade; its voices are archived separately. */
  void archive(StateArchive& state);

 private:
  EncodingTranslation encodings_;
  std::size_t fade_frames_;
  Ramp presence_{0.f};
  StepBatch steps_;
  std::deque<SecondVoice> voices_;  // a voice must not move
};

/** Fails if the frames of `second` do not fit those of `first`; see SecondModel::create(). */
ErrorOr<void> check_frames_fit(const Checkpoint& first, const Checkpoint& second);

}  // namespace aeolian
