// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "core/error.h"
#include "daemon/config/options.h"

namespace aeolian::daemon {

using SettingValue = std::variant<bool, std::uint64_t, double, std::string, std::vector<std::string>>;

/**
 * Formats a value as a user writes it: texts without quotes, lists separated by commas, toggles as true and
 * false.
 */
std::string text_of(const SettingValue& value);

/**
 * A setting, with the same name on the command line (--osc-port) and in the configuration file (osc_port in
 * [control]). Secrets can be set only in the file.
 */
struct Setting {
  enum class Type {
    toggle,  ///< bool
    whole,   ///< std::uint64_t
    number,  ///< double
    text,    ///< std::string
    path,    ///< std::string; relative to the file's folder if given in the file
    choice,  ///< std::string, one of `choices`
    list,    ///< std::vector<std::string>; comma-separated or repeated on the command line
  };
  /** When a changed value takes effect after a reload. */
  enum class Applies { at_once, after_restart };

  std::string_view section;  ///< table in the file
  std::string key;           ///< key in that table; the option is the same with hyphens
  std::string description;
  Type type;
  std::function<ErrorOr<void>(Options&, const SettingValue&)> set;
  std::function<SettingValue(const Options&)> get;
  Applies applies = Applies::after_restart;
  double minimum = 0.;
  double maximum = 0x1p63;    ///< TOML's whole numbers stay below this
  bool only_in_file = false;  ///< a secret; a command line is visible to everybody
  bool zero_too = false;      ///< also allows 0, outside the range, as "not given"
  std::vector<std::string_view> choices = {};
  std::string_view with = {};  ///< key of the number that may follow on the command line: --blend FILE WEIGHT

  std::string option() const;  ///< "--osc-port"
};

/**
 * Returns all settings, section by section, in the order of `--help`; those of parameters come from the
 * registry.
 */
const std::vector<Setting>& settings();

/** Returns the title of a section in `--help`. */
std::string_view title_of(std::string_view section);

}  // namespace aeolian::daemon
