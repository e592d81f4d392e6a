// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

namespace aeolian {

class ControlInterface;
class Parameters;
class Presets;

/** Everything that a control source can reach. All parts outlive the control sources. */
struct ControlContext {
  Parameters& parameters;
  Presets& presets;
  ControlInterface& instrument;
};

}  // namespace aeolian
