// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <array>
#include <atomic>
#include <cstdint>

#include "core/control/event.h"
#include "core/control/parameters.h"
#include "core/stream/shared_stream.h"
#include "core/stream/step_renderer.h"

namespace aeolian {

/**
 * The route of control events from the parameters to the generator and the output, and back.
 *
 * On the way there, a change of the output takes effect at once, unless it names a step; every event also
 * goes to the generator, which assigns its step in the control log. On the way back, parameters are corrected
 * where the value in force differs from the last one requested. A change for a later step (from an OSC bundle
 * with a time tag) is in the parameters as soon as it is sent; if another control source moves the same
 * parameter before that step, the first change is applied last. Therefore each change applied at a named step
 * is written to the parameters again, unless a newer one is on its way. The beat of the clock belongs to no
 * parameter.
 */
class ControlRoute {
 public:
  /** All must outlive this. */
  ControlRoute(Parameters& parameters, StepRenderer& renderer, SharedStream& stream);

  /** Returns the sink for one more control source. Call it before the first step. */
  Parameters::Sink add_sink();

  /** Takes each event applied by the generator, in order, on the control loop's thread. */
  void take_applied(const ControlEvent& applied);

 private:
  bool send(const ControlEvent& event, ControlInbox& inbox);

  Parameters& parameters_;
  StepRenderer& renderer_;
  SharedStream& stream_;
  const Parameters::Source from_generator_;
  // For all voices and for each one, by parameter: sequence numbers
  std::array<std::atomic<std::uint64_t>, (most_voices + 1) * parameter_count> sent_{};
  std::array<std::uint64_t, (most_voices + 1) * parameter_count> applied_{};
};

}  // namespace aeolian
