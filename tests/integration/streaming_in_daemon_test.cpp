// SPDX-License-Identifier: GPL-3.0-or-later
// Tests the whole program, streaming to a real Icecast.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <csignal>
#include <fstream>
#include <map>
#include <set>
#include <thread>

#include "core/audio/integer_sample.h"
#include "core/audio/sound_file.h"
#include "tests/comes_true.h"
#include "tests/core/model/random_checkpoint.h"
#include "tests/daemon/streaming/ogg_links.h"
#include "tests/integration/daemon_process.h"
#include "tests/integration/icecast_server.h"
#include "tests/protocols/osc/osc_peer.h"
#include "tests/protocols/oscquery/program.h"
#include "tests/scratch_folder.h"
#include "tests/tone_continuity.h"

namespace aeolian {
namespace {

using namespace std::chrono_literals;
using testing::HasSubstr;

class StreamingInDaemon : public testing::Test {
 protected:
  void SetUp() override {
    if (!IcecastServer::is_installed()) GTEST_SKIP() << "icecast2 is not installed: nobody heard the streams";
    ASSERT_TRUE(icecast_.start());
  }

  /** Plays with `stream` in [stream], in addition to host and port. */
  void play(const std::string& stream, std::vector<std::string> what = {"--test-tone", "440"}) {
    std::ofstream(folder_ / "aeoliand.toml")
        << "[stream]\nhost = \"127.0.0.1\"\nport = " << icecast_.port() << "\n" + stream + "\n";
    what.insert(what.end(), {"--config", folder_ / "aeoliand.toml", "--output", "null", "--midi", "off",
                             "--osc-port", "0", "--http-port", "0", "--recordings", folder_ / "takes",
                             "--presets", folder_ / "presets"});
    daemon_ = std::make_unique<DaemonProcess>(what);
    ASSERT_NE(daemon_->osc_port(), 0) << daemon_->log();
    peer_ = std::make_unique<osc::OscPeer>(daemon_->osc_port());
  }

  void TearDown() override {
    if (!daemon_) return;
    daemon_->send(SIGTERM);
    EXPECT_EQ(daemon_->wait(30s), 0) << daemon_->log();
    EXPECT_THAT(daemon_->log(), HasSubstr(" 0 underruns"));
  }

  struct Status {
    std::string state, why;
    int reconnects = 0;
  };
  Status status(const std::string& mount) {
    for (const osc::Message& line : peer_->exchange({"/aeolian/stream/status", {}})) {
      if (line.arguments.size() != 6 || line.arguments[0] != osc::Argument{mount}) continue;
      return {std::get<std::string>(line.arguments[1]), std::get<std::string>(line.arguments[5]),
              std::get<std::int32_t>(line.arguments[3])};
    }
    return {};
  }
  bool streams(const std::string& mount) {
    return comes_true([&] { return status(mount).state == "streaming"; });
  }

  std::string password() const { return std::string("password = \"") + IcecastServer::password + "\"\n"; }

  ScratchFolder folder_;
  IcecastServer icecast_;
  std::unique_ptr<DaemonProcess> daemon_;
  std::unique_ptr<osc::OscPeer> peer_;
};

TEST_F(StreamingInDaemon, FlacHasTheSamplesOfARecording) {
  const auto model = folder_ / "a.aeolian";
  ASSERT_TRUE(write_checkpoint(model, random_checkpoint(ModelKind::small, 1)));
  play(password() + "mounts = [\"/a.flac\"]", {"--checkpoint", model});
  ASSERT_TRUE(streams("/a.flac")) << daemon_->log();
  peer_->exchange({"/aeolian/record/start", {std::string("take.wav")}});
  const auto stream = daemon::read_ogg(listen_to(icecast_.port(), "/a.flac", 2.5));
  peer_->exchange({"/aeolian/record/stop", {}});
  EXPECT_EQ(stream.fault, "");
  const auto heard = daemon::flac_samples(stream);
  const auto take = read_sound(folder_ / "takes/take.wav");
  ASSERT_TRUE(take) << take.error().message;
  // Both channels are the same here. A recording begins and ends in a fade of 5 ms.
  std::vector<std::int32_t> left, recorded;
  for (std::size_t i = 0; i < heard.size(); i += 2) left.push_back(heard[i]);
  for (const float sample : take->samples) recorded.push_back(integer_sample<24>(sample));
  const auto middle = std::span(recorded).subspan(recorded.size() / 4, recorded.size() / 4);
  EXPECT_GT(std::set(middle.begin(), middle.end()).size(), 1000u) << "there is something to compare";
  EXPECT_NE(std::ranges::search(left, middle).begin(), left.end());
}

TEST_F(StreamingInDaemon, AToneInOpusIsUnbrokenAndTheStreamEndsAndBeginsWhenItIsTold) {
  play(password() + "on = false");
  EXPECT_EQ(status("/aeolian.opus").state, "stopped");
  EXPECT_EQ(peer_->exchange({"/aeolian/stream/start", {}}).at(0).path, "/aeolian/done");
  ASSERT_TRUE(streams("/aeolian.opus")) << daemon_->log();
  const auto stream = daemon::read_ogg(listen_to(icecast_.port(), "/aeolian.opus", 3.));
  EXPECT_EQ(stream.fault, "");
  const auto heard = daemon::opus_samples(stream);
  ASSERT_GT(heard.size(), 48000u);
  const auto report = judge_tone(std::span(heard).subspan(24000), 48000, 440., .05);
  EXPECT_TRUE(report.gaps.empty() && report.clicks.empty()) << text_of(report);
  EXPECT_NEAR(report.level, .25, .01);
  EXPECT_EQ(peer_->exchange({"/aeolian/stream/stop", {}}).at(0).path, "/aeolian/done");
  EXPECT_TRUE(comes_true([&] { return listen_to(icecast_.port(), "/aeolian.opus", .1).empty(); }));
}

TEST_F(StreamingInDaemon, TellsTitlesWhichOtherProgramsReadWithoutAGap) {
  const auto model = folder_ / "winter.aeolian";
  ASSERT_TRUE(write_checkpoint(model, random_checkpoint(ModelKind::small, 1)));
  play(password() + "mounts = [\"/a.flac\"]", {"--checkpoint", model});
  ASSERT_TRUE(streams("/a.flac")) << daemon_->log();
  StreamListener listener(icecast_.port(), "/a.flac");
  listener.listen(1.);
  peer_->exchange({"/aeolian/preset/save", {std::string("evening")}});
  peer_->exchange({"/aeolian/preset/load", {std::string("evening")}});
  for (int look = 0; look < 20 && daemon::read_ogg(listener.bytes()).links.size() < 2; ++look)
    listener.listen(1.);
  listener.listen(1.);
  const auto stream = daemon::read_ogg(listener.bytes());
  EXPECT_EQ(stream.fault, "");
  ASSERT_EQ(stream.links.size(), 2u);
  EXPECT_EQ(stream.links[0].title, "winter");
  EXPECT_EQ(stream.links[1].title, "winter (evening)");
  if (!oscquery::are_installed({"ffmpeg"}))
    GTEST_SKIP() << "ffmpeg is not installed: no foreign program read the titles";
  std::ofstream(folder_ / "heard.oga", std::ios::binary) << listener.bytes();
  const std::string decoded = oscquery::output_of("ffmpeg -v error -i " + (folder_ / "heard.oga").string() +
                                                  " -f s32le - 2>" + (folder_ / "errors").string());
  EXPECT_NEAR(static_cast<double>(decoded.size()),
              4. * static_cast<double>(daemon::flac_samples(stream).size()), 4. * 2 * 4096)
      << oscquery::output_of("cat " + (folder_ / "errors").string());
}

TEST_F(StreamingInDaemon, ConnectsAgainToAServerThatWasKilledAndPlaysOnMeanwhile) {
  play(password());
  ASSERT_TRUE(streams("/aeolian.opus")) << daemon_->log();
  icecast_.kill();
  EXPECT_TRUE(comes_true([&] { return status("/aeolian.opus").state == "waiting"; })) << daemon_->log();
  EXPECT_THAT(status("/aeolian.opus").why, testing::Not(testing::IsEmpty()));
  ASSERT_TRUE(icecast_.start());
  ASSERT_TRUE(streams("/aeolian.opus")) << daemon_->log();
  EXPECT_EQ(status("/aeolian.opus").reconnects, 1);
  const auto heard = daemon::opus_samples(daemon::read_ogg(listen_to(icecast_.port(), "/aeolian.opus", 2.)));
  ASSERT_GT(heard.size(), 24000u);
  const auto report = judge_tone(std::span(heard).subspan(12000), 48000, 440., .05);
  EXPECT_TRUE(report.gaps.empty() && report.clicks.empty()) << text_of(report);
  EXPECT_THAT(daemon_->log(), HasSubstr("retrying until it works"));
}

TEST_F(StreamingInDaemon, NoticesWithinSecondsThatAServerHangsAndConnectsAgainWhenItGoesOn) {
  const auto model = folder_ / "a.aeolian";
  ASSERT_TRUE(write_checkpoint(model, random_checkpoint(ModelKind::small, 1)));
  play(password() + "mounts = [\"/a.flac\"]", {"--checkpoint", model});
  ASSERT_TRUE(streams("/a.flac")) << daemon_->log();
  icecast_.pause();  // the system still accepts its data until the buffer is full
  ASSERT_TRUE(comes_true([&] { return status("/a.flac").state != "streaming"; })) << daemon_->log();
  EXPECT_THAT(daemon_->log(), HasSubstr("the connection was lost; retrying until it works"));
  icecast_.resume();
  ASSERT_TRUE(streams("/a.flac")) << daemon_->log();
  EXPECT_EQ(status("/a.flac").reconnects, 1);
  EXPECT_EQ(daemon::read_ogg(listen_to(icecast_.port(), "/a.flac", 1.)).fault, "");
}

TEST_F(StreamingInDaemon, SaysThatAPasswordIsWrongAndTakesARightOneWithoutARestart) {
  std::ofstream(folder_ / "secret") << "wrong\n";
  play("password_file = \"secret\"");
  EXPECT_TRUE(comes_true([&] { return status("/aeolian.opus").state == "waiting"; }));
  EXPECT_THAT(status("/aeolian.opus").why, HasSubstr("is the password right"));
  EXPECT_THAT(daemon_->log(), HasSubstr("is the password right"));
  std::ofstream(folder_ / "secret") << IcecastServer::password << "\n";
  peer_->exchange({"/aeolian/stream/stop", {}});
  ASSERT_TRUE(comes_true([&] { return status("/aeolian.opus").state == "stopped"; }));
  peer_->exchange({"/aeolian/stream/start", {}});
  EXPECT_TRUE(streams("/aeolian.opus")) << daemon_->log();
}

TEST_F(StreamingInDaemon, AReloadChangesTheStreams) {
  play(password());
  ASSERT_TRUE(streams("/aeolian.opus")) << daemon_->log();
  std::ofstream(folder_ / "aeoliand.toml")
      << "[stream]\nhost = \"127.0.0.1\"\nport = " << icecast_.port() << "\n"
      << password() << "mounts = [\"/other.opus\"]\n";
  daemon_->send(SIGHUP);
  EXPECT_TRUE(streams("/other.opus")) << daemon_->log();
  EXPECT_EQ(status("/aeolian.opus").state, "") << "it is no longer a stream";
}

}  // namespace
}  // namespace aeolian
