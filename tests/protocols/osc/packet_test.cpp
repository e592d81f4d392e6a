// SPDX-License-Identifier: GPL-3.0-or-later
#include "protocols/osc/packet.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <string_view>

#include "core/random.h"
#include "protocols/osc/serialise.h"

namespace aeolian::osc {
namespace {

using namespace std::string_literals;
using testing::ElementsAre;
using testing::HasSubstr;

std::span<const std::byte> bytes(std::string_view text) {
  return std::as_bytes(std::span(text.data(), text.size()));
}

ErrorOr<std::vector<TimedMessage>> parse(const std::string& packet) {
  return parse_packet(bytes(packet));
}

std::string refusal(const std::string& packet) {
  const auto parsed = parse(packet);
  return parsed ? "was taken" : parsed.error().message;
}

std::string word(std::uint32_t value) {
  std::string text;
  for (int shift = 24; shift >= 0; shift -= 8) text += static_cast<char>(value >> shift);
  return text;
}

std::string element(const std::string& content) {
  return word(static_cast<std::uint32_t>(content.size())) + content;
}

std::string bundle(std::uint64_t time_tag, const std::string& elements) {
  return "#bundle\0"s + word(static_cast<std::uint32_t>(time_tag >> 32)) +
         word(static_cast<std::uint32_t>(time_tag)) + elements;
}

const std::string message = "/a\0\0,\0\0\0"s;

TEST(OscPacket, GivesEveryTypeThatCommandsTake) {
  const auto parsed = parse("/path\0\0\0"s + ",ihfdsSTF\0\0\0"s + "\xff\xff\xff\xfe"s + "\0\0\0\1\0\0\0\2"s +
                            "\x3f\x80\0\0"s + "\xbf\xf0\0\0\0\0\0\0"s + "wind\0\0\0\0"s + "sea\0"s);
  ASSERT_TRUE(parsed) << parsed.error().message;
  ASSERT_EQ(parsed->size(), 1u);
  EXPECT_EQ(parsed->front().time_tag, immediately);
  EXPECT_EQ(
      parsed->front().message,
      (Message{"/path",
               {std::int32_t{-2}, std::int64_t{(1ll << 32) + 2}, 1.f, -1., "wind"s, "sea"s, true, false}}));
}

TEST(OscPacket, StepsOverTheOtherTypesOfTheSpecification) {
  const auto parsed = parse("/p\0\0,bNtImcr[i]\0"s + "\0\0\0\5hello\0\0\0"s + "time-tag"s + "midi"s +
                            "char"s + "rgba"s + "\0\0\0\7"s);
  ASSERT_TRUE(parsed) << parsed.error().message;
  const auto& arguments = parsed->front().message.arguments;
  ASSERT_EQ(arguments.size(), 10u);
  for (const std::size_t other : {0, 1, 2, 3, 4, 5, 6, 7, 9}) {
    EXPECT_TRUE(std::holds_alternative<OtherArgument>(arguments[other])) << other;
  }
  EXPECT_EQ(arguments[8], Argument{std::int32_t{7}});
}

TEST(OscPacket, TakesAMessageWithoutTypeTagsAsOneWithoutArguments) {
  const auto parsed = parse("/aeolian/status\0"s);
  ASSERT_TRUE(parsed);
  EXPECT_EQ(parsed->front().message, (Message{"/aeolian/status", {}}));
}

TEST(OscPacket, ReadsBackWhatIsSerialised) {
  const Message original{
      "/x/y",
      {std::int32_t{1}, std::int64_t{-2}, 0.1f, 0.1, "a"s, ""s, "four"s, true, false, OtherArgument{'N'}}};
  const auto packet = serialise(original);
  const auto parsed = parse_packet(packet);
  ASSERT_TRUE(parsed) << parsed.error().message;
  EXPECT_EQ(parsed->front().message, original);
}

TEST(OscPacket, GivesTheMessagesOfBundlesInOrderWithTheirTimes) {
  const auto inner = bundle(7, element(message));
  const auto parsed =
      parse(bundle(5, element(message) + element(inner) + element(bundle(1, element(message)))));
  ASSERT_TRUE(parsed) << parsed.error().message;
  ASSERT_EQ(parsed->size(), 3u);
  EXPECT_EQ((*parsed)[0].time_tag, 5u);
  EXPECT_EQ((*parsed)[1].time_tag, 7u);
  EXPECT_EQ((*parsed)[2].time_tag, 5u) << "an inner bundle is not earlier than the outer one";
  EXPECT_TRUE(parse(bundle(1, ""))->empty());
}

TEST(OscPacket, TakesBundlesWithinBundlesToTheStatedDepthAndNoFurther) {
  auto nested = message;
  for (int depth = 0; depth < max_osc_bundle_depth; ++depth) nested = bundle(1, element(nested));
  EXPECT_TRUE(parse(nested));
  EXPECT_THAT(refusal(bundle(1, element(nested))), HasSubstr("nested bundles"));
}

TEST(OscPacket, RefusesADeeplyNestedPacketThatWouldOverrunARecursiveReadersStack) {
  std::string nested;
  while (nested.size() + 20 <= max_packet_size)
    nested = bundle(1, element(nested.empty() ? message : nested));
  EXPECT_THAT(refusal(nested), HasSubstr("nested bundles"));
}

TEST(OscPacket, RefusesPacketsOfTheWrongSize) {
  EXPECT_THAT(refusal(""), HasSubstr("0 bytes"));
  EXPECT_THAT(refusal("/a\0"s), HasSubstr("3 bytes"));
  EXPECT_THAT(refusal(std::string(max_packet_size + 4, '\0')), HasSubstr("packet of"));
}

TEST(OscPacket, RefusesStringsThatDoNotEndAndPathsThatAreNone) {
  EXPECT_THAT(refusal("/abc"), HasSubstr("byte 0: the path is not padded with zeros"));
  EXPECT_THAT(refusal("/a\0x,\0\0\0"s), HasSubstr("byte 0: the path is not padded with zeros"));
  EXPECT_THAT(refusal("/a\0\0,b\0\0\0\0\0\1abcd"s), HasSubstr("argument of type b"));
  EXPECT_THAT(refusal("abc\0,\0\0\0"s), HasSubstr("neither a bundle nor a path"));
  EXPECT_THAT(refusal("/a\n\0,\0\0\0"s), HasSubstr("neither a bundle nor a path"));
  EXPECT_THAT(refusal("/a\xff\0,\0\0\0"s), HasSubstr("neither a bundle nor a path"));
  EXPECT_THAT(refusal("/a\0\0abc\0"s), HasSubstr("byte 4: no type tags"));
  EXPECT_THAT(refusal("/a\0\0,iii"s), HasSubstr("byte 4: no type tags"));
  EXPECT_THAT(refusal("/a\0\0,s\0\0abcd"s),
              HasSubstr("byte 8: the message ends within an argument of type s"));
}

TEST(OscPacket, RefusesArgumentsThatDoNotFitTheirTypeTags) {
  for (const char tag : "ihfdstbcrm"s) {
    EXPECT_THAT(refusal("/a\0\0,"s + tag + "\0\0"s), HasSubstr(std::string("argument of type ") + tag));
  }
  EXPECT_THAT(refusal("/a\0\0,h\0\0abcd"s), HasSubstr("argument of type h"));
  EXPECT_THAT(refusal("/a\0\0,b\0\0\0\0\0\5abcd"s), HasSubstr("argument of type b"));
  EXPECT_THAT(refusal("/a\0\0,b\0\0\xff\xff\xff\xff"s), HasSubstr("argument of type b"));
  EXPECT_THAT(refusal("/a\0\0,x\0\0"s), HasSubstr("unknown type tag 120"));
  EXPECT_THAT(refusal("/a\0\0,\0\0\0abcd"s), HasSubstr("byte 8: more bytes"));
  EXPECT_THAT(refusal("/a\0\0,"s + std::string(max_arguments + 1, 'T') + "\0\0"s),
              HasSubstr("256 arguments"));
}

TEST(OscPacket, RefusesBundlesWhoseSizesAreWrong) {
  EXPECT_THAT(refusal("#bundle\0abcd"s), HasSubstr("within its time tag"));
  for (const std::uint32_t size : {0u, 3u, 12u, 0x7FFFFFFCu, 0xFFFFFFFCu}) {
    EXPECT_THAT(refusal(bundle(1, word(size) + message)), HasSubstr("byte 16: an element's size")) << size;
  }
}

TEST(OscPacket, RefusesMoreMessagesThanTheLimit) {
  const auto small = element("/a\0\0"s);
  std::string elements;
  for (std::size_t i = 0; i < max_messages; ++i) elements += small;
  EXPECT_EQ(parse(bundle(1, elements))->size(), max_messages);
  EXPECT_THAT(refusal(bundle(1, elements + small)), HasSubstr("1024 messages"));
}

TEST(OscPacket, RefusesEveryTruncationThatIsNoPacketItself) {
  const auto first = element("/aeolian/encoding/interpolate\0\0\0,ssf\0\0\0\0wind\0\0\0\0sea\0\x3f\0\0\0"s);
  const auto second = element(bundle(2, element("/b\0\0,b\0\0\0\0\0\4abcd"s)));
  const auto good = bundle(1, first + second);
  std::vector<std::size_t> taken;
  for (std::size_t size = 0; size <= good.size(); ++size) {
    if (parse(good.substr(0, size))) taken.push_back(size);
  }
  EXPECT_THAT(taken, ElementsAre(16, 16 + first.size(), good.size()));
}

TEST(OscPacket, SurvivesManyMutationsOfAGoodPacket) {
  const auto good = bundle(1, element("/a\0\0,sfib\0\0\0wind\0\0\0\0\x3f\0\0\0\0\0\0\1\0\0\0\4abcd"s) +
                                  element(bundle(2, element(message))));
  ASSERT_TRUE(parse(good)) << refusal(good);
  Random random(1);
  for (int i = 0; i < 100'000; ++i) {
    auto mutated = good;
    for (int k = 0; k < 3; ++k) mutated[random.bits() % mutated.size()] = static_cast<char>(random.bits());
    parse(mutated);
  }
}

}  // namespace
}  // namespace aeolian::osc
