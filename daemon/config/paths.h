// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <filesystem>

namespace aeolian {

/** Where things of the user lie. A folder is made when something is first written to it. */
struct Paths {
  std::filesystem::path
      models;  ///< checkpoints that can be loaded by name; empty = the folder of the one that plays
  std::filesystem::path presets;
  std::filesystem::path samples;  ///< sounds to go on from
  std::filesystem::path recordings;
  std::filesystem::path midi_map;  ///< a file
  std::filesystem::path state;     ///< a file: what the next start goes on from
};

/**
 * Folders of one for the state: $STATE_DIRECTORY as systemd gives it, else $XDG_STATE_HOME/aeolian, else
 * ~/.local/state/aeolian (XDG Base Directory Specification 0.8).
 */
Paths default_places();

/** $XDG_CONFIG_HOME, else ~/.config. */
std::filesystem::path user_configuration_folder();

/** The checkpoint that was installed with this program; empty where there is none. */
std::filesystem::path shipped_checkpoint();

/** Folder of the system's configuration below the prefix in which this program is installed: /etc for /usr.
 */
std::filesystem::path installed_configuration_folder();

}  // namespace aeolian
