// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/printable.h"

#include <gtest/gtest.h>

namespace aeolian {
namespace {

TEST(Printable, NamesOfTheWorldStayAsTheyAre) {
  for (const char* name : {"", "sea", "Süß", "海の音", "نسيم", "🌊 \\ 'quoted' \"twice\""}) {
    EXPECT_EQ(printable(name), name);
  }
}

TEST(Printable, ANewlineForgesNoSecondLine) {
  EXPECT_EQ(printable("sea\n2026-01-01 [error] forged"), "sea\\n2026-01-01 [error] forged");
  EXPECT_EQ(printable("a\r\tb\x7f"), "a\\r\\tb\\x7f");
  EXPECT_EQ(printable(std::string_view("a\0b", 3)), "a\\x00b");
}

TEST(Printable, NoTerminalObeysIt) {
  EXPECT_EQ(printable("\x1b]0;owned\x07"), "\\x1b]0;owned\\x07");
  EXPECT_EQ(printable("\xc2\x9b"
                      "31m"),
            "\\u009b31m");  // the C1 form of ESC [
}

TEST(Printable, NothingReversesTheDirectionOfWriting) {
  EXPECT_EQ(printable("sea\u202egpj.exe"), "sea\\u202egpj.exe");
  EXPECT_EQ(printable("\u2066\u200f\u2028\ufeff"), "\\u2066\\u200f\\u2028\\ufeff");
  EXPECT_EQ(printable("\U000e0041"), "\\U000e0041");
}

TEST(Printable, BytesThatAreNoUtf8AreShownAsNumbers) {
  EXPECT_EQ(printable("a\xff"), "a\\xff");
  EXPECT_EQ(printable("\xc3"), "\\xc3");                             // cut off
  EXPECT_EQ(printable("\xc0\xaf"), "\\xc0\\xaf");                    // overlong
  EXPECT_EQ(printable("\xed\xa0\x80"), "\\xed\\xa0\\x80");           // a surrogate
  EXPECT_EQ(printable("\xf4\x90\x80\x80"), "\\xf4\\x90\\x80\\x80");  // beyond the last character
  EXPECT_EQ(printable("\xe2\x82z"), "\\xe2\\x82z");
}

TEST(Printable, EscapingTwiceChangesNothing) {
  const std::string once = printable("\x1b[1m\n\xfe\u202e");
  EXPECT_EQ(printable(once), once);
}

TEST(Printable, AMessageKeepsItsBeginningAndItsEndWhereItIsTooLong) {
  EXPECT_EQ(printable_message("no sea\n"), "no sea\\n");
  EXPECT_EQ(printable_message(std::string(longest_message, 'a')), std::string(longest_message, 'a'));
  for (const char* unit : {"a", "\n", "ü", "🌊", "\xff"}) {
    std::string text = "begins ";
    while (text.size() < 5 * longest_message) text += unit;
    const auto shown = printable_message(text + " ends");
    EXPECT_LE(shown.size(), longest_message) << unit;
    EXPECT_GE(shown.size(), longest_message - 20) << unit;
    EXPECT_EQ(shown.substr(0, 7), "begins ");
    EXPECT_EQ(shown.substr(shown.size() - 5), " ends");
    EXPECT_EQ(printable(shown), shown) << "no character is cut in two";
  }
}

TEST(Printable, AQuotedNameIsNoLongerThanANameMayBe) {
  EXPECT_EQ(in_quotes("sea\n"), "\"sea\\n\"");
  EXPECT_EQ(in_quotes(std::string(longest_quoted, 'a')), '"' + std::string(longest_quoted, 'a') + '"');
  EXPECT_EQ(in_quotes(std::string(4096, 'a')), '"' + std::string(longest_quoted, 'a') + "...\"");
  EXPECT_EQ(in_quotes(std::string(longest_quoted - 1, 'a') + "ü"),
            '"' + std::string(longest_quoted - 1, 'a') + "...\"");
}

}  // namespace
}  // namespace aeolian
