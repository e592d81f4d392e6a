// SPDX-License-Identifier: GPL-3.0-or-later
#include "protocols/midi/midi_learn.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/protocols/midi/controller.h"

namespace aeolian::midi {
namespace {

using namespace std::chrono_literals;
using enum ParameterId;
using testing::HasSubstr;

/** Tests learning with the default mapping and a clock set by the test. */
class MidiLearnTest : public testing::Test {
 protected:
  void learn(const std::string& path) {
    controller_.control.learn(
        path,
        [this](const ControlInterface::Answer& answer) {
          answers_.push_back(answer ? *answer : "refused: " + answer.error().message);
        },
        controller_.now);
  }
  std::string answer() const { return answers_.empty() ? "none yet" : answers_.back(); }
  void later(std::chrono::milliseconds time) {
    controller_.now += time;
    controller_.control.look(controller_.now);
  }

  std::vector<std::string> answers_;
  Controller controller_;
};

TEST_F(MidiLearnTest, BindsAControllerOnceItHasMovedAFewStepsWhichThenMovesThePath) {
  learn("/temperature");
  for (const int value : {40, 41, 42, 43}) controller_.cc(70, value);
  EXPECT_EQ(answer(), "none yet");
  controller_.cc(70, 44);
  EXPECT_EQ(answer(), "cc 70 on channel 1");
  EXPECT_FALSE(controller_.control.is_learning());
  EXPECT_EQ(controller_.number(temperature), 1.) << "learning moves nothing";
  controller_.cc(70, 60);
  controller_.cc(70, 127);
  EXPECT_EQ(controller_.number(temperature), 2.);
  EXPECT_EQ(answers_.size(), 1u);
}

TEST_F(MidiLearnTest, TakesThePathFromWhatMovedItBefore) {
  learn("/temperature");
  for (const int value : {40, 42, 44}) controller_.cc(70, value);
  controller_.cc(1, 64);
  controller_.cc(1, 127);
  EXPECT_EQ(controller_.number(temperature), 1.);
}

TEST_F(MidiLearnTest, ReportsTheConflictOfASourceThatMovedSomethingElseAndEndsIt) {
  learn("/temperature");
  for (const int value : {40, 42, 44}) controller_.cc(7, value);
  EXPECT_EQ(answer(), "cc 7 on channel 1, which controlled /gain before");
  controller_.cc(7, 60);
  controller_.cc(7, 127);
  EXPECT_EQ(controller_.number(temperature), 2.);
  EXPECT_EQ(controller_.number(gain), 0.);
  controller_.send_all({{0xB1, 7, 127}, {0xB1, 7, 0}});
  EXPECT_EQ(controller_.number(gain), -60.) << "another channel's controller still moves it";
}

TEST_F(MidiLearnTest, KeepsTheCurveAndTheRangeOfThePath) {
  learn("/gain");
  for (const int value : {40, 42, 44}) controller_.cc(70, value);
  controller_.cc(70, 127);
  controller_.cc(70, 127);
  controller_.cc(70, 64);
  EXPECT_NEAR(controller_.number(gain), -12., 0.1);
}

TEST_F(MidiLearnTest, BindsAKeyWhenItIsLetGo) {
  learn("/freeze");
  controller_.send({0x92, 40, 100});
  EXPECT_EQ(answer(), "none yet");
  controller_.send({0x82, 40, 0});
  EXPECT_EQ(answer(), "note 40 on channel 3, which controlled /encoding/set before");
  controller_.send({0x92, 40, 100});
  EXPECT_EQ(controller_.number(freeze), 1.);
  EXPECT_EQ(controller_.instrument.parameters.encoding_name(), "");
}

TEST_F(MidiLearnTest, BindsAKeyThatIsHeldForHalfASecond) {
  learn("/freeze");
  controller_.send({0x90, 40, 100});
  later(499ms);
  EXPECT_EQ(answer(), "none yet");
  later(1ms);
  EXPECT_THAT(answer(), HasSubstr("note 40"));
}

TEST_F(MidiLearnTest, BindsTheFaderThatMovesAndNotTheKeyThatItsTouchSends) {
  learn("/temperature");
  controller_.send({0x90, 104, 127});
  for (const std::uint8_t value : {64, 65, 66, 67, 68}) controller_.send({0xE0, 0, value});
  EXPECT_EQ(answer(), "bend on channel 1, which controlled /transpose before");
}

TEST_F(MidiLearnTest, WaitsWhileTwoSourcesMoveAsFar) {
  learn("/temperature");
  for (const std::uint8_t value : {40, 42, 44, 46}) {
    controller_.cc(70, value);
    controller_.cc(72, value - 1);
    EXPECT_EQ(answer(), "none yet");
  }
  for (const int value : {60, 70, 80}) controller_.cc(72, value);
  EXPECT_EQ(answer(), "cc 72 on channel 1");
}

TEST_F(MidiLearnTest, BindsAButtonAfterItsPressAndRelease) {
  learn("/mute");
  controller_.cc(80, 127);
  controller_.cc(80, 0);
  EXPECT_EQ(answer(), "cc 80 on channel 1");
}

TEST_F(MidiLearnTest, TellsA14BitControllerFromItsHalves) {
  learn("/temperature");
  for (const int value : {40, 41, 42, 43, 44, 45}) {
    controller_.cc(2, value);
    controller_.cc(34, value * 7 % 128);
  }
  EXPECT_EQ(answer(), "cc14 2 on channel 1");
}

TEST_F(MidiLearnTest, TellsAnNrpnFromTheControllersThatCarryIt) {
  learn("/temperature");
  for (const int value : {40, 41, 42, 43, 44, 45}) {
    controller_.cc(99, 2);
    controller_.cc(98, 44);
    controller_.cc(6, value);
    controller_.cc(38, value * 7 % 128);
  }
  EXPECT_EQ(answer(), "nrpn 300 on channel 1");
}

TEST_F(MidiLearnTest, TellsEncodersFromFadersWithTheWayTheyCount) {
  for (const auto& [values, up] : {std::pair{std::vector{1, 1, 1, 1}, 1},
                                   {std::vector{127, 127, 1, 1, 1}, 1},
                                   {std::vector{65, 65, 65, 65}, 65},
                                   {std::vector{63, 63, 65, 65, 65}, 65},
                                   {std::vector{65, 65, 1, 1, 1}, 1}}) {
    Controller controller;
    std::string answer = "none";
    controller.control.learn(
        "/temperature", [&](const auto& given) { answer = given.value_or("refused"); }, controller.now);
    for (const int value : values) controller.cc(70, value);
    EXPECT_EQ(answer, "cc 70 on channel 1") << testing::PrintToString(values);
    controller.cc(70, up);
    EXPECT_NEAR(controller.number(temperature), 1. + 2. / 127., 1e-6) << testing::PrintToString(values);
  }
}

TEST_F(MidiLearnTest, DoesNotTakeLightPressureForTheMeantSource) {
  learn("/freeze");
  controller_.send({0x90, 40, 100});
  for (const std::uint8_t value : {0, 10, 20, 10, 0}) controller_.send({0xD0, value});
  EXPECT_EQ(answer(), "none yet");
}

TEST_F(MidiLearnTest, RefusesAPathThatIsNotThereOrTakesMoreThanASourceHas) {
  learn("/temprature");
  EXPECT_THAT(answer(), HasSubstr("refused: there is no such path; did you mean /temperature?"));
  learn("/encoding/xy");
  EXPECT_THAT(answer(), HasSubstr("refused: /encoding/xy takes f:x f:y"));
  EXPECT_FALSE(controller_.control.is_learning());
}

TEST_F(MidiLearnTest, RefusesASourceThatCannotMoveThePath) {
  learn("/freeze");
  for (int i = 0; i < 4; ++i) controller_.cc(70, 1);
  EXPECT_THAT(answer(), HasSubstr("refused: cc 70 on channel 1: a switch cannot be relative"));
}

TEST_F(MidiLearnTest, GivesUpAfterTenSecondsAndLeavesEverythingAsItWas) {
  learn("/temperature");
  later(9999ms);
  EXPECT_EQ(answer(), "none yet");
  later(1ms);
  EXPECT_EQ(answer(), "refused: no MIDI control was moved within 10 s; /temperature was not changed");
  controller_.cc(1, 64);
  controller_.cc(1, 127);
  EXPECT_EQ(controller_.number(temperature), 2.);
}

TEST_F(MidiLearnTest, EndsWhatIsStillLearnedWhenAnotherPathIs) {
  learn("/temperature");
  learn("/gain");
  EXPECT_EQ(answer(), "refused: MIDI learn has moved on to /gain");
  for (const int value : {40, 42, 44}) controller_.cc(70, value);
  EXPECT_EQ(answer(), "cc 70 on channel 1");
  EXPECT_EQ(controller_.control.mapping().bindings.back().path, "/gain");
}

TEST_F(MidiLearnTest, StillPanicsWhileItLearns) {
  learn("/temperature");
  controller_.cc(120, 0);
  EXPECT_EQ(controller_.number(play), 0.);
  EXPECT_TRUE(controller_.control.is_learning());
}

TEST_F(MidiLearnTest, TakesAPlainControllerBackFromThe14BitOneThatHidIt) {
  Controller controller(R"({"source": "cc14 1", "path": "/gain"})");
  std::string answer = "none";
  controller.control.learn(
      "/temperature", [&](const auto& given) { answer = given.value_or("refused"); }, controller.now);
  for (const int value : {40, 42, 44}) controller.cc(1, value);
  EXPECT_EQ(answer, "cc 1 on channel 1, which controlled /gain before");
  controller.cc(1, 64);
  controller.cc(1, 127);
  EXPECT_EQ(controller.number(temperature), 2.);
}

TEST_F(MidiLearnTest, IsAnsweredWhenTheInstrumentCloses) {
  std::string answer = "none";
  {
    Controller controller;
    controller.control.learn(
        "/gain", [&](const auto& given) { answer = given ? *given : given.error().message; }, controller.now);
  }
  EXPECT_EQ(answer, "aeoliand is shutting down");
}

}  // namespace
}  // namespace aeolian::midi
