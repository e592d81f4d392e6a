// SPDX-License-Identifier: GPL-3.0-or-later
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <array>
#include <atomic>
#include <deque>
#include <map>
#include <thread>
#include <utility>
#include <vector>

#include "protocols/oscquery/web_server.h"
#include "tests/comes_true.h"
#include "tests/protocols/oscquery/web_peer.h"

namespace aeolian::oscquery {
namespace {

using testing::HasSubstr;
using testing::Not;

struct FrameOptions {
  bool last = true;
  unsigned reserved = 0;
  bool masked = true;
};

/** A frame as sent by a client. */
std::string frame(unsigned opcode, std::string payload, FrameOptions options = {}) {
  std::string bytes{static_cast<char>((options.last ? 0x80u : 0u) | options.reserved | opcode)};
  const unsigned mask = options.masked ? 0x80 : 0;
  if (payload.size() < 126) {
    bytes += static_cast<char>(mask | payload.size());
  } else {
    bytes += static_cast<char>(mask | 126);
    bytes += static_cast<char>(payload.size() >> 8);
    bytes += static_cast<char>(payload.size());
  }
  if (options.masked) {
    constexpr std::string_view key = "\x01\x80\xff\x37";
    bytes += key;
    for (std::size_t i = 0; i < payload.size(); ++i) payload[i] = static_cast<char>(payload[i] ^ key[i % 4]);
  }
  return bytes + payload;
}

/** Returns each client's messages; counts how often it is asked for a message to send. */
class Echo final : public WebServer::Handler {
 public:
  HttpAnswer answer(const HttpRequest&, const WebServer::Visitor&) override { return {.status = 204}; }
  WebServer::ChangeAnswer change(WebServer::ClientId, const HttpRequest& request,
                                 const WebServer::Visitor&) override {
    if (request.body == "never") return std::chrono::milliseconds(50);
    return HttpAnswer{.status = 204};
  }
  std::optional<HttpAnswer> take_answer(WebServer::ClientId) override { return {}; }
  void opened(WebServer::ClientId client, const WebServer::Visitor&) override { said_[client]; }
  void received(WebServer::ClientId client, bool binary, std::string_view message) override {
    said_[client].push_back({binary, std::string(message)});
    if (message == "tell all") {
      for (auto& [other, said] : said_) {
        if (other == client) continue;
        said.push_back({binary, "news"});
        ready_.push_back(other);
      }
    }
  }
  void closed(WebServer::ClientId client) override { said_.erase(client); }
  bool is_awaiting(WebServer::ClientId) const override { return true; }
  std::vector<WebServer::ClientId> take_ready() override { return std::exchange(ready_, {}); }
  std::optional<WebSocketMessage> next_message(WebServer::ClientId client) override {
    if (client < asked_.size()) ++asked_[client];
    auto& said = said_.at(client);
    if (said.empty()) return {};
    auto message = std::move(said.front());
    said.pop_front();
    return message;
  }
  std::optional<WebServer::Clock::time_point> run_due(WebServer::Clock::time_point) override {
    if (lacks_memory_.exchange(false)) throw std::bad_alloc();
    return {};
  }

  /** Makes the next run_due() throw; any thread. */
  void lack_memory() { lacks_memory_ = true; }
  /** Whether that has not happened yet; any thread. */
  bool lacks_memory() const { return lacks_memory_; }

  /** How often next_message() was called for one of the first three clients; any thread. */
  int times_asked(WebServer::ClientId client) const { return asked_.at(client); }

 private:
  std::map<WebServer::ClientId, std::deque<WebSocketMessage>> said_;
  std::vector<WebServer::ClientId> ready_;
  std::array<std::atomic<int>, 4> asked_{};
  std::atomic<bool> lacks_memory_ = false;
};

constexpr auto answer_time = std::chrono::milliseconds(300);

class WebSocketTest : public testing::Test {
 protected:
  WebSocketTest() : thread_([this] { server_->run(); }) {}
  ~WebSocketTest() override {
    server_->stop();
    thread_.join();
  }
  std::uint16_t port() const { return server_->port(); }
  int times_asked(WebServer::ClientId client) const { return echo_.times_asked(client); }
  void lack_memory() { echo_.lack_memory(); }
  bool lacks_memory() const { return echo_.lacks_memory(); }
  std::uint64_t stalled() const { return server_->counters().stalled; }

  using Message = WebSocketPeer::Message;
  /** The first `count` replies to a client that sends `bytes`, `piece` at a time. */
  std::vector<Message> answers_to(const std::string& bytes, std::size_t count,
                                  std::size_t piece = std::string::npos) const {
    WebSocketPeer peer(port());
    for (std::size_t at = 0; at < bytes.size(); at += std::min(piece, bytes.size())) {
      peer.send_bytes(std::string_view(bytes).substr(at, piece));
    }
    std::vector<Message> messages;
    while (messages.size() < count) messages.push_back(peer.receive().value_or(Message{}));
    return messages;
  }
  /** The close code after a client has sent `bytes`; 0 = it is not closed, or without a code. */
  int code_after(const std::string& bytes) const {
    WebSocketPeer peer(port());
    peer.send_bytes(bytes);
    auto answer = peer.receive();
    while (answer && answer->opcode != 8) answer = peer.receive();
    if (!answer || answer->bytes.size() < 2) return 0;
    const auto& payload = answer->bytes;
    return static_cast<unsigned char>(payload[0]) * 256 + static_cast<unsigned char>(payload[1]);
  }
  /** The head of the response to a handshake with these additional headers. */
  std::string handshake(const std::string& headers) const {
    TcpPeer peer(port());
    peer.send(
        "GET / HTTP/1.1\r\nHost: localhost\r\nUpgrade: WebSocket\r\nConnection: keep-alive, Upgrade\r\n" +
        headers + "\r\n");
    return peer.receive_through("\r\n\r\n");
  }

 private:
  Echo echo_;
  const std::unique_ptr<WebServer> server_ =
      WebServer::open(osc::SocketAddress::from_text("127.0.0.1", 0).value(), {"", {}, {}}, echo_, answer_time)
          .value();
  std::thread thread_;
};

std::string close_frame(int code) {
  return frame(8, {static_cast<char>(code >> 8), static_cast<char>(code)});
}

/** The first reply with that opcode; empty = none. */
std::string first_of(int opcode, const std::vector<WebSocketPeer::Message>& answers) {
  const auto found = std::ranges::find(answers, opcode, &WebSocketPeer::Message::opcode);
  return found == answers.end() ? "" : found->bytes;
}

TEST_F(WebSocketTest, AChangeIsWaitedForAsLongAsItMayTake) {
  TcpPeer peer(port());
  peer.send("PUT / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 5\r\n\r\nnever");
  EXPECT_EQ(read_response(peer).status, 504);
  peer.send("PUT / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 3\r\n\r\nnow");
  EXPECT_EQ(read_response(peer).status, 0) << "the connection is closed, or it would be answered out of turn";
}

TEST_F(WebSocketTest, TakesMessagesInWhateverPiecesTheyCome) {
  const std::string bytes =
      frame(1, "hello") + frame(2, std::string(300, 'x')) + frame(9, "are you there?") + frame(10, "");
  for (const std::size_t piece : {bytes.size(), std::size_t{1}, std::size_t{7}}) {
    const auto answers = answers_to(bytes, 3, piece);
    EXPECT_EQ(first_of(1, answers), "hello") << piece;
    EXPECT_EQ(first_of(2, answers), std::string(300, 'x')) << piece;
    EXPECT_EQ(first_of(10, answers), "are you there?") << piece;
  }
}

TEST_F(WebSocketTest, PutsFragmentsTogetherAroundAPing) {
  const auto answers = answers_to(frame(1, "S\xc3", {.last = false}) + frame(9, "?") +
                                      frame(0, "", {.last = false}) + frame(0, "\xbc\xc3\x9f"),
                                  2);
  EXPECT_EQ(first_of(10, answers), "?");
  EXPECT_EQ(first_of(1, answers), "S\xc3\xbc\xc3\x9f") << "a letter may be cut in two";
}

TEST_F(WebSocketTest, IsClosedWhereTheProtocolIsBroken) {
  EXPECT_EQ(code_after(frame(1, "{}", {.masked = false})), 1002);
  for (const unsigned reserved : {0x10u, 0x20u, 0x40u}) {
    EXPECT_EQ(code_after(frame(1, "{}", {.reserved = reserved})), 1002);
  }
  for (const unsigned opcode : {3u, 4u, 5u, 6u, 7u, 11u, 12u, 13u, 14u, 15u}) {
    EXPECT_EQ(code_after(frame(opcode, "")), 1002) << opcode;
  }
  EXPECT_EQ(code_after(frame(9, "", {.last = false})), 1002) << "a ping in fragments";
  EXPECT_EQ(code_after(frame(9, std::string(126, 'p'))), 1002);
  EXPECT_EQ(code_after(frame(8, std::string(126, 'p'))), 1002);
  EXPECT_EQ(code_after(frame(0, "x")), 1002) << "a continuation of nothing";
  EXPECT_EQ(code_after(frame(1, "a", {.last = false}) + frame(1, "b")), 1002);
  EXPECT_EQ(code_after(frame(8, "\x03")), 1002) << "half a code";
  for (const int code : {0, 999, 1004, 1005, 1006, 1015, 1016, 2999}) {
    EXPECT_EQ(code_after(close_frame(code)), 1002) << code;
  }
}

TEST_F(WebSocketTest, AnswersACloseWithItsCode) {
  for (const int code : {1000, 1001, 1003, 1007, 1011, 3000, 4999}) {
    EXPECT_EQ(code_after(close_frame(code)), code);
  }
  EXPECT_EQ(code_after(frame(8, "")), 1000);
  EXPECT_EQ(code_after(frame(8,
                             "\x03\xe8"
                             "bye")),
            1000);
}

TEST_F(WebSocketTest, IsClosedWhereTextIsNotUtf8) {
  for (const char* text :
       {"\xce\xba\xff\xfe", "\x80", "\xc0\xaf", "\xe0\x80\xaf", "\xed\xa0\x80", "\xf0\x80\x80\xaf",
        "\xf4\x90\x80\x80", "\xf5\x80\x80\x80", "cut \xc3", "\xe2\x28\xa1"}) {
    EXPECT_EQ(code_after(frame(1, text) + close_frame(1000)), 1007)
        << testing::PrintToString(std::string(text));
  }
  for (const char* cut : {"\xc3", "a\xe2\x82", "\xf0\x9f", "\xf0\x9f\x8e"}) {
    EXPECT_EQ(code_after(frame(1, cut, {.last = false}) + frame(0, "") + close_frame(1000)), 1007)
        << testing::PrintToString(std::string(cut)) << " before an empty fragment";
  }
  EXPECT_EQ(code_after(frame(8, "\x03\xe8\xff")), 1002) << "nor is the reason of a close";
  for (const char* text : {"", "a", "\xe2\x82\xac", "\xed\x9f\xbf", "\xf0\x9f\x8e\xb6", "\xf4\x8f\xbf\xbf"}) {
    EXPECT_EQ(code_after(frame(1, text) + close_frame(1000)), 1000) << text;
    EXPECT_EQ(code_after(frame(1, text, {.last = false}) + frame(0, "") + close_frame(1000)), 1000) << text;
  }
  EXPECT_EQ(code_after(frame(2, "\xff") + close_frame(1000)), 1000) << "binary messages need not be text";
}

TEST_F(WebSocketTest, IsClosedForAMessageThatIsTooLongBeforeItHasCome) {
  const std::size_t most = WebServer::max_message_size;
  EXPECT_EQ(code_after(frame(2, std::string(most + 1, 'x')).substr(0, 8)), 1009);
  EXPECT_EQ(code_after(frame(2, std::string(most, 'x'), {.last = false}) + frame(0, "x")), 1009);
  EXPECT_EQ(code_after(std::string("\x82\xff\x7f\xff\xff\xff\xff\xff\xff\xff\0\0\0\0", 14)), 1009);
  EXPECT_EQ(code_after(frame(2, std::string(most, 'x')) + close_frame(1000)), 1000);
}

TEST_F(WebSocketTest, ReadsTheReasonOfItsEndEvenWhereItHasSentMuchMore) {
  const auto much = frame(2, std::string(60000, 'x'));
  EXPECT_EQ(code_after(much + much + much), 1009);
}

TEST_F(WebSocketTest, GoesWhenItsClientSendsAndNeverReads) {
  WebSocketPeer deaf(port()), polite(port());
  const std::string message(WebServer::max_message_size, 'x');
  const int more_than_sockets_hold = 1024;
  for (int i = 0; i < more_than_sockets_hold && deaf.send_binary(message); ++i) {
  }
  EXPECT_TRUE(comes_true([this] { return stalled() == 1; }));
  EXPECT_TRUE(comes_true([&] { return !deaf.send_binary(message); }));
  polite.send_text("still here");
  EXPECT_EQ(polite.receive().value().bytes, "still here");
}

TEST_F(WebSocketTest, OutlivesALackOfMemory) {
  WebSocketPeer peer(port());
  lack_memory();
  peer.send_text("is anybody there?");
  EXPECT_EQ(peer.receive().value().bytes, "is anybody there?");
  ASSERT_TRUE(comes_true([this] { return !lacks_memory(); }));
  peer.send_text("still?");
  EXPECT_EQ(peer.receive().value().bytes, "still?");
}

TEST_F(WebSocketTest, IsAskedForOnlyWhereSomethingHasComeForIt) {
  WebSocketPeer idle(port()), busy(port());
  for (int i = 0; i < 100; ++i) {
    busy.send_text("hello");
    ASSERT_EQ(busy.receive().value().bytes, "hello");
  }
  EXPECT_EQ(times_asked(1), 0) << "nothing has arrived for the idle client";
  busy.send_text("tell all");
  EXPECT_EQ(idle.receive().value().bytes, "news") << "messages caused by others are sent at once";
}

TEST_F(WebSocketTest, IsOpenedAsTheSpecificationsExampleIs) {
  const std::string version = "Sec-WebSocket-Version: 13\r\n";
  const std::string key = "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n";
  const auto head = handshake(version + key);
  EXPECT_TRUE(head.starts_with("HTTP/1.1 101 "));
  EXPECT_THAT(head, HasSubstr("Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n"));
  EXPECT_THAT(head, Not(HasSubstr("Sec-WebSocket-Protocol")));
  EXPECT_THAT(
      handshake(version + key + "Sec-WebSocket-Protocol: chat, osc\r\nSec-WebSocket-Protocol: oscquery\r\n"),
      HasSubstr("Sec-WebSocket-Protocol: oscquery\r\n"));
  const auto without = handshake(version + key + "Sec-WebSocket-Protocol: chat, OSCQuery\r\n");
  EXPECT_THAT(without, HasSubstr(" 101 "));
  EXPECT_THAT(without, Not(HasSubstr("Sec-WebSocket-Protocol")));
}

TEST_F(WebSocketTest, IsNotOpenedWhereItsRequestIsNotInOrder) {
  const std::string version = "Sec-WebSocket-Version: 13\r\n";
  const std::string key = "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n";
  EXPECT_THAT(handshake(key), HasSubstr(" 426 "));
  EXPECT_THAT(handshake(version), HasSubstr(" 400 "));
  EXPECT_THAT(handshake(version + key + "Content-Length: 3\r\n"), HasSubstr(" 400 "));
  EXPECT_THAT(handshake(version + key + "Origin: https://other.example\r\n"), HasSubstr(" 403 "));
}

}  // namespace
}  // namespace aeolian::oscquery
