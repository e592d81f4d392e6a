// SPDX-License-Identifier: GPL-3.0-or-later
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <chrono>
#include <csignal>
#include <fstream>
#include <thread>

#include "core/control/local_time.h"
#include "tests/comes_true.h"
#include "tests/integration/daemon_process.h"
#include "tests/protocols/osc/osc_peer.h"
#include "tests/scratch_folder.h"

namespace aeolian {
namespace {

using namespace std::chrono_literals;
using testing::ElementsAre;
using testing::HasSubstr;

/** The time of day after `wait`, in the schedule's notation. */
std::string time_in(std::chrono::seconds wait) {
  const auto now = std::chrono::floor<std::chrono::seconds>(std::chrono::system_clock::now());
  return local_text(now + wait).substr(11);
}

/** Runs the whole program, with null output, controlled by the local clock. */
class ScheduleIsHeardTest : public testing::Test {
 protected:
  void play(const std::string& section) {
    std::ofstream(folder_ / "aeoliand.toml") << section;
    daemon_ = std::make_unique<DaemonProcess>(std::vector<std::string>{
        "--config", folder_ / "aeoliand.toml", "--test-tone", "440", "--output", "null", "--osc-port", "0",
        "--http-port", "0", "--presets", folder_ / "presets"});
  }
  void open_osc() {
    const auto port = daemon_->osc_port();
    ASSERT_NE(port, 0) << daemon_->log();
    peer_ = std::make_unique<osc::OscPeer>(port);
  }
  void TearDown() override {
    if (!peer_) return;
    daemon_->send(SIGTERM);
    EXPECT_EQ(daemon_->wait(30s), 0) << daemon_->log();
  }

  std::vector<osc::Message> ask(const std::string& path, std::vector<osc::Argument> arguments = {}) {
    return peer_->exchange({"/aeolian" + path, std::move(arguments)});
  }
  float figure(const std::string& name) {
    const auto replies = ask("/metrics/" + name);
    return replies.empty() ? -1.f : std::get<float>(replies[0].arguments[0]);
  }

  ScratchFolder folder_;
  std::unique_ptr<DaemonProcess> daemon_;
  std::unique_ptr<osc::OscPeer> peer_;
};

TEST_F(ScheduleIsHeardTest, FadesInAndOutAtTheTimesThatItWasGiven) {
  play("[schedule]\nentries = [\"" + time_in(8s) + "-" + time_in(16s) + " fade 1\"]\n");
  open_osc();
  EXPECT_EQ(figure("fade_level"), 0.f) << "it is closed: silent from the first sample on";
  EXPECT_TRUE(comes_true([&] { return figure("fade_level") == 1.f; })) << daemon_->log();
  EXPECT_TRUE(comes_true([&] { return figure("fade_level") == 0.f; })) << daemon_->log();
  EXPECT_EQ(figure("schedule_changes_total"), 3.f);
  EXPECT_THAT(daemon_->log(), HasSubstr("schedule: plays"));
}

TEST_F(ScheduleIsHeardTest, TakesListsAndRemovesLinesByOsc) {
  play("[schedule]\nentries = [\"00:00-24:00 fade 0\"]\n");
  open_osc();
  const osc::Message added{"/aeolian/done",
                           {std::string("/aeolian/schedule/add"), std::int32_t{0}, std::int32_t{2}}};
  EXPECT_THAT(ask("/schedule/add", {std::string("walk /temperature 0.5 0.5 every 60")}), ElementsAre(added));
  EXPECT_TRUE(comes_true([&] {
    const auto now = ask("/temperature");
    return !now.empty() && now[0].arguments == std::vector<osc::Argument>{0.5f};
  }));
  const auto list = ask("/schedule/list");
  ASSERT_EQ(list.size(), 4u);
  EXPECT_EQ(list[1].arguments, (std::vector<osc::Argument>{std::int32_t{1}, std::string("00:00-24:00 fade 0"),
                                                           std::string("configuration")}));
  EXPECT_EQ(list[2].arguments[2], osc::Argument{std::string("added")});

  EXPECT_EQ(ask("/schedule/remove", {std::int32_t{2}})[0].path, "/aeolian/done");
  EXPECT_EQ(ask("/schedule/list").size(), 3u);
  EXPECT_EQ(ask("/schedule/remove", {std::int32_t{1}})[0].path, "/aeolian/fail")
      << "that is the configuration's";
  const auto refused = ask("/schedule/add", {std::string("mon 9:00-18:00 fad 3")});
  ASSERT_EQ(refused.size(), 1u);
  EXPECT_THAT(std::get<std::string>(refused[0].arguments[3]), HasSubstr("did you mean fade?"));

  // Closed for today, until the line is removed.
  ask("/schedule/add", {std::string("2000-01-01 to 2999-12-31 closed")});
  EXPECT_TRUE(comes_true([&] { return figure("fade_level") == 0.f; })) << daemon_->log();
  ask("/schedule", {false});
  ask("/schedule/clear");
  EXPECT_EQ(ask("/schedule")[0].arguments, std::vector<osc::Argument>{std::int32_t{0}});
  EXPECT_EQ(figure("fade_level"), 0.f) << "switched off, it changes nothing";
  ask("/schedule", {true});
  EXPECT_TRUE(comes_true([&] { return figure("fade_level") == 1.f; })) << daemon_->log();
}

TEST_F(ScheduleIsHeardTest, AWrongLineOfTheConfigurationIsToldWithItsPlace) {
  play("[schedule]\nentries = [\n  \"mon-fri 09:00-18:00\",\n  \"tuseday closed\",\n]\n");
  EXPECT_NE(daemon_->wait(30s).value_or(0), 0);
  EXPECT_THAT(daemon_->log(), HasSubstr("aeoliand.toml:4:3: at character 1 of \"tuseday closed\""));
  EXPECT_THAT(daemon_->log(), HasSubstr("did you mean tue"));
}

}  // namespace
}  // namespace aeolian
