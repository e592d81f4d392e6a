// SPDX-License-Identifier: GPL-3.0-or-later
#include "daemon/state/state.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <signal.h>
#include <unistd.h>

#include <atomic>
#include <fstream>
#include <sstream>
#include <string>

#include "daemon/state/state_file.h"
#include "daemon/state/state_saver.h"
#include "tests/comes_true.h"
#include "tests/files_end_at.h"
#include "tests/scratch_folder.h"

namespace aeolian::daemon {
namespace {

namespace fs = std::filesystem;
using namespace std::chrono_literals;
using testing::HasSubstr;

Snapshot initial() {
  return Parameters().snapshot();
}

State with_gain(double gain) {
  State state{.parameters = initial()};
  state.parameters.numbers[static_cast<std::size_t>(ParameterId::gain)] = gain;
  return state;
}

double gain_of(const State& state) {
  return state.parameters.numbers[static_cast<std::size_t>(ParameterId::gain)];
}

std::string text_of_file(const fs::path& path) {
  std::ostringstream text;
  text << std::ifstream(path).rdbuf();
  return text.str();
}

void write(const fs::path& path, const std::string& text) {
  std::ofstream(path, std::ios::trunc) << text;
}

TEST(State, ReadsBackAsItWasWritten) {
  State state = with_gain(-7.25);
  state.parameters.seed = 18446744073709551615ull;
  state.parameters.encoding = {EncodingBank().named(std::array{0.6f, -0.8f}),
                               EncodingBank().named(std::array{-0.8f, 0.6f}), 0.25};
  state.parameters.encoding.from.name = "rain";
  state.model = "/music/wind.aeolian";
  state.guard = false;
  state.schedule = false;
  state.midi = "{}";
  state.second = "/music/sea.aeolian";
  state.configured_checkpoint = "/music/rain.aeolian";
  state.configured_blend = "/music/bells.aeolian";
  state.configured = {
      .seed = 3, .encoding = "sea", .numbers = {{ParameterId::gain, -3.}, {ParameterId::mute, 1.}}};
  state.configured_guard = false;
  const auto read = parse_state(state_text(state), initial());
  ASSERT_TRUE(read) << read.error().message;
  EXPECT_EQ(state_text(*read), state_text(state));
  EXPECT_EQ(read->parameters.seed, state.parameters.seed);
  EXPECT_EQ(read->parameters.encoding.from.name, "rain");
  EXPECT_EQ(read->parameters.encoding.to.encoding.values, state.parameters.encoding.to.encoding.values);
  EXPECT_EQ(read->parameters.encoding.weight, 0.25);
  EXPECT_EQ(read->configured, state.configured);
  EXPECT_EQ(read->model, state.model);
  EXPECT_EQ(read->second, state.second);
  EXPECT_EQ(read->configured_blend, state.configured_blend);
  EXPECT_FALSE(read->guard);
}

TEST(State, TornAnywhereItIsRefused) {
  const std::string whole = state_text(with_gain(-6.));
  for (std::size_t size = 0; size + 2 < whole.size(); ++size) {  // without the last brace and line end
    EXPECT_FALSE(parse_state(whole.substr(0, size), initial())) << size;
  }
}

struct Strange {
  std::string text;
  std::string told;
};

class StrangeState : public testing::TestWithParam<Strange> {};

TEST_P(StrangeState, IsRefusedInWords) {
  const auto read = parse_state(GetParam().text, initial());
  ASSERT_FALSE(read);
  EXPECT_THAT(read.error().message, HasSubstr(GetParam().told));
}

INSTANTIATE_TEST_SUITE_P(
    State, StrangeState,
    testing::Values(
        Strange{"", "empty"}, Strange{"[]", "format"},
        Strange{R"({"format":"aeolian preset","version":1})", "format"},
        Strange{R"({"format":"aeolian state","version":2,"parameters":{}})", "this program reads 1"},
        Strange{R"({"format":"aeolian state","version":0,"parameters":{}})", "\"version\" 0"},
        Strange{R"({"format":"aeolian state","version":1})", "parameters"},
        Strange{R"({"format":"aeolian state","version":1,"parameters":{"gain":99}})", "out of its range"},
        Strange{R"({"format":"aeolian state","version":1,"parameters":{"gian":1}})", "not a parameter"},
        Strange{R"({"format":"aeolian state","version":1,"parameters":{},"model":7})",
                "\"model\" is not text"},
        Strange{R"({"format":"aeolian state","version":1,"parameters":{},"guard":7})", "\"guard\""}));

TEST(State, WhatTheConfigurationChangedSinceIsTold) {
  const InitialValues before{.seed = 1, .encoding = {}, .numbers = {{ParameterId::gain, -3.}}};
  const InitialValues now{
      .seed = 1, .encoding = "sea", .numbers = {{ParameterId::gain, -4.}, {ParameterId::mute, 1.}}};
  const InitialValues changed{
      .seed = {}, .encoding = "sea", .numbers = {{ParameterId::gain, -4.}, {ParameterId::mute, 1.}}};
  EXPECT_EQ(changed_since(before, now), changed);
  EXPECT_EQ(changed_since(now, now), InitialValues());
}

class StateFileTest : public testing::Test {
 protected:
  std::optional<State> load() { return StateFile(path_).load(initial()); }
  void save(double gain) { ASSERT_TRUE(StateFile(path_).save(state_text(with_gain(gain)))); }

  ScratchFolder scratch_;
  const fs::path path_ = scratch_ / "state.json";
  const fs::path backup_ = scratch_ / "state.json.backup";
};

TEST_F(StateFileTest, NothingIsThereAtFirst) {
  EXPECT_FALSE(load());
}

TEST_F(StateFileTest, TheFolderIsMade) {
  const StateFile file(scratch_ / "a" / "b" / "state.json");
  EXPECT_TRUE(file.is_ours());
}

TEST_F(StateFileTest, TheOneBeforeIsTheBackup) {
  save(-1.);
  save(-2.);
  EXPECT_EQ(gain_of(*load()), -2.);
  EXPECT_EQ(gain_of(*parse_state(text_of_file(backup_), initial())), -1.);
}

TEST_F(StateFileTest, AnEmptyOrTornFileGivesTheBackupAndIsKeptUnderAnotherName) {
  for (const std::string torn : {"", "{\"format\": \"aeolian st"}) {
    save(-1.);
    save(-2.);
    write(path_, torn);
    const auto state = load();
    ASSERT_TRUE(state);
    EXPECT_EQ(gain_of(*state), -1.);
    EXPECT_FALSE(fs::exists(path_)) << "it would be the next backup";
  }
  EXPECT_EQ(text_of_file(scratch_ / "state.json.unreadable-1"), "");
  EXPECT_EQ(text_of_file(scratch_ / "state.json.unreadable-2"), "{\"format\": \"aeolian st");
}

TEST_F(StateFileTest, ANewerFileIsNotLost) {
  const std::string newer = R"({"format":"aeolian state","version":2,"parameters":{}})";
  write(path_, newer);
  EXPECT_FALSE(load());
  save(-3.);
  EXPECT_EQ(text_of_file(scratch_ / "state.json.unreadable-1"), newer);
  EXPECT_EQ(gain_of(*load()), -3.);
}

TEST_F(StateFileTest, BelongsToOneDaemonAtATime) {
  {
    const StateFile first(path_);
    const StateFile second(path_);
    EXPECT_TRUE(first.is_ours());
    EXPECT_FALSE(second.is_ours());
    EXPECT_THAT(*second.why_not(), HasSubstr("another aeoliand"));
  }
  EXPECT_TRUE(StateFile(path_).is_ours());
}

TEST_F(StateFileTest, CountsTheStartsThatFailedInARow) {
  for (int failed = 0; failed < 4; ++failed) {
    StateFile file(path_);
    EXPECT_EQ(file.failed_starts(), failed);
    file.begin_start();
  }
  StateFile(path_).start_was_good();
  EXPECT_EQ(StateFile(path_).failed_starts(), 0);
}

TEST_F(StateFileTest, WhatWasKilledWhileItWasWrittenIsSweptUp) {
  save(-1.);
  const auto unfinished = {"state.json.new-123-0", "state.json.backup.new-123-0",
                           "state.json.starts.new-9-12"};
  for (const auto* name : unfinished) write(scratch_ / name, "half");
  EXPECT_EQ(gain_of(*load()), -1.);
  for (const auto* name : unfinished) EXPECT_FALSE(fs::exists(scratch_ / name)) << name;
}

TEST_F(StateFileTest, SweepsUpNothingOfAnotherInstrumentNorOfTheUser) {
  save(-1.);
  const auto neighbours = {"state.json2.new-123-0",    "state.json2.backup.new-123-0",
                           "state.json.new-123",       "state.json.new-idea-0",
                           "state.json.new-123-0.wav", "state.json of june.new-1-0"};
  for (const auto* name : neighbours) write(scratch_ / name, "theirs");
  EXPECT_EQ(gain_of(*load()), -1.);
  for (const auto* name : neighbours) EXPECT_TRUE(fs::exists(scratch_ / name)) << name;
}

TEST_F(StateFileTest, AFullDiskLeavesWhatWasThere) {
  save(-1.);
  save(-2.);
  {
    const FilesEndAt full(100);
    const auto saved = StateFile(path_).save(state_text(with_gain(-3.)));
    EXPECT_FALSE(saved);
  }
  EXPECT_EQ(gain_of(*load()), -2.);
  save(-4.);
  EXPECT_EQ(gain_of(*load()), -4.);
}

class StateKeeperTest : public StateFileTest {
 protected:
  StateSaver::Now now() {
    return [this] { return with_gain(gain_); };
  }
  bool comes_to_disk(double gain) {
    return comes_true([&] {
      const auto state = read_state(path_, initial());
      return state && gain_of(*state) == gain;
    });
  }

  std::atomic<double> gain_{-1.};
  const StateSaver::Pace fast_{.look_interval = 10ms, .longest_wait = 100ms, .good_after = 50ms};
};

TEST_F(StateKeeperTest, WritesWhatHasChanged) {
  StateSaver keeper(StateFile(path_), now(), fast_);
  EXPECT_TRUE(comes_to_disk(-1.));
  gain_ = -2.;
  EXPECT_TRUE(comes_to_disk(-2.));
  EXPECT_TRUE(comes_true([&] { return keeper.counters().saved == 2; }));
}

TEST_F(StateKeeperTest, WritesNowAndThenWhileItMovesWithoutEnd) {
  StateSaver keeper(
      StateFile(path_), [this] { return with_gain(gain_ = gain_ - 0.01); }, fast_);
  EXPECT_TRUE(comes_true([&] { return keeper.counters().saved >= 2; }));
  keeper.close(true);
}

TEST_F(StateKeeperTest, WritesAtTheEnd) {
  StateSaver keeper(StateFile(path_), now(), {.look_interval = 1h, .longest_wait = 1h, .good_after = 1h});
  gain_ = -5.;
  keeper.close(true);
  EXPECT_EQ(gain_of(*load()), -5.);
}

TEST_F(StateKeeperTest, AFullDiskIsOutlived) {
  StateSaver keeper(StateFile(path_), now(), fast_);
  ASSERT_TRUE(comes_to_disk(-1.));
  {
    const FilesEndAt full(100);
    gain_ = -2.;
    EXPECT_TRUE(comes_true([&] { return keeper.counters().failures >= 2; })) << "it is tried again";
    EXPECT_TRUE(keeper.counters().waits);
  }
  EXPECT_TRUE(comes_to_disk(-2.));
  EXPECT_TRUE(comes_true([&] { return !keeper.counters().waits; }));
}

TEST_F(StateKeeperTest, ALackOfMemoryIsOutlived) {
  std::atomic<bool> is_lacking = true;
  const auto now = [&] {
    if (is_lacking) throw std::bad_alloc();
    return with_gain(gain_);
  };
  StateSaver keeper(StateFile(path_), now, fast_);
  EXPECT_TRUE(comes_true([&] { return keeper.counters().failures >= 2; })) << "it is tried again";
  EXPECT_TRUE(keeper.counters().waits);
  is_lacking = false;
  EXPECT_TRUE(comes_to_disk(-1.));
  EXPECT_TRUE(comes_true([&] { return !keeper.counters().waits; }));
  is_lacking = true;
  keeper.close(true);
  EXPECT_TRUE(keeper.counters().waits) << "nor does ending the program fail";
}

TEST_F(StateKeeperTest, AStartIsGoodWhenItHasPlayedForAWhile) {
  StateFile file(path_);
  file.begin_start();
  {
    StateSaver keeper(std::move(file), now(), fast_);
    EXPECT_TRUE(comes_true([&] { return !fs::exists(scratch_ / "state.json.starts"); }));
  }
}

TEST_F(StateKeeperTest, AStartThatEndsInAnErrorSoonIsNotGood) {
  StateFile file(path_);
  file.begin_start();
  StateSaver(std::move(file), now(), {}).close(false);
  EXPECT_EQ(StateFile(path_).failed_starts(), 1);
}

TEST(StateFileInAnotherPlace, AFolderOfThatNameIsLeftAlone) {
  const ScratchFolder scratch;
  std::filesystem::create_directory(scratch / "state.json");
  const StateFile file(scratch / "state.json");
  ASSERT_FALSE(file.is_ours());
  EXPECT_NE(file.why_not()->find("is a folder"), std::string::npos) << *file.why_not();
  EXPECT_TRUE(std::filesystem::is_directory(scratch / "state.json"));
}

TEST(StateFileInAnotherPlace, AStartThatTheModelDidNotEndIsNotCounted) {
  const ScratchFolder scratch;
  {
    StateFile file(scratch / "state.json");
    file.begin_start();
  }
  {
    StateFile file(scratch / "state.json");
    EXPECT_EQ(file.failed_starts(), 1);
    file.begin_start();
    file.forget_start();
  }
  EXPECT_EQ(StateFile(scratch / "state.json").failed_starts(), 1);
}

}  // namespace
}  // namespace aeolian::daemon
