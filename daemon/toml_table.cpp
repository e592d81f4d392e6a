#include "daemon/toml_table.h"

#define TOML_HEADER_ONLY 1
#define TOML_EXCEPTIONS 0
#define TOML_ENABLE_FORMATTERS 0
// Bad input comes to its assertions too (toml++ 3.3); it is refused right after them.
#define TOML_ASSERT(condition) static_cast<void>(0)
#include <toml++/toml.h>

#include <algorithm>
#include <optional>
#include <sstream>
#include <utility>

#include "core/control/spelling.h"
#include "core/json_text.h"

namespace aeolian {
namespace {

std::string number(double value) {
  std::ostringstream text;
  text << value;
  return text.str();
}

std::string kind_of(const toml::node& node) {
  switch (node.type()) {
    case toml::node_type::table:
      return "a table";
    case toml::node_type::array:
      return "a list";
    case toml::node_type::string:
      return "a text";
    case toml::node_type::integer:
      return "a whole number";
    case toml::node_type::floating_point:
      return "a number with a fraction";
    case toml::node_type::boolean:
      return "true or false";
    default:
      return "a date or time";
  }
}

struct Place {
  std::uint32_t line, column;
  auto operator<=>(const Place&) const = default;
};

Place place_of(const toml::source_region& source) {
  return {source.begin.line, source.begin.column};
}

std::string in_table(const std::string& table) {
  return table.empty() ? "outside any table" : "in [" + table + "]";
}

}  // namespace

struct TomlFile::Content {
  struct Key {
    std::string table;  ///< empty = the table itself is the key
    std::string key;
    bool operator==(const Key&) const = default;
  };
  struct Complaint {
    Place place;
    std::string text;
  };

  std::string name;
  toml::table root;
  std::vector<Key> asked;
  std::optional<Complaint> first;

  void ask(std::string_view table, std::string_view key) {
    Key wanted{std::string(table), std::string(key)};
    if (std::ranges::find(asked, wanted) == asked.end()) asked.push_back(std::move(wanted));
  }

  const toml::node* find(std::string_view table, std::string_view key) {
    ask(table, key);
    const toml::table* in = root[table].as_table();
    return in ? in->get(key) : nullptr;
  }

  void complain(Place place, std::string text) {
    if (!first || place < first->place) first = {place, std::move(text)};
  }

  std::vector<std::string> asked_of(const std::string& table) const {
    std::vector<std::string> keys;
    for (const Key& each : asked) {
      if (each.table == table) keys.push_back(each.key);
    }
    return keys;
  }

  /** Complains of what nobody asked for. */
  void look_for_strangers(const toml::table& table, const std::string& table_name) {
    const auto known = asked_of(table_name);
    for (const auto& [key, value] : table) {
      const std::string named(key.str());
      const toml::table* below = value.as_table();
      if (std::ranges::find(known, named) == known.end()) {
        const bool is_section = table_name.empty() && below;
        complain(place_of(key.source()),
                 (is_section ? "unknown table [" + named + "]"
                             : "unknown key " + in_quotes(named) + " " + in_table(table_name)) +
                     "; " + suggestion(named, known));
      } else if (table_name.empty() && below) {
        look_for_strangers(*below, named);
      }
    }
  }
};

TomlFile::TomlFile(std::unique_ptr<Content> content) : content_(std::move(content)) {}
TomlFile::TomlFile(TomlFile&&) noexcept = default;
TomlFile& TomlFile::operator=(TomlFile&&) noexcept = default;
TomlFile::~TomlFile() = default;

ErrorOr<TomlFile> TomlFile::parse(std::string_view text, std::string_view name) {
  toml::parse_result result = toml::parse(text, name);
  if (!result) {
    const auto [line, column] = place_of(result.error().source());
    return fail(std::string(name) + ":" + std::to_string(line) + ":" + std::to_string(column) + ": " +
                std::string(result.error().description()));
  }
  auto content = std::make_unique<Content>();
  content->name = name;
  content->root = std::move(result).table();
  return TomlFile(std::move(content));
}

TomlTable TomlFile::table(std::string_view name) {
  content_->ask("", name);
  if (const toml::node* node = content_->root.get(name); node && !node->is_table()) {
    content_->complain(place_of(node->source()),
                       "[" + std::string(name) + "] is a table; here it is " + kind_of(*node));
  }
  return {*content_, std::string(name)};
}

std::vector<std::string> TomlFile::asked() const {
  std::vector<std::string> keys;
  for (const auto& [table, key] : content_->asked) {
    if (!table.empty()) keys.push_back(table + "." + key);
  }
  return keys;
}

ErrorOr<void> TomlFile::check() const {
  content_->look_for_strangers(content_->root, "");
  if (!content_->first) return {};
  const auto& [place, text] = *content_->first;
  return fail(content_->name + ":" + std::to_string(place.line) + ":" + std::to_string(place.column) + ": " +
              text);
}

bool TomlTable::has(std::string_view key) const {
  return file_->find(name_, key) != nullptr;
}

void TomlTable::refuse(std::string_view key, std::string_view what) {
  const toml::node* node = file_->find(name_, key);
  const Place place = node ? place_of(node->source()) : Place{};
  file_->complain(place, in_quotes(key) + " " + std::string(what));
}

void TomlTable::refuse_element(std::string_view key, std::size_t index, std::string_view what) {
  const toml::node* node = file_->find(name_, key);
  const toml::array* list = node ? node->as_array() : nullptr;
  if (!list || index >= list->size()) return refuse(key, what);
  file_->complain(place_of(list->get(index)->source()), std::string(what));
}

bool TomlTable::read(std::string_view key, bool& value) {
  const toml::node* node = file_->find(name_, key);
  if (!node) return false;
  if (const auto* toggle = node->as_boolean()) {
    value = **toggle;
    return true;
  }
  refuse(key, "is " + kind_of(*node) + ", where true or false is meant");
  return false;
}

bool TomlTable::read(std::string_view key, std::string& value) {
  const toml::node* node = file_->find(name_, key);
  if (!node) return false;
  const auto* text = node->as_string();
  if (!text) {
    refuse(key, "is " + kind_of(*node) + ", where a text in quotes is meant");
    return false;
  }
  if (text->get().find('\0') != std::string::npos) {
    refuse(key, "holds a zero byte");
    return false;
  }
  value = **text;
  return true;
}

bool TomlTable::read(std::string_view key, std::vector<std::string>& value) {
  const toml::node* node = file_->find(name_, key);
  if (!node) return false;
  const toml::array* list = node->as_array();
  if (!list) {
    refuse(key, "is " + kind_of(*node) + ", where a list of texts is meant, as [\"one\", \"two\"]");
    return false;
  }
  std::vector<std::string> texts;
  for (std::size_t i = 0; i < list->size(); ++i) {
    const auto* text = list->get(i)->as_string();
    if (!text) {
      refuse_element(key, i,
                     in_quotes(key) + " has " + kind_of(*list->get(i)) + ", where a text in quotes is meant");
      return false;
    }
    texts.push_back(**text);
  }
  value = std::move(texts);
  return true;
}

bool TomlTable::read_number(std::string_view key, double& value, double minimum, double maximum) {
  const toml::node* node = file_->find(name_, key);
  if (!node) return false;
  if (!node->is_number()) {
    refuse(key, "is " + kind_of(*node) + ", where a number is meant");
    return false;
  }
  const double read =
      node->is_integer() ? static_cast<double>(**node->as_integer()) : **node->as_floating_point();
  if (!(read >= minimum && read <= maximum)) {
    refuse(key,
           "is " + number(read) + ", which is not within " + number(minimum) + " and " + number(maximum));
    return false;
  }
  value = read;
  return true;
}

bool TomlTable::read_whole(std::string_view key, std::int64_t& value, std::int64_t minimum,
                           std::int64_t maximum) {
  const toml::node* node = file_->find(name_, key);
  if (!node) return false;
  const auto* whole = node->as_integer();
  if (!whole) {
    refuse(key, "is " + kind_of(*node) + ", where a whole number is meant");
    return false;
  }
  if (**whole < minimum || **whole > maximum) {
    refuse(key, "is " + std::to_string(**whole) + ", which is not within " + std::to_string(minimum) +
                    " and " + std::to_string(maximum));
    return false;
  }
  value = **whole;
  return true;
}

bool TomlTable::read_choice(std::string_view key, std::size_t& index,
                            std::span<const std::string_view> names) {
  std::string text;
  if (!read(key, text)) return false;
  const auto found = std::ranges::find(names, text);
  if (found == names.end()) {
    const std::vector<std::string> known(names.begin(), names.end());
    refuse(key, "is " + in_quotes(text) + "; " + suggestion(text, known));
    return false;
  }
  index = static_cast<std::size_t>(found - names.begin());
  return true;
}

}  // namespace aeolian
