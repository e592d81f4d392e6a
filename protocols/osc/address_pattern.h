// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "core/error.h"

namespace aeolian {

/** Whether `path` is an address pattern: it has a character that matches more than itself, or "//". */
bool is_address_pattern(std::string_view path);

/**
 * An address pattern after "The Open Sound Control 1.0 Specification": `?` is any one character, `*` any
 * number of them, `[a-z]` one of a set, `[!a-z]` one outside of it, `{one,two}` one of the strings; none of
 * them crosses a '/'. `//` of OSC 1.1 stands for any number of parts between two slashes, none included.
 * A pure value; matching takes time in proportion to the pattern's length times the address's, whatever they
 * are.
 */
class AddressPattern {
 public:
  static constexpr std::size_t longest = 256;  ///< bytes

  /** Refused, with the reason: one that is too long, does not begin with '/', or leaves [ or { open. */
  static ErrorOr<AddressPattern> parse(std::string_view text);

  /** Whether the pattern matches `address`, all of it. */
  bool matches(std::string_view address) const;

 private:
  /** What matches one stretch of a part of an address. */
  struct Token {
    enum class Kind { one_of, any_run, strings };
    Kind kind;
    bool excludes = false;        ///< of one_of: any character but these
    std::string characters = {};  ///< of one_of; excluding none = any character
    std::vector<std::string> strings = {};
  };
  /** What matches one part of an address, or any number of them. */
  struct Part {
    bool any_depth = false;
    std::vector<Token> tokens = {};
  };

  static ErrorOr<Part> parse_part(std::string_view text);
  static bool matches(const Part& part, std::string_view text);

  std::vector<Part> parts_;
};

}  // namespace aeolian
