// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

namespace aeolian {

class ControlInterface;
class Parameters;
class Presets;

/** The objects that every control source is given. All of them outlive the control sources. */
struct ControlContext {
  Parameters& parameters;
  Presets& presets;
  ControlInterface& instrument;
};

}  // namespace aeolian
