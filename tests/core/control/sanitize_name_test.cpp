// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/control/sanitize_name.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

namespace aeolian {
namespace {

using testing::HasSubstr;

TEST(CleanName, KeepsWhatPeopleCallThings) {
  for (const std::string name :
       {"North wind 2_b-c", "Süß ☂", "夕方", "12:30 mix", "a.b", "naïve (quiet)", "-rf"}) {
    EXPECT_EQ(sanitize_name(name), name);
  }
}

TEST(CleanName, IsOneNameHoweverItWasTyped) {
  const std::string composed = "S\u00fc\u00df", decomposed = "Su\u0308\u00df";
  ASSERT_NE(composed, decomposed);
  EXPECT_EQ(sanitize_name(decomposed), composed);
  EXPECT_EQ(sanitize_name("  a b  "), "a b");
  EXPECT_EQ(sanitize_name("   "), "");
}

TEST(CleanName, RefusesWhatLeadsOutOfAFolderOrHidesInIt) {
  for (const std::string name : {"/etc/passwd", "..", ".", ".hidden", "a/b", "a\\b", " .x"}) {
    EXPECT_FALSE(sanitize_name(name)) << name;
  }
  EXPECT_EQ(sanitize_name("／"), "／") << "not the same character as a slash";
}

TEST(CleanName, RefusesWhatDeceivesTheEyeOrForgesALine) {
  EXPECT_THAT(sanitize_name("a\nb").error().message, HasSubstr("control character"));
  EXPECT_FALSE(sanitize_name("a\x7f")) << "delete";
  EXPECT_FALSE(sanitize_name(std::string("a\0b", 3)));
  EXPECT_FALSE(sanitize_name("a\u0085b")) << "a control character of two bytes";
  EXPECT_FALSE(sanitize_name("a\u2028b")) << "a line separator";
  EXPECT_THAT(sanitize_name("\u202egnp.exe").error().message, HasSubstr("invisible"))
      << "a right-to-left override";
  EXPECT_FALSE(sanitize_name("a\u200bb")) << "a zero-width space";
  EXPECT_FALSE(sanitize_name("\ufeffa")) << "a byte order mark";
  EXPECT_FALSE(sanitize_name("\ue000")) << "a private-use character";
}

TEST(CleanName, RefusesWhatIsNotUtf8) {
  for (const std::string name : {"caf\xe9", "\xff\xfe", "\xc0\xae", "\xed\xa0\x80", "\xe2\x82"}) {
    EXPECT_THAT(sanitize_name(name).error().message, HasSubstr("UTF-8"));
  }
}

TEST(CleanName, RefusesRatherThanCutsWhatIsTooLong) {
  EXPECT_TRUE(sanitize_name(std::string(longest_name, 'x')));
  EXPECT_THAT(sanitize_name(std::string(longest_name + 1, 'x')).error().message, HasSubstr("120 bytes"));
}

TEST(UnderscoredName, IsWhatFilesWereCalledBefore) {
  EXPECT_EQ(underscored_name("/etc/passwd"), "_etc_passwd");
  EXPECT_EQ(underscored_name("S\u00fc\u00df"), "S____");
  EXPECT_EQ(underscored_name("  a b  "), "a b");
  EXPECT_EQ(underscored_name(std::string(1000, 'x')).size(), 64u);
}

}  // namespace
}  // namespace aeolian
