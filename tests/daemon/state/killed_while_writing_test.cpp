// SPDX-License-Identifier: GPL-3.0-or-later
// Kills the process (kill -9) at every step of writing the state: each system call in turn ends the process,
// before it is done or (for a write) half done. Afterwards the file contains the complete old or new state.
#include <fcntl.h>
#include <gtest/gtest.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdarg>
#include <filesystem>

#include "daemon/state/state_file.h"
#include "tests/scratch_folder.h"

namespace {

int steps_to_live = -1;  // -1 = forever

bool is_last_step() {
  if (steps_to_live <= 0) return false;
  --steps_to_live;
  return steps_to_live == 0;
}

void die() {
  kill(getpid(), SIGKILL);
}

}  // namespace

// The linker replaces the system calls with these (--wrap).
extern "C" {
int __real_open(const char* path, int flags, ...);
ssize_t __real_write(int file, const void* bytes, size_t count);
int __real_fsync(int file);
int __real_close(int file);
int __real_rename(const char* from, const char* to);

int __wrap_open(const char* path, int flags, ...) {
  if (is_last_step()) die();
  va_list more;
  va_start(more, flags);
  const auto mode = (flags & O_CREAT) != 0 ? va_arg(more, mode_t) : 0;
  va_end(more);
  return __real_open(path, flags, mode);
}

ssize_t __wrap_write(int file, const void* bytes, size_t count) {
  if (is_last_step()) {
    (void)__real_write(file, bytes, count / 2);
    die();
  }
  return __real_write(file, bytes, count);
}

int __wrap_fsync(int file) {
  if (is_last_step()) die();
  return __real_fsync(file);
}

int __wrap_close(int file) {
  if (is_last_step()) die();
  return __real_close(file);
}

int __wrap_rename(const char* from, const char* to) {
  if (is_last_step()) die();
  return __real_rename(from, to);
}
}

namespace aeolian::daemon {
namespace {

State with_seed(std::uint64_t seed) {
  State state{.parameters = Parameters().snapshot()};
  state.parameters.seed = seed;
  return state;
}

std::uint64_t seed_found(const std::filesystem::path& path) {
  const auto state = StateFile(path).load(Parameters().snapshot());
  return state ? state->parameters.seed : 0;
}

/** Saves seed 3 in a process that is killed at its `step`th step; returns whether it got that far. */
bool save_and_die(const std::filesystem::path& path, int step) {
  const pid_t child = fork();
  if (child == 0) {
    StateFile file(path);
    const std::string text = state_text(with_seed(3));
    steps_to_live = step;
    const bool saved = file.save(text).has_value();
    steps_to_live = -1;
    _exit(saved ? 0 : 1);
  }
  int status = 0;
  waitpid(child, &status, 0);
  EXPECT_TRUE(WIFSIGNALED(status) || WEXITSTATUS(status) == 0);
  return WIFSIGNALED(status);
}

TEST(KilledWhileWriting, TheOldStateOrTheNewOneIsFoundWhole) {
  int steps = 0, old_found = 0, new_found = 0;
  for (bool killed = true; killed; ++steps) {
    const ScratchFolder scratch;
    const auto path = scratch / "state.json";
    for (const std::uint64_t seed : {1, 2}) ASSERT_TRUE(StateFile(path).save(state_text(with_seed(seed))));

    killed = save_and_die(path, steps + 1);

    const std::uint64_t found = seed_found(path);
    EXPECT_TRUE(found == 2 || found == 3) << "step " << steps + 1 << ": " << found;
    EXPECT_FALSE(std::filesystem::exists(scratch / "state.json.unreadable-1")) << "step " << steps + 1;
    (found == 2 ? old_found : new_found)++;
    ASSERT_TRUE(StateFile(path).save(state_text(with_seed(4)))) << "it can be saved again";
    EXPECT_EQ(seed_found(path), 4u);
  }
  EXPECT_GT(steps, 12) << "two files, each opened, written, synced, closed and renamed";
  EXPECT_GT(old_found, 8);
  EXPECT_GT(new_found, 2);
}

}  // namespace
}  // namespace aeolian::daemon
