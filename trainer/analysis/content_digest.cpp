// SPDX-License-Identifier: GPL-3.0-or-later
#include "trainer/analysis/content_digest.h"

#include <unistd.h>
#include <xxhash.h>

#include <cerrno>
#include <system_error>
#include <vector>

namespace aeolian::trainer {

namespace {

constexpr std::size_t bytes_at_once = 1 << 20;

}  // namespace

struct Digester::State {
  XXH3_state_t* xxh3 = XXH3_createState();
  State() { XXH3_128bits_reset(xxh3); }
  ~State() { XXH3_freeState(xxh3); }
  State(const State&) = delete;
  State& operator=(const State&) = delete;
};

Digester::Digester() : state_(std::make_unique<State>()) {}
Digester::~Digester() = default;

void Digester::add(std::span<const std::byte> bytes) {
  XXH3_128bits_update(state_->xxh3, bytes.data(), bytes.size());
}

ContentDigest Digester::digest() const {
  XXH128_canonical_t canonical;
  XXH128_canonicalFromHash(&canonical, XXH3_128bits_digest(state_->xxh3));
  return std::to_array(canonical.digest);
}

std::string to_hex(const ContentDigest& digest) {
  constexpr std::string_view digits = "0123456789abcdef";
  std::string text;
  for (const std::uint8_t byte : digest) {
    text += digits[byte >> 4];
    text += digits[byte & 15];
  }
  return text;
}

std::uint64_t checksum_of(std::string_view bytes) {
  return XXH3_64bits(bytes.data(), bytes.size());
}

ErrorOr<ContentDigest> digest_of(const FileDescriptor& file) {
  Digester digester;
  std::vector<std::byte> bytes(bytes_at_once);
  for (off_t at = 0;;) {
    const ssize_t count = ::pread(*file, bytes.data(), bytes.size(), at);
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) return fail("cannot be read: " + std::generic_category().message(errno));
    if (count == 0) return digester.digest();
    digester.add(std::span(bytes).first(static_cast<std::size_t>(count)));
    at += count;
  }
}

}  // namespace aeolian::trainer
