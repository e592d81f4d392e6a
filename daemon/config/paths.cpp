// SPDX-License-Identifier: GPL-3.0-or-later
#include "daemon/config/paths.h"

#include <pwd.h>
#include <unistd.h>

#include <cstdlib>
#include <string>

#include "core/process/program_files.h"

namespace aeolian::daemon {
namespace {

namespace fs = std::filesystem;

std::string environment(const char* name) {
  const char* value = std::getenv(name);
  return value == nullptr ? "" : value;
}

fs::path home() {
  if (std::string home = environment("HOME"); !home.empty()) return home;
  const passwd* user = getpwuid(getuid());
  return user == nullptr ? "/" : user->pw_dir;
}

fs::path state_directory() {
  const std::string from_systemd = environment("STATE_DIRECTORY");  // several are separated by colons
  if (!from_systemd.empty()) return from_systemd.substr(0, from_systemd.find(':'));
  const fs::path xdg = environment("XDG_STATE_HOME");
  // The specification says that relative paths must be ignored.
  return (xdg.is_absolute() ? xdg : home() / ".local" / "state") / "aeolian";
}

}  // namespace

Paths default_places() {
  const fs::path state = state_directory();
  return {.models = {},
          .presets = state / "presets",
          .samples = state / "samples",
          .moments = state / "moments",
          .recordings = state / "recordings",
          .midi_map = state / "midi.json",
          .state = state / "state.json"};
}

std::string abbreviated(const std::string& path) {
  const std::string above = home().string();
  return path.starts_with(above + "/") ? "~" + path.substr(above.size()) : path;
}

fs::path user_configuration_folder() {
  const fs::path xdg = environment("XDG_CONFIG_HOME");
  return xdg.is_absolute() ? xdg : home() / ".config";
}

fs::path installed_configuration_folder() {
  const fs::path prefix = program_file().parent_path().parent_path();
  return prefix == "/usr" ? fs::path("/etc") : prefix / "etc";
}

fs::path shipped_checkpoint() {
  return shipped_file("aeolian.aeolian");
}

fs::path shipped_page() {
  return shipped_file("page");
}

}  // namespace aeolian::daemon
