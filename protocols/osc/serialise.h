// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "protocols/osc/message.h"

namespace aeolian::osc {

/** Returns `message` as a packet, written by liblo. An OtherArgument becomes nil. */
std::vector<std::byte> serialise(const Message& message);

/** Returns `messages` as a bundle to be applied at once. */
std::vector<std::byte> serialise(std::span<const Message> messages);

/** Returns the size of `message` within a bundle, including its size field. */
std::size_t size_in_bundle(const Message& message);

}  // namespace aeolian::osc
