// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/control/signature.h"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>

namespace aeolian {
namespace {

/** A parsed signature. */
struct Signature {
  std::vector<char> required;
  std::vector<char> optional;
  bool repeats = false;
};

Signature parse(std::string_view text) {
  Signature signature;
  bool in_brackets = false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '[') in_brackets = true;
    if (text[i] == '.') signature.repeats = true;
    if (i + 1 < text.size() && text[i + 1] == ':') {
      (in_brackets ? signature.optional : signature.required).push_back(text[i]);
    }
  }
  return signature;
}

bool fits(char type, const ControlValue& value) {
  if (type == 's') return std::holds_alternative<std::string>(value);
  const auto number = as_number(value);
  return number && (type != 'i' || std::floor(*number) == *number);
}

/** Whether the first of `values` skips the first of `words`, an optional f, for an i after it. */
bool goes_past(std::span<const ControlValue> values, std::span<const char> words) {
  return words[0] == 'f' && values.size() < words.size() &&
         std::holds_alternative<std::int64_t>(values.front()) && std::ranges::find(words, 'i') != words.end();
}

}  // namespace

bool takes(std::string_view signature, std::span<const ControlValue> values) {
  return arguments_by_word(signature, values).has_value();
}

std::optional<Arguments> arguments_by_word(std::string_view signature, std::span<const ControlValue> values) {
  const auto [required, optional, repeats] = parse(signature);
  const std::size_t turns =
      repeats && !required.empty() ? std::max<std::size_t>(1, values.size() / required.size()) : 1;
  const std::size_t repeated = turns * required.size();
  if (values.size() < repeated || values.size() > repeated + optional.size()) return {};
  Arguments arguments;
  for (std::size_t i = 0; i < repeated; ++i) {
    if (!fits(required[i % required.size()], values[i])) return {};
    arguments.emplace_back(values[i]);
  }
  auto left = values.subspan(repeated);
  for (std::size_t i = 0; i < optional.size(); ++i) {
    if (left.empty() || goes_past(left, std::span(optional).subspan(i))) {
      arguments.emplace_back();
      continue;
    }
    if (!fits(optional[i], left.front())) return {};
    arguments.emplace_back(left.front());
    left = left.subspan(1);
  }
  if (!left.empty()) return {};
  return arguments;
}

std::string type_tags(std::string_view signature) {
  const auto parsed = parse(signature);
  return {parsed.required.begin(), parsed.required.end()};
}

std::optional<std::size_t> index_of_word(std::string_view signature, std::string_view name) {
  std::size_t index = 0;
  for (auto colon = signature.find(':'); colon != std::string_view::npos; ++index) {
    const auto word = signature.substr(colon + 1);
    if (word.substr(0, word.find_first_of(" ]")) == name) return index;
    colon = signature.find(':', colon + 1);
  }
  return {};
}

}  // namespace aeolian
