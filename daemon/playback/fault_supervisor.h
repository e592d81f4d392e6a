// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <array>
#include <atomic>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "core/control/parameters.h"
#include "core/generator/fault_detector.h"
#include "core/stream/sample_tap.h"
#include "daemon/playback/model_loader.h"

namespace aeolian::daemon {

/** The faults that the guard has detected, and its actions. Any thread. */
struct GuardCounts {
  std::array<std::atomic<std::uint64_t>, fault_count> faults{};  ///< by cause
  std::atomic<std::uint64_t> source_switches{0};                 ///< caused by the guard
  std::atomic<std::uint64_t> refused{0};                         ///< faults on which it could not act

  void count(Fault fault) { faults[static_cast<std::size_t>(fault)].fetch_add(1, std::memory_order_relaxed); }
};

/**
 * Whether silence, a loop or a static sound is intended: the sound is frozen, or it plays through or answers
 * its input, which may pause.
 */
bool is_held_on_purpose(const Parameters& parameters);

/**
 * The guard of a live performance: taps the generated sound before gain and mute, and has the model loader
 * restart the model on a fault. If it cannot be restarted, the sound continues, and that is logged; for a
 * test tone, which has no other seed, only once.
 */
class FaultSupervisor {
 public:
  /** `tap` must not be used by anything else. Everything must outlive it. */
  FaultSupervisor(const GuardSettings& settings, int sample_rate, SampleTap& tap, ModelLoader& model_loader,
                  const Parameters& parameters);
  ~FaultSupervisor() { tap_.close(); }
  FaultSupervisor(const FaultSupervisor&) = delete;
  FaultSupervisor& operator=(const FaultSupervisor&) = delete;

  /** Processes the new frames. Called by the control loop every few milliseconds. */
  void look();

  /** Changes the settings. Called by the control loop. */
  void set_settings(const GuardSettings& settings);

  /** Any thread. */
  void set_on(bool on) { on_.store(on, std::memory_order_relaxed); }
  bool is_on() const { return on_.load(std::memory_order_relaxed); }
  const GuardCounts& counts() const { return *counts_; }

 private:
  void fit();
  void act_on(Fault fault);

  GuardSettings settings_;
  SampleTap& tap_;
  ModelLoader& model_loader_;
  const Parameters& parameters_;
  FaultDetector guard_;
  std::shared_ptr<const Checkpoint> fitted_to_;
  std::vector<StereoFrame> frames_;
  std::atomic<bool> on_;
  const std::shared_ptr<GuardCounts> counts_ = std::make_shared<GuardCounts>();  // replies may come later
  bool told_refusal_ = false;
};

}  // namespace aeolian::daemon
