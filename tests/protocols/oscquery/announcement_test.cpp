// SPDX-License-Identifier: GPL-3.0-or-later
#include "protocols/oscquery/announcement.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <chrono>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <optional>
#include <thread>

#include "protocols/oscquery/oscquery_server.h"
#include "tests/protocols/oscquery/control_context_of_a_test.h"
#include "tests/protocols/oscquery/program.h"
#include "tests/protocols/oscquery/web_peer.h"

namespace aeolian::oscquery {
namespace {

/** A system bus and an Avahi daemon of the test, without a network. */
class AnnouncementTest : public testing::Test {
 protected:
  void SetUp() override {
    if (geteuid() != 0) GTEST_SKIP() << "not root: an Avahi daemon cannot be started";
    if (!are_installed({"dbus-daemon", "avahi-daemon", "avahi-browse"})) {
      GTEST_SKIP() << "Avahi (packages avahi-daemon, avahi-utils, dbus) is not installed";
    }
    if (std::system("avahi-daemon --check") == 0) {
      GTEST_SKIP() << "an Avahi daemon runs here already: the test's own cannot be started";
    }
    setenv("DBUS_SYSTEM_BUS_ADDRESS", ("unix:path=" + bus_address()).c_str(), 1);
  }
  ~AnnouncementTest() override {
    avahi_.reset();
    bus_.reset();
    unsetenv("DBUS_SYSTEM_BUS_ADDRESS");
    std::filesystem::remove(folder / "bus");
  }

  static void TearDownTestSuite() { std::filesystem::remove_all(folder); }

  void start_bus() {
    const auto file = folder / "bus.conf";
    std::ofstream(file) << "<busconfig><type>system</type><listen>unix:path=" << bus_address()
                        << "</listen><auth>EXTERNAL</auth><policy context=\"default\"><allow user=\"*\"/>"
                           "<allow own=\"*\"/><allow send_destination=\"*\"/><allow receive_sender=\"*\"/>"
                           "</policy></busconfig>";
    bus_.emplace(std::vector<std::string>{"dbus-daemon", "--config-file=" + file.string(), "--nofork",
                                          "--nopidfile", "--print-address=1"});
    EXPECT_FALSE(bus_->line().empty());
  }
  void start_avahi() {
    const auto file = folder / "avahi.conf";
    std::ofstream(file) << "[server]\nhost-name=aeolian-test\nallow-interfaces=lo\nuse-ipv6=no\n";
    avahi_.emplace(std::vector<std::string>{"avahi-daemon", "-f", file.string(), "--no-drop-root",
                                            "--no-chroot", "--no-rlimits", "--no-proc-title"});
  }
  void end_avahi() { avahi_.reset(); }

  /** Waits until it appears, or disappears: Avahi takes a second or two, and a query takes another. */
  static bool becomes(bool there, const std::string& name, const std::string& type, int port) {
    for (int look = 0; look < 30; ++look) {
      if (is_there(name, type, port) == there) return true;
      std::this_thread::sleep_for(std::chrono::milliseconds(300));
    }
    return false;
  }

 private:
  static bool is_there(const std::string& name, const std::string& type, int port) {
    const std::string all = output_of("timeout 5 avahi-browse -prt " + type + " 2>/dev/null");
    return all.find(";" + name + ";" + type + ";local;aeolian-test.local;127.0.0.1;" + std::to_string(port) +
                    ";") != std::string::npos;
  }

  std::string bus_address() const { return folder / "bus"; }
  static std::filesystem::path new_folder() {
    std::string name = std::filesystem::temp_directory_path() / "aeolian-avahi-XXXXXX";
    return mkdtemp(name.data());
  }
  // Shared by all tests of a process: libdbus looks up the bus only once.
  inline static const std::filesystem::path folder = new_folder();
  std::optional<Program> bus_;
  std::optional<Program> avahi_;
};

TEST_F(AnnouncementTest, OscAndOscQueryAreFoundForAsLongAsTheyAreAnnounced) {
  start_bus();
  start_avahi();
  {
    const Announcement announcement({"Aeolian", 9001, 9000});
    EXPECT_TRUE(becomes(true, "Aeolian", "_oscjson._tcp", 9001));
    EXPECT_TRUE(becomes(true, "Aeolian", "_osc._udp", 9000));
  }
  EXPECT_TRUE(becomes(false, "Aeolian", "_osc._udp", 9000));
}

TEST_F(AnnouncementTest, AvahiMayComeLateAndComeAgain) {
  start_bus();
  const Announcement announcement({"Aeolian", 9001, 9000});
  start_avahi();
  EXPECT_TRUE(becomes(true, "Aeolian", "_oscjson._tcp", 9001));
  end_avahi();
  start_avahi();
  EXPECT_TRUE(becomes(true, "Aeolian", "_oscjson._tcp", 9001));
}

TEST_F(AnnouncementTest, TheSecondOfOneNameGetsANumber) {
  start_bus();
  start_avahi();
  const Announcement first({"Aeolian", 9001, 9000});
  EXPECT_TRUE(becomes(true, "Aeolian", "_oscjson._tcp", 9001));
  const Announcement second({"Aeolian", 9003, 9002});
  EXPECT_TRUE(becomes(true, "Aeolian\\032\\0352", "_oscjson._tcp", 9003));
}

TEST_F(AnnouncementTest, AServerIsAnnouncedWhereOthersCanReachItAndOnlyThere) {
  start_bus();
  start_avahi();
  HandsOfATest test;
  const auto start = [&test](const std::string& name, const std::string& address) {
    return Server::start({.address = address, .port = 0, .host = {.name = name}}, test.context(), test.source)
        .value();
  };
  const auto closed = start("Closed", "127.0.0.1");
  const auto open = start("Open", "0.0.0.0");
  EXPECT_TRUE(becomes(true, "Open", "_oscjson._tcp", open->port()));
  EXPECT_TRUE(becomes(true, "Open", "_osc._udp", 9000));
  EXPECT_TRUE(becomes(false, "Closed", "_oscjson._tcp", closed->port()));
  EXPECT_EQ(http_get(open->port(), "/health").status, 200);
}

TEST_F(AnnouncementTest, WithoutASystemBusNothingIsAnnouncedAndNothingFails) {
  const Announcement announcement({"Aeolian", 9001, 9000});
}

}  // namespace
}  // namespace aeolian::oscquery
