// SPDX-License-Identifier: GPL-3.0-or-later
#include "protocols/osc/senders.h"

#include <gtest/gtest.h>

#include <string>

namespace aeolian::osc {
namespace {

using namespace std::chrono_literals;

class SendersTest : public testing::Test {
 protected:
  static SocketAddress at(const std::string& address, std::uint16_t port) {
    return SocketAddress::from_text(address, port).value();
  }
  int done_of(int asked, const SocketAddress& sender, double work) {
    int done = 0;
    for (int i = 0; i < asked; ++i) done += senders_.may_cause(sender, work, now_);
    return done;
  }

  Senders::Clock::time_point now_ = Senders::Clock::now();
  Senders senders_{{at("192.0.2.7", 0)}};
  const SocketAddress a_ = at("127.0.0.1", 1), b_ = at("127.0.0.1", 2);
  const SocketAddress far_ = at("192.0.2.1", 5000);
};

TEST_F(SendersTest, OneThatAsksForTooMuchIsHeldBackAndNobodyElse) {
  EXPECT_EQ(done_of(584, a_, 30.), 66);
  EXPECT_EQ(done_of(10, b_, 30.), 10) << "another has a budget of its own";
  now_ += 30ms;
  EXPECT_EQ(done_of(10, a_, 30.), 2) << "and it comes back";
}

TEST_F(SendersTest, WhereAllTogetherAreTooMuchTheHeaviestPayFirst) {
  for (std::uint16_t port = 100; port < 104; ++port) done_of(50, at("127.0.0.1", port), 30.);
  EXPECT_FALSE(senders_.may_cause(at("127.0.0.1", 100), 30., now_)) << "6,000 units are used up in all";
  EXPECT_TRUE(senders_.may_cause(b_, 1., now_)) << "a sender with few requests continues";
}

TEST_F(SendersTest, ManyPortsAreNoWayRoundTheBudget) {
  int done = 0;
  for (int port = 1000; port < 3000; ++port)
    done += done_of(1, at("127.0.0.1", static_cast<std::uint16_t>(port)), 30.);
  EXPECT_LE(done, 220);
  EXPECT_LE(senders_.count(), Senders::most) << "and they are not all remembered";
  EXPECT_TRUE(senders_.may_cause(b_, 1., now_));
}

TEST_F(SendersTest, EachHasItsOwnComplaints) {
  int told = 0;
  for (int i = 0; i < 1000; ++i) told += senders_.may_complain(a_, now_);
  EXPECT_EQ(told, 100);
  EXPECT_TRUE(senders_.may_complain(b_, now_));
}

TEST_F(SendersTest, ThisMachineAndWhoIsAllowedAreToldAll) {
  EXPECT_TRUE(senders_.may_tell(a_, a_, 1 << 20, now_));
  EXPECT_TRUE(senders_.may_tell(a_, at("127.9.8.7", 9), 1 << 20, now_));
  EXPECT_TRUE(senders_.may_tell(a_, at("::1", 9), 1 << 20, now_));
  EXPECT_TRUE(senders_.may_tell(a_, at("::ffff:127.0.0.1", 9), 1 << 20, now_));
  EXPECT_TRUE(senders_.may_tell(at("192.0.2.7", 5), at("192.0.2.7", 9), 1 << 20, now_));
  EXPECT_FALSE(senders_.token_for(a_, a_, now_));
}

TEST_F(SendersTest, AnotherMachineIsToldThreeTimesWhatCameFromThere) {
  EXPECT_FALSE(senders_.may_tell(far_, far_, 1, now_));
  senders_.received(far_, 20, now_);
  EXPECT_TRUE(senders_.may_tell(far_, far_, 40, now_));
  EXPECT_TRUE(senders_.may_tell(far_, far_, 20, now_));
  EXPECT_FALSE(senders_.may_tell(far_, far_, 1, now_));
}

TEST_F(SendersTest, AMachineThatAnswersItsTokenIsToldAll) {
  const auto ear = far_.with_port(6000);
  const auto token = senders_.token_for(far_, ear, now_);
  ASSERT_TRUE(token);
  EXPECT_EQ(token->size(), 11u);
  EXPECT_FALSE(senders_.token_for(far_, ear, now_ + 500ms)) << "not at every chance";
  EXPECT_EQ(senders_.token_for(far_, ear, now_ + 1s), token) << "but again, as packets are lost";
  EXPECT_FALSE(senders_.confirm(at("192.0.2.2", 6000), *token)) << "from another machine";
  EXPECT_FALSE(senders_.confirm(far_, "wrong"));
  EXPECT_FALSE(senders_.confirm(far_, ""));
  EXPECT_FALSE(senders_.may_tell(far_, ear, 100, now_));
  EXPECT_TRUE(senders_.confirm(far_.with_port(7000), *token)) << "from any port of that machine";
  EXPECT_TRUE(senders_.may_tell(far_, ear, 1 << 20, now_));
  EXPECT_FALSE(senders_.may_tell(far_, far_, 100, now_)) << "that port only";
}

}  // namespace
}  // namespace aeolian::osc
