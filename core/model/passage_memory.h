// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <Eigen/Core>
#include <array>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <optional>
#include <span>
#include <vector>

#include "core/error.h"
#include "core/model/checkpoint.h"
#include "core/model/heard_passages.h"
#include "core/model/layers.h"
#include "core/model/passage_pulse.h"
#include "core/model/passage_times.h"
#include "core/random.h"

namespace aeolian {

class StateArchive;

/**
 * Passages of the corpus that a performance follows. A model knows the course of sounds less well than the
 * sounds: innovations drawn independently wander where real ones continue a phrase. So for some seconds it
 * follows a passage whose beginning was similar to its own last latents, then another, and takes two things
 * from it: most of the innovation (what the trunk did not predict when it read that passage), and a slight
 * pull towards the passage's own latents. How much of each is calibrated so that the result is no nearer to
 * the corpus than held-out sound is (trainer/export/passage_memory.h).
 *
 * A bootstrap of innovations (Efron and Tibshirani, "An Introduction to the Bootstrap", 1993, ch. 8), with
 * nearest neighbours looked up as in kNN language models (Khandelwal et al., ICLR 2020).
 *
 * Tensors, all of them or none: `recollection.moments` (N, 1 + 2 D): mixture component, latent, innovation;
 * `recollection.entrances` (M, 2 + E): the row from which a passage can be followed, the row after the last
 * of its piece, the encoding of what follows; `recollection.lean` (2): Blend. Optional: `recollection.scale`
 * (2 D), by which latents and innovations are multiplied, and the beats of a PassagePulse. One thread;
 * allocates nothing after create().
 */
class PassageMemory {
 public:
  /** How much of a passage is taken over, 0..1 each. */
  struct Blend {
    float innovation = 0;  ///< correlation of the innovation with the passage's
    float pull = 0;        ///< step towards the passage's latent, as a share of the distance

    /**
     * A share of it, 0..1. The pull falls with the square, as it adds up from step to step: at .05 alone the
     * path is already the passage's.
     */
    Blend scaled(float amount) const { return {amount * innovation, amount * amount * pull}; }
  };

  /** One step of a passage; its values are valid until the next step. */
  struct Frame {
    int part = 0;                   ///< mixture component that the innovation belongs to
    const float* latent = nullptr;  ///< D values
    /** D values: deviation from that component's mean, in units of its standard deviation. */
    const float* innovation = nullptr;
    Blend blend;  ///< less if no passage is similar to the encoding in force, or the amount is below 1
  };

  /** None for a checkpoint without these tensors. Refuses tensors that are not as described. */
  static ErrorOr<std::optional<PassageMemory>> create(const Checkpoint& checkpoint);

  /** How much of the calibrated blend is taken over, and how long a passage may be followed. */
  struct Use {
    float amount = 1.f;                                      ///< 0..1; see Blend::scaled()
    float limit_s = std::numeric_limits<float>::infinity();  ///< seconds
    const HeardPassages* heard = nullptr;                    ///< further passages, of a sound from outside
    float heard_share = 0.f;  ///< of the passages that are followed, how many are of those
  };

  /** Leaves the passage: another one is followed from the next step on. */
  void leave() {
    left_ = run_ = 0;
    heard_ = nullptr;
    if (pulse_) pulse_->stop();
  }

  /** Whether the passage that is followed was heard (Use::heard). */
  bool follows_heard() const { return heard_ != nullptr && heard_->has(at_); }

  /** The encoding of the passage that is followed; empty if there is none. */
  std::span<const float> encoding() const;

  /**
   * Advances by one step; at the end of a passage it jumps to one of those nearest to `context` (latents,
   * newest first) and `encoding` (zeros = none), and where there is a beat, to one that goes on in time. A
   * passage that continues within a second of where the last one ended is the same one. At the limit it jumps
   * elsewhere, and does not come back to that passage before it has left others; with nowhere else to go, it
   * follows nothing for as long as the limit. A passage that was heard is chosen by its last latents alone.
   */
  Frame next(VectorIn context, VectorIn encoding, Random& random, const Use& use);
  Frame next(VectorIn context, VectorIn encoding, Random& random) {
    return next(context, encoding, random, {});
  }

  PassageTimes times() const;

  /** Keeps or restores its state; refused while it follows a passage that was heard. */
  void archive(StateArchive& state);

 private:
  PassageMemory(const Checkpoint& checkpoint, const Tensor& moments, const Tensor& anchors,
                const Tensor& blend, std::optional<PassagePulse> pulse);
  void enter(VectorIn context, VectorIn encoding, Random& random, std::int64_t limit, const Use& use);
  bool enter_heard(VectorIn context, Random& random, std::int64_t limit, const Use& use);
  std::int64_t stay(Random& random) const;
  void rank(VectorIn context, VectorIn encoding);
  void stay_away_from_left();
  const Vector& values_of(std::int64_t row);

  Eigen::Index latent_size_;
  double step_rate_;
  const Tensor* moments_;
  Vector scale_;  ///< (2 D) what latent and innovation are multiplied by
  Vector step_;   ///< (2 D) latent and innovation of the step that was returned last
  Eigen::Map<const Eigen::Matrix<float, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>> anchors_;
  Blend blend_;
  std::optional<PassagePulse> pulse_;
  Eigen::MatrixXf before_;        ///< (compared latents, M): the latents before each anchor, newest first
  Vector norms_;                  ///< (M) their squared norms
  Vector distance_, similarity_;  ///< (M) of context, of encoding
  std::vector<Eigen::Index> order_;
  const HeardPassages* heard_ = nullptr;  ///< whose passage is followed; null = the corpus's
  std::int64_t at_ = 0;                   ///< the next row of moments_, or the next step of heard_
  float share_ = 1.f;         ///< of the blend: less if no passage is similar to the encoding in force
  Eigen::Index anchor_ = -1;  ///< of the corpus, from which the passage began; -1 = from none
  std::int64_t left_ = 0;     ///< steps until another passage
  std::int64_t now_ = 0;      ///< steps since the beginning
  std::int64_t run_ = 0;      ///< steps for which the present passage has been followed
  std::int64_t longest_run_ = 0;

  /** The passages that were left at the limit, as rows of moments_ minus steps. */
  std::array<std::int64_t, 4> left_lags_{};
  std::size_t left_count_ = 0;
};

}  // namespace aeolian
