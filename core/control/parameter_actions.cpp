// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/control/parameter_actions.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <cstddef>
#include <string>
#include <vector>

#include "core/control/voice_path.h"

namespace aeolian {
namespace {

constexpr std::array table{
    ParameterAction{"/seed/random", "", "picks a seed at random and replies with it", true, true},
    ParameterAction{select_encoding_path, "s:name [f:glide_s]", "selects a named encoding", false, true},
    ParameterAction{"/encoding/vector", "f:value ...",
                    "sets the encoding by its values, which are scaled to unit length", false, true},
    ParameterAction{
        encoding_dimension_pattern, "f:value [f:glide_s]",
        "sets value N (from 0) of the encoding, -1 to 1; the encoding is the direction of all values"},
    ParameterAction{"/encoding/blend", "s:name f:weight ... [f:glide_s]",
                    "a sound between the two named encodings with the largest weights, in their proportion",
                    false, true},
    ParameterAction{"/encoding/interpolate", "s:from s:to f:position [f:glide_s]",
                    "a sound between two named encodings; position 0 to 1", false, true},
    ParameterAction{"/encoding/xy", "f:x f:y [f:glide_s]",
                    "a sound between the two nearest named encodings on their map; x and y 0 to 1", false,
                    true},
    ParameterAction{map_x_path, "f:value [f:glide_s]",
                    "moves to another place on that map, 0 (left) to 1 (right), at the same height"},
    ParameterAction{map_y_path, "f:value [f:glide_s]",
                    "moves to another height on that map, 0 to 1, at the same x"},
    ParameterAction{
        "/encoding/average", "i:count [f:glide_s]",
        "the mean of count named encodings, chosen at random from the seed; different ones each time", false,
        true},
    ParameterAction{"/encoding/wander", "[f:glide_s]",
                    "clears the encoding; the model drifts between all learned sounds", false, true},
    ParameterAction{"/fade/in", "[f:time_s]", "plays, fading in"},
    ParameterAction{"/fade/out", "[f:time_s]", "stops, fading out; the generator keeps running"},
    ParameterAction{"/stop", "", "stops, like /play 0"},
    ParameterAction{"/panic", "", "fades out in 50 ms and picks a new seed; /play starts again"},
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

std::optional<std::size_t> encoding_dimension_of(std::string_view path) {
  if (!path.starts_with(encoding_dimension_path)) return {};
  const auto digits = path.substr(encoding_dimension_path.size());
  std::size_t dimension = 0;
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), dimension);
  if (error != std::errc{} || std::to_string(dimension) != digits) return {};
  return dimension;
}

std::span<const ParameterAction> parameter_actions() {
  return table;
}

const ParameterAction* find_parameter_action(std::string_view path) {
  return find_row(table, path);
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
