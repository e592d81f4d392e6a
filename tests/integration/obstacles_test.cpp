// SPDX-License-Identifier: GPL-3.0-or-later
// Tests that the daemon plays in spite of obstacles for control sources and side files at its start.
#include <arpa/inet.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>

#include <array>
#include <csignal>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <memory>
#include <sstream>
#include <string>
#include <vector>

#include "core/file_descriptor.h"
#include "tests/comes_true.h"
#include "tests/integration/daemon_process.h"
#include "tests/protocols/oscquery/web_peer.h"
#include "tests/scratch_folder.h"

namespace aeolian {
namespace {

namespace fs = std::filesystem;
using namespace std::chrono_literals;
using testing::HasSubstr;

class Obstacles : public testing::Test {
 protected:
  DaemonProcess start(std::vector<std::string> more) const {
    more.insert(more.begin(), {"--test-tone", "440", "--output", "null", "--http-port", "0"});
    return DaemonProcess(more);
  }

  static bool logs(const DaemonProcess& daemon, const std::string& text) {
    return comes_true([&] { return daemon.log().find(text) != std::string::npos; });
  }

  static void expect_good_end(DaemonProcess& daemon) {
    daemon.send(SIGTERM);
    EXPECT_EQ(daemon.wait(20s), 0) << daemon.log();
    EXPECT_GT(daemon.steps(), 0) << daemon.log();
  }

  /** Binds `socket` to a free port of the loopback address. */
  static std::uint16_t take_a_port(int socket) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof address;
    EXPECT_EQ(::bind(socket, reinterpret_cast<const sockaddr*>(&address), size), 0);
    EXPECT_EQ(::getsockname(socket, reinterpret_cast<sockaddr*>(&address), &size), 0);
    return ntohs(address.sin_port);
  }

  ScratchFolder scratch_;
};

TEST_F(Obstacles, AnOscPortThatIsTakenIsHeardOnAsSoonAsItIsFree) {
  FileDescriptor other(::socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0));
  DaemonProcess daemon = start({"--osc-port", std::to_string(take_a_port(*other))});
  EXPECT_TRUE(logs(daemon, "playing on and retrying")) << daemon.log();
  EXPECT_TRUE(logs(daemon, "playing test tone")) << daemon.log();
  other = FileDescriptor();
  EXPECT_TRUE(logs(daemon, "OSC: works now")) << daemon.log();
  expect_good_end(daemon);
}

TEST_F(Obstacles, AnAddressThatIsNotThereYetKeepsNothingFromPlaying) {
  DaemonProcess daemon = start({"--osc-port", "0", "--listen", "192.0.2.1"});  // of no machine: RFC 5737
  EXPECT_TRUE(logs(daemon, "retrying")) << daemon.log();
  EXPECT_TRUE(logs(daemon, "playing test tone")) << daemon.log();
  expect_good_end(daemon);
}

TEST_F(Obstacles, ADamagedMidiMappingStaysAsItIsAndTheDefaultIsInForce) {
  std::ofstream(scratch_ / "midi.json") << R"({"schema": 1, "bindings": [{"sou)";
  DaemonProcess daemon = start({"--osc-port", "0", "--midi-map", scratch_ / "midi.json"});
  EXPECT_TRUE(logs(daemon, "using the default mapping")) << daemon.log();
  EXPECT_TRUE(logs(daemon, "playing test tone")) << daemon.log();
  expect_good_end(daemon);
  std::ostringstream left;
  left << std::ifstream(scratch_ / "midi.json").rdbuf();
  EXPECT_THAT(left.str(), HasSubstr("[{\"sou"));
}

TEST_F(Obstacles, AFolderThatIsToBeWatchedMayComeLater) {
  DaemonProcess daemon = start({"--osc-port", "0", "--watch", "--models", scratch_ / "later"});
  EXPECT_TRUE(logs(daemon, "cannot be watched")) << daemon.log();
  fs::create_directory(scratch_ / "later");
  EXPECT_TRUE(logs(daemon, "--watch: works now")) << daemon.log();
  expect_good_end(daemon);
}

TEST_F(Obstacles, DescriptorsThatRunOutLeaveSoundAndHealthAsTheyAre) {
  std::uint16_t port = 0;
  {
    const FileDescriptor free(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
    port = take_a_port(*free);
  }
  DaemonProcess daemon({"--test-tone", "440", "--output", "null", "--midi", "off", "--osc-port", "0",
                        "--http-port", std::to_string(port)});
  ASSERT_TRUE(comes_true([&] { return oscquery::http_get(port, "/health").status == 200; })) << daemon.log();
  const fs::path open_files = "/proc/" + std::to_string(daemon.pid()) + "/fd";
  const auto in_use = std::distance(fs::directory_iterator(open_files), fs::directory_iterator());
  const auto few = static_cast<rlim_t>(in_use) + 4;
  const rlimit limit{few, few};
  ASSERT_EQ(prlimit(daemon.pid(), RLIMIT_NOFILE, &limit, nullptr), 0);
  std::vector<std::unique_ptr<oscquery::TcpPeer>> crowd;
  for (int i = 0; i < 20; ++i) crowd.push_back(std::make_unique<oscquery::TcpPeer>(port));
  EXPECT_EQ(oscquery::http_get(port, "/health").status, 200);
  expect_good_end(daemon);
}

TEST_F(Obstacles, ACheckTellsOfThemAllAndThatItWouldPlay) {
  std::ofstream(scratch_ / "midi.json") << "{";
  const FileDescriptor other(::socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0));
  const std::uint16_t port = take_a_port(*other);
  const std::string folder = scratch_.path().string();
  const std::string check = "XDG_CONFIG_HOME=" + folder + " XDG_STATE_HOME=" + folder +
                            " " AEOLIAND " --check --test-tone 440 --output null --http-port 0 --osc-port " +
                            std::to_string(port) + " --midi-map " + folder +
                            "/midi.json --midi-port 'no such'";
  FILE* const pipe = popen(check.c_str(), "r");
  std::string told;
  std::array<char, 4096> part{};
  while (fgets(part.data(), part.size(), pipe) != nullptr) told += part.data();
  EXPECT_EQ(pclose(pipe), 0);
  EXPECT_THAT(told, HasSubstr("It would play without OSC, and keep trying"));
  EXPECT_THAT(told, HasSubstr("the default mapping would be used"));
  EXPECT_THAT(told, HasSubstr("keep looking for it"));
  EXPECT_THAT(told, HasSubstr("It would play."));
}

TEST_F(Obstacles, AQuitSignalEndsItInGoodOrder) {
  DaemonProcess daemon = start({"--osc-port", "0"});
  EXPECT_TRUE(logs(daemon, "playing test tone")) << daemon.log();
  daemon.send(SIGQUIT);
  EXPECT_EQ(daemon.wait(20s), 0) << daemon.log();
}

}  // namespace
}  // namespace aeolian
