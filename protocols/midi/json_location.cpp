// SPDX-License-Identifier: GPL-3.0-or-later
#include "protocols/midi/json_location.h"

#include <algorithm>
#include <nlohmann/json.hpp>

namespace aeolian::midi {
namespace {

/** Walks through valid JSON text. */
class JsonWalk {
 public:
  explicit JsonWalk(std::string_view text) : text_(text) { skip_space(); }

  std::size_t at() const { return at_; }

  /**
   * Moves from the first byte of an object or array to that of the value at `step`; false = there is none.
   */
  bool enter(const std::string& step) {
    if (at_ >= text_.size() || (text_[at_] != '{' && text_[at_] != '[')) return false;
    const bool object = text_[at_] == '{';
    next();
    for (std::size_t index = 0; at_ < text_.size() && text_[at_] != '}' && text_[at_] != ']'; ++index) {
      const bool here = object ? take_key() == step : std::to_string(index) == step;
      if (here) return true;
      skip_value();
      if (at_ < text_.size() && text_[at_] == ',') next();
    }
    return false;
  }

 private:
  void next() {
    ++at_;
    skip_space();
  }

  void skip_space() {
    while (at_ < text_.size() && std::string_view(" \t\r\n").find(text_[at_]) != std::string_view::npos)
      ++at_;
  }

  std::string take_key() {
    const auto begin = at_;
    skip_string();
    const auto key = nlohmann::json::parse(text_.substr(begin, at_ - begin), nullptr, false);
    skip_space();
    next();  // the colon
    return key.is_string() ? key.get<std::string>() : std::string();
  }

  void skip_string() {
    for (++at_; at_ < text_.size() && text_[at_] != '"'; ++at_) {
      if (text_[at_] == '\\') ++at_;
    }
    ++at_;
  }

  void skip_value() {
    int depth = 0;
    do {
      const char c = at_ < text_.size() ? text_[at_] : ' ';
      if (c == '"') {
        skip_string();
      } else {
        if (c == '{' || c == '[') ++depth;
        if (c == '}' || c == ']') --depth;
        ++at_;
        if (depth == 0 && c != '}' && c != ']') skip_word();
      }
    } while (depth > 0 && at_ < text_.size());
    skip_space();
  }

  void skip_word() {
    while (at_ < text_.size() && std::string_view(",]} \t\r\n").find(text_[at_]) == std::string_view::npos)
      ++at_;
  }

  std::string_view text_;
  std::size_t at_ = 0;
};

}  // namespace

TextPlace place_of_byte(std::string_view text, std::size_t at) {
  const auto before = text.substr(0, std::min(at, text.size()));
  const auto line_begin = before.rfind('\n') + 1;  // npos + 1 = 0
  return {static_cast<std::size_t>(std::ranges::count(before, '\n')) + 1, before.size() - line_begin + 1};
}

TextPlace place_of_json_value(std::string_view text, JsonSteps steps) {
  JsonWalk walk(text);
  auto place = walk.at();
  for (const auto& step : steps) {
    if (!walk.enter(step)) break;
    place = walk.at();
  }
  return place_of_byte(text, place);
}

}  // namespace aeolian::midi
