// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <tl/expected.hpp>
#include <utility>

namespace aeolian {

/** Why a control source's request was refused, in the text that the user will read; nothing has changed. */
struct ControlError {
  enum class Kind {
    unknown_name,
    wrong_value,
    busy,       ///< something else must end first
    too_many,   ///< there are as many as there may be
    no_device,  ///< no sound device, no MIDI system
    failed,     ///< the disk, a broken file: what was asked for was in order
  };
  Kind kind;
  std::string message;
};

/** The result of a function that refuses. */
inline tl::unexpected<ControlError> refuse(ControlError::Kind kind, std::string message) {
  return tl::unexpected(ControlError{kind, std::move(message)});
}

}  // namespace aeolian
