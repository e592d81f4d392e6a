// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <aeolian/aeolian.h>

#include <cassert>
#include <optional>
#include <utility>
#include <variant>

namespace aeolian {
inline namespace v0 {

/** The reason for a failure, one sentence for the user. A plain value; allocates nothing. */
class Error {
 public:
  const char* message() const noexcept { return error_.message; }

  /** For calls to the C interface. */
  aeolian_error* c_error() noexcept { return &error_; }

 private:
  aeolian_error error_{};
};

/** A value or an error. Check has_value() before accessing either. */
template <class T>
class [[nodiscard]] Result {
 public:
  Result(T value) : state_(std::in_place_index<0>, std::move(value)) {}
  Result(const Error& error) : state_(std::in_place_index<1>, error) {}

  bool has_value() const noexcept { return state_.index() == 0; }
  explicit operator bool() const noexcept { return has_value(); }

  T& operator*() & { return *get(); }
  const T& operator*() const& { return *get(); }
  T&& operator*() && { return std::move(*get()); }
  T* operator->() { return get(); }
  const T* operator->() const { return get(); }

  const Error& error() const {
    assert(!has_value());
    return *std::get_if<1>(&state_);
  }

 private:
  T* get() {
    assert(has_value());
    return std::get_if<0>(&state_);
  }
  const T* get() const {
    assert(has_value());
    return std::get_if<0>(&state_);
  }

  std::variant<T, Error> state_;
};

/** Success, or the error. */
template <>
class [[nodiscard]] Result<void> {
 public:
  Result() = default;
  Result(const Error& error) : error_(error) {}

  bool has_value() const noexcept { return !error_.has_value(); }
  explicit operator bool() const noexcept { return has_value(); }

  const Error& error() const {
    assert(!has_value());
    return *error_;
  }

 private:
  std::optional<Error> error_;
};

using Status = Result<void>;

}  // namespace v0
}  // namespace aeolian
