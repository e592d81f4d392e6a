// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "protocols/osc/message.h"

namespace aeolian {

/** `message` as a packet to send, written by liblo. An OscOther goes out as nil. */
std::vector<std::byte> serialise(const OscMessage& message);

/** `messages` as a bundle to be taken at once. */
std::vector<std::byte> serialise(std::span<const OscMessage> messages);

/** Bytes that `message` takes within a bundle, its size included. */
std::size_t size_in_bundle(const OscMessage& message);

}  // namespace aeolian
