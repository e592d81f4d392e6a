// SPDX-License-Identifier: GPL-3.0-or-later
/** aeoliand: plays a checkpoint, or a test tone, to a device, to a file, or without output. */

#include <cstdio>

#include "core/process/begin_process.h"
#include "daemon/app/run.h"
#include "daemon/playback/memory.h"
#include "daemon/service/log.h"

int main(int argc, char** argv) {
  aeolian::begin_process();
  aeolian::daemon::give_back_what_is_freed();
  const aeolian::daemon::CommandLine line = aeolian::daemon::read_command_line(argc, argv);
  if (!line.options) {
    std::fputs(line.text.c_str(), line.exit_code == 0 ? stdout : stderr);
    return line.exit_code;
  }
  aeolian::daemon::open_log();
  aeolian::daemon::set_log_level(line.options->log_level);
  return aeolian::daemon::run(*line.options);
}
