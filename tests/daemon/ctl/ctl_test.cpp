// SPDX-License-Identifier: GPL-3.0-or-later
#include "daemon/ctl/ctl.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <csignal>
#include <filesystem>
#include <nlohmann/json.hpp>
#include <thread>

#include "core/control/parameter_actions.h"
#include "core/control/presets.h"
#include "protocols/osc/osc_commands.h"
#include "protocols/osc/osc_server.h"
#include "tests/comes_true.h"
#include "tests/core/control/fake_control_interface.h"
#include "tests/daemon/ctl/ctl_process.h"
#include "tests/environment_variable.h"
#include "tests/own_network.h"
#include "tests/protocols/osc/osc_peer.h"
#include "tests/scratch_folder.h"

namespace aeolian::ctl {
namespace {

using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;

/** The result of a run of the program. */
struct Ended {
  int code;
  std::string output;
  std::string errors;
};

/** The program against a real server on a free port, with a fake instrument behind it. */
class CtlTest : public testing::Test {
 protected:
  ~CtlTest() override { std::filesystem::remove_all(folder_); }

  std::vector<std::string> words(std::vector<std::string> arguments) const {
    const auto port = std::to_string(server_->address().port());
    if (!host_.empty()) arguments.insert(arguments.begin(), {"--host", host_});
    arguments.insert(arguments.begin(), {AEOLIAN_CTL, "--port", port});
    return arguments;
  }
  Ended run(std::vector<std::string> arguments) const {
    CtlProcess process(words(std::move(arguments)));
    const int code = process.wait();
    return {code, process.output(), process.errors()};
  }
  /** Runs the program against an instrument that replies later. */
  Ended run_answering(std::vector<std::string> arguments, const ControlInterface::Answer& answer) {
    const auto before = instrument_.asked().size();
    CtlProcess process(words(std::move(arguments)));
    if (comes_true([&, this] { return instrument_.asked().size() > before; })) {
      instrument_.asked().back().done(answer);
    }
    const int code = process.wait();
    return {code, process.output(), process.errors()};
  }

  const std::filesystem::path folder_ = [] {
    std::string name = std::filesystem::temp_directory_path() / "aeolian-ctl-XXXXXX";
    return std::filesystem::path(mkdtemp(name.data()));
  }();
  std::string host_;  ///< empty = the program's default
  Parameters parameters_{
      EncodingBank::create({"wind", "rain drops"}, std::vector<float>{1.f, 0.f, 0.f, 1.f}, 2).value()};
  Parameters::Source source_ = parameters_.add_source("OSC", [](const ControlEvent&) { return true; });
  Presets presets_{folder_, parameters_};
  FakeControlInterface instrument_;
  std::unique_ptr<osc::Server> server_ =
      std::move(osc::Server::start({.port = 0}, {parameters_, presets_, instrument_}, source_)).value();
};

TEST_F(CtlTest, SetsAndGetsEveryParameterOfTheRegistry) {
  for (const auto& spec : parameter_specs()) {
    const std::string path(spec.path);
    const std::string value = spec.type == ParameterType::encoding ? "rain drops"
                              : spec.type == ParameterType::toggle ? "true"
                              : spec.maximum < 1.                  ? "-11"
                              : spec.minimum > 1.                  ? "99"
                                                                   : "1";
    const auto set = run({"set", path, value});
    EXPECT_EQ(set.code, ctl_exit::done) << path << ": " << set.errors;
    const auto get = run({"get", path});
    EXPECT_EQ(get.code, ctl_exit::done) << path << ": " << get.errors;
    EXPECT_EQ(get.output, value == "true" ? "1\n" : value + "\n") << path;
  }
  EXPECT_EQ(parameters_.encoding_name(), "rain drops");
}

TEST_F(CtlTest, SendsTheTokenInTheEnvironmentToAnotherMachine) {
  run_in_own_network([this] {
    server_ = osc::Server::start({.address = "0.0.0.0", .port = 0, .token = "open sesame"},
                                 {parameters_, presets_, instrument_}, source_)
                  .value();
    host_ = far_address;
    const auto refused = run({"set", "/gain", "-6"});
    EXPECT_EQ(refused.code, ctl_exit::refused);
    EXPECT_THAT(refused.errors, HasSubstr("send the osc_token of aeoliand.toml to /token first"));
    const EnvironmentVariable token("AEOLIAN_OSC_TOKEN", "open sesame");
    const auto done = run({"set", "/gain", "-6"});
    EXPECT_EQ(done.code, ctl_exit::done) << done.errors;
    EXPECT_EQ(done.output, "");
    EXPECT_EQ(parameters_.number(ParameterId::gain), -6.);
    const EnvironmentVariable wrong("AEOLIAN_OSC_TOKEN", "open barley");
    EXPECT_THAT(run({"status"}).errors, HasSubstr("that is not the osc_token"));
  });
}

TEST_F(CtlTest, TakesPathsWithAndWithoutTheirPrefix) {
  EXPECT_EQ(run({"set", "/aeolian/gain", "-6.5"}).code, ctl_exit::done);
  EXPECT_EQ(run({"get", "gain"}).output, "-6.5\n");
  EXPECT_EQ(run({"get", "/gain", "--json"}).output, "{\"path\":\"/gain\",\"values\":[-6.5]}\n");
}

TEST_F(CtlTest, TakesNegativeNumbersLargeSeedsAndSeveralValues) {
  EXPECT_EQ(run({"set", "/gain", "-60"}).code, ctl_exit::done);
  EXPECT_EQ(parameters_.number(ParameterId::gain), -60.);
  EXPECT_EQ(run({"set", "/seed", "18446744073709551615"}).code, ctl_exit::done);
  EXPECT_EQ(run({"get", "/seed"}).output, "18446744073709551615\n");
  EXPECT_EQ(run({"set", "/encoding/blend", "wind", "1", "rain drops", "1"}).code, ctl_exit::done);
  EXPECT_NEAR(parameters_.encoding()[0], 0.7071f, 1e-4f);
}

TEST_F(CtlTest, TakesOnAndOffWhereASwitchIsMeant) {
  EXPECT_EQ(run({"set", "/mute", "on"}).code, ctl_exit::done);
  EXPECT_EQ(parameters_.number(ParameterId::mute), 1.);
  EXPECT_EQ(run({"set", "/mute", "off"}).code, ctl_exit::done);
  EXPECT_EQ(parameters_.number(ParameterId::mute), 0.);
  EXPECT_EQ(run({"set", "/voice/2/freeze", "on"}).code, ctl_exit::done);
  EXPECT_EQ(parameters_.number(ParameterId::freeze, 2), 1.);
  EXPECT_EQ(run({"set", "/voice/*/freeze", "off"}).code, ctl_exit::done);
  EXPECT_EQ(parameters_.number(ParameterId::freeze, 2), 0.);
  EXPECT_EQ(run({"set", "/preset/save", "on"}).output, "on\n") << "the name of a preset";
}

TEST_F(CtlTest, PrintsWhatAClippedValueCameTo) {
  const auto set = run({"set", "/gain", "1000"});
  EXPECT_EQ(set.code, ctl_exit::done);
  EXPECT_EQ(set.output, "12\n");
}

TEST_F(CtlTest, EndsWithOneAndTheServersTextWhereItIsRefused) {
  const auto set = run({"set", "/gain", "loud"});
  EXPECT_EQ(set.code, ctl_exit::refused);
  EXPECT_THAT(set.errors, HasSubstr("/gain takes f"));
  const auto get = run({"get", "/nothing"});
  EXPECT_EQ(get.code, ctl_exit::refused);
  EXPECT_THAT(get.errors, StartsWith("aeolian-ctl: "));
  EXPECT_EQ(get.output, "");
  EXPECT_EQ(run({"preset", "load", "nothing"}).code, ctl_exit::refused);
}

TEST_F(CtlTest, EndsWithTwoWhereTheCommandLineIsWrong) {
  const std::vector<std::vector<std::string>> wrong{{},
                                                    {"sing"},
                                                    {"get"},
                                                    {"set"},
                                                    {"preset"},
                                                    {"preset", "save"},
                                                    {"model", "load"},
                                                    {"model", "blend", "sea"},
                                                    {"learn"},
                                                    {"--port", "0", "status"},
                                                    {"get", "/gain", "/mute"},
                                                    {"watch", "--hz", "0"}};
  for (const auto& arguments : wrong) {
    const auto ended = run(arguments);
    EXPECT_EQ(ended.code, ctl_exit::bad_usage) << testing::PrintToString(arguments);
    EXPECT_NE(ended.errors, "");
  }
  EXPECT_EQ(run({"--help"}).code, ctl_exit::done);
  EXPECT_THAT(run({"--version"}).output, StartsWith("aeolian-ctl "));
}

TEST_F(CtlTest, EndsWithThreeWhereNobodyAnswers) {
  const auto port = std::to_string(server_->address().port());
  server_.reset();
  for (const auto* task : {"status", "metrics", "panic", "watch"}) {
    CtlProcess process({AEOLIAN_CTL, "--port", port, task});
    EXPECT_EQ(process.wait(), ctl_exit::no_answer);
    EXPECT_THAT(process.errors(), HasSubstr("is aeoliand running"));
  }
  CtlProcess nowhere({AEOLIAN_CTL, "--host", "nowhere.invalid", "status"});
  EXPECT_EQ(nowhere.wait(), ctl_exit::no_answer);
}

TEST_F(CtlTest, EndsWithThreeAfterTwoSecondsWhereSomebodyElseHasThePort) {
  const auto begin = std::chrono::steady_clock::now();
  const auto ended = run({"--prefix", "/other", "status"});
  EXPECT_EQ(ended.code, ctl_exit::no_answer) << ended.errors;
  EXPECT_GE(std::chrono::steady_clock::now() - begin, std::chrono::seconds(2));
}

TEST_F(CtlTest, WaitsForAnInstrumentThatIsBusyWithAFile) {
  osc::OscPeer instrument(9);  // answers when the test does
  CtlProcess process({AEOLIAN_CTL, "--port", std::to_string(instrument.port()), "panic"});
  EXPECT_EQ(instrument.receive().path, "/aeolian/panic");
  const auto sync = instrument.receive();
  ASSERT_EQ(sync.path, "/aeolian/sync");
  ASSERT_EQ(instrument.receive().path, "/aeolian/ping") << "when no answer came";
  instrument.answer({"/aeolian/pong", {}});
  std::this_thread::sleep_for(std::chrono::milliseconds(2500));
  instrument.answer({"/aeolian/synced", sync.arguments});
  EXPECT_EQ(process.wait(), ctl_exit::done) << process.errors();
}

TEST_F(CtlTest, PlaysStopsAndPanics) {
  EXPECT_EQ(run({"stop"}).code, ctl_exit::done);
  EXPECT_EQ(parameters_.number(ParameterId::play), 0.);
  EXPECT_EQ(run({"play"}).code, ctl_exit::done);
  EXPECT_EQ(parameters_.number(ParameterId::play), 1.);
  EXPECT_EQ(run({"panic"}).code, ctl_exit::done);
  EXPECT_EQ(parameters_.number(ParameterId::play), 0.);
}

TEST_F(CtlTest, SavesListsLoadsAndDeletesPresetsWhateverTheirNames) {
  EXPECT_EQ(run({"preset", "list"}).output, "");
  EXPECT_EQ(run({"preset", "save", "12"}).output, "12\n");
  ASSERT_TRUE(parameters_.set_number(source_, ParameterId::gain, -20.));
  EXPECT_EQ(run({"preset", "save", "calm sea"}).output, "calm sea\n");
  EXPECT_EQ(run({"preset", "list"}).output, "12\ncalm sea\n");
  EXPECT_EQ(run({"preset", "load", "12", "0.5"}).output, "12\n");
  EXPECT_EQ(parameters_.number(ParameterId::gain), 0.);
  EXPECT_EQ(run({"preset", "delete", "12"}).code, ctl_exit::done);
  EXPECT_EQ(run({"preset", "list"}).output, "calm sea\n");
}

TEST_F(CtlTest, ListsMorePresetsThanOnePacketHolds) {
  ASSERT_TRUE(presets_.save("first"));
  std::string lines = "first\n";
  for (int i = 100; i < 400; ++i) {
    const std::string name = "preset " + std::to_string(i) + " " + std::string(100, 'x');
    std::filesystem::copy_file(folder_ / "first.json", folder_ / (name + ".json"));
    lines += name + "\n";
  }
  const auto list = run({"preset", "list"});
  EXPECT_EQ(list.code, ctl_exit::done) << list.errors;
  EXPECT_EQ(list.output, lines);
  EXPECT_EQ(run({"get", "/preset/list", "--json"}).code, ctl_exit::done);
}

TEST_F(CtlTest, NoTextOfTheInstrumentsReachesTheTerminalsControls) {
  const std::string hostile =
      "sea\x1b]0;mine\a\n\xc2\x9b"
      "2J\xe2\x80\xae"
      "e\x7f";
  const std::string shown = "sea\\x1b]0;mine\\x07\\n\\u009b2J\\u202ee\\x7f";
  instrument_.status_report.model = hostile;
  EXPECT_THAT(run({"status"}).output, HasSubstr("model " + shown + "\n"));
  EXPECT_EQ(run({"get", "/model/current"}).output, shown + "\n");
  const auto json = run({"status", "--json"}).output;
  EXPECT_EQ(nlohmann::json::parse(json)["model"], hostile);
  EXPECT_THAT(json, HasSubstr("2J\\u202ee\\u007f\""));
  const auto refused = run_answering({"model", "load", "x"},
                                     FakeControlInterface::refused(ControlError::Kind::failed, hostile));
  EXPECT_EQ(refused.errors, "aeolian-ctl: " + shown + "\n");
  EXPECT_EQ(run_answering({"model", "load", "x"}, hostile).output, shown + "\n");
  CtlProcess watch(words({"watch", "/status.reply"}));
  EXPECT_TRUE(comes_true([&] { return watch.output().find(shown) != std::string::npos; })) << watch.output();
  EXPECT_EQ(watch.output().find('\x1b'), std::string::npos);
}

TEST_F(CtlTest, ListsModelsAndWaitsForOneToBeLoaded) {
  EXPECT_EQ(run({"model", "list"}).output, "sea\nwind\n");
  const auto loaded = run_answering({"model", "load", "sea"}, "sea");
  EXPECT_EQ(loaded.code, ctl_exit::done) << loaded.errors;
  EXPECT_EQ(loaded.output, "sea\n");
  EXPECT_EQ(instrument_.asked().back().what, "load_model sea");
  const auto blended = run_answering({"model", "blend", "sea", "0.5", "2"}, "sea");
  EXPECT_EQ(blended.code, ctl_exit::done) << blended.errors;
  EXPECT_EQ(instrument_.asked().back().what, "blend_model sea 0.500000 2.000000");
  const auto refused = run_answering(
      {"model", "load", "broken"}, FakeControlInterface::refused(ControlError::Kind::failed, "it is broken"));
  EXPECT_EQ(refused.code, ctl_exit::refused);
  EXPECT_EQ(refused.errors, "aeolian-ctl: it is broken\n");
}

TEST_F(CtlTest, StartsAndStopsARecording) {
  EXPECT_EQ(run({"record", "start", "take"}).output, "take.wav\n");
  EXPECT_EQ(run({"record", "start"}).code, ctl_exit::refused);
  EXPECT_EQ(run({"record", "stop"}).output, "take.wav 5000000000 7\n");
}

TEST_F(CtlTest, WaitsForTheSourceThatIsLearnedAndKeepsIt) {
  const auto learned = run_answering({"learn", "/temperature", "--save"}, "cc 7 on channel 1");
  EXPECT_EQ(learned.code, ctl_exit::done) << learned.errors;
  EXPECT_EQ(learned.output, "cc 7 on channel 1\nmidi.json\n");
  EXPECT_EQ(instrument_.asked().back().what, "learn_midi /temperature");
}

TEST_F(CtlTest, KeepsListsLoadsAndDeletesMoments) {
  EXPECT_EQ(run({"moment", "save", "noon"}).output, "noon\n");
  EXPECT_EQ(run({"moment", "list"}).output, "dawn\ndusk\n");
  EXPECT_EQ(run_answering({"moment", "load", "dusk"}, "dusk").output, "dusk\n");
  EXPECT_EQ(run({"moment", "delete", "noon"}).code, ctl_exit::refused);
}

TEST_F(CtlTest, ListsChangesAndForgetsWhatMidiMoves) {
  EXPECT_EQ(run({"midi", "list"}).output, "cc 7 /gain absolute -60 to 0, logarithmic 1\n");
  EXPECT_EQ(run({"midi", "range", "/gain", "-40", "0", "exponential"}).output, "cc 7, exponential\n");
  EXPECT_EQ(run({"midi", "forget", "/gain"}).output, "cc 7\n");
  EXPECT_EQ(run({"midi", "forget", "/tilt"}).code, ctl_exit::refused);
}

TEST_F(CtlTest, ShowsMidiMessagesAsTheyComeUntilItIsInterrupted) {
  instrument_.hear_midi("cc 1 on channel 1: 5", "/temperature 0.079");
  CtlProcess monitor(words({"midi"}));
  EXPECT_TRUE(comes_true([&] {  // earlier changes are not shown
    instrument_.hear_midi("cc 7 on channel 1: 127", "/gain 0");
    return monitor.output().find("cc 7 on channel 1: 127 -> /gain 0\n") != std::string::npos;
  })) << monitor.output();
  EXPECT_EQ(monitor.output().find("cc 1"), std::string::npos);
  monitor.send(SIGINT);
  EXPECT_EQ(monitor.wait(), ctl_exit::done);
}

TEST_F(CtlTest, PrintsTheStatusAndTheFiguresAsTextAndAsJson) {
  EXPECT_THAT(run({"status"}).output, HasSubstr("state playing\n"));
  const auto status = nlohmann::json::parse(run({"status", "--json"}).output);
  EXPECT_EQ(status["model"], "wind");
  EXPECT_EQ(status["underruns"], 3);
  EXPECT_EQ(status["rate_nominal"], 48000.);
  EXPECT_EQ(status.size(), 9u);
  EXPECT_EQ(run({"metrics"}).output, "underruns_total 3\nring_fill_seconds 0.25\n");
  EXPECT_EQ(run({"metrics", "--json"}).output, "{\"underruns_total\":3,\"ring_fill_seconds\":0.25}\n");
}

TEST_F(CtlTest, WatchesWhatChangesUntilItIsInterrupted) {
  CtlProcess watch(words({"watch", "--hz", "50", "/gain"}));
  ASSERT_TRUE(comes_true([&] { return watch.output() == "/gain 0\n"; })) << watch.output();
  parameters_.set_number(source_, ParameterId::temperature, 2.);
  parameters_.set_number(source_, ParameterId::gain, -6.5);
  EXPECT_TRUE(comes_true([&] { return watch.output() == "/gain 0\n/gain -6.5\n"; })) << watch.output();
  watch.send(SIGINT);
  EXPECT_EQ(watch.wait(), ctl_exit::done);
}

TEST_F(CtlTest, WatchesAsATableOnATerminal) {
  if (access("/usr/bin/script", X_OK) != 0)
    GTEST_SKIP() << "script is not installed: nothing was watched on a terminal";
  const std::string command =
      std::string(AEOLIAN_CTL) + " --port " + std::to_string(server_->address().port()) + " watch";
  const EnvironmentVariable no_colour("NO_COLOR", "1");
  CtlProcess watch({"script", "-qefc", command, "/dev/null"});
  ASSERT_TRUE(comes_true([&] { return watch.output().find("mean") != std::string::npos; })) << watch.output();
  parameters_.set_number(source_, ParameterId::gain, -6.5);
  EXPECT_TRUE(comes_true([&] { return watch.output().find(" -6.5\x1b[K") != std::string::npos; }))
      << watch.output();
  EXPECT_THAT(watch.output(), Not(HasSubstr("\x1b[32m"))) << "without colours";
  server_.reset();
  EXPECT_NE(watch.wait(), ctl_exit::done);
  EXPECT_THAT(watch.output(), HasSubstr("\x1b[?25h")) << "the cursor is shown again";
}

TEST_F(CtlTest, WhatCannotBeWatchedIsToldAtOnceWithTheNearestName) {
  const auto misspelt = run({"watch", "/gian"});
  EXPECT_EQ(misspelt.code, ctl_exit::refused);
  EXPECT_THAT(misspelt.errors, HasSubstr("did you mean /gain"));
  for (const char* path : {"/preset/list", "/panic", "/encoding/dim/0"}) {
    EXPECT_EQ(run({"watch", "/gain", path}).code, ctl_exit::refused) << path;
  }
}

TEST_F(CtlTest, SettingASoundThatThereIsNotIsRefusedWhenTheAnswerComes) {
  const auto refused = run_answering(
      {"set", "/seed/audio", "nothing"},
      FakeControlInterface::refused(ControlError::Kind::unknown_name, "there is no sound nothing"));
  EXPECT_EQ(refused.code, ctl_exit::refused);
  EXPECT_EQ(refused.errors, "aeolian-ctl: there is no sound nothing\n");
  const auto taken = run_answering({"set", "/seed/audio", "12", "0.5"}, "12");
  EXPECT_EQ(taken.code, ctl_exit::done) << taken.errors;
  EXPECT_EQ(taken.output, "12\n");
}

TEST_F(CtlTest, GetsWhatACommandTellsAndRunsNone) {
  for (const char* path : {"/schedule/next", "/schedule", "/guard", "/version", "/model/current", "/status",
                           "/metrics", "/metrics/underruns_total", "/model/list"}) {
    const auto get = run({"get", path});
    EXPECT_EQ(get.code, ctl_exit::done) << path << ": " << get.errors;
    EXPECT_NE(get.output, "") << path;
  }
  EXPECT_EQ(run({"get", "/model/list", "--json"}).output, "[\"sea\",\"wind\"]\n");
  for (const auto& row : osc::Commands::address_space()) {
    if (row.path == "/seed/random" || row.path.ends_with("/N")) continue;
    const auto get = run({"get", std::string(row.path)});
    EXPECT_TRUE(get.code == ctl_exit::done || !get.errors.empty()) << row.path;
    EXPECT_EQ(get.code == ctl_exit::refused, get.output.empty() && !row.path.ends_with("list")) << row.path;
  }
  EXPECT_TRUE(instrument_.asked().empty()) << "nothing was loaded or learned";
}

TEST_F(CtlTest, LearningSaysWhyMidiCannotMoveAPath) {
  const auto command = run({"learn", "/preset/save"});
  EXPECT_EQ(command.code, ctl_exit::refused);
  EXPECT_THAT(command.errors, HasSubstr("/preset/save is a command, not a parameter"));
  EXPECT_THAT(run({"learn", "/gian"}).errors, HasSubstr("did you mean /gain"));
  EXPECT_THAT(run({"learn", "/encoding/blend"}).errors, HasSubstr("mapping file"));
  EXPECT_TRUE(instrument_.asked().empty());
}

TEST_F(CtlTest, SuggestsWhatIsNearAWordThatItDoesNotKnow) {
  EXPECT_THAT(run({"statsu"}).errors, HasSubstr("did you mean status"));
  EXPECT_THAT(run({"preset", "lod", "x"}).errors, HasSubstr("did you mean load"));
  EXPECT_THAT(run({"status", "--jsno"}).errors, HasSubstr("did you mean --json"));
  EXPECT_THAT(run({"--prot", "9000", "status"}).errors, HasSubstr("did you mean --port"));
  const auto set = run({"set", "/gian", "3"});
  EXPECT_EQ(set.code, ctl_exit::refused);
  EXPECT_THAT(set.errors, HasSubstr("did you mean /gain"));
  EXPECT_THAT(run({"get", "/gian"}).errors, HasSubstr("did you mean /gain"));
}

TEST_F(CtlTest, SetsACommandAsItsOwnWordsDo) {
  EXPECT_EQ(run({"set", "/preset/save", "12"}).output, "12\n");
  EXPECT_EQ(run({"set", "/preset/list"}).output, "12\n");
  EXPECT_EQ(run({"set", "/preset/load", "nothing"}).code, ctl_exit::refused);
  EXPECT_EQ(run({"set", "/preset/save", "15"}).code, ctl_exit::done);
  EXPECT_EQ(run({"set", "/preset/interpolate", "12", "15", "0.5"}).code, ctl_exit::done)
      << "it waits for nothing";
  EXPECT_EQ(run({"set", "/encoding", "12"}).code, ctl_exit::refused);
  EXPECT_EQ(run({"set", "/sync", "5"}).output, "5\n");
}

TEST_F(CtlTest, WaitsForNothingWhenAButtonIsReleased) {
  for (const std::string release : {"false", "0"}) {
    const auto ended = run({"set", "/record/stop", release});
    EXPECT_EQ(ended.code, ctl_exit::done) << ended.errors;
  }
}

TEST_F(CtlTest, SaysThatItWasInterruptedWhileItWaited) {
  CtlProcess learn(words({"learn", "/gain"}));
  ASSERT_TRUE(comes_true([this] { return !instrument_.asked().empty(); }));
  learn.send(SIGINT);
  EXPECT_EQ(learn.wait(), ctl_exit::interrupted);
  EXPECT_THAT(learn.errors(), HasSubstr("interrupted"));
}

TEST_F(CtlTest, OutputThatCannotBeWrittenIsNoSuccess) {
  CtlProcess shell({"sh", "-c",
                    std::string(AEOLIAN_CTL) + " --port " + std::to_string(server_->address().port()) +
                        " status >/dev/full"});
  EXPECT_EQ(shell.wait(), ctl_exit::refused);
  EXPECT_THAT(shell.errors(), HasSubstr("could not be written"));
}

TEST_F(CtlTest, AWatchEndsWhenNobodyReadsItAnyMore) {
  const std::string watch = "timeout 10 " + std::string(AEOLIAN_CTL) + " --port " +
                            std::to_string(server_->address().port()) + " watch --hz 50";
  EXPECT_EQ(CtlProcess({"sh", "-c", watch + " >/dev/full 2>&1"}).wait(), ctl_exit::refused);
  CtlProcess head({"sh", "-c", "{ " + watch + "; echo ended with $? >&2; } | head -n 1"});
  double gain = 0.;
  EXPECT_TRUE(comes_true([&] {
    parameters_.set_number(source_, ParameterId::gain, gain -= 0.01);
    return head.errors() == "ended with 141\n";
  })) << head.errors();
}

TEST_F(CtlTest, AWatchTakesItsLeaveWithItsTerminal) {
  CtlProcess watch(words({"watch", "/gain"}));
  ASSERT_TRUE(comes_true([&] { return watch.output() == "/gain 0\n"; })) << watch.output();
  watch.send(SIGHUP);
  EXPECT_EQ(watch.wait(), ctl_exit::done);
}

TEST_F(CtlTest, FindsTheAddressOfANameThatHasSeveralAtWhichSomebodyListens) {
  EXPECT_EQ(run({"--host", "localhost", "get", "/gain"}).output, "0\n") << "::1 may stand first, and refuse";
}

TEST_F(CtlTest, StopsWatchingWithThreeWhenTheInstrumentHasGone) {
  CtlProcess watch(words({"watch"}));
  ASSERT_TRUE(comes_true([&] { return !watch.output().empty(); }));
  server_.reset();
  EXPECT_EQ(watch.wait(), ctl_exit::no_answer);
}

TEST_F(CtlTest, TellsThePathsOfTheRegistryToCompletion) {
  const auto paths = run({"paths"});
  for (const auto& spec : parameter_specs())
    EXPECT_THAT(paths.output, HasSubstr(std::string(spec.path) + "\n"));
  for (const auto& action : parameter_actions())
    EXPECT_THAT(paths.output, HasSubstr(std::string(action.path) + "\n"));
}

class CompletionTest : public CtlTest {
 protected:
  /** Bash's completions for the last word. */
  std::string offered(const std::string& line) const {
    CtlProcess bash(
        {"bash", "-c",
         "source <(aeolian-ctl --completion bash); COMP_WORDS=(aeolian-ctl --port " +
             std::to_string(server_->address().port()) + " " + line +
             "); COMP_CWORD=$((${#COMP_WORDS[@]} - 1)); _aeolian_ctl; printf '%s\\n' \"${COMPREPLY[@]}\""});
    EXPECT_EQ(bash.wait(), 0) << bash.errors();
    EXPECT_EQ(bash.errors(), "");
    return bash.output();
  }
};

TEST_F(CompletionTest, OffersCommandsPathsAndOptionsInBash) {
  EXPECT_EQ(offered("wa"), "watch\n");
  EXPECT_EQ(offered("get /tempe"), "/temperature\n");
  EXPECT_EQ(offered("set /enc"), offered("learn /enc"));
  EXPECT_THAT(offered("set /enc"), HasSubstr("/encoding/xy\n"));
  EXPECT_EQ(offered("preset d"), "delete\n");
  EXPECT_EQ(offered("learn --s"), "--save\n");
  EXPECT_EQ(offered("record ''"), "start\nstop\nlast\n");
}

TEST_F(CompletionTest, OffersTheNamesThatTheInstrumentHasAsOneWordEachInBash) {
  ASSERT_TRUE(presets_.save("calm sea"));
  ASSERT_TRUE(presets_.save("storm"));
  EXPECT_EQ(offered("preset load ''"), "calm\\ sea\nstorm\n");
  EXPECT_EQ(offered("model load w"), "wind\n");
  EXPECT_EQ(offered("model blend w"), "wind\n");
}

TEST(ZshCompletion, IsReadByZsh) {
  if (access("/usr/bin/zsh", X_OK) != 0) {
    GTEST_SKIP() << "zsh is not installed";
  }
  const ScratchFolder folder;
  CtlProcess zsh(
      {"zsh", "-fc",
       "cd " + folder.path().string() +
           "; aeolian-ctl --completion zsh > _aeolian-ctl; fpath=($PWD $fpath); autoload -Uz compinit; "
           "compinit -u -D; autoload +X _aeolian-ctl; print $_comps[aeolian-ctl]"});
  EXPECT_EQ(zsh.wait(), 0);
  EXPECT_EQ(zsh.errors(), "");
  EXPECT_EQ(zsh.output(), "_aeolian-ctl\n");
}

}  // namespace
}  // namespace aeolian::ctl
