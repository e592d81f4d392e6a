// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <span>
#include <vector>

namespace aeolian {

/** The newest samples of an endless sound, as many as fit. One thread at a time; allocates at construction.
 */
class PastSound {
 public:
  /** Keeps `capacity` samples; 0 = none. */
  explicit PastSound(std::size_t capacity) : ring_(capacity) {}

  void push(std::span<const float> samples);

  /** The newest `count` samples, oldest first; fewer if there are not so many. */
  std::vector<float> last(std::size_t count) const;

 private:
  std::vector<float> ring_;
  std::size_t next_ = 0;  ///< where the next sample goes
  std::size_t size_ = 0;  ///< samples that are there
};

}  // namespace aeolian
