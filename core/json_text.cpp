#include "core/json_text.h"

#include <cstddef>
#include <nlohmann/json.hpp>
#include <optional>
#include <set>
#include <vector>

#include "core/printable.h"

namespace aeolian {
namespace {

/** Where brackets first nest deeper than `max_depth`, strings left out of account. */
std::optional<std::size_t> too_deep_at(std::string_view text, int max_depth) {
  int depth = 0;
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
      if (++depth > max_depth) return i;
    } else if (c == '}' || c == ']') {
      --depth;
    }
  }
  return std::nullopt;
}

/** Watches the keys of every open object for one that comes twice. */
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

ErrorOr<nlohmann::json> parse_json(std::string_view text, int max_depth) {
  if (const auto at = too_deep_at(text, max_depth)) {
    return fail("nests deeper than " + std::to_string(max_depth) + " levels at byte " + std::to_string(*at));
  }
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
    return fail("is no valid JSON at byte " + std::to_string(error.byte));
  } catch (const nlohmann::json::exception&) {
    return fail("is no valid JSON: a number is out of range");
  }
}

std::string in_quotes(std::string_view name) {
  constexpr std::size_t longest = 80;
  const bool cut = name.size() > longest;
  const nlohmann::json text = std::string(name.substr(0, longest)) + (cut ? "..." : "");
  return printable(text.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace));
}

}  // namespace aeolian
