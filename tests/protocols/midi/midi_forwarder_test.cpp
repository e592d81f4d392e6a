// SPDX-License-Identifier: GPL-3.0-or-later
#include "protocols/midi/midi_forwarder.h"

#include <fcntl.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <vector>

#include "core/file_descriptor.h"

namespace aeolian::midi {
namespace {

using testing::ElementsAre;
using Bytes = std::vector<std::uint8_t>;

/** A port, the pipe, and its reader. */
class MidiForwarderTest : public testing::Test {
 protected:
  MidiForwarderTest() {
    EXPECT_EQ(pipe2(ends_.data(), O_CLOEXEC | O_NONBLOCK), 0);
    to_read_ = FileDescriptor(ends_[0]);
    to_write_ = FileDescriptor(ends_[1]);
    fcntl(ends_[1], F_SETPIPE_SZ, 4096);
    wire_ = std::make_unique<WireWriter>(ends_[1]);
    forwarder_ = std::make_unique<Forwarder>(*wire_, dropped_);
  }

  void push(const Bytes& bytes, std::int64_t now = 0) { forwarder_->push(bytes, now); }
  std::vector<News> read() {
    std::array<char, 1000> bytes{};
    std::vector<News> all;
    for (ssize_t count = 0; (count = ::read(*to_read_, bytes.data(), bytes.size())) > 0;) {
      reader_.push(std::span(bytes).first(static_cast<std::size_t>(count)));
      while (auto news = reader_.next().value()) all.push_back(*news);
    }
    return all;
  }

  std::array<int, 2> ends_{};
  FileDescriptor to_read_, to_write_;
  Dropped dropped_;
  std::unique_ptr<WireWriter> wire_;
  std::unique_ptr<Forwarder> forwarder_;
  WireReader reader_;
};

TEST_F(MidiForwarderTest, WritesTheMessagesOfChannelsWithTheirTimes) {
  push({0xFE, 0xB0, 7, 100, 0xF0, 1}, 5);
  push({0xF7, 0xC1, 3}, 6);
  const auto news = read();
  ASSERT_EQ(news.size(), 2u);
  EXPECT_EQ(news[0].record.arrived, 5);
  EXPECT_EQ(news[0].record.value, 3u);
  EXPECT_THAT(news[0].record.bytes, ElementsAre(0xB0, 7, 100));
  EXPECT_EQ(news[1].record.arrived, 6);
  EXPECT_EQ(news[1].record.value, 2u);
  EXPECT_EQ(dropped_.malformed, 0u);
}

TEST_F(MidiForwarderTest, WritesThoseOfAClockWithTheirNumbers) {
  push({0xFA, 0xF8}, 5);
  push({0xB0, 0xF8, 7, 100}, 6);
  push({0xF2, 4, 1, 0xFB, 0xFC, 0xFF, 0xF3, 9}, 7);
  const auto news = read();
  std::vector<std::vector<std::uint8_t>> messages;
  for (const auto& each : news)
    messages.emplace_back(each.record.message().begin(), each.record.message().end());
  EXPECT_THAT(messages, ElementsAre(Bytes{0xFA}, Bytes{0xF8}, Bytes{0xF8}, Bytes{0xB0, 7, 100},
                                    Bytes{0xF2, 4, 1}, Bytes{0xFB}, Bytes{0xFC}));
  EXPECT_EQ(news[1].record.kind, Record::Kind::clock);
  EXPECT_EQ(news[1].record.value, 1u);
  EXPECT_EQ(news[2].record.value, 2u);
  EXPECT_EQ(news[2].record.arrived, 6);
  EXPECT_EQ(news[3].record.kind, Record::Kind::message);
}

TEST_F(MidiForwarderTest, NumbersTheClocksThatFoundThePipeFull) {
  for (int i = 0; i < 1000; ++i) push({0xF8}, i);
  EXPECT_EQ(read().size(), 256u);
  EXPECT_FALSE(forwarder_->flush());
  const auto news = read();
  ASSERT_EQ(news.size(), 1u) << "the newest";
  EXPECT_EQ(news[0].record.value, 1000u);
  EXPECT_EQ(news[0].record.arrived, 999);
  EXPECT_EQ(dropped_.lost, 0u) << "its number says what is missing";
}

TEST_F(MidiForwarderTest, KeepsTheNewestValueOfEachSourceOfABurstThatTheDaemonIsTooSlowFor) {
  for (int i = 0; i < 10'000; ++i) {
    push({0xB0, 20, static_cast<std::uint8_t>(i % 50)});
    push({0xB0, 21, static_cast<std::uint8_t>(i % 60)});
  }
  push({0xB0, 20, 127});
  push({0xB0, 21, 126});
  auto news = read();
  EXPECT_EQ(news.size(), 4096u / sizeof(Record)) << "what a pipe of a page holds";
  EXPECT_FALSE(forwarder_->flush());
  news = read();
  ASSERT_EQ(news.size(), 2u);
  EXPECT_THAT(news[0].record.bytes, ElementsAre(0xB0, 20, 127));
  EXPECT_THAT(news[1].record.bytes, ElementsAre(0xB0, 21, 126));
  EXPECT_EQ(dropped_.lost, 2 * 10'001u - 258u);
}

TEST_F(MidiForwarderTest, WritesWhatWaitsBeforeWhatComesLater) {
  for (int i = 0; i < 300; ++i) push({0xB0, 20, 1});
  EXPECT_EQ(read().size(), 256u);
  push({0xB0, 21, 2});
  const auto news = read();
  ASSERT_EQ(news.size(), 2u);
  EXPECT_EQ(news[0].record.bytes[1], 20);
  EXPECT_EQ(news[1].record.bytes[1], 21);
}

TEST_F(MidiForwarderTest, CountsMessagesThatWereCutShort) {
  push({0xB0, 20});
  push({0xB0, 21, 1});
  EXPECT_EQ(dropped_.malformed, 1u);
  EXPECT_EQ(read().size(), 1u);
}

TEST_F(MidiForwarderTest, DoesNotMindADaemonThatHasGone) {
  signal(SIGPIPE, SIG_IGN);
  to_read_ = FileDescriptor();
  push({0xB0, 20, 1});
  EXPECT_TRUE(forwarder_->flush());
}

TEST_F(MidiForwarderTest, TextsAreCutOffWhereAPipeWouldTearThem) {
  EXPECT_TRUE(wire_->write(Record::Kind::port, "aeolian-midi:in"));
  EXPECT_TRUE(wire_->write(Record::Kind::missing, std::string(5000, 'x')));
  const auto news = read();
  ASSERT_EQ(news.size(), 2u);
  EXPECT_EQ(news[0].text, "aeolian-midi:in");
  EXPECT_EQ(news[1].text.size(), 1000u);
}

TEST(MidiWireReader, RefusesWhatNoProgramOfOursWrites) {
  const auto first = [](const Record& record) {
    WireReader reader;
    reader.push(std::span(reinterpret_cast<const char*>(&record), sizeof record));
    return reader.next();
  };
  EXPECT_FALSE(first({.kind = static_cast<Record::Kind>(99)}));
  EXPECT_FALSE(first({.value = 4, .kind = Record::Kind::message}));
  EXPECT_FALSE(first({.value = 4, .kind = Record::Kind::clock, .bytes = {0xF0}}));
  EXPECT_FALSE(first({.value = 1001, .kind = Record::Kind::port}));
  EXPECT_EQ(first({.value = 10, .kind = Record::Kind::port}).value(), std::nullopt) << "its text follows";
}

}  // namespace
}  // namespace aeolian::midi
