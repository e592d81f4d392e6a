// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <span>

#include "core/generator/encoding_glide.h"
#include "core/random.h"

namespace aeolian {

/**
 * What a model plays by while nobody sets an encoding: goes from one place of the corpus to another, dwells
 * there for some seconds, glides on. Three times of four it goes to what followed in the corpus, so that it
 * stays in a piece for half a minute. Without it the null code stands for all places at once, and what is
 * played lies between them (measured: trainer/EXPERIMENTS.md). One thread; allocates nothing.
 */
class EncodingDrift {
 public:
  /**
   * Among `places`: encodings of `size` values, row-major (Engine::places()), which outlive this; may be
   * empty, then it stays at the null code. From row `in_order` on they follow each other as in the corpus.
   * `step_rate` in steps a second.
   */
  EncodingDrift(std::span<const float> places, std::size_t size, std::size_t in_order, double step_rate);

  /** Stands at place `first` (modulo their number); where it goes from there, and when, `random` decides. */
  void start(std::size_t first, const Random& random);

  /** Goes one step. */
  void next();

  std::span<const float> values() const { return glide_.values(); }

 private:
  std::span<const float> place(std::size_t index) const;
  std::size_t next_place();
  int dwell();

  std::span<const float> places_;
  std::size_t size_, count_, in_order_;
  double step_rate_;
  EncodingGlide glide_;
  Random random_;
  std::size_t at_ = 0;  ///< the place where it is, or is going
  int left_ = 0;        ///< steps until it sets out again
};

}  // namespace aeolian
