// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/process/begin_process.h"

#include <fcntl.h>
#include <unistd.h>

#include <csignal>

namespace aeolian {

void begin_process() {
  int file = 0;
  do {
    file = ::open("/dev/null", O_RDWR);  // inherited, as descriptors 0 to 2 are
  } while (file >= 0 && file <= STDERR_FILENO);
  if (file >= 0) ::close(file);
  std::signal(SIGPIPE, SIG_IGN);
  std::signal(SIGXFSZ, SIG_IGN);
}

}  // namespace aeolian
