// SPDX-License-Identifier: GPL-3.0-or-later
#include <gtest/gtest.h>
#include <sched.h>
#include <sys/mount.h>

#include <chrono>
#include <csignal>
#include <fstream>
#include <string>
#include <thread>

#include "tests/comes_true.h"
#include "tests/integration/daemon_process.h"
#include "tests/integration/metric.h"
#include "tests/protocols/osc/osc_peer.h"
#include "tests/scratch_folder.h"

namespace aeolian {
namespace {

using namespace std::chrono_literals;

/** Mounts a disk of 64 KiB that only this process and its children see; false if that is not permitted. */
bool mount_small_disk(const std::filesystem::path& place) {
  std::filesystem::create_directory(place);
  return unshare(CLONE_NEWNS) == 0 && mount("none", "/", nullptr, MS_REC | MS_PRIVATE, nullptr) == 0 &&
         mount("tmpfs", place.c_str(), "tmpfs", 0, "size=64k") == 0;
}

void fill(const std::filesystem::path& disk) {
  std::ofstream file(disk / "filler");
  while (file.put('x').flush()) {
  }
}

TEST(FullDisk, DoesNotEndThePerformanceAndLeavesAControlLogThatReplays) {
  const ScratchFolder folder;
  const auto disk = folder / "disk";
  if (!mount_small_disk(disk)) {
    GTEST_SKIP() << "this user may not mount a small disk";
  }
  DaemonProcess daemon({"--osc-port", "0", "--http-port", "0", "--test-tone", "440", "--output", "null",
                        "--record-control", disk / "log"});
  ASSERT_NE(daemon.osc_port(), 0) << daemon.log();
  osc::OscPeer peer(daemon.osc_port());
  EXPECT_EQ(metric(peer, "control_log_failed"), 0.f);
  fill(disk);
  for (int change = 1; change < 1000; ++change) {
    peer.send({"/aeolian/gain", {-0.01f * static_cast<float>(change)}});
    std::this_thread::sleep_for(5ms);  // within the sender's budget
    if (change % 20 == 0 && metric(peer, "events_unwritten_total") > 0.f) break;
  }
  EXPECT_GT(metric(peer, "events_unwritten_total"), 0.f) << daemon.log();
  EXPECT_EQ(metric(peer, "control_log_failed"), 1.f);
  EXPECT_NE(daemon.log().find("No space left on device; playing on"), std::string::npos) << daemon.log();
  const float steps = metric(peer, "steps_total");
  EXPECT_TRUE(comes_true([&] { return metric(peer, "steps_total") > steps + 40.f; })) << daemon.log();
  daemon.send(SIGTERM);
  EXPECT_EQ(daemon.wait(30s), 0) << daemon.log();

  DaemonProcess again({"--test-tone", "440", "--output", "file:" + (folder / "again.wav").string(),
                       "--duration", "1", "--replay-control", disk / "log"});
  EXPECT_EQ(again.wait(30s), 0) << again.log();
  umount(disk.c_str());
}

// An exhibition must open even if last night's disk is missing.
TEST(ControlLogThatCannotBeCreated, KeepsNothingFromPlaying) {
  const ScratchFolder folder;
  DaemonProcess daemon({"--osc-port", "0", "--http-port", "0", "--test-tone", "440", "--output", "null",
                        "--record-control", folder / "gone/log"});
  ASSERT_NE(daemon.osc_port(), 0) << daemon.log();
  osc::OscPeer peer(daemon.osc_port());
  EXPECT_TRUE(comes_true([&] { return metric(peer, "steps_total") > 40.f; })) << daemon.log();
  EXPECT_EQ(metric(peer, "control_log_failed"), 1.f) << "monitoring sees it before anything is lost";
  peer.send({"/aeolian/temperature", {0.5f}});
  EXPECT_TRUE(comes_true([&] { return metric(peer, "events_unwritten_total") == 1.f; })) << daemon.log();
  EXPECT_NE(
      daemon.log().find("cannot be written: No such file or directory; playing on without a control log"),
      std::string::npos)
      << daemon.log();
  daemon.send(SIGTERM);
  EXPECT_EQ(daemon.wait(30s), 0) << daemon.log();

  DaemonProcess rendering({"--test-tone", "440", "--output", "file:" + (folder / "a.wav").string(),
                           "--duration", "1", "--record-control", folder / "gone/log"});
  EXPECT_EQ(rendering.wait(30s), 1) << "a rendering needs its log, and can be repeated";
}

}  // namespace
}  // namespace aeolian
