// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "core/error.h"

namespace aeolian::osc {

/** Whether `path` is an address pattern: it contains a wildcard character, or "//". */
bool is_address_pattern(std::string_view path);

/**
 * An address pattern of "The Open Sound Control 1.0 Specification": `?` matches any one character, `*` any
 * number of them, `[a-z]` one of a set, `[!a-z]` one outside it, `{one,two}` one of the strings; none of them
 * matches a '/'. `//` of OSC 1.1 matches any number of parts between two slashes, including none. A pure
 * value; matching always takes time proportional to the pattern's length times the address's.
 */
class AddressPattern {
 public:
  static constexpr std::size_t longest = 256;  ///< bytes

  /** Refuses a pattern that is too long, does not begin with '/', or has an unclosed [ or {. */
  static ErrorOr<AddressPattern> parse(std::string_view text);

  /** Whether the pattern matches all of `address`. */
  bool matches(std::string_view address) const;

 private:
  /** Matches one stretch of a part of an address. */
  struct Token {
    enum class Kind { one_of, any_run, strings };
    Kind kind;
    bool excludes = false;        ///< of one_of: any character but these
    std::string characters = {};  ///< of one_of; excluding none = any character
    std::vector<std::string> strings = {};
  };
  /** Matches one part of an address, or any number of them. */
  struct Part {
    bool any_depth = false;
    std::vector<Token> tokens = {};
  };

  static ErrorOr<Part> parse_part(std::string_view text);
  static bool matches(const Part& part, std::string_view text);

  std::vector<Part> parts_;
};

}  // namespace aeolian::osc
