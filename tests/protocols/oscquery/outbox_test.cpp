// SPDX-License-Identifier: GPL-3.0-or-later
#include "protocols/oscquery/outbox.h"

#include <gtest/gtest.h>

namespace aeolian::oscquery {
namespace {

std::optional<std::string> itself(const std::string& path) {
  return path;
}

TEST(OutboxTest, ListeningSendsThePresentValueOnce) {
  Outbox outbox(4, 4);
  EXPECT_TRUE(outbox.listen("/a"));
  EXPECT_EQ(outbox.next(itself), (WebSocketMessage{true, "/a"}));
  EXPECT_FALSE(outbox.next(itself));
}

TEST(OutboxTest, AValueThatChangesOftenWaitsOnce) {
  Outbox outbox(4, 4);
  outbox.listen("/a");
  outbox.listen("/b");
  for (int change = 0; change < 1000; ++change) outbox.changed("/a");
  EXPECT_EQ(outbox.next(itself)->bytes, "/a");
  outbox.changed("/a");
  EXPECT_EQ(outbox.next(itself)->bytes, "/b") << "a path that changes all the time starves no other";
  EXPECT_EQ(outbox.next(itself)->bytes, "/a");
  EXPECT_TRUE(outbox.empty());
}

TEST(OutboxTest, NothingIsSentOfWhatIsIgnoredOrWasNeverListenedTo) {
  Outbox outbox(4, 4);
  outbox.listen("/a");
  outbox.ignore("/a");
  outbox.changed("/a");
  outbox.changed("/b");
  EXPECT_FALSE(outbox.next(itself));
}

TEST(OutboxTest, PathsAndMessagesAreBounded) {
  Outbox outbox(2, 2);
  EXPECT_TRUE(outbox.listen("/a"));
  EXPECT_TRUE(outbox.listen("/b"));
  EXPECT_FALSE(outbox.listen("/c"));
  EXPECT_TRUE(outbox.listen("/a")) << "a path that it already listens to takes no room";
  EXPECT_TRUE(outbox.post({false, "1"}));
  EXPECT_TRUE(outbox.post({false, "2"}));
  EXPECT_FALSE(outbox.post({false, "3"}));
  EXPECT_EQ(outbox.next(itself), (WebSocketMessage{false, "1"}));
  EXPECT_TRUE(outbox.post({false, "3"}));
}

TEST(OutboxTest, APathThatIsGoneIsPassedOver) {
  Outbox outbox(4, 4);
  outbox.listen("/a");
  outbox.listen("/b");
  const auto next =
      outbox.next([](const std::string& path) { return path == "/b" ? std::optional(path) : std::nullopt; });
  EXPECT_EQ(next->bytes, "/b");
}

}  // namespace
}  // namespace aeolian::oscquery
