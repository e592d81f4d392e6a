// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <array>
#include <atomic>
#include <cstdint>

#include "core/control/control_log.h"
#include "core/control/parameters.h"

namespace aeolian {

/**
 * Keeps the parameters at what the generator plays. A change for a later step, as of an OSC bundle with a
 * time tag, is in the parameters as soon as it is sent; where another control source moves the same parameter
 * before that step has come, the later change is heard in the end and the parameters would tell the other
 * one. So what was applied at a step of its own is put into them again, unless something newer is on its way.
 */
class ParameterSync {
 public:
  explicit ParameterSync(Parameters& parameters);

  /** `sink`, which counts what it has taken: on the way of every control source to the generator. */
  Parameters::Sink counted(Parameters::Sink sink);

  /** Of each event that the generator has applied, in their order. The control loop's thread. */
  void look(const ControlEvent& applied);

 private:
  void put(const ControlEvent& event);
  void put_encoding(const ControlEvent& event);

  Parameters& parameters_;
  const Parameters::Source source_;  // its changes go nowhere: the generator has them
  std::array<std::atomic<std::uint64_t>, parameter_count> sent_{};
  std::array<std::uint64_t, parameter_count> applied_{};
};

}  // namespace aeolian
