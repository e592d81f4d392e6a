// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/json_text.h"

#include <cstddef>
#include <nlohmann/json.hpp>
#include <optional>
#include <set>
#include <vector>

#include "core/printable.h"

namespace aeolian {
namespace {

/** Returns why a text would need too much memory, before allocating any; strings are not counted. */
std::optional<std::string> too_much(std::string_view text, int max_depth, std::size_t max_values) {
  int depth = 0;
  std::size_t values = 1;  // each bracket and each comma starts one
  bool in_string = false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (in_string) {
      if (c == '\\') {
        ++i;
      } else if (c == '"') {
        in_string = false;
      }
    } else if (c == '"') {
      in_string = true;
    } else if (c == '{' || c == '[') {
      ++values;
      if (++depth > max_depth)
        return "nests deeper than " + std::to_string(max_depth) + " levels at byte " + std::to_string(i);
    } else if (c == '}' || c == ']') {
      --depth;
    } else if (c == ',') {
      ++values;
    }
    if (values > max_values) return "has more than " + std::to_string(max_values) + " values";
  }
  return std::nullopt;
}

/** Finds keys that occur twice in an object, at any depth. */
class DuplicateKeys {
 public:
  void operator()(nlohmann::json::parse_event_t event, const nlohmann::json& value) {
    using Event = nlohmann::json::parse_event_t;
    if (event == Event::object_start) {
      open_.emplace_back();
    } else if (event == Event::object_end) {
      open_.pop_back();
    } else if (event == Event::key) {
      const auto& key = value.get_ref<const std::string&>();
      if (!open_.back().insert(key).second && !first_) first_ = key;
    }
  }

  const std::optional<std::string>& first() const { return first_; }

 private:
  std::vector<std::set<std::string>> open_;
  std::optional<std::string> first_;
};

}  // namespace

ErrorOr<nlohmann::json> parse_json(std::string_view text, int max_depth, std::size_t max_values) {
  if (auto reason = too_much(text, max_depth, max_values)) return fail(*std::move(reason));
  DuplicateKeys keys;
  const auto watch = [&](int, nlohmann::json::parse_event_t event, nlohmann::json& value) {
    keys(event, value);
    return true;
  };
  try {
    auto json = nlohmann::json::parse(text, watch);
    if (keys.first()) return fail("names " + in_quotes(*keys.first()) + " twice");
    return json;
  } catch (const nlohmann::json::parse_error& error) {
    return fail("is not valid JSON at byte " + std::to_string(error.byte));
  } catch (const nlohmann::json::exception&) {
    return fail("is not valid JSON: a number is out of range");
  }
}

}  // namespace aeolian
