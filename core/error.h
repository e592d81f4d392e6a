// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <tl/expected.hpp>
#include <utility>

namespace aeolian {

/** An error message for the user: what went wrong, where, and what to do about it. */
struct Error {
  std::string message;
};

/** A value, or the reason why there is none. Bad input is reported by return value, not by exception. */
template <class T>
using ErrorOr = tl::expected<T, Error>;

/** Shorthand for the failing return of a function that returns ErrorOr<T>. */
inline tl::unexpected<Error> fail(std::string message) {
  return tl::unexpected<Error>(Error{std::move(message)});
}

}  // namespace aeolian
