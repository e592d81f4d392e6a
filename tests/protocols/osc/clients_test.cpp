// SPDX-License-Identifier: GPL-3.0-or-later
#include "protocols/osc/clients.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace aeolian::osc {
namespace {

using namespace std::chrono_literals;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;

SocketAddress sender(std::uint16_t port) {
  return SocketAddress::from_text("127.0.0.1", port).value();
}

TEST(Clients, AreAnsweredWhereTheySendFromUnlessTheyAskedForAnotherPort) {
  Clients clients;
  const Clients::Clock::time_point now{};
  ASSERT_TRUE(clients.subscribe(sender(1000), {.port = 2000}, now));
  ASSERT_TRUE(clients.subscribe(sender(1002), {}, now));
  EXPECT_EQ(clients.answer_to(sender(1000)).text(), "127.0.0.1:2000");
  EXPECT_EQ(clients.answer_to(sender(1001)).text(), "127.0.0.1:1001");
  EXPECT_EQ(clients.answer_to(sender(1002)).text(), "127.0.0.1:1002");
  clients.unsubscribe(sender(1000));
  EXPECT_EQ(clients.answer_to(sender(1000)).text(), "127.0.0.1:1000");
}

TEST(Clients, KeepALeaseForAsLongAsTheyAreHeard) {
  Clients clients;
  Clients::Clock::time_point now{};
  ASSERT_TRUE(clients.subscribe(sender(1000), {.port = 2000}, now));
  for (int i = 0; i < 5; ++i) {
    now += Clients::lease;
    clients.heard(sender(1000), now);
    EXPECT_EQ(clients.answer_to(sender(1000)).port(), 2000);
  }
  now += Clients::lease + 1s;
  clients.heard(sender(1000), now);
  EXPECT_EQ(clients.answer_to(sender(1000)).port(), 1000);
}

TEST(Clients, AreNoMoreThanTheirNumberUntilALeaseEnds) {
  Clients clients;
  Clients::Clock::time_point now{};
  for (std::uint16_t i = 0; i < Clients::most; ++i)
    EXPECT_TRUE(clients.subscribe(sender(1000 + i), {.port = 2000}, now));
  EXPECT_FALSE(clients.subscribe(sender(999), {.port = 2000}, now));
  EXPECT_TRUE(clients.subscribe(sender(1000), {.port = 2001}, now))
      << "subscribing again does not count twice";
  now += Clients::lease + 1s;
  EXPECT_TRUE(clients.subscribe(sender(999), {.port = 2000}, now));
}

TEST(Clients, FixedTargetsAreToldForGoodAndTakeNobodysPlace) {
  Clients clients;
  Clients::Clock::time_point now{};
  clients.add_fixed(sender(3000));
  for (std::uint16_t i = 0; i < Clients::most; ++i) {
    EXPECT_TRUE(clients.subscribe(sender(1000 + i), {.port = 2000}, now));
  }
  EXPECT_EQ(clients.answer_to(sender(3000)).port(), 3000);
  now += 10 * Clients::lease;
  const auto news = clients.take_news({}, now);
  ASSERT_THAT(news, SizeIs(1));
  EXPECT_EQ(news[0].route.to.port(), 3000);
  EXPECT_EQ(clients.next_due(), now + 100ms);
}

TEST(Clients, AreSentTheMetersAtAPaceOfTheirOwn) {
  Clients clients;
  Clients::Clock::time_point now{};
  ASSERT_TRUE(clients.subscribe(sender(1000), {.port = 2000, .hz = 1., .meters_hz = 20.}, now));
  ASSERT_TRUE(clients.subscribe(sender(1001), {.hz = 1.}, now));
  ASSERT_THAT(clients.take_meters(now), SizeIs(1));
  EXPECT_THAT(clients.take_news({}, now), SizeIs(2));
  EXPECT_THAT(clients.take_meters(now + 40ms), IsEmpty());
  EXPECT_EQ(clients.next_due(), now + 50ms);
  const auto routes = clients.take_meters(now + 50ms);
  ASSERT_THAT(routes, SizeIs(1));
  EXPECT_EQ(routes[0].to.port(), 2000);
}

TEST(Clients, HearEveryParameterAtFirstAndThenWhatHasChangedAtTheirPace) {
  Clients clients;
  Clients::Clock::time_point now{};
  Clients::Changes changes{};
  ASSERT_TRUE(clients.subscribe(sender(1000), {.port = 2000, .hz = 10.}, now));
  ASSERT_TRUE(clients.subscribe(sender(1001), {.port = 2001}, now));
  EXPECT_EQ(clients.next_due(), now);
  auto news = clients.take_news(changes, now);
  ASSERT_THAT(news, SizeIs(1)) << "a client without a rate gets no updates";
  EXPECT_EQ(news[0].route.to.port(), 2000);
  EXPECT_THAT(news[0].changed, SizeIs(parameter_count));

  EXPECT_THAT(clients.take_news(changes, now + 99ms), IsEmpty());
  EXPECT_EQ(clients.next_due(), now + 100ms);
  changes[static_cast<std::size_t>(ParameterId::gain)] += 2;
  news = clients.take_news(changes, now + 100ms);
  ASSERT_THAT(news, SizeIs(1));
  EXPECT_THAT(news[0].changed, ElementsAre(ParameterId::gain));
  news = clients.take_news(changes, now + 200ms);
  ASSERT_THAT(news, SizeIs(1));
  EXPECT_THAT(news[0].changed, IsEmpty());
}

TEST(Clients, HearNoNewsOnceTheirLeaseIsOver) {
  Clients clients;
  Clients::Clock::time_point now{};
  ASSERT_TRUE(clients.subscribe(sender(1000), {.hz = 1e-300}, now));
  EXPECT_THAT(clients.take_news({}, now), SizeIs(1));
  EXPECT_EQ(clients.next_due(), now + Clients::lease);
  EXPECT_THAT(clients.take_news({}, now + Clients::lease + 1s), IsEmpty());
  EXPECT_FALSE(clients.next_due());
}

TEST(SocketAddress, TakesNumericAddressesOnly) {
  EXPECT_EQ(SocketAddress::from_text("::1", 9)->text(), "[::1]:9");
  EXPECT_EQ(SocketAddress::from_text("::1", 9)->with_port(10).text(), "[::1]:10");
  EXPECT_FALSE(SocketAddress::from_text("localhost", 9));
  EXPECT_FALSE(SocketAddress::from_text("300.1.1.1", 9));
}

}  // namespace
}  // namespace aeolian::osc
