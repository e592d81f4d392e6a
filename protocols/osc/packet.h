// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "core/error.h"
#include "protocols/osc/message.h"

namespace aeolian {

inline constexpr std::size_t max_osc_packet_size = 16384;  ///< bytes
inline constexpr int max_osc_bundle_depth = 8;             ///< bundles within bundles, the outermost counted
inline constexpr std::size_t max_osc_messages = 1024;      ///< a packet
inline constexpr std::size_t max_osc_arguments = 256;      ///< a message

/**
 * The messages of a packet as it came from the network, in their order: a message alone or bundles of them,
 * after "The Open Sound Control 1.0 Specification" (Wright, 2002). Reads nothing outside `packet` and holds
 * to the limits above, whatever the bytes are. A packet with any fault in it is refused whole, with what is
 * wrong and at which byte. A bundle that is inside a later one waits for the later one.
 */
ErrorOr<std::vector<TimedOscMessage>> parse_osc_packet(std::span<const std::byte> packet);

}  // namespace aeolian
