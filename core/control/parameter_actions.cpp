// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/control/parameter_actions.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <vector>

namespace aeolian {
namespace {

constexpr std::array table{
    ParameterAction{"/seed/random", "", "picks a seed and tells which", true},
    ParameterAction{"/encoding/set", "s:name [f:glide_s]", "a named encoding"},
    ParameterAction{"/encoding/vector", "f:value ...", "an encoding by its values, brought to unit norm"},
    ParameterAction{"/encoding/dim/N", "f:value [f:glide_s]",
                    "fader N (from 0) of those whose direction is the encoding, -1 to 1"},
    ParameterAction{"/encoding/blend", "s:name f:weight ... [f:glide_s]",
                    "the mean of named encodings by their weights; the sum of the weights is of no account"},
    ParameterAction{"/encoding/interpolate", "s:from s:to f:position [f:glide_s]",
                    "between two named encodings on the great circle, position 0 to 1"},
    ParameterAction{"/encoding/xy", "f:x f:y [f:glide_s]",
                    "a point of the map of the named encodings, 0 to 1 both ways"},
    ParameterAction{"/encoding/average", "i:count [f:glide_s]",
                    "the mean of so many named encodings, drawn by the seed; each time others"},
    ParameterAction{"/encoding/wander", "[f:glide_s]",
                    "lets go of the encoding: it wanders again among all that it learned"},
    ParameterAction{"/fade/in", "[f:time_s]", "plays, fading in"},
    ParameterAction{"/fade/out", "[f:time_s]", "stops, fading out; the generator goes on"},
    ParameterAction{"/stop", "", "stops as /play 0 does"},
    ParameterAction{"/panic", "", "fades out in 50 ms and sets the seed anew; /play goes on, afresh"},
};

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

/** Whether the first of `values` skips the first of `words`, an optional f, and belongs to an i after it. */
bool goes_past(std::span<const ControlValue> values, std::span<const char> words) {
  return words[0] == 'f' && values.size() < words.size() &&
         std::holds_alternative<std::int64_t>(values.front()) && std::ranges::find(words, 'i') != words.end();
}

}  // namespace

std::span<const ParameterAction> gestures() {
  return table;
}

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

}  // namespace aeolian
