// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/command_line/completion.h"

#include <gmock/gmock.h>
#include <unistd.h>

#include "tests/core/command_line/harp.h"

namespace aeolian {
namespace {

using testing::HasSubstr;

/** Bash's completions for the last word, of a program that knows two songs. */
std::string offered(const std::string& words) {
  return printed_with(
      Harp().told({"--completion", "bash"}), "harp",
      "bash -c 'harp() { [ \"$*\" = \"$asked\" ] && printf \"%s\\n\" storm \"calm sea\"; }; "
      "source \"$0\"; cd \"$(dirname \"$0\")\"; COMP_WORDS=(harp " +
          words +
          "); COMP_CWORD=$((${#COMP_WORDS[@]} - 1)); _harp; printf \"%s\\n\" \"${COMPREPLY[@]}\"' "
          "\"$file\"");
}

TEST(BashCompletion, OffersCommandsAndTheirCommands) {
  EXPECT_EQ(offered("\"\""), "song\ntune\n");
  EXPECT_EQ(offered("song p"), "play\n");
  EXPECT_EQ(offered("--wind 1 so"), "song\n") << "the value of an option is not a command";
}

TEST(BashCompletion, OffersOptionsAlsoOfTheCommandsAbove) {
  EXPECT_EQ(offered("--l"), "--loud\n");
  EXPECT_EQ(offered("tune --l"), "--loud\n");
  EXPECT_EQ(offered("--co"), "\n") << "hidden";
}

TEST(BashCompletion, OffersTheValuesOfAnOption) {
  EXPECT_EQ(offered("--tuning m"), "major\nminor\n");
  EXPECT_EQ(offered("--wind \"\""), "\n");
}

TEST(BashCompletion, OffersFiles) {
  EXPECT_EQ(offered("-o h"), "harp\n");
  EXPECT_EQ(offered("tune one two h"), "harp\n");
}

TEST(BashCompletion, OffersWhatTheProgramPrintsWithTheOptionsGivenToIt) {
  const auto asked = [](const std::string& arguments, const std::string& words) {
    setenv("asked", arguments.c_str(), 1);
    return offered(words);
  };
  EXPECT_EQ(asked("song list", "song play \"\""), "storm\ncalm\\ sea\n");
  EXPECT_EQ(asked("--wind 1 song list", "song --wind 1 play c"), "calm\\ sea\n");
}

TEST(ZshCompletion, IsReadByZsh) {
  if (access("/usr/bin/zsh", X_OK) != 0) GTEST_SKIP() << "zsh is not installed";
  EXPECT_EQ(printed_with(
                Harp().told({"--completion", "zsh"}), "_harp",
                "zsh -fc 'fpath=(${0:h} $fpath); autoload -Uz compinit; compinit -u -D; autoload +X _harp; "
                "print $_comps[harp]' \"$file\""),
            "_harp\n");
}

TEST(ZshCompletion, DescribesOptionsInWordsThatArgumentsTakes) {
  const std::string script = Harp().told({"--completion", "zsh"});
  EXPECT_THAT(script, HasSubstr("'--wind[How it blows\\: \\[0, 1\\]]:FLOAT: '"));
  EXPECT_THAT(script, HasSubstr("'--tuning[Scale'\\''s name]:TEXT:(major minor)'"));
  EXPECT_THAT(script, HasSubstr("'(-o --output)-o[The file to write]:FILE:_files'"));
  EXPECT_THAT(script, HasSubstr("':name: _harp_ask song list'"));
  EXPECT_THAT(script, HasSubstr("'*:FILES:_files'"));
  EXPECT_THAT(script, HasSubstr("'play:Play one. It'\\''s free'"));
}

}  // namespace
}  // namespace aeolian
