// SPDX-License-Identifier: GPL-3.0-or-later
#include "daemon/app/check.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/socket.h>
#include <unistd.h>

#include <fstream>
#include <string>

#include "core/model/checkpoint.h"
#include "protocols/osc/socket_address.h"
#include "tests/core/model/random_checkpoint.h"
#include "tests/scratch_folder.h"

namespace aeolian::daemon {
namespace {

namespace fs = std::filesystem;
using testing::HasSubstr;

/** A valid set-up: a model, its own folders, any free ports, and no sound device. */
class Check : public testing::Test {
 protected:
  Check() {
    EXPECT_TRUE(write_checkpoint(options_.checkpoint, random_checkpoint(ModelKind::small)));
    options_.output.kind = OutputChoice::Kind::null;
    options_.osc_port = 0;
    options_.http_port = 0;
  }

  /** The kind of the finding that contains `text`; fails if there is none. */
  Finding::Kind kind_of(const std::string& text) {
    const auto findings = check(options_);
    for (const auto& finding : findings) {
      if (finding.text.find(text) != std::string::npos) return finding.kind;
    }
    ADD_FAILURE() << "nothing is said of " << text << " in\n" << text_of(findings);
    return Finding::Kind::fine;
  }

  bool is_told(const std::string& text) { return text_of(check(options_)).find(text) != std::string::npos; }

  ScratchFolder scratch_;
  Options options_ = [this] {
    Options options;
    options.checkpoint = scratch_ / "wind.aeolian";
    options.places = {.models = scratch_.path(),
                      .presets = scratch_ / "presets",
                      .samples = scratch_ / "samples",
                      .moments = scratch_ / "moments",
                      .recordings = scratch_ / "recordings",
                      .midi_map = scratch_ / "midi.json",
                      .state = scratch_ / "state.json"};
    return options;
  }();
};

TEST_F(Check, WhatIsRightWouldPlayAndNothingIsWritten) {
  const auto findings = check(options_);
  EXPECT_TRUE(would_play(findings)) << text_of(findings);
  EXPECT_THAT(text_of(findings), HasSubstr("It would play."));
  const auto count = std::distance(fs::directory_iterator(scratch_.path()), fs::directory_iterator());
  EXPECT_EQ(count, 1) << "the checkpoint alone";
}

TEST_F(Check, AControlLogThatCannotBeCreated) {
  options_.record_control = scratch_ / "log";
  EXPECT_EQ(kind_of("control log: "), Finding::Kind::fine);
  options_.record_control = scratch_ / "gone/log";
  EXPECT_EQ(kind_of("gone: No such file or directory; it would play without"), Finding::Kind::strange);
  options_.output = {.kind = OutputChoice::Kind::file, .file = scratch_ / "a.wav"};
  EXPECT_EQ(kind_of("gone: No such file or directory"), Finding::Kind::wrong);
}

TEST_F(Check, APipeThatIsAnotherFileOrCannotBeCreated) {
  options_.output = {.kind = OutputChoice::Kind::pipe, .file = scratch_ / "fifo"};
  EXPECT_EQ(kind_of("output: the pipe"), Finding::Kind::fine);
  options_.output.file = options_.checkpoint;
  EXPECT_EQ(kind_of("is not a FIFO"), Finding::Kind::wrong);
  options_.output.file = scratch_ / "gone/fifo";
  EXPECT_EQ(kind_of("gone: No such file or directory"), Finding::Kind::wrong);
}

TEST_F(Check, AStreamThatLacksItsPassword) {
  options_.stream.host = "radio";
  EXPECT_EQ(kind_of("stream: "), Finding::Kind::strange);
  options_.stream.password_file = scratch_ / "gone";
  EXPECT_EQ(kind_of("stream: "), Finding::Kind::strange);
}

TEST_F(Check, ACheckpointThatIsNotThere) {
  options_.checkpoint = scratch_ / "gone.aeolian";
  EXPECT_EQ(kind_of("gone.aeolian"), Finding::Kind::wrong);
}

TEST_F(Check, ACheckpointThatIsNone) {
  std::ofstream(options_.checkpoint) << "no model";
  EXPECT_EQ(kind_of("checkpoint: "), Finding::Kind::wrong);
}

TEST_F(Check, ASecondModelThatIsNotThereOrDoesNotFit) {
  options_.blend = scratch_ / "rain.aeolian";
  EXPECT_EQ(kind_of("blend: "), Finding::Kind::wrong);
  ASSERT_TRUE(write_checkpoint(options_.blend, random_checkpoint(ModelKind::bytes)));
  EXPECT_EQ(kind_of("rain.aeolian: a bytes checkpoint is a baseline"), Finding::Kind::wrong);
  ASSERT_TRUE(write_checkpoint(options_.blend, random_checkpoint(ModelKind::small, 2)));
  EXPECT_EQ(kind_of("plays wind with rain blended in"), Finding::Kind::fine);
}

TEST_F(Check, ABaselineThatDoesNotPlayInTime) {
  ASSERT_TRUE(write_checkpoint(options_.checkpoint, random_checkpoint(ModelKind::bytes)));
  EXPECT_EQ(kind_of("render it with aeolian generate"), Finding::Kind::wrong);
}

TEST_F(Check, AnEncodingThatTheModelLacks) {
  options_.configured.encoding = "no such sound";
  EXPECT_EQ(kind_of("parameters: "), Finding::Kind::wrong);
}

TEST_F(Check, AMidiMapThatIsWrong) {
  std::ofstream(options_.places.midi_map) << "{\"schema\": 1, \"bindings\": 3}";
  EXPECT_EQ(kind_of("midi.json:1:"), Finding::Kind::strange) << "it would still play";
  EXPECT_EQ(kind_of("the default mapping would be used"), Finding::Kind::strange);
}

TEST_F(Check, APresetThatIsWrong) {
  fs::create_directories(options_.places.presets);
  std::ofstream(options_.places.presets / "bad.json") << "{";
  EXPECT_EQ(kind_of("preset \"bad\""), Finding::Kind::strange);
}

TEST_F(Check, AScheduleThatNamesWhatIsNotThere) {
  for (const char* line :
       {"10:00 preset Morning", "20:00 moment Dusk", "round /encoding nowhere neither every 10 min"}) {
    const auto entry = parse_schedule_entry(line);
    ASSERT_TRUE(entry) << in_words(entry.error(), line);
    options_.schedule.entries.push_back(*entry);
  }
  EXPECT_EQ(kind_of("no preset \"Morning\""), Finding::Kind::wrong);
  EXPECT_EQ(kind_of("no moment \"Dusk\""), Finding::Kind::wrong);
  EXPECT_EQ(kind_of("no encoding \"nowhere\""), Finding::Kind::wrong);
}

TEST_F(Check, AStatePathThatIsAFolder) {
  std::filesystem::create_directory(scratch_ / "state.json");
  EXPECT_EQ(kind_of("is not a file, so no state would be saved"), Finding::Kind::wrong);
}

TEST_F(Check, AStateThatIsTorn) {
  std::ofstream(options_.places.state) << "{";
  EXPECT_EQ(kind_of("state.json: "), Finding::Kind::strange);
  EXPECT_TRUE(fs::exists(options_.places.state)) << "it stays where it is";
}

TEST_F(Check, AFolderThatCannotBe) {
  options_.places.recordings = options_.checkpoint / "recordings";
  EXPECT_EQ(kind_of("recordings: "), Finding::Kind::strange);
}

TEST_F(Check, APortThatSomebodyHas) {
  auto address = *osc::SocketAddress::from_text("127.0.0.1", 0);
  const int taken = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
  ASSERT_EQ(bind(taken, address.data(), address.size()), 0);
  socklen_t size = osc::SocketAddress::capacity();
  getsockname(taken, address.data(), &size);
  options_.osc_port = address.port();
  EXPECT_EQ(kind_of("another program uses it already"), Finding::Kind::strange);
  EXPECT_EQ(kind_of("It would play without OSC, and keep trying"), Finding::Kind::strange);
  close(taken);
}

TEST_F(Check, AnAddressThatThisMachineLacks) {
  options_.listen_address = "192.0.2.1";  // belongs to no machine: RFC 5737
  EXPECT_EQ(kind_of("OSC: 192.0.2.1"), Finding::Kind::strange);
}

TEST_F(Check, DoorsThatAreOpenToTheNetwork) {
  options_.listen_address = "0.0.0.0";
  options_.http_port = 9001;
  options_.password_file = scratch_ / "password";
  std::ofstream(options_.password_file) << "sesame\n";
  EXPECT_EQ(kind_of("password: its first line has fewer than 8 characters"), Finding::Kind::strange);
  std::ofstream(options_.password_file) << "open sesame\n";
  EXPECT_EQ(kind_of("OSC is open to everyone who can reach"), Finding::Kind::strange);
  EXPECT_FALSE(is_told("may only look"));
  options_.password_file.clear();
  options_.osc_token = "open sesame";
  EXPECT_FALSE(is_told("OSC is open to everyone"));
  EXPECT_EQ(kind_of("other machines may only look, until password"), Finding::Kind::strange);
}

TEST_F(Check, ASecretThatEverybodyMayRead) {
  options_.osc_token = "open sesame";
  options_.configuration = scratch_ / "aeoliand.toml";
  std::ofstream(options_.configuration) << "";
  fs::permissions(options_.configuration, fs::perms(0644));
  EXPECT_EQ(kind_of("everyone on this machine can read the password or token"), Finding::Kind::strange);
  fs::permissions(options_.configuration, fs::perms(0640));
  EXPECT_FALSE(is_told("everyone on this machine"));
}

}  // namespace
}  // namespace aeolian::daemon
