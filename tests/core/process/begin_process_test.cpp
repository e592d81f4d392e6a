// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/process/begin_process.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdlib>

namespace aeolian {
namespace {

/** The exit code of `program` in a separate process; 128 + signal if a signal ended it. */
int in_a_process(int (*program)()) {
  const pid_t child = fork();
  if (child == 0) _exit(program());
  int status = 0;
  waitpid(child, &status, 0);
  return WIFSIGNALED(status) ? 128 + WTERMSIG(status) : WEXITSTATUS(status);
}

TEST(BeginProcess, NoFileOfOursGetsTheNumberOfStderrThatWasClosed) {
  EXPECT_EQ(in_a_process([] {
              for (const int fd : {0, 1, 2}) close(fd);
              begin_process();
              const bool said = write(STDERR_FILENO, "x", 1) == 1;
              return said && open("/", O_RDONLY) > STDERR_FILENO ? 0 : 1;
            }),
            0);
}

TEST(BeginProcess, WhatIsOpenStaysAsItIs) {
  EXPECT_EQ(in_a_process([] {
              const int before = open("/", O_RDONLY);
              begin_process();
              return open("/", O_RDONLY) == before + 1 ? 0 : 1;
            }),
            0);
}

TEST(BeginProcess, APipeThatIsGoneAndALimitOfFileSizesAreErrorsAndNotTheEnd) {
  EXPECT_EQ(in_a_process([] {
              begin_process();
              int ends[2];
              if (pipe(ends) != 0) return 1;
              close(ends[0]);
              const bool pipe_failed = write(ends[1], "x", 1) < 0;
              const rlimit none{0, 0};
              setrlimit(RLIMIT_FSIZE, &none);
              char name[] = "/tmp/aeolian-test-XXXXXX";
              const int file = mkstemp(name);
              const bool file_failed = write(file, "x", 1) < 0;
              unlink(name);
              return pipe_failed && file_failed ? 0 : 1;
            }),
            0);
}

}  // namespace
}  // namespace aeolian
