// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <array>
#include <atomic>
#include <cstdint>

#include "core/control/control_log.h"
#include "core/control/parameters.h"

namespace aeolian {

/**
 * Keeps the parameters equal to what the generator plays. A change for a later step, as from an OSC bundle
 * with a time tag, is in the parameters as soon as it is sent; if another control source moves the same
 * parameter before that step, the first change is applied last, and the parameters would show the other one.
 * So each change applied at a named step is written to the parameters again, unless a newer one is on its
 * way.
 */
class ParameterSync {
 public:
  explicit ParameterSync(Parameters& parameters);

  /** A sink that counts the events passed to `sink`: for every control source's route to the generator. */
  Parameters::Sink counted(Parameters::Sink sink);

  /** Called for each event applied by the generator, in order, on the control loop's thread. */
  void look(const ControlEvent& applied);

 private:
  Parameters& parameters_;
  const Parameters::Source source_;  // its changes are not sent: the generator has them
  // Of all voices, and of each one, by parameter
  std::array<std::atomic<std::uint64_t>, (most_voices + 1) * parameter_count> sent_{};
  std::array<std::uint64_t, (most_voices + 1) * parameter_count> applied_{};
};

}  // namespace aeolian
