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

/** As a user writes it: texts without quotes, lists separated by commas, toggles as true and false. */
std::string text_of(const SettingValue& value);

/**
 * A setting, with the same name on the command line (--osc-port) and in the configuration file (osc_port in
 * [control]). Secrets are in the file only.
 */
struct Setting {
  enum class Type {
    toggle,  ///< bool
    whole,   ///< std::uint64_t
    number,  ///< double
    text,    ///< std::string
    path,    ///< std::string; in the file relative to its folder
    choice,  ///< std::string, one of `choices`
    list,    ///< std::vector<std::string>; on the command line separated by commas, or repeated
  };
  /** When a changed value takes effect after a reload. */
  enum class Applies { at_once, after_restart };

  std::string_view section;  ///< table of the file
  std::string key;           ///< in that table; the option is the same with hyphens
  std::string description;
  Type type;
  std::function<ErrorOr<void>(Options&, const SettingValue&)> set;
  std::function<SettingValue(Options)> get;
  Applies applies = Applies::after_restart;
  double minimum = 0.;
  double maximum = 0x1p63;    ///< whole numbers of TOML are below it
  bool only_in_file = false;  ///< a secret, which everybody would see on a command line
  bool zero_too = false;      ///< 0 is allowed outside the range, as "not given"
  std::vector<std::string_view> choices = {};
  std::string_view with = {};  ///< key of the number that may follow on the command line: --blend FILE WEIGHT

  std::string option() const;  ///< "--osc-port"
};

/**
 * All settings, section by section, in the order of `--help`; those of parameters are made from the registry.
 */
const std::vector<Setting>& settings();

/** The title of a section in `--help`. */
std::string_view title_of(std::string_view section);

}  // namespace aeolian::daemon
