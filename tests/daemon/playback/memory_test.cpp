// SPDX-License-Identifier: GPL-3.0-or-later
#include "daemon/playback/memory.h"

#include <gtest/gtest.h>

#include <fstream>

#include "tests/scratch_folder.h"

namespace aeolian::daemon {
namespace {

namespace fs = std::filesystem;

/** The memory-related part of a machine's /proc and /sys. */
class MemoryTest : public testing::Test {
 protected:
  void write(const fs::path& file, const std::string& text) const {
    fs::create_directories((root_.path() / file).parent_path());
    std::ofstream(root_.path() / file) << text;
  }

  const ScratchFolder root_;
};

TEST_F(MemoryTest, IsWhatTheMachineHasAvailable) {
  write("proc/meminfo", "MemTotal:  8000 kB\nMemFree: 10 kB\nMemAvailable:   2048 kB\n");
  EXPECT_EQ(available_memory(root_.path()), 2u << 20);
}

TEST_F(MemoryTest, IsWhatTheServicesLimitLeavesWithoutWhatItHasReadFromFiles) {
  write("proc/meminfo", "MemAvailable: 8000000 kB\n");
  write("proc/self/cgroup", "0::/system.slice/aeoliand.service\n");
  write("sys/fs/cgroup/system.slice/memory.max", "max\n");
  write("sys/fs/cgroup/system.slice/aeoliand.service/memory.max", "2000000\n");
  write("sys/fs/cgroup/system.slice/aeoliand.service/memory.current", "1500000\n");
  write("sys/fs/cgroup/system.slice/aeoliand.service/memory.stat", "anon 9\ninactive_file 250000\n");
  EXPECT_EQ(available_memory(root_.path()), 750'000u);
}

TEST_F(MemoryTest, OfAGroupAboveItsLimitIsNothing) {
  write("proc/self/cgroup", "0::/a\n");
  write("sys/fs/cgroup/a/memory.max", "1000\n");
  write("sys/fs/cgroup/a/memory.current", "1500\n");
  EXPECT_EQ(available_memory(root_.path()), 0u);
}

TEST_F(MemoryTest, IsUnknownWhereNothingTellsOfIt) {
  EXPECT_EQ(available_memory(root_.path()), std::nullopt);
}

}  // namespace
}  // namespace aeolian::daemon
