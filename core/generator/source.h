// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <algorithm>
#include <cstdint>
#include <span>

#include "core/control/event.h"
#include "core/realtime.h"

namespace aeolian {

/** When what a step changed is heard, samples from the step's first one on. */
struct Response {
  int first = 0;  ///< the first sample that the change had a share in
  int half = 0;   ///< the sample that is half of the old and half of the new
};

inline constexpr int longest_tail = 1 << 14;  ///< samples, as many as SharedStream takes

/** Samples of a tail of whole hops: 16 of them, fewer where hops are so long that 16 exceed longest_tail. */
constexpr int tail_of_hops(int hop) {
  return hop * std::min(16, longest_tail / hop);
}

/**
 * An endless stream of mono samples made hop by hop: what the generation thread runs. A Voice plays a model;
 * a SineSource proves the path. One thread at a time. After construction nothing allocates, locks or blocks.
 */
class Source {
 public:
  virtual ~Source() = default;

  virtual int sample_rate() const = 0;    ///< Hz
  virtual int hop() const = 0;            ///< samples that render() makes
  virtual int hops_per_step() const = 0;  ///< control events take effect every so many hops
  virtual int tail_size() const = 0;      ///< samples that tail() makes, up to longest_tail

  virtual Response response() const { return {}; }

  /** Times that it began anew by itself (Engine::resets). */
  virtual std::uint64_t resets() const { return 0; }

  /** Takes a control event; it is heard from the next step on. Events that are not the source's are ignored.
   */
  virtual void apply(const ControlEvent& event) = 0;

  /** Makes the next hop() samples. */
  virtual void render(std::span<float> samples) = 0;

  /**
   * Makes the tail_size() samples that would follow if no further frame came: the last spectrum, decaying.
   * Continues the last rendered sample without a click, and changes no state.
   */
  virtual void tail(std::span<float> samples) = 0;
};

}  // namespace aeolian
