// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <concepts>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

#include "core/error.h"

namespace aeolian::daemon {

class TomlTable;

/**
 * A parsed configuration file (TOML 1.0, https://toml.io). Its tables are read key by key; errors are
 * collected on the way and returned by check(), so a reader is a list of keys and one check at the end.
 *
 *     auto file = TomlFile::parse(text, "aeoliand.toml");
 *     TomlTable guard = file->table("guard");
 *     guard.read("silence", settings.silence_s, 0.5, 600.);
 *     if (auto right = file->check(); !right) ...
 *
 * One thread.
 */
class TomlFile {
 public:
  /** Parses any bytes. `name` precedes each error: "NAME:LINE:COLUMN: what is wrong". */
  static ErrorOr<TomlFile> parse(std::string_view text, std::string_view name);

  TomlFile(TomlFile&&) noexcept;
  TomlFile& operator=(TomlFile&&) noexcept;
  ~TomlFile();

  /**
   * Returns the table [name]; a missing one reads as empty. A second request continues with the same table.
   */
  TomlTable table(std::string_view name);

  /** Returns every key read so far, as "section.key", in order. */
  std::vector<std::string> asked() const;

  /**
   * Returns the first error in the file: one found by a reader, or a key or table that no reader has asked
   * for, with the nearest valid name. Call it after reading everything.
   */
  ErrorOr<void> check() const;

 private:
  friend class TomlTable;
  struct Content;
  explicit TomlFile(std::unique_ptr<Content> content);
  std::unique_ptr<Content> content_;
};

/**
 * One table of a TomlFile, which must outlive it. read() leaves the value unchanged if the key is missing or
 * invalid, and returns whether it was set. Ranges include both ends.
 */
class TomlTable {
 public:
  bool read(std::string_view key, bool& value);
  bool read(std::string_view key, std::string& value);
  bool read(std::string_view key, std::vector<std::string>& value);

  /** A real number; whole numbers are accepted. */
  template <std::floating_point Number>
  bool read(std::string_view key, Number& value, double minimum, double maximum) {
    double read = 0.;
    if (!read_number(key, read, minimum, maximum)) return false;
    value = static_cast<Number>(read);
    return true;
  }

  /** A whole number. */
  template <std::integral Whole>
  requires(!std::same_as<Whole, bool>) bool read(std::string_view key, Whole& value, std::int64_t minimum,
                                                 std::int64_t maximum) {
    std::int64_t read = 0;
    if (!read_whole(key, read, minimum, maximum)) return false;
    value = static_cast<Whole>(read);
    return true;
  }

  /** Reads a text that must be one of `names`; sets its index. */
  bool read_choice(std::string_view key, std::size_t& index, std::span<const std::string_view> names);

  bool has(std::string_view key) const;

  /** Reports that the value of `key` is wrong: `what` follows the key's name, such as "is not a time". */
  void refuse(std::string_view key, std::string_view what);
  /** Does the same for element `index` of an array; `what` is the whole sentence. */
  void refuse_element(std::string_view key, std::size_t index, std::string_view what);

  /** Name of the table. */
  const std::string& name() const { return name_; }

 private:
  friend class TomlFile;
  TomlTable(TomlFile::Content& file, std::string name) : file_(&file), name_(std::move(name)) {}
  bool read_number(std::string_view key, double& value, double minimum, double maximum);
  bool read_whole(std::string_view key, std::int64_t& value, std::int64_t minimum, std::int64_t maximum);

  TomlFile::Content* file_;
  std::string name_;
};

/** Formats a number for messages and help, with up to six digits. */
std::string number_text(double value);

}  // namespace aeolian::daemon
