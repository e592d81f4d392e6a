// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace aeolian {

/** What this build knows of a path of the OSC address space, without asking anybody. */
struct KnownPath {
  enum class Kind {
    parameter,  ///< has a value, which changes and is told
    gesture,    ///< moves a parameter in another way
    command,    ///< has the instrument do or tell something
  };

  Kind kind;
  std::string takes;  ///< its arguments, as takes() of core/control/parameter_actions.h reads them

  bool is_query = false;    ///< a command that, without a value, tells something and does nothing
  bool is_list = false;     ///< a query that is answered with a list
  bool ends_done = false;   ///< a /done or a /fail ends it, perhaps long after it was taken
  bool is_learned = false;  ///< MIDI can be bound to it without a mapping file

  /** Whether the argument at `i` can be nothing but a text, whatever it looks like. */
  bool takes_text(std::size_t i) const;
};

/** `path` is below the prefix, as "/gain"; nothing = this build has no such path. */
std::optional<KnownPath> find_path(std::string_view path);

/** "did you mean /gain?", for a path that there is not. */
std::string nearest_paths(std::string_view path);

}  // namespace aeolian
