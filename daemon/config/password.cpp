// SPDX-License-Identifier: GPL-3.0-or-later
#include "daemon/config/password.h"

#include <algorithm>
#include <filesystem>

#include "core/atomic_file.h"
#include "core/control/secret.h"

namespace aeolian::daemon {

ErrorOr<std::string> password_of(const Options& options) {
  const auto& file = options.password_file;
  if (file.empty()) return options.password;
  constexpr std::size_t largest = 4096;
  auto text = read_whole_file(file, largest);
  if (!text) return fail("the password file " + file.string() + ": " + text.error().message);
  text->resize(std::min(text->find_first_of("\r\n"), text->size()));
  if (text->size() >= shortest_secret) return text;
  return fail("the password file " + file.string() + ": its first line has fewer than " +
              std::to_string(shortest_secret) + " characters");
}

bool shows_secrets(const Options& options) {
  if (options.password.empty() && options.osc_token.empty() && options.stream.password.empty()) return false;
  std::error_code error;
  const auto mode = std::filesystem::status(options.configuration, error).permissions();
  return !error && (mode & std::filesystem::perms::others_read) != std::filesystem::perms::none;
}

}  // namespace aeolian::daemon
