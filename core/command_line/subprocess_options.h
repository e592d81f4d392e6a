// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <memory>
#include <optional>
#include <string>

namespace CLI {
class App;
}  // namespace CLI

namespace aeolian {

/**
 * Options of a program that aeoliand starts. Keeps CLI11, which takes seconds to compile, out of that
 * program's sources. Names include their dashes; the variables must outlive read().
 */
class SubprocessOptions {
 public:
  /** `description` is the first line of --help. Adds --version as well. */
  explicit SubprocessOptions(const std::string& description);
  ~SubprocessOptions();
  SubprocessOptions(const SubprocessOptions&) = delete;
  SubprocessOptions& operator=(const SubprocessOptions&) = delete;

  void add_flag(const std::string& name, bool& value, const std::string& help);
  /** Shows the present `value` as the default in --help. */
  void add_text(const std::string& name, std::string& value, const std::string& help);
  void add_text(const std::string& name, std::optional<std::string>& value, const std::string& help);
  void add_number(const std::string& name, int& value, int least, int most, const std::string& help);
  void add_number(const std::string& name, double& value, double least, double most, const std::string& help);
  /** An inherited file descriptor. */
  void add_descriptor(const std::string& name, int& value, const std::string& help);

  void require(const std::string& name);
  /** Refuses both options together. */
  void exclude(const std::string& name, const std::string& other);

  /**
   * Reads the command line. Nothing = go on; otherwise a text has been printed, and the result is the exit
   * code: 0 after --help and --version, `bad_usage` after an error.
   */
  std::optional<int> read(int argc, const char* const* argv, int bad_usage);

 private:
  std::unique_ptr<CLI::App> app_;
};

}  // namespace aeolian
