// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <optional>
#include <string_view>

#include "core/control/parameter_actions.h"
#include "core/control/parameters.h"

namespace aeolian {

/**
 * The parameter or parameter action of a path, and its voice. Looked up once and kept instead of the path, so
 * that no text is compared when a value arrives.
 */
struct ParameterAddress {
  const ParameterSpec* parameter = nullptr;  ///< null = an action
  const ParameterAction* action = nullptr;
  VoiceNumber voice = all_voices;
  std::size_t dimension = 0;  ///< of ActionId::encoding_dimension

  bool is(ParameterId id) const { return parameter && parameter->id == id; }
  bool is(ActionId id) const { return action && action->id == id; }
  /** The parameter that it changes. */
  ParameterId moves() const { return parameter ? parameter->id : action->moves; }
  /** Its arguments, in the notation of takes() (signature.h). */
  std::string_view takes() const { return parameter ? taken_by(*parameter) : action->takes; }

  bool operator==(const ParameterAddress&) const = default;
};

/** The address for all voices. */
ParameterAddress address_of(ParameterId id);
ParameterAddress address_of(ActionId id);

/**
 * Looks up `path`, without the prefix: "/gain", "/voice/2/gain", "/encoding/dim/3"; nothing = no such path.
 */
std::optional<ParameterAddress> find_parameter_address(std::string_view path);

/** The path of an action that has one path per dimension of an encoding, without the final number. */
std::string_view path_before_dimension(const ParameterAction& action);

}  // namespace aeolian
