#pragma once

namespace aeolian {

class Instrument;
class Parameters;
class Presets;

/** What every door is given: all that a hand can reach. Each part outlives the doors. */
struct Hands {
  Parameters& parameters;
  Presets& presets;
  Instrument& instrument;
};

}  // namespace aeolian
