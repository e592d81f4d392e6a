// SPDX-License-Identifier: GPL-3.0-or-later
#include <gmock/gmock.h>

#include <set>

#include "tests/protocols/osc/osc_server_fixture.h"

namespace aeolian::osc {
namespace {

using namespace std::string_literals;
using testing::IsEmpty;
using testing::SizeIs;
using testing::UnorderedElementsAre;

class OscPatterns : public OscServerTest {
 protected:
  std::set<std::string> answering(const std::string& pattern) {
    std::set<std::string> paths;
    for (const auto& reply : peer_.exchange({pattern, {}})) paths.insert(reply.path);
    return paths;
  }
};

TEST_F(OscPatterns, EveryMethodThatMatchesIsSet) {
  EXPECT_THAT(exchange("/{mute,freeze}", {true}), IsEmpty());
  EXPECT_EQ(parameters_.number(ParameterId::mute), 1.);
  EXPECT_EQ(parameters_.number(ParameterId::freeze), 1.);
  EXPECT_THAT(exchange("/gai?", {-6.f}), IsEmpty());
  EXPECT_EQ(parameters_.number(ParameterId::gain), -6.);
  EXPECT_THAT(peer_.exchange({"//gain", {-7.f}}), IsEmpty());
  EXPECT_EQ(parameters_.number(ParameterId::gain), -7.);
  EXPECT_THAT(exchange("/encoding/dim/[0-1]", {1.f}), IsEmpty());
  EXPECT_EQ(parameters_.encoding_fader(0), 1.);
  EXPECT_EQ(parameters_.encoding_fader(1), 1.);
}

TEST_F(OscPatterns, EachMethodThatMatchesAnswersAtItsOwnPath) {
  EXPECT_THAT(answering("/aeolian/{gain,temperature,mute}"),
              UnorderedElementsAre("/aeolian/gain", "/aeolian/temperature", "/aeolian/mute"));
  EXPECT_THAT(answering("/*/ping"), UnorderedElementsAre("/aeolian/pong"));
  EXPECT_THAT(answering("/aeolian/metrics/u*"), UnorderedElementsAre("/aeolian/metrics/underruns_total"));
  EXPECT_THAT(answering("//xy/lis[t]"),
              UnorderedElementsAre("/aeolian/encoding/xy/list/start", "/aeolian/encoding/xy/list/name",
                                   "/aeolian/encoding/xy/list/end"));
}

TEST_F(OscPatterns, WhatDoesNotTakeTheValuesIsPassedOver) {
  EXPECT_THAT(exchange("/encoding/{set,xy,list}", {"sea"s}), IsEmpty());
  EXPECT_EQ(parameters_.encoding_name(), "sea");
}

TEST_F(OscPatterns, WhereNoneTakesTheValuesThatIsToldOnce) {
  EXPECT_EQ(failure("/{gain,mute}", {"loud"s}), 406);
  EXPECT_THAT(sent(), IsEmpty());
}

TEST_F(OscPatterns, WhereNothingMatchesThatIsToldOnce) {
  EXPECT_EQ(failure("/vol*", {1.f}), 404);
  EXPECT_EQ(failure("/gain[", {1.f}), 400);
  EXPECT_EQ(failure("/" + std::string(300, '*'), {1.f}), 400);
}

TEST_F(OscPatterns, ABundleOfTheFutureMayHoldThem) {
  peer_.send_bundle({{"/aeolian/{mute,freeze}", {true}}}, 0.2);
  ASSERT_THAT(peer_.replies_until_synced(), IsEmpty());
  EXPECT_THAT(sent(), IsEmpty());
  peer_.send_bundle({{"/aeolian/sync", {std::int32_t{9}}}}, 0.3);
  EXPECT_EQ(peer_.receive().path, "/aeolian/synced");
  EXPECT_THAT(sent(), SizeIs(2));
}

TEST_F(OscPatterns, DoNotWakeAnArgumentBetweenTwoPrograms) {
  EXPECT_THAT(peer_.exchange({"/*/fail", {}}), IsEmpty());
}

}  // namespace
}  // namespace aeolian::osc
