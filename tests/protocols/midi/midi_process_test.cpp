// SPDX-License-Identifier: GPL-3.0-or-later
#include "protocols/midi/midi_process.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <spdlog/sinks/ostream_sink.h>
#include <spdlog/spdlog.h>

#include <fstream>
#include <sstream>

#include "tests/comes_true.h"

namespace aeolian::midi {
namespace {

using namespace std::chrono_literals;
using testing::HasSubstr;
namespace fs = std::filesystem;

/**
 * Records that a script writes to the pipe: one says that the next sign of life comes within a tenth of a
 * second; the other is a CC.
 */
constexpr const char* alive = R"(printf '\0\0\0\0\0\0\0\0\144\0\0\0\1\0\0\0' >&3)";
constexpr const char* cc = R"(printf '\1\0\0\0\0\0\0\0\3\0\0\0\0\260\7\100' >&3)";

/** A script in place of aeolian-midi, and the log about it. */
class MidiProcessTest : public testing::Test {
 protected:
  MidiProcessTest() {
    spdlog::set_default_logger(
        std::make_shared<spdlog::logger>("test", std::make_shared<spdlog::sinks::ostream_sink_mt>(log_)));
  }
  ~MidiProcessTest() override { fs::remove_all(folder_); }

  void start(const std::string& script) {
    const auto program = folder_ / "aeolian-midi";
    std::ofstream(program) << "#!/bin/sh\n" << script << "\n";
    fs::permissions(program, fs::perms::owner_all);
    process_.emplace(ProcessOptions{.program = program});
  }
  template <class Condition>
  bool polls_until(const Condition& condition) {
    return comes_true([&] {
      process_->poll(
          {[this](auto message, auto) { heard_.emplace_back(message.begin(), message.end()); }, [] {}});
      return condition();
    });
  }

  const fs::path folder_ = [] {
    std::string name = fs::temp_directory_path() / "aeolian-midi-XXXXXX";
    return fs::path(mkdtemp(name.data()));
  }();
  std::ostringstream log_;
  std::vector<std::vector<std::uint8_t>> heard_;
  std::optional<Process> process_;
};

TEST_F(MidiProcessTest, StartsAgainAfterACrashAndSaysSoOnce) {
  start(std::string(alive) + "; " + cc + "; kill -SEGV $$");
  EXPECT_TRUE(polls_until([&] { return process_->restarts() == 3; }));
  EXPECT_GE(heard_.size(), 3u) << "what it wrote before it crashed";
  EXPECT_EQ(heard_.front(), (std::vector<std::uint8_t>{0xB0, 7, 64}));
  EXPECT_THAT(log_.str(), HasSubstr("MIDI: aeolian-midi was ended by signal 11"));
  EXPECT_EQ(log_.str().find("MIDI:"), log_.str().rfind("MIDI:"));
}

TEST_F(MidiProcessTest, EndsOneThatGivesNoSignOfLifeAndStartsItAgain) {
  start(std::string(alive) + "; exec sleep 60");
  EXPECT_TRUE(polls_until([&] { return process_->restarts() == 2; }));
  EXPECT_THAT(log_.str(), HasSubstr("MIDI: aeolian-midi does not answer"));
}

TEST_F(MidiProcessTest, EndsOneThatWritesWhatIsNoRecord) {
  start("echo these are no records at all >&3; exec sleep 60");
  EXPECT_TRUE(polls_until([&] { return process_->restarts() == 1; }));
  EXPECT_THAT(log_.str(), HasSubstr("MIDI: aeolian-midi wrote a record of an unknown kind"));
}

TEST_F(MidiProcessTest, StartsAgainWithoutAWordOneWhoseMidiSystemHasEnded) {
  start(std::string(cc) + "; exit 4");
  EXPECT_TRUE(polls_until([&] { return heard_.size() == 3; }));
  EXPECT_EQ(process_->restarts(), 0u);
  EXPECT_EQ(log_.str(), "");
}

TEST_F(MidiProcessTest, SaysOnceThatTheProgramIsMissingAndTriesAgain) {
  process_.emplace(ProcessOptions{.program = folder_ / "gone"});
  EXPECT_TRUE(polls_until([&] { return process_->restarts() == 3; }));
  EXPECT_THAT(log_.str(), HasSubstr("gone cannot be started: No such file or directory; playing on"));
  EXPECT_EQ(log_.str().find("MIDI:"), log_.str().rfind("MIDI:"));
  start(cc);
  EXPECT_TRUE(polls_until([&] { return !heard_.empty(); }));
}

TEST_F(MidiProcessTest, NeverWaitsLongForTheEndOfOneThatHangs) {
  start(std::string("trap '' TERM; ") + cc + "; while :; do sleep 1; done");
  ASSERT_TRUE(polls_until([&] { return !heard_.empty(); }));
  const auto before = std::chrono::steady_clock::now();
  process_.reset();
  EXPECT_LT(std::chrono::steady_clock::now() - before, 2s) << "half a second, and what a busy machine adds";
}

}  // namespace
}  // namespace aeolian::midi
