// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "core/audio/stereo_frame.h"
#include "core/control/encoding_bank.h"
#include "core/generator/voice_options.h"
#include "core/model/checkpoint.h"
#include "core/model/sound_encoder.h"
#include "trainer/cli/evaluate_options.h"

namespace aeolian::trainer {

/** A change of encoding during a performance. */
struct Switch {
  double at_s = 0;
  std::vector<float> encoding;
};

/** One performance to render. */
struct RenderJob {
  double seconds = 0;
  std::uint64_t seed = 1;
  std::vector<float> encoding = {};     ///< empty = none
  std::vector<float> half_way_to = {};  ///< morphs half way to this encoding; empty = does not morph
  std::optional<Switch> change = {};
  const EncodedSound* prime = nullptr;  ///< a sound to continue from
};

/** How much of the frames of a morph is explained by the two sounds that make it up (ExplainedShare). */
struct ExplainedMorph {
  double share = 0;
  double by_chance = 0;  ///< the same sounds, shifted by half the job's length, which share only timbre
};

/**
 * A checkpoint to be judged, playing without a device, at the sample rate used for judging. Threads may share
 * it.
 */
class Performer {
 public:
  /** Opens a checkpoint; refuses one that cannot be read or played. Errors begin with the path. */
  static ErrorOr<Performer> open(const std::string& path, int sample_rate, const Steering& steering);

  /** Whether the checkpoint stores passages for a performance to follow. */
  bool leans_on_passages() const { return checkpoint_->find(passages_name) != nullptr; }

  /** The same model without its passage memory: its networks alone. */
  Performer without_passages() const;

  ExplainedMorph explained_morph(const RenderJob& part) const;

  /** Renders a job: the model's own frames through the output stage, at its own rate. */
  std::vector<StereoFrame> play_stereo(const RenderJob& part) const;

  /** Renders it, mixed to mono and resampled. */
  std::vector<float> play(const RenderJob& part) const;

  /** Called with the number of a finished job and the result of play_stereo(). */
  using OnPart = std::function<void(std::size_t, std::span<const StereoFrame>)>;

  /**
   * Renders several jobs on all cores, like play(). `on_part` is called for each as it is finished, on any
   * thread, one call at a time.
   */
  std::vector<std::vector<float>> play_all(const std::vector<RenderJob>& parts,
                                           const OnPart& on_part = {}) const;

  const std::string& name() const { return name_; }
  const Checkpoint& checkpoint() const { return *checkpoint_; }
  const std::shared_ptr<const Checkpoint>& shared_checkpoint() const { return checkpoint_; }
  const EncodingBank& encodings() const { return encodings_; }
  int sample_rate() const { return sample_rate_; }  ///< Hz, used for judging

 private:
  VoiceOptions options_of(const RenderJob& part) const;
  std::vector<float> mixed(std::span<const StereoFrame> frames) const;

  std::string name_;
  std::shared_ptr<const Checkpoint> checkpoint_;
  EncodingBank encodings_;
  int sample_rate_ = 0;
  Steering steering_;
};

}  // namespace aeolian::trainer
