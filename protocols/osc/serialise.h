#pragma once

#include <cstddef>
#include <vector>

#include "protocols/osc/message.h"

namespace aeolian {

/** `message` as a packet to send, written by liblo. An OscOther goes out as nil. */
std::vector<std::byte> serialise(const OscMessage& message);

}  // namespace aeolian
