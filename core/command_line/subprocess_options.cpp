// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/command_line/subprocess_options.h"

#include <CLI/CLI.hpp>

#include "core/version.h"

namespace aeolian {

SubprocessOptions::SubprocessOptions(const std::string& description)
    : app_(std::make_unique<CLI::App>(description)) {}

SubprocessOptions::~SubprocessOptions() = default;

void SubprocessOptions::add_flag(const std::string& name, bool& value, const std::string& help) {
  app_->add_flag(name, value, help);
}

void SubprocessOptions::add_text(const std::string& name, std::string& value, const std::string& help) {
  app_->add_option(name, value, help)->capture_default_str();
}

void SubprocessOptions::add_text(const std::string& name, std::optional<std::string>& value,
                                 const std::string& help) {
  app_->add_option(name, value, help);
}

void SubprocessOptions::add_number(const std::string& name, int& value, int least, int most,
                                   const std::string& help) {
  app_->add_option(name, value, help)->check(CLI::Range(least, most));
}

void SubprocessOptions::add_number(const std::string& name, double& value, double least, double most,
                                   const std::string& help) {
  app_->add_option(name, value, help)->check(CLI::Range(least, most));
}

void SubprocessOptions::add_descriptor(const std::string& name, int& value, const std::string& help) {
  app_->add_option(name, value, help)->check(CLI::NonNegativeNumber);
}

void SubprocessOptions::require(const std::string& name) {
  app_->get_option(name)->required();
}

void SubprocessOptions::exclude(const std::string& name, const std::string& other) {
  app_->get_option(name)->excludes(app_->get_option(other));
}

std::optional<int> SubprocessOptions::read(int argc, const char* const* argv, int bad_usage) {
  app_->set_version_flag("--version", AEOLIAN_VERSION);
  try {
    app_->parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    return app_->exit(error) == 0 ? 0 : bad_usage;
  }
  return {};
}

}  // namespace aeolian
