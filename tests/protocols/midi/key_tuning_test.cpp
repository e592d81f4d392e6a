// SPDX-License-Identifier: GPL-3.0-or-later
#include "protocols/midi/key_tuning.h"

#include <gmock/gmock.h>

#include <cmath>

#include "tests/protocols/midi/controller.h"

namespace aeolian::midi {
namespace {

using testing::HasSubstr;

constexpr std::string_view just = R"(! just.scl
!
Five notes, one of them in cents
 5
!
 9/8
 5/4 the third
	701.955
5/3
2
)";

KeyTuning just_tuning() {
  return KeyTuning::from_scala(just, "just.scl").value();
}

std::string tuning_fault(std::string_view text) {
  const auto tuning = KeyTuning::from_scala(text, "a.scl");
  return tuning ? "" : tuning.error().message;
}

TEST(KeyTuning, IsTwelveEqualSemitonesUnlessAFileSaysOtherwise) {
  for (int key = 0; key < 128; ++key) EXPECT_DOUBLE_EQ(KeyTuning().semitones(key), key - 60);
}

TEST(KeyTuning, GivesEachKeyANoteOfAScalaFileFromMiddleCOn) {
  const auto tuning = just_tuning();
  EXPECT_DOUBLE_EQ(tuning.semitones(60), 0);
  EXPECT_NEAR(tuning.semitones(61), 12 * std::log2(9. / 8), 1e-9);
  EXPECT_NEAR(tuning.semitones(62), 12 * std::log2(5. / 4), 1e-9);
  EXPECT_NEAR(tuning.semitones(63), 7.01955, 1e-9);
  EXPECT_NEAR(tuning.semitones(65), 12, 1e-9);
  EXPECT_NEAR(tuning.semitones(59), 12 * std::log2(5. / 3) - 12, 1e-9);
  EXPECT_NEAR(tuning.semitones(55), -12, 1e-9);
}

TEST(KeyTuning, ReadsLinesAsWindowsEndsThem) {
  EXPECT_NEAR(KeyTuning::from_scala("\r\n1\r\n3/1\r\n", "").value().semitones(61), 12 * std::log2(3.), 1e-9);
}

TEST(KeyTuning, TellsWhereAFileIsWrongAndWhatWouldBeRight) {
  EXPECT_EQ(tuning_fault(""), "a.scl:0: a description and the number of notes are missing");
  EXPECT_EQ(tuning_fault("! a\nmine\nmany\n"), "a.scl:3: \"many\" is not a number of notes, 1 or more");
  EXPECT_EQ(tuning_fault("mine\n0\n"), "a.scl:2: \"0\" is not a number of notes, 1 or more");
  EXPECT_EQ(tuning_fault("mine\n2\n3/2\n"), "a.scl:3: the file ends after 1 of 2 notes");
  EXPECT_EQ(
      tuning_fault("mine\n1\n3/0\n"),
      "a.scl:3: \"3/0\" is not a pitch: write cents with a point, such as 701.955, or a ratio, such as 3/2");
  for (const auto* pitch : {"-3/2", "3/2/1", "nan.", "1e300.", "x", ""})
    EXPECT_THAT(tuning_fault("mine\n1\n" + std::string(pitch) + "\n"), HasSubstr("is not a pitch")) << pitch;
}

TEST(KeyTuning, TellsWhichFileCannotBeRead) {
  const auto read = KeyTuning::read("/nonexistent/a.scl");
  ASSERT_FALSE(read);
  EXPECT_THAT(read.error().message, HasSubstr("/nonexistent/a.scl"));
}

TEST(KeyScale, LetsOtherKeysPlayTheNextLowerOne) {
  KeyTuning tuning;
  tuning.keep_to(parse_key_scale("0, 2 3 5 7 9 10").value());
  EXPECT_DOUBLE_EQ(tuning.semitones(60), 0);
  EXPECT_DOUBLE_EQ(tuning.semitones(61), 0);
  EXPECT_DOUBLE_EQ(tuning.semitones(64), 3);
  EXPECT_DOUBLE_EQ(tuning.semitones(71), 10);
  EXPECT_DOUBLE_EQ(tuning.semitones(59), -2);
  tuning.keep_to(parse_key_scale("11").value());
  EXPECT_DOUBLE_EQ(tuning.semitones(0), -61);
}

TEST(KeyScale, IsWrittenAsItIsRead) {
  EXPECT_EQ(key_scale_text(parse_key_scale("10 2,7").value()), "2 7 10");
  EXPECT_EQ(key_scale_text(parse_key_scale(" ").value()), "");
  EXPECT_EQ(parse_key_scale("0 12").error().message,
            "\"12\" is not a key of an octave: 0 (C) to 11 (B), as in \"0 2 3 5 7 9 10\"");
}

TEST(KeyTuning, IsThatOfTheKeysThatMoveAPitch) {
  Controller controller(MidiKeys::pitch, just_tuning());
  controller.send({0x90, 62, 100});
  EXPECT_NEAR(controller.number(ParameterId::transpose), 12 * std::log2(5. / 4), 1e-6);
}

TEST(KeyTuning, LeavesKeysThatMoveAnythingElse) {
  Controller controller(R"({"source": "note any", "path": "/tilt", "mode": "key"})", just_tuning());
  controller.send({0x90, 61, 100});
  EXPECT_DOUBLE_EQ(controller.number(ParameterId::tilt), 1);
}

}  // namespace
}  // namespace aeolian::midi
