// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/control/control_log.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <bit>
#include <cmath>
#include <fstream>
#include <limits>
#include <sstream>

namespace aeolian {
namespace {

using testing::HasSubstr;

constexpr const char* header = R"({"format":"aeolian control log","version":1})";

class ControlLogTest : public testing::Test {
 protected:
  ~ControlLogTest() override { std::filesystem::remove(path_); }

  void write(const std::string& text) const { std::ofstream(path_) << text; }
  std::string refusal(const std::string& line) const {
    write(std::string(header) + "\n" + line + "\n");
    const auto read = read_control_log(path_);
    return read ? "was taken" : read.error().message;
  }

  const std::filesystem::path path_ =
      std::filesystem::path(testing::TempDir()) /
      (std::string("control_log_") + testing::UnitTest::GetInstance()->current_test_info()->name());
};

TEST_F(ControlLogTest, GivesBackTheBitsThatWereWritten) {
  std::vector<LoggedEvent> events;
  for (const float number : {0.1f, 1.f / 3.f, 2.f, std::nextafter(1.f, 2.f), 1e-40f}) {
    events.push_back({7, {.parameter = ParameterId::temperature, .number = number, .glide_s = number}});
  }
  for (const std::uint64_t seed : {0ull, (1ull << 53) + 1, ~0ull}) {
    events.push_back({(1ull << 60) + 1, {.parameter = ParameterId::seed, .seed = seed}});
  }
  events.push_back({~0ull, {.parameter = ParameterId::gain, .number = -59.99999f}});
  events.push_back({~0ull, {.parameter = ParameterId::mute, .number = 1.f}});
  ControlEvent encoding{.parameter = ParameterId::encoding, .encoding_size = max_encoding_size};
  for (std::size_t i = 0; i < max_encoding_size; ++i) encoding.encoding[i] = 1.f / static_cast<float>(i + 3);
  events.push_back({~0ull, encoding});
  events.push_back({~0ull, {.parameter = ParameterId::encoding}});
  events.push_back({~0ull, {.parameter = ParameterId::tempo, .beat = 1. / 3.}});
  ControlEvent morph = encoding;
  morph.morph_to = {0.1f, -1.f / 3.f};
  morph.morph_to_size = 2;
  morph.morph = 1.f / 7.f;
  events.push_back({~0ull, morph});
  morph.voice = 64;
  events.push_back({~0ull, morph, 1});
  events.push_back({~0ull, {.parameter = ParameterId::tilt, .number = -6.f}, 7});

  {
    auto writer = ControlLogWriter::create(path_);
    ASSERT_TRUE(writer) << writer.error().message;
    for (const auto& event : events) ASSERT_TRUE(writer->append(event));
  }
  const auto read = read_control_log(path_);
  ASSERT_TRUE(read) << read.error().message;
  ASSERT_EQ(read->events.size(), events.size());
  for (std::size_t i = 0; i < events.size(); ++i) {
    EXPECT_EQ(read->events[i].step, events[i].step);
    EXPECT_EQ(read->events[i].hop, events[i].hop);
    const auto &was = events[i].event, &is = read->events[i].event;
    EXPECT_EQ(is.parameter, was.parameter);
    EXPECT_EQ(is.voice, was.voice);
    EXPECT_EQ(is.encoding_size, was.encoding_size);
    EXPECT_EQ(std::bit_cast<std::uint32_t>(is.number), std::bit_cast<std::uint32_t>(was.number));
    EXPECT_EQ(is.glide_s, was.glide_s);
    EXPECT_EQ(is.seed, was.seed);
    EXPECT_EQ(is.encoding, was.encoding);
    EXPECT_EQ(is.morph, was.morph);
    EXPECT_EQ(is.beat, was.beat);
    EXPECT_EQ(is.morph_to_size, was.morph_to_size);
    EXPECT_EQ(is.morph_to, was.morph_to);
  }
}

TEST_F(ControlLogTest, HoldsEachEventAsSoonAsItIsAppended) {
  auto writer = ControlLogWriter::create(path_);
  ASSERT_TRUE(writer);
  ASSERT_TRUE(writer->append({1, {.parameter = ParameterId::gain, .number = -6.f}}));
  EXPECT_EQ(read_control_log(path_)->events.size(), 1u);
}

TEST_F(ControlLogTest, KeepsWhichModelEnteredWhereAndWithWhat) {
  {
    auto writer = ControlLogWriter::create(path_);
    ASSERT_TRUE(writer);
    ASSERT_TRUE(writer->append({90, {.parameter = ParameterId::gain, .number = -6.f}}));
    ASSERT_TRUE(writer->append(SourceSwitch{
        .step = 80, .model = "speech", .settings = {{.parameter = ParameterId::seed, .seed = ~0ull}}}));
    ASSERT_TRUE(
        writer->append(SourceSwitch{.step = 95, .model = "speech", .sound = "rain.wav", .start_s = 1.5}));
    ASSERT_TRUE(writer->append(SourceSwitch{.step = 99, .model = "speech", .cause = "loop"}));
    ASSERT_TRUE(writer->append(
        SourceSwitch{.step = 100, .model = "speech", .moment = "dawn", .moment_digest = ~std::uint64_t{0}}));
    ASSERT_TRUE(writer->append(SourceSwitch{.step = 120, .second = "bells"}));
    ASSERT_TRUE(writer->append(SourceSwitch{.step = 121, .model = "speech", .second = "bells"}));
    ASSERT_TRUE(writer->append(SourceSwitch{.step = 130}));
  }
  const auto log = read_control_log(path_);
  ASSERT_TRUE(log) << log.error().message;
  EXPECT_EQ(log->events.size(), 1u)
      << "a source switch is reported after the events of its step and of later ones";
  ASSERT_EQ(log->source_switches.size(), 7u);
  EXPECT_EQ(log->source_switches[0].step, 80u);
  EXPECT_EQ(log->source_switches[0].model, "speech");
  EXPECT_EQ(log->source_switches[0].sound, "");
  ASSERT_EQ(log->source_switches[0].settings.size(), 1u);
  EXPECT_EQ(log->source_switches[0].settings[0].seed, ~0ull);
  EXPECT_EQ(log->source_switches[1].sound, "rain.wav");
  EXPECT_EQ(log->source_switches[1].start_s, 1.5);
  EXPECT_EQ(log->source_switches[1].cause, "") << "requested by a user";
  EXPECT_EQ(log->source_switches[2].cause, "loop");
  EXPECT_EQ(log->source_switches[2].moment, "");
  EXPECT_EQ(log->source_switches[3].moment, "dawn");
  EXPECT_EQ(log->source_switches[3].moment_digest, ~std::uint64_t{0});
  EXPECT_EQ(log->source_switches[3].second, "");
  EXPECT_EQ(log->source_switches[4].model, "") << "the source is unchanged";
  EXPECT_EQ(log->source_switches[4].second, "bells");
  EXPECT_EQ(log->source_switches[5].model, "speech");
  EXPECT_EQ(log->source_switches[5].second, "bells");
  EXPECT_EQ(log->source_switches[6].step, 130u) << "the second model was dropped";
  EXPECT_EQ(log->source_switches[6].second, "");
}

TEST_F(ControlLogTest, KeepsTheQualityThatAllOfItWasPlayedIn) {
  for (const RenderQuality& quality : {RenderQuality{Quality::refined, WeightFormat::int8, 64},
                                       RenderQuality{Quality::normal, WeightFormat::bfloat16, 1}}) {
    {
      auto writer = ControlLogWriter::create(path_, quality);
      ASSERT_TRUE(writer);
      ASSERT_TRUE(writer->append({1, {.parameter = ParameterId::gain, .number = -6.f}}));
    }
    const auto log = read_control_log(path_);
    ASSERT_TRUE(log) << log.error().message;
    EXPECT_EQ(log->quality, quality.quality);
    EXPECT_EQ(log->weights, quality.weights);
    EXPECT_EQ(log->voice_limit, quality.voice_limit);
    EXPECT_EQ(log->channels, quality.channels);
    EXPECT_EQ(log->events.size(), 1u);
  }
  write(std::string(header) + "\n");
  EXPECT_EQ(read_control_log(path_)->quality, std::nullopt) << "older logs do not contain it";
  EXPECT_EQ(read_control_log(path_)->weights, std::nullopt);
  EXPECT_EQ(read_control_log(path_)->voice_limit, std::nullopt);
  EXPECT_EQ(read_control_log(path_)->channels, std::nullopt);
  write(R"({"format":"aeolian control log","quality":"best","version":1})");
  EXPECT_THAT(read_control_log(path_).error().message, HasSubstr("line 1: 'quality' is neither"));
  write(R"({"format":"aeolian control log","version":1,"weights":"int4"})");
  EXPECT_THAT(read_control_log(path_).error().message, HasSubstr("line 1: 'weights' is neither"));
  write(R"({"channels":33,"format":"aeolian control log","version":1})");
  EXPECT_THAT(read_control_log(path_).error().message, HasSubstr("line 1: 'channels' is not a whole number"));
  for (const char* limit : {"0", "65", "1.5", "-1", "\"8\""}) {
    write(R"({"format":"aeolian control log","max_voices":)" + std::string(limit) + R"(,"version":1})");
    EXPECT_THAT(read_control_log(path_).error().message, HasSubstr("line 1: 'max_voices' is not a whole"));
  }
}

TEST_F(ControlLogTest, RefusesVoicesThatCannotBe) {
  for (const char* voice : {"0", "65", "1.5", "-1", "\"2\""}) {
    EXPECT_THAT(refusal(R"({"step":1,"parameter":"gain","value":-6.0,"glide_s":0.0,"voice":)" +
                        std::string(voice) + "}"),
                HasSubstr("'voice' is not a whole number from 1 to 64"));
  }
  EXPECT_THAT(refusal(R"({"step":1,"parameter":"play","value":1.0,"glide_s":0.0,"voice":2})"),
              HasSubstr("play is the same for all voices"));
}

TEST_F(ControlLogTest, RefusesHopsThatCannotBe) {
  const auto with_hop = [](const std::string& parameter, const std::string& hop) {
    return R"({"step":1,"parameter":")" + parameter + R"(","value":1.0,"glide_s":0.0,"hop":)" + hop + "}";
  };
  for (const char* hop : {"0", "-1", "1.5", "4097", "\"1\""})
    EXPECT_THAT(refusal(with_hop("tilt", hop)), HasSubstr("'hop' is not a whole number from 1 to 4096"))
        << hop;
  EXPECT_THAT(refusal(with_hop("temperature", "1")), HasSubstr("waits for the next step"));
  EXPECT_THAT(refusal(with_hop("tilt", "2") + "\n" + with_hop("tilt", "1")), HasSubstr("'hop' goes back"));
  EXPECT_EQ(refusal(with_hop("tilt", "2") + "\n" + with_hop("tilt", "2")), "was taken");
}

TEST_F(ControlLogTest, RefusesHalfAMorphAndOneOutOfRange) {
  const auto told = [this](const std::string& rest) {
    return refusal(R"({"step":1,"parameter":"encoding","value":[1,0],"glide_s":0,)" + rest + "}");
  };
  EXPECT_THAT(told(R"("morph":0.5)"), HasSubstr("'morph_to' is not a list"));
  EXPECT_THAT(told(R"("morph_to":[0,1])"), HasSubstr("'morph' is not a number"));
  EXPECT_THAT(told(R"("morph_to":[0,1],"morph":1.5)"), HasSubstr("'morph' is out of range"));
}

TEST_F(ControlLogTest, RefusesBrokenEntrances) {
  EXPECT_THAT(refusal(R"({"step":1,"model":7,"settings":[]})"), HasSubstr("'model'"));
  EXPECT_THAT(refusal(R"({"step":1,"model":"a"})"), HasSubstr("'settings' is missing"));
  EXPECT_THAT(refusal(R"({"step":1,"model":"a","settings":[7]})"), HasSubstr("not an event"));
  EXPECT_THAT(refusal(R"({"step":1,"model":"a","settings":[],"sound":"x"})"), HasSubstr("'start_s'"));
  EXPECT_THAT(refusal(R"({"step":1,"model":"a","settings":[],"cause":1})"), HasSubstr("'cause'"));
  EXPECT_THAT(refusal(R"({"step":1,"model":"a","settings":[],"moment":"x"})"), HasSubstr("'moment_digest'"));
  EXPECT_THAT(refusal(R"({"step":1,"second":7})"), HasSubstr("'second' is not a name"));
  EXPECT_THAT(refusal(R"({"model":"a","settings":[]})"), HasSubstr("'step' is missing"));
}

TEST_F(ControlLogTest, RefusesToWriteWhatIsNotFinite) {
  auto writer = ControlLogWriter::create(path_);
  ASSERT_TRUE(writer);
  EXPECT_FALSE(writer->append({1, {.parameter = ParameterId::gain, .number = std::nanf("")}}));
  EXPECT_TRUE(read_control_log(path_)->events.empty());
}

TEST_F(ControlLogTest, ReplacesAnOlderOneButNoFileOfAnotherKind) {
  ASSERT_TRUE(ControlLogWriter::create(path_, {.quality = Quality::refined}));
  ASSERT_TRUE(ControlLogWriter::create(path_, {.quality = Quality::normal}));
  EXPECT_EQ(read_control_log(path_)->quality, Quality::normal);

  write("a checkpoint, say");
  const auto refused = ControlLogWriter::create(path_);
  ASSERT_FALSE(refused);
  EXPECT_THAT(refused.error().message, AllOf(HasSubstr(path_.string()), HasSubstr("is not a control log")));
  std::ostringstream text;
  text << std::ifstream(path_).rdbuf();
  EXPECT_EQ(text.str(), "a checkpoint, say");
}

TEST_F(ControlLogTest, SaysFileLineAndReasonOfABrokenLine) {
  EXPECT_THAT(refusal("{"), AllOf(HasSubstr(path_.string()), HasSubstr("line 2"), HasSubstr("not JSON")));
  EXPECT_THAT(refusal("[]"), HasSubstr("not an event"));
  EXPECT_THAT(refusal(""), HasSubstr("not JSON"));
  EXPECT_THAT(refusal(R"({"step":1,"parameter":"gain","value":1})"), HasSubstr("'glide_s' is missing"));
  EXPECT_THAT(refusal(R"({"step":-1,"parameter":"gain","value":1,"glide_s":0})"), HasSubstr("'step'"));
  EXPECT_THAT(refusal(R"({"step":1.5,"parameter":"gain","value":1,"glide_s":0})"), HasSubstr("'step'"));
  EXPECT_THAT(refusal(R"({"step":1,"parameter":"treble","value":1,"glide_s":0})"), HasSubstr("\"treble\""));
  EXPECT_THAT(refusal(R"({"step":1,"parameter":"gain","value":99,"glide_s":0})"), HasSubstr("range"));
  EXPECT_THAT(refusal(R"({"step":1,"parameter":"gain","value":"1","glide_s":0})"), HasSubstr("not a number"));
  EXPECT_THAT(refusal(R"({"step":1,"parameter":"gain","value":1,"glide_s":-1})"), HasSubstr("'glide_s'"));
  EXPECT_THAT(refusal(R"({"step":1,"parameter":"seed","value":-1,"glide_s":0})"), HasSubstr("64 bits"));
  EXPECT_THAT(refusal(R"({"step":1,"parameter":"seed","value":18446744073709551616,"glide_s":0})"),
              HasSubstr("64 bits"));
  EXPECT_THAT(refusal(R"({"step":1,"parameter":"encoding","value":[1e39],"glide_s":0})"), HasSubstr("range"));
  EXPECT_THAT(refusal(R"({"step":1,"parameter":"tempo","glide_s":0})"), HasSubstr("'value' is missing"));
  EXPECT_THAT(refusal(R"({"step":1,"parameter":"gain","beat":1,"glide_s":0})"),
              HasSubstr("only the tempo takes"));
  EXPECT_THAT(refusal(R"({"step":1,"parameter":"tempo","beat":"1","glide_s":0})"), HasSubstr("not a number"));
  EXPECT_THAT(refusal(R"({"step":1,"parameter":"tempo","beat":1e300,"glide_s":0})"), HasSubstr("range"));
  EXPECT_THAT(
      refusal(R"({"step":1,"parameter":"encoding","value":[)" + std::string(128, '1') + "],\"glide_s\":0}"),
      HasSubstr("range"));
}

TEST_F(ControlLogTest, RefusesStepsThatGoBackAndFilesThatAreNoLog) {
  const std::string event = R"("parameter":"gain","value":1,"glide_s":0})";
  EXPECT_THAT(refusal("{\"step\":5," + event + "\n{\"step\":4," + event), HasSubstr("line 3"));
  write("");
  EXPECT_THAT(read_control_log(path_).error().message, HasSubstr("is empty"));
  write("{\"format\":\"something else\"}\n");
  EXPECT_THAT(read_control_log(path_).error().message, HasSubstr("line 1"));
  EXPECT_THAT(read_control_log(path_ / "nothing").error().message, HasSubstr("cannot be read"));
  EXPECT_FALSE(ControlLogWriter::create(path_ / "nothing"));
}

}  // namespace
}  // namespace aeolian
