// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <string_view>

namespace aeolian {

/** Minimum length of a password or token, bytes. */
inline constexpr std::size_t shortest_secret = 8;

/**
 * Whether `given` is the secret, compared in a time that depends only on the length of `given`. `secret` must
 * not be empty.
 */
inline bool is_secret(std::string_view given, std::string_view secret) {
  volatile unsigned char difference = given.size() == secret.size() ? 0 : 1;
  for (std::size_t i = 0; i < given.size(); ++i) {
    difference = static_cast<unsigned char>(difference | (given[i] ^ secret[i % secret.size()]));
  }
  return difference == 0;
}

}  // namespace aeolian
