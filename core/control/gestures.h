#pragma once

#include <span>
#include <string>
#include <string_view>

#include "core/control/value.h"

namespace aeolian {

/**
 * A path that moves a parameter in another way than by its value: between two encodings, by one fader, on the
 * map. Parameters::set_by_path() does it; every door offers it.
 */
struct Gesture {
  std::string_view
      path;  ///< below the prefix, as "/encoding/xy"; "/encoding/dim/N" stands for one path a dimension
  std::string_view takes;  ///< its arguments, as takes() reads them
  std::string_view description;
  bool answers = false;  ///< tells what came of it, because the sender cannot know
};

/** Every gesture, those of one parameter side by side. */
std::span<const Gesture> gestures();

/**
 * Whether `values` are what `signature` asks for: words such as "s:name f:weight", each the OSC type of an
 * argument and its name (i whole number, f number, T toggle, s text; numbers of any type and bools pass for
 * i, f and T). Words in [ ] may be left out from the end; "..." means that the words before it may come
 * again.
 */
bool takes(std::string_view signature, std::span<const ControlValue> values);

/** The OSC type tags of `signature`, one turn of what comes again: "sf" for "s:name f:weight ...
 * [f:glide_s]". */
std::string type_tags(std::string_view signature);

}  // namespace aeolian
