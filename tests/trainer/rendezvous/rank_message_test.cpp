// SPDX-License-Identifier: GPL-3.0-or-later
#include "trainer/rendezvous/rank_message.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <limits>

namespace aeolian::trainer {
namespace {

using ::testing::HasSubstr;

const HasRead has_read{
    .workers = 2,
    .facts = {{"corpus", "3 sounds", "give the same files"}, {"network", "small", "the same options"}}};

TEST(RankMessage, ComesBackAsItWasSent) {
  const auto read = parse_rank_message(to_bytes(has_read));
  ASSERT_TRUE(read && std::holds_alternative<HasRead>(*read));
  EXPECT_EQ(std::get<HasRead>(*read).workers, 2);
  EXPECT_EQ(std::get<HasRead>(*read).facts, has_read.facts);

  const GroupForms forms{
      .generation = 7, .store_port = 1, .position = 2, .size = 3, .sends_state = true, .steps = -1};
  const auto formed = parse_rank_message(to_bytes(forms));
  ASSERT_TRUE(formed && std::holds_alternative<GroupForms>(*formed));
  EXPECT_EQ(std::get<GroupForms>(*formed).generation, 7);
  EXPECT_EQ(std::get<GroupForms>(*formed).size, 3);
  EXPECT_TRUE(std::get<GroupForms>(*formed).sends_state);
  EXPECT_EQ(std::get<GroupForms>(*formed).steps, -1);
}

TEST(RankMessage, KeepsEveryBitOfALoss) {
  for (const double loss :
       {0.1, -1e-300, std::nextafter(14., 15.), std::numeric_limits<double>::infinity()}) {
    const auto ready = parse_rank_message(to_bytes(IsReady{loss, 1}));
    ASSERT_TRUE(ready && std::holds_alternative<IsReady>(*ready));
    EXPECT_EQ(std::get<IsReady>(*ready).loss, loss);
  }
}

TEST(RankMessage, RefusesWhatIsCutShortOrLengthened) {
  const auto bytes = to_bytes(has_read);
  for (std::size_t size = 0; size < bytes.size(); ++size)
    EXPECT_FALSE(parse_rank_message(std::string_view(bytes).substr(0, size))) << size;
  EXPECT_FALSE(parse_rank_message(bytes + "x"));
  EXPECT_FALSE(parse_rank_message("\xff"));
}

TEST(RankMessage, ALengthBeyondTheEndIsNotBelieved) {
  auto bytes = to_bytes(Refused{"reason"});
  for (std::size_t i = 1; i <= 8; ++i) bytes[i] = '\xff';
  EXPECT_FALSE(parse_rank_message(bytes));
}

TEST(RankFact, TheFirstThatDiffersIsTold) {
  auto other = has_read.facts;
  EXPECT_EQ(disagreement(other, has_read.facts), "");
  other[1].value = "large";
  EXPECT_EQ(disagreement(other, has_read.facts),
            "its network is large, but that of rank 0 is small; the same options");
  other.pop_back();
  EXPECT_THAT(disagreement(other, has_read.facts), HasSubstr("another version"));
}

}  // namespace
}  // namespace aeolian::trainer
