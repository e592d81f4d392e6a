// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <array>
#include <cmath>
#include <cstdint>
#include <numbers>

namespace aeolian {

/**
 * Counter-based random numbers: the n-th block is a pure function of (seed, stream, n), so a performance can
 * be replayed bit for bit from its seed, and independent users draw from streams that never overlap.
 *
 * Philox-4x32-10: Salmon, Moraes, Dror and Shaw, "Parallel random numbers: as easy as 1, 2, 3", SC 2011. One
 * thread at a time. Allocates nothing.
 */
class Random {
 public:
  explicit Random(std::uint64_t seed = 0, std::uint64_t stream = 0) noexcept : seed_(seed), stream_(stream) {}

  /** 32 uniform random bits. */
  std::uint32_t bits() noexcept {
    if (used_ == 4) {
      block_ = philox({static_cast<std::uint32_t>(counter_), static_cast<std::uint32_t>(counter_ >> 32),
                       static_cast<std::uint32_t>(stream_), static_cast<std::uint32_t>(stream_ >> 32)},
                      {static_cast<std::uint32_t>(seed_), static_cast<std::uint32_t>(seed_ >> 32)});
      ++counter_;
      used_ = 0;
    }
    return block_[used_++];
  }

  /** Uniform in the open interval (0, 1). */
  float uniform() noexcept { return (static_cast<float>(bits() >> 8) + 0.5f) * 0x1p-24f; }

  /** Standard normal (Box and Muller; both values are used). */
  float normal() noexcept {
    if (has_spare_) {
      has_spare_ = false;
      return spare_;
    }
    const float radius = std::sqrt(-2.f * std::log(uniform()));
    const float angle = 2.f * std::numbers::pi_v<float> * uniform();
    spare_ = radius * std::sin(angle);
    has_spare_ = true;
    return radius * std::cos(angle);
  }

  /** False if it was restored from bytes that no Random had written. */
  bool is_valid() const noexcept { return used_ <= 4; }

 private:
  static std::array<std::uint32_t, 4> philox(std::array<std::uint32_t, 4> x,
                                             std::array<std::uint32_t, 2> key) noexcept {
    for (int round = 0; round < 10; ++round) {
      const std::uint64_t a = 0xD2511F53ull * x[0];
      const std::uint64_t b = 0xCD9E8D57ull * x[2];
      x = {static_cast<std::uint32_t>(b >> 32) ^ x[1] ^ key[0], static_cast<std::uint32_t>(b),
           static_cast<std::uint32_t>(a >> 32) ^ x[3] ^ key[1], static_cast<std::uint32_t>(a)};
      key[0] += 0x9E3779B9u;
      key[1] += 0xBB67AE85u;
    }
    return x;
  }

  std::uint64_t seed_;
  std::uint64_t stream_;
  std::uint64_t counter_ = 0;
  std::array<std::uint32_t, 4> block_{};
  unsigned used_ = 4;
  float spare_ = 0.f;
  bool has_spare_ = false;
};

}  // namespace aeolian
