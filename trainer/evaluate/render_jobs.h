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

/** A change of encoding while it plays. */
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
  const EncodedSound* prime = nullptr;  ///< a sound to go on from
};

/** How much of the frames of a morph the two sounds explain that it is made of (ExplainedShare). */
struct ExplainedMorph {
  double share = 0;
  double by_chance = 0;  ///< the same sounds half of the part later, which have only their colours in common
};

/** A checkpoint that is judged, playing without a device at the rate that it is judged at. Threads may share
 * it. */
class Performer {
 public:
  /** Refuses what cannot be read or played; errors begin with the path. */
  static ErrorOr<Performer> open(const std::string& path, int sample_rate, const Steering& steering);

  /** Whether the checkpoint stores passages that a performance follows. */
  bool leans_on_passages() const { return checkpoint_->find(passages_name) != nullptr; }

  /** The same model, following no passage: its networks alone. */
  Performer without_passages() const;

  ExplainedMorph explained_morph(const RenderJob& part) const;

  /** Plays a part: the model's own frames through the output stage, at its own rate. */
  std::vector<StereoFrame> play_stereo(const RenderJob& part) const;

  /** Both channels of the same mixed, resampled. */
  std::vector<float> play(const RenderJob& part) const;

  /** Takes the number of a part that is ready, and what play_stereo() makes of it. */
  using OnPart = std::function<void(std::size_t, std::span<const StereoFrame>)>;

  /**
   * Plays several parts on all cores, as play() does; `on_part` is called for each, in the order in which
   * they are ready, on any thread, one call at a time.
   */
  std::vector<std::vector<float>> play_all(const std::vector<RenderJob>& parts,
                                           const OnPart& on_part = {}) const;

  const std::string& name() const { return name_; }
  const Checkpoint& checkpoint() const { return *checkpoint_; }
  const std::shared_ptr<const Checkpoint>& shared_checkpoint() const { return checkpoint_; }
  const EncodingBank& encodings() const { return encodings_; }
  int sample_rate() const { return sample_rate_; }  ///< Hz, at which it is judged

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
