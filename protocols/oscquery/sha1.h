#pragma once

#include <array>
#include <cstdint>
#include <string_view>

namespace aeolian {

/** SHA-1 (FIPS 180-4), which the handshake of WebSocket asks for. It keeps no secret: use it for nothing
 * else. */
std::array<std::uint8_t, 20> sha1(std::string_view text);

}  // namespace aeolian
