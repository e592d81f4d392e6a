// SPDX-License-Identifier: GPL-3.0-or-later
#include "daemon/playback/moment.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "daemon/playback/moments.h"
#include "tests/scratch_folder.h"

namespace aeolian::daemon {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

KeptMoment some_moment() {
  KeptMoment moment{.model = "rain", .model_digest = 7, .quality = {.voice_limit = 6}};
  moment.parameters = Parameters().snapshot();
  moment.parameters.seed = ~std::uint64_t{0};
  moment.parameters.numbers[static_cast<std::size_t>(ParameterId::temperature)] = 1.25;
  moment.state = std::string("\0\n{}\xFF", 5);
  return moment;
}

TEST(MomentText, ReadsBackAsItWas) {
  const auto moment = parse_moment(moment_text(some_moment()));
  ASSERT_TRUE(moment) << moment.error().message;
  EXPECT_EQ(moment->model, "rain");
  EXPECT_EQ(moment->model_digest, 7u);
  EXPECT_EQ(moment->quality.voice_limit, 6);
  EXPECT_EQ(moment->parameters.seed, ~std::uint64_t{0});
  EXPECT_EQ(moment->parameters.numbers[static_cast<std::size_t>(ParameterId::temperature)], 1.25);
  EXPECT_EQ(moment->state, some_moment().state);
}

TEST(MomentText, NamesTheSecondModelIfThereIsOne) {
  auto kept = some_moment();
  EXPECT_EQ(parse_moment(moment_text(kept))->second, "");
  kept.second = "sea";
  kept.second_digest = ~std::uint64_t{1};
  const auto moment = parse_moment(moment_text(kept));
  ASSERT_TRUE(moment) << moment.error().message;
  EXPECT_EQ(moment->second, "sea");
  EXPECT_EQ(moment->second_digest, ~std::uint64_t{1});
}

TEST(MomentText, IsRefusedWhereAByteIsLostOrChanged) {
  const auto text = moment_text(some_moment());
  for (std::size_t i = 0; i < text.size(); ++i) {
    EXPECT_FALSE(parse_moment(text.substr(0, i))) << i;
    auto changed = text;
    changed[i] ^= 1;
    EXPECT_FALSE(parse_moment(changed)) << i;
  }
  EXPECT_EQ(parse_moment(text + "x").error().message, "is damaged");
  EXPECT_EQ(parse_moment("RIFF").error().message, "is not a moment");
  EXPECT_EQ(parse_moment("").error().message, "is not a moment");
}

TEST(MomentText, OfAnotherVersionIsRefusedInWords) {
  const auto with = [text = moment_text(some_moment())](const std::string& what, const std::string& now) {
    auto changed = text;
    return parse_moment(changed.replace(changed.find(what), what.size(), now)).error().message;
  };
  EXPECT_EQ(with("\"version\":1", "\"version\":2"), "has \"version\" 2; this program reads 1");
  EXPECT_THAT(with("\"program\":\"", "\"program\":\"1"), HasSubstr("another version of Aeolian"));
}

TEST(MomentFiles, AreWrittenListedReadAndDeletedByName) {
  const ScratchFolder folder;
  const Moments moments(folder / "moments");
  EXPECT_THAT(moments.names(), IsEmpty());
  EXPECT_EQ(moments.write(" dusk ", some_moment()), "dusk");
  EXPECT_EQ(moments.write("dawn", some_moment()), "dawn");
  EXPECT_THAT(moments.names(), ElementsAre("dawn", "dusk"));
  EXPECT_EQ(moments.read("dusk")->model, "rain");
  EXPECT_EQ(moments.remove("dusk"), "dusk");
  EXPECT_THAT(moments.names(), ElementsAre("dawn"));
  EXPECT_THAT(moments.read("dusk").error().message, HasSubstr("there is no moment \"dusk\""));
  EXPECT_FALSE(moments.write("../dawn", some_moment()));
  EXPECT_FALSE(moments.write("", some_moment()));
}

TEST(MomentFiles, AreNotMoreThan64) {
  const ScratchFolder folder;
  const Moments moments(folder / "moments");
  for (std::size_t i = 0; i < Moments::most; ++i)
    ASSERT_TRUE(moments.write(std::to_string(i), some_moment()));
  EXPECT_EQ(moments.write("one more", some_moment()).error().kind, ControlError::Kind::too_many);
  EXPECT_TRUE(moments.write("7", some_moment())) << "which is replaced";
}

}  // namespace
}  // namespace aeolian::daemon
