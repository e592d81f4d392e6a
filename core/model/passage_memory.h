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
 * Passages of the corpus that a performance follows. A model learns how sounds develop less well than the
 * sounds themselves: independently drawn innovations wander where real ones continue a phrase. So for some
 * seconds it follows a passage whose beginning is similar to its own last latents, then another. From each it
 * takes most of the innovation (the part that the trunk did not predict when it read that passage) and a
 * slight pull towards the passage's latents. Both amounts are calibrated so that the result is no nearer to
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
     * Returns `amount` (0..1) of this blend. The pull falls with the square, because it adds up from step to
     * step: a pull of .05 alone is enough to reproduce the passage.
     */
    Blend scaled(float amount) const { return {amount * innovation, amount * amount * pull}; }
  };

  /** One step of a passage; its values are valid until the next step. */
  struct Frame {
    int part = 0;                   ///< mixture component that the innovation belongs to
    const float* latent = nullptr;  ///< D values
    /** D values: deviation from that component's mean, in units of its standard deviation. */
    const float* innovation = nullptr;
    Blend blend;  ///< reduced if no passage is similar to the encoding in force, or the amount is below 1
  };

  /** Returns nothing for a checkpoint without these tensors. Refuses tensors that are not as described. */
  static ErrorOr<std::optional<PassageMemory>> create(const Checkpoint& checkpoint);

  /** How much of the calibrated blend to use, and how long a passage may be followed. */
  struct Use {
    float amount = 1.f;                                      ///< 0..1; see Blend::scaled()
    float limit_s = std::numeric_limits<float>::infinity();  ///< seconds
    const HeardPassages* heard = nullptr;  ///< further passages, from the input sound; may be null
    float heard_share = 0.f;               ///< share of the followed passages that come from those
  };

  /** Leaves the passage: the next step enters another one. */
  void leave() {
    left_ = run_ = 0;
    heard_ = nullptr;
    if (pulse_) pulse_->stop();
  }

  /** Whether the present passage comes from the input (Use::heard). */
  bool follows_heard() const { return heard_ != nullptr && heard_->has(at_); }

  /** The encoding of the present passage; empty if there is none. */
  std::span<const float> encoding() const;

  /**
   * Advances by one step; at the end of a passage it jumps to one of those nearest to `context` (latents,
   * newest first) and `encoding` (zeros = none), and if there is a beat, to one that continues in time. Going
   * on within a second of where the last passage ended counts as the same passage. At the limit it jumps
   * elsewhere, and does not return to that passage before it has left others; with nowhere else to go, it
   * follows nothing for as long as the limit. Passages of the input are chosen by their preceding latents
   * alone.
   */
  Frame next(VectorIn context, VectorIn encoding, Random& random, const Use& use);
  Frame next(VectorIn context, VectorIn encoding, Random& random) {
    return next(context, encoding, random, {});
  }

  PassageTimes times() const;

  /** Saves or restores its state; fails while it follows a passage of the input. */
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
  Vector scale_;  ///< (2 D) scale of latent and innovation
  Vector step_;   ///< (2 D) latent and innovation of the step that was returned last
  Eigen::Map<const Eigen::Matrix<float, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>> anchors_;
  Blend blend_;
  std::optional<PassagePulse> pulse_;
  Eigen::MatrixXf before_;        ///< (compared latents, M): the latents before each anchor, newest first
  Vector norms_;                  ///< (M) their squared norms
  Vector distance_, similarity_;  ///< (M) of context, of encoding
  std::vector<Eigen::Index> order_;
  const HeardPassages* heard_ = nullptr;  ///< source of the present passage; null = the corpus
  std::int64_t at_ = 0;                   ///< the next row of moments_, or the next step of heard_
  float share_ = 1.f;         ///< of the blend: reduced if no passage is similar to the encoding in force
  Eigen::Index anchor_ = -1;  ///< where the corpus's passage began; -1 = none
  std::int64_t left_ = 0;     ///< steps until another passage
  std::int64_t now_ = 0;      ///< steps since the beginning
  std::int64_t run_ = 0;      ///< steps for which the present passage has been followed
  std::int64_t longest_run_ = 0;

  /**
   * Passages that were left at the limit, each as a row of moments_ minus the step at which it was played.
   */
  std::array<std::int64_t, 4> left_lags_{};
  std::size_t left_count_ = 0;
};

}  // namespace aeolian
