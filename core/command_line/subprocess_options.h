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
 * The options of a program that aeoliand starts: they keep CLI11, which takes seconds to compile, out of its
 * sources. Names are with their dashes; the variables must outlive read().
 */
class SubprocessOptions {
 public:
  /** `description` is the first line of --help; --version is there as well. */
  explicit SubprocessOptions(const std::string& description);
  ~SubprocessOptions();
  SubprocessOptions(const SubprocessOptions&) = delete;
  SubprocessOptions& operator=(const SubprocessOptions&) = delete;

  void add_flag(const std::string& name, bool& value, const std::string& help);
  /** --help shows what `value` is before. */
  void add_text(const std::string& name, std::string& value, const std::string& help);
  void add_text(const std::string& name, std::optional<std::string>& value, const std::string& help);
  void add_number(const std::string& name, int& value, int least, int most, const std::string& help);
  void add_number(const std::string& name, double& value, double least, double most, const std::string& help);
  /** An inherited file descriptor. */
  void add_descriptor(const std::string& name, int& value, const std::string& help);

  void require(const std::string& name);
  /** Refuses the two together. */
  void exclude(const std::string& name, const std::string& other);

  /**
   * Reads the command line. Nothing = go on; otherwise a text has been printed, and this is the exit code: 0
   * after --help and --version, `bad_usage` after an error.
   */
  std::optional<int> read(int argc, const char* const* argv, int bad_usage);

 private:
  std::unique_ptr<CLI::App> app_;
};

}  // namespace aeolian
