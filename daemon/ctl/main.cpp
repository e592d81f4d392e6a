/** aeolian-ctl: a running aeoliand from a shell. */

#include <csignal>
#include <cstdio>
#include <iostream>

#include "core/process/begin_process.h"
#include "daemon/ctl/ctl.h"

int main(int argc, char** argv) {
  aeolian::begin_process();
  const aeolian::CtlCommandLine line = aeolian::read_ctl_command_line(argc, argv);
  if (!line.options) {
    std::fputs(line.text.c_str(), line.exit_code == 0 ? stdout : stderr);
    return line.exit_code;
  }
  // A handler that does nothing, no restart, and held back but where it waits: that is interrupted, and takes its leave.
  struct sigaction leave {};
  leave.sa_handler = [](int) {};
  sigaction(SIGINT, &leave, nullptr);
  sigaction(SIGTERM, &leave, nullptr);
  sigaction(SIGHUP, &leave, nullptr);
  sigset_t held;
  sigemptyset(&held);
  sigaddset(&held, SIGINT);
  sigaddset(&held, SIGTERM);
  sigaddset(&held, SIGHUP);
  sigprocmask(SIG_BLOCK, &held, nullptr);
  const int code = aeolian::run_ctl(*line.options, std::cout, std::cerr);
  if (std::cout.flush()) return code;
  std::cerr << "aeolian-ctl: what it printed could not be written; is the disk full?\n";
  return aeolian::ctl_exit::refused;
}
