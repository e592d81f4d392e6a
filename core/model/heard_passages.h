// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <vector>

#include "core/model/description.h"
#include "core/model/layers.h"
#include "core/random.h"

namespace aeolian {

/** Latents before a passage that are compared with the last ones played. */
inline constexpr int compared_latents = 3;

/** One of this many nearest passages is followed. */
inline constexpr std::size_t nearest_passages = 8;

/**
 * The last minutes of the input sound, as passages that a performance can follow (PassageMemory): latent,
 * innovation and encoding of each step. The newest steps replace the oldest. Steps are numbered from 0 in the
 * order of arrival, and forget() does not restart the count.
 *
 * One thread. Allocates only at construction, and touches that memory only as it fills.
 */
class HeardPassages {
 public:
  static constexpr double kept_s = 180.;

  explicit HeardPassages(const ModelDescription& description);

  /** One step; its pointers are valid until the next add(). */
  struct Step {
    int part = 0;                       ///< mixture component that the innovation belongs to
    const float* latent = nullptr;      ///< latent_size values
    const float* innovation = nullptr;  ///< latent_size values
    std::span<const float> encoding;    ///< of the two seconds up to it
  };
  void add(const Step& step);

  /** Ends the phrase: the next step begins another, and no passage crosses from one to the next. */
  void end_phrase() { ++phrase_; }

  void forget() { oldest_ = end_; }

  bool has(std::int64_t step) const { return step >= oldest_ && step < end_; }
  Step step(std::int64_t step) const;

  /** Number of steps from `step` to the end of its phrase. */
  std::int64_t left_from(std::int64_t step) const;

  /** Number of steps that are kept. */
  std::int64_t size() const { return end_ - oldest_; }

  /**
   * Chooses the step from which to go on after `context` (latents, newest first): at random one of the steps
   * whose preceding latents are nearest to it, never within a second of `except`. None if no passage is long
   * enough.
   */
  std::optional<std::int64_t> nearest(VectorIn context, Random& random, std::int64_t except) const;

 private:
  std::size_t place(std::int64_t step) const { return static_cast<std::size_t>(step % capacity_); }
  const float* row(std::int64_t step) const { return rows_.get() + place(step) * width_; }
  float distance(std::int64_t step, VectorIn context) const;

  std::size_t latent_size_, encoding_size_, width_;
  std::int64_t capacity_, compared_, shortest_, apart_;
  std::unique_ptr<float[]> rows_;  ///< part, latent, innovation, encoding
  std::vector<std::int64_t> phrases_;
  std::int64_t oldest_ = 0, end_ = 0, phrase_ = 0;
};

}  // namespace aeolian
