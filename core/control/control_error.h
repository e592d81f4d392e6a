// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <tl/expected.hpp>
#include <utility>

namespace aeolian {

/** The reason why a request was refused, in words for the user; nothing has changed. */
struct ControlError {
  enum class Kind {
    unknown_name,
    wrong_value,
    busy,       ///< something else must finish first
    too_many,   ///< a limit is reached
    no_device,  ///< no sound device, no MIDI system
    failed,     ///< the disk or a broken file; the request itself was valid
  };
  Kind kind;
  std::string message;
};

/** Shorthand for the failing return of a function that may refuse a request. */
inline tl::unexpected<ControlError> refuse(ControlError::Kind kind, std::string message) {
  return tl::unexpected(ControlError{kind, std::move(message)});
}

}  // namespace aeolian
