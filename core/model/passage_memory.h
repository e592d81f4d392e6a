// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <Eigen/Core>
#include <cstddef>
#include <optional>
#include <span>
#include <vector>

#include "core/error.h"
#include "core/model/checkpoint.h"
#include "core/model/layers.h"
#include "core/random.h"

namespace aeolian {

/**
 * Passages of the corpus that a performance leans on while it goes its own way. A model knows the course of
 * sounds less well than the sounds: drawn independently, innovations wander where real ones carry a phrase
 * on. So it goes along with a passage whose last moments were like its own, for some seconds, then with
 * another, and takes from it two things: most of the innovation (what the trunk, hearing that passage, had
 * not foreseen), and a slight pull towards the passage's own latent. How much of each is calibrated so that
 * what is played is no nearer to the corpus than held-out sound is (trainer/export/passage_memory.h).
 *
 * A bootstrap of innovations (Efron and Tibshirani, "An Introduction to the Bootstrap", 1993, ch. 8), with
 * neighbours as kNN language models look them up (Khandelwal et al., ICLR 2020).
 *
 * Tensors, all of them or none: `recollection.moments` (N, 1 + 2 D): part of the mixture, latent, innovation;
 * `recollection.entrances` (M, 2 + E): the row from which a passage can be followed, the row after the last
 * of its piece, the encoding of what follows; `recollection.lean` (2): Blend. One thread; allocates nothing
 * after create().
 */
class PassageMemory {
 public:
  /** How far a performance leans on its passage, 0..1 each. */
  struct Blend {
    float innovation = 0;  ///< correlation of the innovation with the passage's
    float pull = 0;        ///< share of the way to the passage's latent, each step
  };

  /** What the passage does in one step. */
  struct Frame {
    int part;                 ///< of the mixture, that the innovation is of
    const float* latent;      ///< D values
    const float* innovation;  ///< D values: in units of that part's deviation, from its mean
    Blend lean;               ///< less, where no passage is like the encoding in force
  };

  /** Of a checkpoint that has no such tensors: none. Refuses others than described. */
  static ErrorOr<std::optional<PassageMemory>> create(const Checkpoint& checkpoint);

  /** Breaks off: another passage is followed from the next step on. */
  void leave() { left_ = 0; }

  /**
   * Goes on by one step, where one passage ends to one of those that are nearest to `context` (latents,
   * newest first) and `encoding` (zeros = none).
   */
  Frame next(VectorIn context, VectorIn encoding, Random& random);

 private:
  PassageMemory(const Checkpoint& checkpoint, const Tensor& moments, const Tensor& anchors,
                const Tensor& lean);
  void enter(VectorIn context, VectorIn encoding, Random& random);

  Eigen::Index latent_size_;
  double step_rate_;
  const Tensor* moments_;
  Eigen::Map<const Eigen::Matrix<float, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>> entrances_;
  Blend lean_;
  Eigen::MatrixXf before_;        ///< (compared latents, M): what is heard before each anchor, newest first
  Vector norms_;                  ///< (M) their squared norms
  Vector unlikeness_, likeness_;  ///< (M) of context, of encoding
  std::vector<Eigen::Index> order_;
  std::size_t at_ = 0;  ///< row of moments_ that is next
  float share_ = 1.f;   ///< of the lean: less, where no passage is like the encoding in force
  int left_ = 0;        ///< steps until another passage
};

}  // namespace aeolian
