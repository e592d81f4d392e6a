// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <filesystem>
#include <string>

namespace aeolian::daemon {

/** The locations of the user's files. A folder is created when something is first written to it. */
struct Paths {
  std::filesystem::path models;  ///< checkpoints loaded by name; empty = the playing one's folder
  std::filesystem::path presets;
  std::filesystem::path samples;  ///< sounds for priming
  std::filesystem::path moments;  ///< saved moments
  std::filesystem::path recordings;
  std::filesystem::path midi_map;  ///< a file
  std::filesystem::path state;     ///< a file: the state for the next start
};

/**
 * Returns folders below the state folder: $STATE_DIRECTORY from systemd, else $XDG_STATE_HOME/aeolian, else
 * ~/.local/state/aeolian (XDG Base Directory Specification 0.8).
 */
Paths default_places();

/** Abbreviates a path below the home folder with ~ for display; returns any other path unchanged. */
std::string abbreviated(const std::string& path);

/** Returns $XDG_CONFIG_HOME, else ~/.config. */
std::filesystem::path user_configuration_folder();

/** Returns the checkpoint installed with this program; empty if there is none. */
std::filesystem::path shipped_checkpoint();

/** Returns the folder of the web page installed with this program; empty if there is none. */
std::filesystem::path shipped_page();

/**
 * Returns the system configuration folder for the prefix in which this program is installed: /etc for /usr.
 */
std::filesystem::path installed_configuration_folder();

}  // namespace aeolian::daemon
