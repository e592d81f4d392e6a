// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <atomic>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <memory>
#include <optional>
#include <thread>

#include "core/audio/step_input.h"
#include "core/control/control_log.h"
#include "core/stream/latest_value.h"
#include "core/stream/overload.h"
#include "core/stream/sample_tap.h"
#include "core/stream/shared_stream.h"
#include "core/stream/spsc_ring.h"
#include "core/stream/step_renderer.h"
#include "core/stream/time_histogram.h"
#include "core/stream/wake_margin.h"

namespace aeolian {

/**
 * The generation thread: renders single hops (whole steps while they take long), each with its tail, ahead
 * of playback by one device block and one step, or part of a step if the thread has real-time scheduling and
 * steps take little time. Returns every applied event to the control side, which may write it to a control
 * log.
 *
 * All methods belong to one thread of the control side unless stated otherwise.
 */
class Player {
 public:
  /** Scheduling of the generation thread. */
  enum class Scheduling { unknown, real_time, refused };

  /** From `renderer` to `stream`, both of which must outlive it; the ring must hold several steps. */
  Player(StepRenderer& renderer, SharedStream& stream, const OverloadSettings& overload = {});
  ~Player() { stop(); }

  /**
   * Adds a ring of all generated samples for one further reader, with all pairs of channels, or
   * (add_tap_of_mix()) summed to one pair. Before start(); the address stays valid.
   */
  SampleTap& add_tap() { return taps_.emplace_back(renderer_.pairs()); }
  SampleTap& add_tap_of_mix() { return taps_.emplace_back(); }

  /** Lets the source listen to `input`. Before start(). */
  void listen_to(std::unique_ptr<StepInput> input);

  /** Starts the thread; it runs until stop(). */
  void start();
  void stop();

  /** Takes the oldest applied event not yet taken; false = none. */
  bool pop_applied(LoggedEvent& logged) { return applied_.pop(logged); }

  /**
   * Any thread: the step that sounds at `time`, from the time of the consumer's last block and the latency
   * reported by the device; 0 before the first block.
   */
  std::uint64_t step_at(std::chrono::steady_clock::time_point time) const noexcept;

  /** Any thread: the step whose changes become audible nearest to `time`; 0 before the first block. */
  std::uint64_t step_heard_at(std::chrono::steady_clock::time_point time) const noexcept;

  /** Any thread: when changes made at `step` become audible; nothing before the first block. */
  std::optional<std::chrono::steady_clock::time_point> time_heard(std::uint64_t step) const noexcept;

  /** Any thread: the same for changes that reach the generator now. */
  std::optional<std::chrono::steady_clock::time_point> next_change() const noexcept;

  /** Duration of a step's sound, seconds. */
  double step_s() const noexcept { return std::chrono::duration<double>(budget_).count(); }

  // Metrics; any thread.

  /** Number of samples in the ring below which the thread renders more. */
  std::size_t look_ahead() const noexcept;
  std::uint64_t steps() const noexcept { return steps_.load(std::memory_order_relaxed); }
  /** Steps that took longer to render than they last. */
  std::uint64_t late_steps() const noexcept { return late_steps_.load(std::memory_order_relaxed); }
  /** Applied events lost because the control side was too slow. */
  std::uint64_t applied_lost() const noexcept { return applied_lost_.load(std::memory_order_relaxed); }
  /** Events for a later step that were dropped for lack of room (StepRenderer::held_lost). */
  std::uint64_t held_lost() const noexcept { return held_lost_.load(std::memory_order_relaxed); }
  const TimeHistogram& step_times() const noexcept { return step_times_; }
  std::chrono::nanoseconds step_budget() const noexcept { return budget_; }
  /** Overload level (Overload::level); 0 = none. */
  int overload_level() const noexcept { return overload_level_.load(std::memory_order_relaxed); }
  /** Whether the quality should be lowered to shorten steps. */
  bool wants_less() const noexcept { return wants_less_.load(std::memory_order_relaxed); }
  /** For how long the model has followed passages of the corpus (Source::passage_times). */
  PassageTimes passage_times() const noexcept {
    return {passage_s_.load(std::memory_order_relaxed), longest_passage_s_.load(std::memory_order_relaxed)};
  }

  /** The source's description of its input (Source::heard). */
  HeardReport heard() const noexcept { return heard_report_.get(); }

  /** The pulse of the output, and how it follows the tempo (Source::pulse). */
  PulseReport pulse() const noexcept { return pulse_.get(); }

  /** Number of resets of the model (Engine::resets). */
  std::uint64_t resets() const noexcept { return resets_.load(std::memory_order_relaxed); }
  /** Number of times that the overload level rose. */
  std::uint64_t overloads() const noexcept { return overloads_.load(std::memory_order_relaxed); }
  Scheduling scheduling() const noexcept { return scheduling_.load(std::memory_order_relaxed); }

 private:
  std::optional<double> sample_heard_at(std::chrono::steady_clock::time_point time) const noexcept;
  void run(const std::stop_token& stop);
  void wait_below(std::size_t look_ahead);
  void make_part();
  void finish_step();
  void follow_overload();
  void mark_changes();
  void report_applied();

  StepRenderer& renderer_;
  SharedStream& stream_;
  const std::size_t step_size_;
  const std::chrono::nanoseconds budget_;  // duration of a step's sound
  std::deque<SampleTap> taps_;             // a tap must not move
  std::unique_ptr<StepInput> input_;       // none if it does not listen
  std::vector<float> heard_;               // input samples of a step
  LatestValue<HeardReport> heard_report_;
  LatestValue<PulseReport> pulse_;
  SpscRing<LoggedEvent, 2048> applied_;
  std::chrono::nanoseconds step_took_{0};  // of the step in progress: its parts so far
  std::chrono::nanoseconds part_took_{0};  // the longest of them
  std::size_t step_fill_ = 0;              // samples in the ring when it began
  TimeHistogram step_times_;
  std::atomic<std::uint64_t> steps_{0};
  std::atomic<int> first_heard_{0};  // Response::first, samples
  std::atomic<std::uint64_t> late_steps_{0};
  std::atomic<std::uint64_t> applied_lost_{0};
  std::atomic<std::uint64_t> held_lost_{0};
  Overload overload_;                             // the thread's own
  WakeMargin wake_margin_;                        // the thread's own, like those below
  double part_load_ = 0.;                         // a step's longest part, averaged, steps
  std::size_t longest_wait_ = 0;                  // longest delay of waking up in this step, samples
  std::atomic<double> reserve_;                   // steps of look-ahead, besides a block
  std::atomic<std::size_t> extra_look_ahead_{0};  // samples
  std::atomic<int> overload_level_{0};
  std::atomic<bool> wants_less_{false};
  std::atomic<std::uint64_t> overloads_{0};
  std::atomic<std::uint64_t> resets_{0};
  std::atomic<double> passage_s_{0}, longest_passage_s_{0};
  std::atomic<Scheduling> scheduling_{Scheduling::unknown};
  std::jthread thread_;
};

}  // namespace aeolian
