// SPDX-License-Identifier: GPL-3.0-or-later
/** aeolian-ctl: controls a running aeoliand from a shell. */

#include <csignal>
#include <cstdio>
#include <initializer_list>
#include <iostream>

#include "core/process/begin_process.h"
#include "daemon/ctl/ctl.h"

namespace {

/**
 * Installs a handler that does nothing, without restarting system calls, and blocks the signals except while
 * waiting: they interrupt the wait, and the program exits. A signal ignored by the parent, such as SIGHUP
 * under nohup, stays ignored.
 */
void leave_on(std::initializer_list<int> signals) {
  sigset_t held;
  sigemptyset(&held);
  for (const int signal : signals) {
    struct sigaction action {};
    sigaction(signal, nullptr, &action);
    if (action.sa_handler == SIG_IGN) continue;
    action = {};
    action.sa_handler = [](int) {};
    sigaction(signal, &action, nullptr);
    sigaddset(&held, signal);
  }
  sigprocmask(SIG_BLOCK, &held, nullptr);
}

}  // namespace

int main(int argc, char** argv) {
  aeolian::begin_process();
  std::signal(SIGPIPE, SIG_DFL);  // the end of `| head` is not an error
  const aeolian::ctl::CommandLine line = aeolian::ctl::read_ctl_command_line(argc, argv);
  if (!line.options) {
    std::fputs(line.text.c_str(), line.exit_code == 0 ? stdout : stderr);
    return line.exit_code;
  }
  leave_on({SIGINT, SIGTERM, SIGHUP});
  const int code = aeolian::ctl::run_ctl(*line.options, std::cout, std::cerr);
  if (std::cout.flush()) return code;
  std::cerr << "aeolian-ctl: the output could not be written; is the disk full?\n";
  return aeolian::ctl::ctl_exit::refused;
}
