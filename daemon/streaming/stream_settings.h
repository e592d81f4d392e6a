// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "core/error.h"

namespace aeolian::daemon {

/** A codec inside Ogg. */
enum class StreamFormat {
  opus,  ///< at StreamSettings::bitrate
  flac,  ///< lossless, 24 bits
};

/** The streams to an Icecast server. */
struct StreamSettings {
  bool on = true;                                    ///< from the start
  std::string host;                                  ///< name or address; empty = no streams
  std::uint16_t port = 8000;                         ///< TCP
  std::vector<std::string> mounts{"/aeolian.opus"};  ///< one stream each; they begin with '/'
  StreamFormat format = StreamFormat::opus;          ///< for mounts that end in neither .opus nor .flac
  std::uint32_t bitrate = 128;                       ///< of Opus, kbit/s
  std::string user = "source";
  std::string password;
  std::filesystem::path password_file;  ///< its first line is the password; empty = none
  std::string name = "Aeolian";
  std::string description;
  bool is_public = false;  ///< listed in directories
  bool titles = true;      ///< each new title begins another logical stream
  bool operator==(const StreamSettings&) const = default;
};

/** Returns the codec of a mount. */
StreamFormat stream_format_of(const StreamSettings& settings, const std::string& mount);

/**
 * Returns the password: that of the settings, or the first line of the password file. The error names the
 * file.
 */
ErrorOr<std::string> password_of(const StreamSettings& settings);

/** Returns the fault in the name of a mount, such as "does not begin with /"; empty = none. */
std::string fault_of_mount(const std::string& mount);

}  // namespace aeolian::daemon
