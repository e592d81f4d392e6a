// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <span>
#include <vector>

#include "core/control/control_log.h"
#include "core/control/event.h"
#include "core/control/timeline.h"
#include "core/generator/source.h"
#include "core/stream/spsc_ring.h"

namespace aeolian {

/** The queue from one control source to the generator. The producer is that source's thread. */
using ControlInbox = SpscRing<ControlEvent, 256>;

/**
 * Runs a source hop by hop and passes it control events in a fixed order: first the control log's, then those
 * held for this step in order of arrival, then those of each inbox, in the order of add_inbox(), first in,
 * first out. Within a step only events that act on frames are passed on; the first one in an inbox that does
 * not act on frames waits for the next step, with all behind it. So the samples are a function of the source
 * and of (step, hop, event), independent of the consumer.
 *
 * One thread at a time; allocates nothing from the first step on.
 */
class StepRenderer {
 public:
  /** Maximum number of events held for later steps. */
  static constexpr std::size_t max_held = 1024;

  /**
   * Plays `source`, which must outlive it, and applies the events of the control log `replayed` (by ascending
   * step and hop) at their times.
   */
  explicit StepRenderer(Source& source, std::vector<LoggedEvent> replayed = {});

  /** Adds an inbox for one more control source. Before the first step. */
  ControlInbox& add_inbox();

  /**
   * Applies the events that have arrived, passes the input `heard` (step_size() samples, or none) to the
   * source, then renders the next step_size() frames; returns those of the first pair of channels, valid
   * until the next step. Call it at the beginning of a step.
   */
  std::span<const StereoFrame> render_step(std::span<const float> heard = {});

  /**
   * The same for the next `hops` hops, or fewer: it stops at the end of the step, and before a hop at which
   * the control log has an event. `heard` is used only at the beginning of a step.
   */
  std::span<const StereoFrame> render_hops(int hops, std::span<const float> heard = {});

  bool begins_step() const { return hop_ == 0; }  ///< whether the next hop is the first of a step

  /** The frames rendered by the last call, of all pairs of channels. */
  ConstPairedFrames rendered() const { return rendered_; }

  /** The frames of the last finished step, of all pairs of channels; valid while begins_step(). */
  ConstPairedFrames last_step() const { return frames_.frames(); }

  /** The same with all pairs summed to one. */
  std::span<const StereoFrame> last_step_mixed() const { return mix_.empty() ? last_step().pair(0) : mix_; }

  /** The sound that would follow the last hop if no further one came; valid until the next call. */
  ConstPairedFrames tail();

  /** The events applied by the last render call. */
  std::span<const LoggedEvent> applied() const { return applied_; }

  /** The first of applied() after render_hops(): those from the control log. */
  std::span<const LoggedEvent> applied_from_replay() const { return applied().first(replayed_count_); }

  /** Events for a later step that were dropped because max_held were waiting. */
  std::uint64_t held_lost() const { return held_lost_; }

  /** The delay from the first sample of a hop until a change made there is audible. */
  Response response() const { return source_.response(); }

  PassageTimes passage_times() const { return source_.passage_times(); }
  HeardReport heard() const { return source_.heard(); }
  PulseReport pulse() const { return source_.pulse(); }
  std::uint64_t resets() const { return source_.resets(); }  ///< Source::resets
  std::uint64_t steps() const { return steps_; }             ///< finished so far
  int hops_per_step() const { return hops_per_step_; }
  std::size_t step_size() const { return frames_.size(); }   ///< frames per step
  std::size_t pairs() const { return source_.pairs(); }      ///< of channels
  int sample_rate() const { return source_.sample_rate(); }  ///< Hz

 private:
  void count_waiting();
  void apply_replayed();
  void apply_for_step();
  void apply_within_step();
  std::span<const StereoFrame> render_until(int end, std::span<const float> heard);
  int end_before_replayed(int end) const;
  void take(const ControlEvent& event);
  void apply(const ControlEvent& event);

  Source& source_;
  std::vector<LoggedEvent> replayed_;
  std::size_t next_replayed_ = 0;
  std::deque<ControlInbox> inboxes_;  // an inbox must not move
  std::vector<std::size_t> waiting_;  // number of events in each inbox when last counted
  Timeline<std::uint64_t, ControlEvent> held_{max_held};
  std::uint64_t held_lost_ = 0;
  const int hops_per_step_;
  PairedBuffer frames_;  // of a step
  PairedBuffer tail_;
  std::vector<StereoFrame> mix_;  // of a step of several pairs
  ConstPairedFrames rendered_;
  std::vector<LoggedEvent> applied_;
  std::size_t replayed_count_ = 0;
  std::uint64_t steps_ = 0;
  int hop_ = 0;  // next hop within the step
};

}  // namespace aeolian
