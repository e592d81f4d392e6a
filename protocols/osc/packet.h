// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "core/error.h"
#include "protocols/osc/message.h"

namespace aeolian::osc {

inline constexpr std::size_t max_packet_size = 16384;  ///< bytes
inline constexpr int max_osc_bundle_depth = 8;         ///< nesting, including the outermost bundle
inline constexpr std::size_t max_messages = 1024;      ///< per packet
inline constexpr std::size_t max_arguments = 256;      ///< per message

/**
 * Parses a packet from the network into its messages, in order: a single message or bundles of them,
 * following "The Open Sound Control 1.0 Specification" (Wright, 2002). For any bytes at all, it reads nothing
 * outside `packet` and enforces the limits above. A packet with any error is refused as a whole; the error
 * says what is wrong and at which byte. A bundle inside a later one waits for the later one.
 */
ErrorOr<std::vector<TimedMessage>> parse_packet(std::span<const std::byte> packet);

}  // namespace aeolian::osc
