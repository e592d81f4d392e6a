#include "protocols/osc/reply_ports.h"

#include <gtest/gtest.h>

namespace aeolian {
namespace {

using namespace std::chrono_literals;

SocketAddress sender(std::uint16_t port) {
  return SocketAddress::from_text("127.0.0.1", port).value();
}

TEST(ReplyPorts, AnswerTheSenderUnlessItAskedForAnotherPort) {
  ReplyPorts ports;
  const ReplyPorts::Clock::time_point now{};
  ASSERT_TRUE(ports.redirect(sender(1000), 2000, now));
  EXPECT_EQ(ports.answer_to(sender(1000), now).text(), "127.0.0.1:2000");
  EXPECT_EQ(ports.answer_to(sender(1001), now).text(), "127.0.0.1:1001");
  ports.redirect_no_more(sender(1000));
  EXPECT_EQ(ports.answer_to(sender(1000), now).text(), "127.0.0.1:1000");
}

TEST(ReplyPorts, KeepALeaseForAsLongAsTheSenderIsHeard) {
  ReplyPorts ports;
  ReplyPorts::Clock::time_point now{};
  ASSERT_TRUE(ports.redirect(sender(1000), 2000, now));
  for (int i = 0; i < 5; ++i) {
    now += ReplyPorts::lease;
    EXPECT_EQ(ports.answer_to(sender(1000), now).port(), 2000);
  }
  now += ReplyPorts::lease + 1s;
  EXPECT_EQ(ports.answer_to(sender(1000), now).port(), 1000);
}

TEST(ReplyPorts, TakeNoMoreThanTheirNumberUntilALeaseEnds) {
  ReplyPorts ports;
  ReplyPorts::Clock::time_point now{};
  for (std::uint16_t i = 0; i < ReplyPorts::most; ++i)
    EXPECT_TRUE(ports.redirect(sender(1000 + i), 2000, now));
  EXPECT_FALSE(ports.redirect(sender(999), 2000, now));
  EXPECT_TRUE(ports.redirect(sender(1000), 2001, now)) << "the same one again is no further one";
  now += ReplyPorts::lease + 1s;
  EXPECT_TRUE(ports.redirect(sender(999), 2000, now));
}

TEST(SocketAddress, TakesNumericAddressesOnly) {
  EXPECT_EQ(SocketAddress::from_text("::1", 9)->text(), "[::1]:9");
  EXPECT_EQ(SocketAddress::from_text("::1", 9)->with_port(10).text(), "[::1]:10");
  EXPECT_FALSE(SocketAddress::from_text("localhost", 9));
  EXPECT_FALSE(SocketAddress::from_text("300.1.1.1", 9));
}

}  // namespace
}  // namespace aeolian
