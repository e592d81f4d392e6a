// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <filesystem>
#include <string>

namespace aeolian::daemon {

/** Where the user's files are. A folder is created when something is first written to it. */
struct Paths {
  std::filesystem::path models;  ///< checkpoints that can be loaded by name; empty = the playing one's folder
  std::filesystem::path presets;
  std::filesystem::path samples;  ///< sounds to continue from
  std::filesystem::path moments;  ///< kept states of the generator
  std::filesystem::path recordings;
  std::filesystem::path midi_map;  ///< a file
  std::filesystem::path state;     ///< a file: the state for the next start
};

/**
 * Folders within the one for state: $STATE_DIRECTORY from systemd, else $XDG_STATE_HOME/aeolian, else
 * ~/.local/state/aeolian (XDG Base Directory Specification 0.8).
 */
Paths default_places();

/** A path below the home folder with ~ for it, as it is shown; another one as it is. */
std::string abbreviated(const std::string& path);

/** $XDG_CONFIG_HOME, else ~/.config. */
std::filesystem::path user_configuration_folder();

/** The checkpoint installed with this program; empty if there is none. */
std::filesystem::path shipped_checkpoint();

/** The folder of the page for browsers installed with this program; empty if there is none. */
std::filesystem::path shipped_page();

/**
 * The folder of the system's configuration for the prefix in which this program is installed: /etc for /usr.
 */
std::filesystem::path installed_configuration_folder();

}  // namespace aeolian::daemon
