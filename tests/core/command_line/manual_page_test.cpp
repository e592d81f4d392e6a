// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/command_line/manual_page.h"

#include <gmock/gmock.h>
#include <unistd.h>

#include "tests/core/command_line/harp.h"

namespace aeolian {
namespace {

using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;

std::string page() {
  return Harp().told({"--manual-page"});
}

TEST(ManualPage, BeginsWithTheNameAndThePurpose) {
  EXPECT_THAT(page(), HasSubstr("\n.SH NAME\nharp \\- plays the wind's songs\n"));
  EXPECT_THAT(page(), HasSubstr("\n.SH SYNOPSIS\n\\fBharp\\fR [\\fIOPTION\\fR]... \\fICOMMAND\\fR\n"));
}

TEST(ManualPage, ListsOptionsUnderTheirHeadingsWithValuesAndDefaults) {
  EXPECT_THAT(page(), HasSubstr("\n.SS General\n"));
  EXPECT_THAT(page(),
              HasSubstr("\n.TP\n\\fB\\-\\-wind\\fR \\fIFLOAT\\fR (in [0 \\- 1])\nHow it blows: [0, 1]. "
                        "Default: 0.5.\n"));
  EXPECT_THAT(page(),
              HasSubstr("\n.TP\n\\fB\\-o\\fR, \\fB\\-\\-output\\fR \\fIFILE\\fR\nThe file to write.\n"));
  EXPECT_THAT(page(),
              HasSubstr("\n.SS Strings\n.TP\n\\fB\\-\\-tuning\\fR {\\fBmajor\\fR,\\fBminor\\fR}\nScale's "
                        "name.\n"));
}

TEST(ManualPage, ListsTheCommandsThatDoSomethingWithTheirArguments) {
  EXPECT_THAT(page(),
              HasSubstr("\n.SS \\fBsong play\\fR [\\fIOPTION\\fR]... \\fIname\\fR\nPlay one. It's free.\n"));
  EXPECT_THAT(page(), HasSubstr("\n.SS \\fBtune\\fR [\\fIOPTION\\fR]... [\\fIFILES\\fR...]\n"));
  EXPECT_THAT(page(), Not(HasSubstr(".SS \\fBsong\\fR")));
}

TEST(ManualPage, HidesTheOptionsThatItIsMadeBy) {
  EXPECT_THAT(page(), Not(HasSubstr("completion")));
  EXPECT_THAT(page(), StartsWith(".\\\" SPDX"));
}

TEST(ManualPage, IsReadByGroffWithoutAWarning) {
  if (access("/usr/bin/groff", X_OK) != 0) GTEST_SKIP() << "groff is not installed";
  EXPECT_EQ(printed_with(page(), "harp.1", "groff -man -ww -Tutf8 -z \"$file\""), "");
  EXPECT_THAT(printed_with(page(), "harp.1", "groff -man -Tascii -P-c \"$file\" | sed 's/.\\x8//g'"),
              HasSubstr("Recordings; .wav and \\ alike."));
}

}  // namespace
}  // namespace aeolian
