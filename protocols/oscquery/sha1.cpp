#include "protocols/oscquery/sha1.h"

#include <bit>
#include <cstddef>
#include <string>

namespace aeolian {
namespace {

constexpr std::size_t block_size = 64;

using State = std::array<std::uint32_t, 5>;

/** FIPS 180-4, 6.1.2: takes one block of 64 bytes in. */
void add_block(State& state, const char* block) {
  std::array<std::uint32_t, 80> w{};
  for (std::size_t t = 0; t < 16; ++t) {
    for (std::size_t byte = 0; byte < 4; ++byte) {
      w[t] = w[t] << 8 | static_cast<unsigned char>(block[4 * t + byte]);
    }
  }
  for (std::size_t t = 16; t < w.size(); ++t) {
    w[t] = std::rotl(w[t - 3] ^ w[t - 8] ^ w[t - 14] ^ w[t - 16], 1);
  }
  auto [a, b, c, d, e] = state;
  for (std::size_t t = 0; t < w.size(); ++t) {
    const std::uint32_t f = t < 20   ? (b & c) ^ (~b & d)
                            : t < 40 ? b ^ c ^ d
                            : t < 60 ? (b & c) ^ (b & d) ^ (c & d)
                                     : b ^ c ^ d;
    constexpr std::array<std::uint32_t, 4> k{0x5a827999, 0x6ed9eba1, 0x8f1bbcdc, 0xca62c1d6};
    const std::uint32_t next = std::rotl(a, 5) + f + e + k[t / 20] + w[t];
    e = d;
    d = c;
    c = std::rotl(b, 30);
    b = a;
    a = next;
  }
  state[0] += a;
  state[1] += b;
  state[2] += c;
  state[3] += d;
  state[4] += e;
}

/** FIPS 180-4, 5.1.1: a one, zeros, and the length in bits, up to whole blocks. */
std::string padded(std::string_view text) {
  std::string message(text);
  message += '\x80';
  while (message.size() % block_size != block_size - 8) message += '\0';
  const std::uint64_t bits = std::uint64_t{8} * text.size();
  for (int shift = 56; shift >= 0; shift -= 8) message += static_cast<char>(bits >> shift);
  return message;
}

}  // namespace

std::array<std::uint8_t, 20> sha1(std::string_view text) {
  State state{0x67452301, 0xefcdab89, 0x98badcfe, 0x10325476, 0xc3d2e1f0};
  const std::string message = padded(text);
  for (std::size_t at = 0; at < message.size(); at += block_size) add_block(state, message.data() + at);
  std::array<std::uint8_t, 20> digest{};
  for (std::size_t i = 0; i < digest.size(); ++i) {
    digest[i] = static_cast<std::uint8_t>(state[i / 4] >> (24 - 8 * (i % 4)));
  }
  return digest;
}

}  // namespace aeolian
