// SPDX-License-Identifier: GPL-3.0-or-later
#include "protocols/osc/address_pattern.h"

#include <gtest/gtest.h>

#include <string>

namespace aeolian::osc {
namespace {

bool matches(std::string_view pattern, std::string_view address) {
  const auto parsed = AddressPattern::parse(pattern);
  EXPECT_TRUE(parsed) << pattern;
  return parsed && parsed->matches(address);
}

TEST(AddressPattern, IsToldFromAnAddressByItsCharacters) {
  for (const char* pattern : {"/a?", "/*", "/[ab]", "/{a,b}", "/a//b", "//a", "/a]", "/a}"}) {
    EXPECT_TRUE(is_address_pattern(pattern)) << pattern;
  }
  for (const char* address : {"/a", "/a/b-c", "/a!b", "/", "/a/"}) {
    EXPECT_FALSE(is_address_pattern(address)) << address;
  }
}

TEST(AddressPattern, AQuestionMarkIsAnyOneCharacter) {
  EXPECT_TRUE(matches("/gai?", "/gain"));
  EXPECT_TRUE(matches("/????", "/gain"));
  EXPECT_FALSE(matches("/gain?", "/gain"));
  EXPECT_FALSE(matches("/ga?", "/gain"));
  EXPECT_FALSE(matches("/a?b", "/a/b")) << "but never a slash";
}

TEST(AddressPattern, AStarIsAnyNumberOfCharacters) {
  EXPECT_TRUE(matches("/*", "/gain"));
  EXPECT_TRUE(matches("/gain*", "/gain")) << "also matches nothing";
  EXPECT_TRUE(matches("/g*n", "/gain"));
  EXPECT_TRUE(matches("/*a*n*", "/gain"));
  EXPECT_FALSE(matches("/*b*", "/gain"));
  EXPECT_FALSE(matches("/*", "/encoding/xy")) << "but never a slash";
  EXPECT_TRUE(matches("/*/*", "/encoding/xy"));
}

TEST(AddressPattern, BracketsAreOneCharacterOfTheirSet) {
  EXPECT_TRUE(matches("/[fgh]ain", "/gain"));
  EXPECT_TRUE(matches("/[a-h]ain", "/gain"));
  EXPECT_TRUE(matches("/[h-a]ain", "/gain")) << "a range may be written backwards";
  EXPECT_TRUE(matches("/[xa-cg]ain", "/gain"));
  EXPECT_FALSE(matches("/[a-f]ain", "/gain"));
  EXPECT_FALSE(matches("/[gain]", "/gain")) << "one character only";
  EXPECT_TRUE(matches("/a[-x]b", "/a-b")) << "a leading minus is literal";
  EXPECT_TRUE(matches("/a[x-]b", "/a-b")) << "and at the end";
}

TEST(AddressPattern, AnExclamationMarkAtTheBeginningOfASetTurnsItRound) {
  EXPECT_TRUE(matches("/[!a-c]ain", "/gain"));
  EXPECT_FALSE(matches("/[!a-h]ain", "/gain"));
  EXPECT_TRUE(matches("/a[x!]b", "/a!b")) << "elsewhere it is literal";
  EXPECT_FALSE(matches("/gain[!x]", "/gain")) << "there must be a character";
}

TEST(AddressPattern, BracesAreOneOfTheirStrings) {
  EXPECT_TRUE(matches("/{mute,gain}", "/gain"));
  EXPECT_TRUE(matches("/{mute,gain}", "/mute"));
  EXPECT_TRUE(matches("/{g,ga,gai}n", "/gain")) << "each of them is tried";
  EXPECT_TRUE(matches("/gain{,s}", "/gain")) << "a string may be empty";
  EXPECT_FALSE(matches("/{mute,play}", "/gain"));
  EXPECT_FALSE(matches("/{ga,in}", "/gain"));
  EXPECT_TRUE(matches("/{ga,*}{in,x}", "/gain"));
  EXPECT_FALSE(matches("/{*,x}", "/gain")) << "strings, not patterns";
}

TEST(AddressPattern, EveryOtherCharacterIsItselfAndPartsMatchOneByOne) {
  EXPECT_TRUE(matches("/encoding/*", "/encoding/xy"));
  EXPECT_FALSE(matches("/encoding/*", "/encoding"));
  EXPECT_FALSE(matches("/encoding/*", "/encoding/xy/list"));
  EXPECT_FALSE(matches("/Gai?", "/gain")) << "case counts";
  EXPECT_TRUE(matches("/*/gain", "/aeolian/gain"));
}

TEST(AddressPattern, TwoSlashesAreAnyNumberOfParts) {
  EXPECT_TRUE(matches("//gain", "/gain")) << "also matches nothing";
  EXPECT_TRUE(matches("//gain", "/aeolian/gain"));
  EXPECT_TRUE(matches("/aeolian//list", "/aeolian/encoding/xy/list"));
  EXPECT_TRUE(matches("/a//b//c", "/a/x/b/y/z/c"));
  EXPECT_TRUE(matches("//*", "/a/b/c"));
  EXPECT_FALSE(matches("//gain", "/gain/more"));
  EXPECT_FALSE(matches("/b//gain", "/a/gain"));
  EXPECT_FALSE(matches("/aeolian//", "/aeolian/gain")) << "a pattern names the last part";
}

TEST(AddressPattern, RefusesWhatIsNoPatternWithTheReason) {
  for (const char* wrong : {"", "gain", "/a[b", "/a{b", "/a]", "/a}", "/[]", "/[!]", "/a[b/c]"}) {
    EXPECT_FALSE(AddressPattern::parse(wrong)) << wrong;
  }
  EXPECT_NE(AddressPattern::parse("/a[b").error().message.find("']'"), std::string::npos);
  EXPECT_TRUE(AddressPattern::parse("/" + std::string(AddressPattern::longest - 1, '*')));
  EXPECT_FALSE(AddressPattern::parse("/" + std::string(AddressPattern::longest, '*')));
}

TEST(AddressPattern, DoesNotTakeLongerTheMoreStarsThereAre) {
  std::string pattern = "/";
  while (pattern.size() + 2 < AddressPattern::longest) pattern += "*a";
  const std::string address = "/" + std::string(250, 'a');
  EXPECT_TRUE(matches(pattern, address));
  EXPECT_FALSE(matches(pattern, address + "b")) << "a matcher that tries every way would never return";
  std::string deep = "/", parts;
  while (deep.size() + 3 < AddressPattern::longest) deep += "/*/";
  while (parts.size() < 200) parts += "/a";
  EXPECT_FALSE(matches(deep + "b", parts));
}

}  // namespace
}  // namespace aeolian::osc
