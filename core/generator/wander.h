#pragma once

#include <cstddef>
#include <span>

#include "core/generator/encoding_glide.h"
#include "core/random.h"

namespace aeolian {

/**
 * What a model plays by while nobody sets an encoding: goes from one place of the corpus to another, dwells
 * there for some seconds, glides on. Without it the null code stands for all places at once, and what is
 * played lies between them (measured: trainer/README.md). One thread; allocates nothing.
 */
class Wander {
 public:
  /**
   * Among `places`: encodings of `size` values, row-major (Engine::places()), which outlive this; may be
   * empty, then it stays at the null code. `step_rate` in steps a second.
   */
  Wander(std::span<const float> places, std::size_t size, double step_rate);

  /** Stands at place `first` (modulo their number); where it goes from there, and when, `random` decides. */
  void start(std::size_t first, const Random& random);

  /** Goes one step. */
  void next();

  std::span<const float> values() const { return glide_.values(); }

 private:
  std::span<const float> place(std::size_t index) const;
  int dwell();

  std::span<const float> places_;
  std::size_t size_;
  double step_rate_;
  EncodingGlide glide_;
  Random random_;
  int left_ = 0;  ///< steps until it sets out again
};

}  // namespace aeolian
