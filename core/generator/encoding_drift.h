// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <span>

#include "core/generator/encoding_glide.h"
#include "core/random.h"

namespace aeolian {

/**
 * The encoding that leads a model while none is set: it moves to a place of the corpus, stays for some
 * seconds, and glides on. Three times out of four it moves to the next place in the order of the corpus, so
 * it stays within a piece for half a minute. Without the drift, the null code stands for all places at once,
 * and the result is an average of them (measured: trainer/EXPERIMENTS.md). One thread; allocates nothing.
 */
class EncodingDrift {
 public:
  /**
   * Moves among `places`: encodings of `size` values, row-major (Engine::places()), which must outlive this;
   * if there are none, it stays at the null code. Rows from `in_order` on are in the order of the corpus.
   * `step_rate` in steps per second.
   */
  EncodingDrift(std::span<const float> places, std::size_t size, std::size_t in_order, double step_rate);

  /** Starts at place `first` (modulo the number of places); `random` decides its further path. */
  void start(std::size_t first, const Random& random);

  /** Advances by one step. */
  void next();

  std::span<const float> values() const { return glide_.values(); }

  /** Saves or restores its state. */
  void archive(StateArchive& state);

 private:
  std::span<const float> place(std::size_t index) const;
  std::size_t next_place();
  int dwell();

  std::span<const float> places_;
  std::size_t size_, count_, in_order_;
  double step_rate_;
  EncodingGlide glide_;
  Random random_;
  std::size_t at_ = 0;  ///< the present place, or the one it is moving to
  int left_ = 0;        ///< steps until it moves on
};

}  // namespace aeolian
