// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/control/signature.h"

#include <gtest/gtest.h>

#include <limits>
#include <vector>

namespace aeolian {
namespace {

using Values = std::vector<ControlValue>;
const ControlValue word = std::string("x");

TEST(Takes, WantsWhatIsRequiredAndAllowsWhatIsOptional) {
  constexpr auto signature = "s:name [f:glide_s]";
  EXPECT_TRUE(takes(signature, Values{word}));
  EXPECT_TRUE(takes(signature, Values{word, 1.f}));
  EXPECT_FALSE(takes(signature, Values{}));
  EXPECT_FALSE(takes(signature, Values{1.f}));
  EXPECT_FALSE(takes(signature, Values{word, word}));
  EXPECT_FALSE(takes(signature, Values{word, 1.f, 1.f}));
  EXPECT_TRUE(takes("", Values{}));
  EXPECT_FALSE(takes("", Values{1.f}));
  EXPECT_TRUE(takes("[f:a] [i:b]", Values{}));
  EXPECT_TRUE(takes("[f:a] [i:b]", Values{0.5, 2.}));
}

TEST(Takes, TurnsNumbersOfAnyTypeIntoEachOther) {
  for (const ControlValue& one : Values{true, std::int64_t{1}, 1.f, 1.}) {
    for (const char* signature : {"i:x", "f:x", "T:x"}) EXPECT_TRUE(takes(signature, Values{one}));
    EXPECT_FALSE(takes("s:x", Values{one}));
  }
  EXPECT_FALSE(takes("i:x", Values{0.5}));
  EXPECT_FALSE(takes("i:x", Values{std::numeric_limits<double>::quiet_NaN()}));
  EXPECT_TRUE(takes("f:x", Values{0.5}));
}

TEST(Takes, RepeatsWhatMayComeAgain) {
  constexpr auto blend = "s:name f:weight ... [f:glide_s]";
  EXPECT_FALSE(takes(blend, Values{}));
  EXPECT_FALSE(takes(blend, Values{word}));
  EXPECT_TRUE(takes(blend, Values{word, 1.f}));
  EXPECT_TRUE(takes(blend, Values{word, 1.f, 2.f}));
  EXPECT_FALSE(takes(blend, Values{word, 1.f, word}));
  EXPECT_TRUE(takes(blend, Values{word, 1.f, word, 1.f}));
  EXPECT_TRUE(takes(blend, Values{word, 1.f, word, 1.f, 2.f}));
  EXPECT_FALSE(takes(blend, Values{word, 1.f, 1.f, 1.f}));
  EXPECT_TRUE(takes("f:value ...", Values(16, 0.5f)));
}

TEST(TypeTags, AreThoseOfWhatIsRequired) {
  EXPECT_EQ(type_tags("s:name f:weight ... [f:glide_s]"), "sf");
  EXPECT_EQ(type_tags("[f:time_s]"), "");
  EXPECT_EQ(type_tags("T:on [f:glide_s]"), "T");
}

TEST(ArgumentsByWord, AWholeNumberGoesPastTheSecondsToAnId) {
  constexpr std::string_view signature = "s:name [f:start_s] [i:id]";
  const ControlValue id = std::int64_t{7};
  EXPECT_EQ(arguments_by_word(signature, Values{word, id}), (Arguments{word, std::nullopt, id}));
  EXPECT_EQ(arguments_by_word(signature, Values{word, 7.f}), (Arguments{word, 7.f, std::nullopt}));
  EXPECT_EQ(arguments_by_word(signature, Values{word, 7.}), (Arguments{word, 7., std::nullopt}));
  EXPECT_EQ(arguments_by_word(signature, Values{word, 7.f, id}), (Arguments{word, 7.f, id}));
  EXPECT_EQ(arguments_by_word(signature, Values{word, id, 1.f}), (Arguments{word, id, 1.f}))
      << "if both are given, their order decides";
  EXPECT_EQ(arguments_by_word("s:name [f:glide_s]", Values{word, id}), (Arguments{word, id}));
  EXPECT_EQ(arguments_by_word(signature, Values{word, word}), std::nullopt);
}

TEST(IndexOfWord, CountsRequiredAndOptionalWords) {
  EXPECT_EQ(index_of_word("s:name [f:start_s] [i:id]", "id"), 2u);
  EXPECT_EQ(index_of_word("s:name [f:start_s] [i:id]", "name"), 0u);
  EXPECT_EQ(index_of_word("[i:id]", "id"), 0u);
  EXPECT_EQ(index_of_word("s:name [i:identity]", "id"), std::nullopt);
  EXPECT_EQ(index_of_word("", "id"), std::nullopt);
}

}  // namespace
}  // namespace aeolian
