// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <xxhash.h>

#include <cstdint>
#include <memory>
#include <span>

namespace aeolian::daemon {

/** Digests bytes, part by part, into 64 bits. */
class Digester {
 public:
  Digester() { XXH3_64bits_reset(state_.get()); }

  template <class Values>
  Digester& add(const Values& values) {
    const auto bytes = std::as_bytes(std::span(values.data(), values.size()));
    XXH3_64bits_update(state_.get(), bytes.data(), bytes.size());
    return *this;
  }
  std::uint64_t digest() const { return XXH3_64bits_digest(state_.get()); }

 private:
  std::unique_ptr<XXH3_state_t, decltype(&XXH3_freeState)> state_{XXH3_createState(), XXH3_freeState};
};

}  // namespace aeolian::daemon
