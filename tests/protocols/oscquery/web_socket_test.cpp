#include "protocols/oscquery/web_socket.h"

#include <gtest/gtest.h>

#include <vector>

namespace aeolian {
namespace {

using Kind = WebSocketEvent::Kind;

struct FrameOptions {
  bool last = true;
  unsigned reserved = 0;
  bool masked = true;
};

/** A frame as a client sends it. */
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

struct Read {
  std::vector<WebSocketEvent> events;
  std::uint16_t error = 0;  ///< the code of the error that ended it
};

Read read(const std::string& bytes, std::size_t piece = std::string::npos, std::size_t most = 1000) {
  WebSocketReader reader(most);
  Read result;
  for (std::size_t at = 0; at < bytes.size(); at += std::min(piece, bytes.size())) {
    reader.push(std::string_view(bytes).substr(at, piece));
    while (true) {
      auto next = reader.next();
      if (!next) {
        result.error = next.error().code;
        return result;
      }
      if (!*next) break;
      result.events.push_back(std::move(**next));
    }
  }
  return result;
}

int error_of(const std::string& bytes) {
  return read(bytes).error;
}

TEST(WebSocketReaderTest, ReadsMessagesInWhateverPiecesTheyCome) {
  const std::string bytes = frame(1, "hello") + frame(2, std::string(300, 'x')) + frame(9, "are you there?") +
                            frame(10, "") +
                            frame(8,
                                  "\x03\xe8"
                                  "bye");
  for (const std::size_t piece : {bytes.size(), std::size_t{1}, std::size_t{7}}) {
    const auto events = read(bytes, piece).events;
    ASSERT_EQ(events.size(), 5u) << piece;
    EXPECT_EQ(events[0].kind, Kind::text);
    EXPECT_EQ(events[0].bytes, "hello");
    EXPECT_EQ(events[1].kind, Kind::binary);
    EXPECT_EQ(events[1].bytes, std::string(300, 'x'));
    EXPECT_EQ(events[2].kind, Kind::ping);
    EXPECT_EQ(events[2].bytes, "are you there?");
    EXPECT_EQ(events[3].kind, Kind::pong);
    EXPECT_EQ(events[4].kind, Kind::close);
    EXPECT_EQ(events[4].code, 1000);
    EXPECT_EQ(events[4].bytes, "bye");
  }
}

TEST(WebSocketReaderTest, PutsFragmentsTogetherAroundAPing) {
  const auto events = read(frame(1, "S\xc3", {.last = false}) + frame(9, "?") +
                           frame(0, "", {.last = false}) + frame(0, "\xbc\xc3\x9f"))
                          .events;
  ASSERT_EQ(events.size(), 2u);
  EXPECT_EQ(events[0].kind, Kind::ping);
  EXPECT_EQ(events[1].kind, Kind::text);
  EXPECT_EQ(events[1].bytes, "S\xc3\xbc\xc3\x9f") << "a letter may be cut in two";
}

TEST(WebSocketReaderTest, BreaksOffWhereTheProtocolIsBroken) {
  EXPECT_EQ(error_of(frame(1, "{}", {.masked = false})), 1002);
  for (const unsigned reserved : {0x10u, 0x20u, 0x40u}) {
    EXPECT_EQ(error_of(frame(1, "{}", {.reserved = reserved})), 1002);
  }
  for (const unsigned opcode : {3u, 4u, 5u, 6u, 7u, 11u, 12u, 13u, 14u, 15u}) {
    EXPECT_EQ(error_of(frame(opcode, "")), 1002) << opcode;
  }
  EXPECT_EQ(error_of(frame(9, "", {.last = false})), 1002) << "a ping in fragments";
  EXPECT_EQ(error_of(frame(9, std::string(126, 'p'))), 1002);
  EXPECT_EQ(error_of(frame(8, std::string(126, 'p'))), 1002);
  EXPECT_EQ(error_of(frame(0, "x")), 1002) << "the rest of nothing";
  EXPECT_EQ(error_of(frame(1, "a", {.last = false}) + frame(1, "b")), 1002);
  EXPECT_EQ(error_of(frame(8, "\x03")), 1002) << "half a code";
  for (const int code : {0, 999, 1004, 1005, 1006, 1015, 1016, 2999, 5000, 65535}) {
    EXPECT_EQ(error_of(frame(8, {static_cast<char>(code >> 8), static_cast<char>(code)})), 1002) << code;
  }
}

TEST(WebSocketReaderTest, TakesCodesThatMayBeSent) {
  for (const int code : {1000, 1001, 1003, 1007, 1011, 1014, 3000, 4999}) {
    const auto events = read(frame(8, {static_cast<char>(code >> 8), static_cast<char>(code)})).events;
    ASSERT_EQ(events.size(), 1u) << code;
    EXPECT_EQ(events[0].code, code);
  }
  EXPECT_EQ(read(frame(8, "")).events.at(0).code, 0);
}

TEST(WebSocketReaderTest, BreaksOffWhereTextIsNotUtf8) {
  EXPECT_EQ(error_of(frame(1, "\xce\xba\xff\xfe")), 1007);
  EXPECT_EQ(error_of(frame(1, "cut \xc3")), 1007);
  EXPECT_EQ(error_of(frame(8, "\x03\xe8\xff")), 1007);
  EXPECT_EQ(error_of(frame(2, "\xff")), 0);
}

TEST(WebSocketReaderTest, BreaksOffAMessageThatIsTooLongBeforeItHasCome) {
  EXPECT_EQ(error_of(frame(2, std::string(1001, 'x')).substr(0, 4)), 1009);
  EXPECT_EQ(error_of(frame(2, std::string(600, 'x'), {.last = false}) + frame(0, std::string(401, 'x'))),
            1009);
  EXPECT_EQ(error_of(std::string("\x82\xff\xff\xff\xff\xff\xff\xff\xff\xff", 10)), 1009);
  EXPECT_EQ(read(frame(2, std::string(1000, 'x'))).events.size(), 1u);
}

TEST(WebSocketFrameTest, SaysHowLongItIs) {
  EXPECT_EQ(text_frame("hi"), "\x81\x02hi");
  EXPECT_EQ(pong_frame("x"), "\x8a\x01x");
  EXPECT_EQ(ping_frame(), std::string("\x89\x00", 2));
  EXPECT_EQ(binary_frame(std::string(300, 'x')).substr(0, 4), "\x82\x7e\x01\x2c");
  EXPECT_EQ(binary_frame(std::string(70000, 'x')).substr(0, 10),
            std::string("\x82\x7f\0\0\0\0\0\x01\x11\x70", 10));
  EXPECT_EQ(close_frame(0), std::string("\x88\x00", 2));
  EXPECT_EQ(close_frame(1002, "no"), "\x88\x04\x03\xeano");
  EXPECT_EQ(close_frame(1002, std::string(200, 'x')).size(), 127u) << "no longer than a control frame may be";
}

HttpRequest upgrade(std::vector<std::pair<std::string, std::string>> more = {}) {
  HttpRequest request{.method = "GET", .path = "/", .query = "", .host = "localhost", .keeps_alive = true};
  request.headers = {{"upgrade", "WebSocket"},
                     {"connection", "keep-alive, Upgrade"},
                     {"sec-websocket-version", "13"},
                     {"sec-websocket-key", "dGhlIHNhbXBsZSBub25jZQ=="}};
  for (auto& [name, value] : more) {
    std::erase_if(request.headers, [&](const auto& header) { return header.first == name; });
    request.headers.emplace_back(name, value);
  }
  return request;
}

TEST(WebSocketHandshakeTest, IsAnsweredAsTheSpecificationsExampleIs) {
  EXPECT_TRUE(asks_for_web_socket(upgrade()));
  const auto head = accept_web_socket(upgrade());
  ASSERT_TRUE(head);
  EXPECT_TRUE(head->starts_with("HTTP/1.1 101 "));
  EXPECT_NE(head->find("Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n"), std::string::npos);
  EXPECT_EQ(head->find("Sec-WebSocket-Protocol"), std::string::npos);
}

TEST(WebSocketHandshakeTest, TakesTheSubprotocolThatItKnowsAndGoesWithoutOneWhereItKnowsNone) {
  const auto head = accept_web_socket(upgrade({{"sec-websocket-protocol", "chat, osc, oscquery"}}));
  ASSERT_TRUE(head);
  EXPECT_NE(head->find("Sec-WebSocket-Protocol: oscquery\r\n"), std::string::npos);
  const auto without = accept_web_socket(upgrade({{"sec-websocket-protocol", "chat, OSCQuery"}}));
  ASSERT_TRUE(without);
  EXPECT_EQ(without->find("Sec-WebSocket-Protocol"), std::string::npos);
}

TEST(WebSocketHandshakeTest, OfAnotherVersionOrWithoutAKeyIsRefused) {
  EXPECT_EQ(accept_web_socket(upgrade({{"sec-websocket-version", "12"}})).error().status, 426);
  EXPECT_EQ(accept_web_socket(upgrade({{"sec-websocket-version", ""}})).error().status, 426);
  for (const char* key :
       {"", "dGhlIHNhbXBsZSBub25jZQ", "dGhlIHNhbXBsZSBub25jZQ==, x", "dGhlIHNhbXBsZSBub25j*Q=="}) {
    EXPECT_EQ(accept_web_socket(upgrade({{"sec-websocket-key", key}})).error().status, 400) << key;
  }
  EXPECT_FALSE(asks_for_web_socket(upgrade({{"upgrade", "h2c"}})));
}

TEST(Utf8Test, IsTakenWhereItIsWellFormedOnly) {
  for (const char* text : {"", "a", "S\xc3\xbc\xc3\x9f", "\xe2\x82\xac", "\xed\x9f\xbf", "\xef\xbf\xbf",
                           "\xf0\x9f\x8e\xb6", "\xf4\x8f\xbf\xbf"}) {
    EXPECT_TRUE(is_utf8(text)) << text;
  }
  for (const char* text :
       {"\x80", "\xc3", "\xc0\xaf", "\xc1\xbf", "\xe0\x80\xaf", "\xed\xa0\x80", "\xf0\x80\x80\xaf",
        "\xf4\x90\x80\x80", "\xf5\x80\x80\x80", "\xff", "\xe2\x82", "\xe2\x28\xa1"}) {
    EXPECT_FALSE(is_utf8(text)) << testing::PrintToString(std::string(text));
  }
}

}  // namespace
}  // namespace aeolian
