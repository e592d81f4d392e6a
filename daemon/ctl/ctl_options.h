// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace aeolian::ctl {

/** The request on the command line of aeolian-ctl. */
struct Options {
  enum class Task { get, set, watch, learn, list, command, status, metrics, monitor, paths };

  Task task = Task::status;
  std::string host = "127.0.0.1";
  std::uint16_t port = 9000;
  std::string prefix = "/aeolian";
  bool json = false;

  std::string path;                 ///< below the prefix
  std::vector<std::string> values;  ///< as typed; the paths of a watch
  double hz = 10.;                  ///< of a watch
  bool save = false;                ///< for MIDI learn
};

/** Options, or a text to print and an exit code. */
struct CommandLine {
  std::optional<Options> options;
  int exit_code = 0;
  std::string text;  ///< for stdout if exit_code is 0, else for stderr
};

/** Exit codes of aeolian-ctl. */
namespace ctl_exit {
inline constexpr int done = 0;
/** Refused by the instrument, or no such path; the reason is on stderr. */
inline constexpr int refused = 1;
inline constexpr int bad_usage = 2;      ///< on the command line
inline constexpr int no_answer = 3;      ///< in time
inline constexpr int interrupted = 130;  ///< by a signal, before the answer came
}  // namespace ctl_exit

CommandLine read_ctl_command_line(int argc, const char* const* argv);

}  // namespace aeolian::ctl
