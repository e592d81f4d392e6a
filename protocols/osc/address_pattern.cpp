// SPDX-License-Identifier: GPL-3.0-or-later
#include "protocols/osc/address_pattern.h"

#include <algorithm>
#include <utility>

namespace aeolian::osc {
namespace {

/** The parts of `path` between slashes; of "/a//b": "a", "" and "b". */
std::vector<std::string_view> parts_of(std::string_view path) {
  std::vector<std::string_view> parts;
  path.remove_prefix(1);
  for (;;) {
    const auto slash = path.find('/');
    parts.push_back(path.substr(0, slash));
    if (slash == std::string_view::npos) return parts;
    path.remove_prefix(slash + 1);
  }
}

/**
 * Expands the characters in the brackets of a set, with ranges: "a-d" is "abcd". A '-' at either end stands
 * for itself.
 */
std::string characters_of(std::string_view set) {
  std::string characters;
  const auto byte = [&](std::size_t at) -> int { return static_cast<unsigned char>(set[at]); };
  for (std::size_t i = 0; i < set.size(); ++i) {
    if (i + 2 >= set.size() || set[i + 1] != '-') {
      characters += set[i];
      continue;
    }
    const auto [first, last] = std::minmax({byte(i), byte(i + 2)});
    for (int c = first; c <= last; ++c) characters += static_cast<char>(c);
    i += 2;
  }
  return characters;
}

std::vector<std::string> strings_of(std::string_view list) {
  std::vector<std::string> strings;
  for (;;) {
    const auto comma = list.find(',');
    strings.emplace_back(list.substr(0, comma));
    if (comma == std::string_view::npos) return strings;
    list.remove_prefix(comma + 1);
  }
}

/** The positions in a text that can be reached: first its beginning, and after a match its end. */
using Reached = std::vector<bool>;

bool reaches_none(const Reached& reached) {
  return std::ranges::find(reached, true) == reached.end();
}

}  // namespace

bool is_address_pattern(std::string_view path) {
  return path.find_first_of("?*[]{}") != std::string_view::npos || path.find("//") != std::string_view::npos;
}

ErrorOr<AddressPattern> AddressPattern::parse(std::string_view text) {
  if (!text.starts_with('/')) return fail("a pattern must begin with /");
  if (text.size() > longest) {
    return fail("a pattern has at most " + std::to_string(longest) + " characters, not " +
                std::to_string(text.size()));
  }
  AddressPattern pattern;
  const auto texts = parts_of(text);
  for (std::size_t i = 0; i < texts.size(); ++i) {
    const bool is_last = i + 1 == texts.size();
    if (texts[i].empty() && !is_last) {
      pattern.parts_.push_back({.any_depth = true});
      continue;
    }
    auto part = parse_part(texts[i]);
    if (!part) return tl::unexpected(part.error());
    pattern.parts_.push_back(std::move(*part));
  }
  return pattern;
}

ErrorOr<AddressPattern::Part> AddressPattern::parse_part(std::string_view text) {
  using Kind = Token::Kind;
  Part part;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (c == '*') {
      part.tokens.push_back({.kind = Kind::any_run});
    } else if (c == '?') {
      part.tokens.push_back({.kind = Kind::one_of, .excludes = true});
    } else if (c == '[' || c == '{') {
      const char closing = c == '[' ? ']' : '}';
      const auto end = text.find(closing, i + 1);
      if (end == std::string_view::npos) {
        return fail(std::string("'") + c + "' without '" + closing + "' in a pattern");
      }
      auto inside = text.substr(i + 1, end - i - 1);
      if (c == '{') {
        part.tokens.push_back({.kind = Kind::strings, .strings = strings_of(inside)});
      } else {
        const bool excludes = inside.starts_with('!');
        if (excludes) inside.remove_prefix(1);
        if (inside.empty()) return fail("[] in a pattern contains no character");
        part.tokens.push_back(
            {.kind = Kind::one_of, .excludes = excludes, .characters = characters_of(inside)});
      }
      i = end;
    } else if (c == ']' || c == '}') {
      return fail(std::string("'") + c + "' without its opening bracket in a pattern");
    } else {
      part.tokens.push_back({.kind = Kind::one_of, .characters = std::string(1, c)});
    }
  }
  return part;
}

bool AddressPattern::matches(const Part& part, std::string_view text) {
  using Kind = Token::Kind;
  Reached reached(text.size() + 1);
  reached[0] = true;
  for (const auto& token : part.tokens) {
    if (reaches_none(reached)) return false;
    if (token.kind == Kind::any_run) {
      std::fill(std::ranges::find(reached, true), reached.end(), true);
      continue;
    }
    Reached next(reached.size());
    for (std::size_t i = 0; i < reached.size(); ++i) {
      if (!reached[i]) continue;
      if (token.kind == Kind::strings) {
        for (const auto& string : token.strings) {
          if (text.substr(i).starts_with(string)) next[i + string.size()] = true;
        }
      } else if (i < text.size()) {
        const bool is_named = token.characters.find(text[i]) != std::string::npos;
        if (is_named != token.excludes) next[i + 1] = true;
      }
    }
    reached = std::move(next);
  }
  return reached.back();
}

bool AddressPattern::matches(std::string_view address) const {
  if (!address.starts_with('/')) return false;
  const auto texts = parts_of(address);
  Reached reached(texts.size() + 1);
  reached[0] = true;
  for (const auto& part : parts_) {
    if (reaches_none(reached)) return false;
    if (part.any_depth) {
      std::fill(std::ranges::find(reached, true), reached.end(), true);
      continue;
    }
    Reached next(reached.size());
    for (std::size_t i = 0; i < texts.size(); ++i) next[i + 1] = reached[i] && matches(part, texts[i]);
    reached = std::move(next);
  }
  return reached.back();
}

}  // namespace aeolian::osc
