// SPDX-License-Identifier: GPL-3.0-or-later
#include "daemon/config/configuration.h"

#include <cstdint>
#include <limits>
#include <optional>
#include <utility>

#include "core/atomic_file.h"
#include "daemon/config/guard_settings.h"
#include "daemon/config/schedule_settings.h"
#include "daemon/config/settings.h"
#include "daemon/config/stream_section.h"
#include "daemon/config/toml_table.h"

namespace aeolian::daemon {
namespace {

namespace fs = std::filesystem;
using Type = Setting::Type;

/** The setting's value in the table; nothing if it is missing or invalid. */
std::optional<SettingValue> value_of(TomlTable& table, const Setting& setting, const fs::path& folder) {
  const auto read = [&](auto value, auto... range) -> std::optional<SettingValue> {
    if (!table.read(setting.key, value, range...)) return {};
    return value;
  };
  const double minimum = setting.zero_too ? 0. : setting.minimum;
  switch (setting.type) {
    case Type::toggle:
      return read(false);
    case Type::whole: {
      constexpr double two_to_63 = 9223372036854775808.;
      const auto largest = setting.maximum < two_to_63 ? static_cast<std::int64_t>(setting.maximum)
                                                       : std::numeric_limits<std::int64_t>::max();
      return read(std::uint64_t{0}, static_cast<std::int64_t>(minimum), largest);
    }
    case Type::number:
      return read(0., minimum, setting.maximum);
    case Type::text:
      return read(std::string());
    case Type::list:
      return read(std::vector<std::string>());
    case Type::path: {
      auto path = read(std::string());
      if (path && !std::get<std::string>(*path).empty())
        path = (folder / std::get<std::string>(*path)).string();
      return path;
    }
    case Type::choice: {
      std::size_t index = 0;
      if (!table.read_choice(setting.key, index, setting.choices)) return {};
      return std::string(setting.choices[index]);
    }
  }
  return {};
}

bool lies_between_zero_and(const Setting& setting, const SettingValue& value) {
  const auto* whole = std::get_if<std::uint64_t>(&value);
  const double number = whole ? static_cast<double>(*whole) : std::get<double>(value);
  return number != 0. && number < setting.minimum;
}

void read_setting(TomlFile& file, const Setting& setting, const fs::path& folder, Options& options) {
  TomlTable table = file.table(setting.section);
  const auto value = value_of(table, setting, folder);
  if (!value) return;
  if (setting.zero_too && lies_between_zero_and(setting, *value)) {
    return table.refuse(setting.key, "is " + text_of(*value) + ", which is less than " +
                                         text_of(setting.minimum) + " and not 0");
  }
  if (const auto set = setting.set(options, *value); !set) {
    table.refuse(setting.key, "is wrong: " + set.error().message);
  }
}

/** Checks keys that depend on each other. */
void check_together(TomlFile& file, const Options& options) {
  TomlTable model = file.table("model");
  for (const std::string key : {"checkpoint", "blend"}) {
    if (options.test_tone == 0. || !model.has(key)) continue;
    std::string path;
    model.read(key, path);
    if (!path.empty()) model.refuse("test_tone", "and \"" + key + "\" exclude each other");
  }
  if (!options.password.empty() && !options.password_file.empty()) {
    file.table("control").refuse("password", "and \"password_file\" exclude each other");
  }
}

void read_sections(TomlFile& file, const fs::path& folder, Options& options) {
  for (const Setting& setting : settings()) read_setting(file, setting, folder, options);
  TomlTable guard = file.table("guard");
  read_guard(guard, options.guard);
  TomlTable overload = file.table("overload");
  read_overload(overload, options.overload);
  TomlTable schedule = file.table("schedule");
  read_schedule(schedule, options.schedule);
  TomlTable stream = file.table("stream");
  read_stream(stream, folder, options.stream);
  check_together(file, options);
}

/** Whether there is such a file, or whether that cannot be told: reading it then says why. */
bool may_be_there(const fs::path& file) {
  std::error_code error;
  return fs::status(file, error).type() != fs::file_type::not_found;
}

}  // namespace

fs::path find_configuration() {
  constexpr const char* name = "aeolian/aeoliand.toml";
  std::error_code error;
  if (const fs::path own = user_configuration_folder() / name; own.is_absolute() && fs::exists(own, error))
    return own;
  for (const fs::path& folder : {installed_configuration_folder(), fs::path(AEOLIAN_SYSCONFDIR)}) {
    if (may_be_there(folder / name)) return folder / name;
  }
  return {};
}

ErrorOr<void> read_configuration(const fs::path& file, Options& options) {
  const auto text = read_whole_file(file, max_configuration_size);
  if (!text) return fail(file.string() + ": " + text.error().message);
  std::error_code error;
  const fs::path folder = fs::absolute(file, error).parent_path();
  return parse_configuration(*text, file.string(), folder, options);
}

ErrorOr<void> parse_configuration(std::string_view text, std::string_view name, const fs::path& folder,
                                  Options& options) {
  auto file = TomlFile::parse(text, name);
  if (!file) return tl::unexpected(file.error());
  Options read = options;
  read_sections(*file, folder, read);
  if (auto right = file->check(); !right) return right;
  read.configured = std::exchange(read.asked, {});
  options = std::move(read);
  return {};
}

std::vector<std::string> configuration_keys() {
  auto empty = TomlFile::parse("", "");
  Options options;
  read_sections(*empty, {}, options);
  return empty->asked();
}

}  // namespace aeolian::daemon
