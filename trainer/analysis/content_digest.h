// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <type_traits>

#include "core/error.h"
#include "core/file_descriptor.h"

namespace aeolian::trainer {

/**
 * Identifies content by 128 bits of XXH3. Collisions are practically impossible by accident, but the hash
 * does not resist an attack.
 */
using ContentDigest = std::array<std::uint8_t, 16>;

/** 32 hexadecimal digits. */
std::string to_hex(const ContentDigest& digest);

/** Computes the digest of bytes that come piece by piece. */
class Digester {
 public:
  Digester();
  ~Digester();
  Digester(const Digester&) = delete;
  Digester& operator=(const Digester&) = delete;

  void add(std::span<const std::byte> bytes);

  /** Adds a number in its memory representation. */
  template <class Number>
  requires std::is_arithmetic_v<Number>
  void add(Number value) { add(std::as_bytes(std::span(&value, 1))); }

  ContentDigest digest() const;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

/** 64 bits of XXH3, to detect corrupted bytes. */
std::uint64_t checksum_of(std::string_view bytes);

/** Computes the digest of a whole file. The error does not contain the file's name. */
ErrorOr<ContentDigest> digest_of(const FileDescriptor& file);

}  // namespace aeolian::trainer
