// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <array>
#include <cassert>
#include <cstddef>
#include <span>

namespace aeolian {

/** Vectors that go through a layer together: pointers to each input and each output. */
class Lanes {
 public:
  static constexpr std::size_t most = 32;

  void add(const float* from, float* to) {
    assert(count_ < most);
    from_[count_] = from;
    to_[count_++] = to;
  }

  std::span<const float* const> from() const { return std::span(from_).first(count_); }
  std::span<float* const> to() const { return std::span(to_).first(count_); }
  std::size_t size() const { return count_; }

 private:
  std::size_t count_ = 0;
  std::array<const float*, most> from_{};
  std::array<float*, most> to_{};
};

}  // namespace aeolian
