// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <span>
#include <string_view>
#include <type_traits>

#include "core/random.h"

namespace aeolian {

/**
 * Saves the state of objects to memory, or restores it to objects that were constructed in the same way. Each
 * object passes its values in the same order in both directions. They are stored as raw bytes, so only this
 * build on this machine reads them. One thread at a time; allocates nothing.
 */
class StateArchive {
 public:
  /** Writes to `memory`; what does not fit is counted, but not written. */
  static StateArchive writer(std::span<std::byte> memory) { return {memory, {}, false}; }
  static StateArchive reader(std::span<const std::byte> bytes) { return {{}, bytes, true}; }

  bool is_reading() const { return is_reading_; }

  template <class Value>
  requires std::is_trivially_copyable_v<Value>
  void value(Value& value) { exchange({reinterpret_cast<std::byte*>(&value), sizeof value}); }

  /** Elements of an array, vector or the like; their number must be the same in both directions. */
  template <class Values>
  void values(Values& values) {
    auto count = static_cast<std::uint64_t>(values.size());
    value(count);
    if (!require(count == static_cast<std::uint64_t>(values.size()))) return;
    exchange(std::as_writable_bytes(std::span(values.data(), static_cast<std::size_t>(count))));
  }

  void value(Random& random) {
    exchange({reinterpret_cast<std::byte*>(&random), sizeof random});
    require(random.is_valid());
  }

  /** Checks a condition of the values read; a false one marks the archive as damaged. Returns `is_so`. */
  bool require(bool is_so) {
    if (!is_so) refuse("it is damaged, or of another model or build");
    return is_so;
  }

  /** Marks the archive as failed, as the object cannot be saved or restored; `why` is a string literal. */
  void refuse(std::string_view why) {
    if (fault_.empty()) fault_ = why;
  }

  /** Whether all saved bytes have been read; always false while writing. */
  bool is_at_end() const { return is_reading_ && at_ == bytes_.size(); }

  /** Bytes so far, whether or not they fitted. */
  std::size_t size() const { return at_; }
  /** The reason for a failure; empty = none. Check size() or is_at_end() as well. */
  std::string_view fault() const { return fault_; }

 private:
  StateArchive(std::span<std::byte> memory, std::span<const std::byte> bytes, bool is_reading)
      : memory_(memory), bytes_(bytes), is_reading_(is_reading) {}

  void exchange(std::span<std::byte> value) {
    const std::size_t end = at_ + value.size();
    if (is_reading_ && require(fault_.empty() && end <= bytes_.size()))
      std::memcpy(value.data(), bytes_.data() + at_, value.size());
    if (!is_reading_ && end <= memory_.size()) std::memcpy(memory_.data() + at_, value.data(), value.size());
    at_ = end;
  }

  std::span<std::byte> memory_;
  std::span<const std::byte> bytes_;
  bool is_reading_;
  std::size_t at_ = 0;
  std::string_view fault_;
};

}  // namespace aeolian
