#include "protocols/oscquery/web_server.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <vector>

#include "protocols/oscquery/oscquery_server.h"
#include "tests/comes_true.h"
#include "tests/protocols/oscquery/hands_of_a_test.h"
#include "tests/protocols/oscquery/web_peer.h"

namespace aeolian {
namespace {

using testing::HasSubstr;

/** The server with the instrument's tree behind it, on a free port. */
class WebServerTest : public testing::Test {
 protected:
  void start(WebAccess access) {
    server_.reset();
    server_ = OscQueryServer::start({.port = 0, .access = std::move(access)}, test_.hands(), source_).value();
  }
  std::uint16_t port() const { return server_->port(); }
  /** The head of the response to bytes that are sent on a connection of their own. */
  std::string head_of(const std::string& request) const {
    TcpPeer peer(port());
    peer.send(request);
    return peer.receive_through("\r\n\r\n");
  }
  /** `count` connections that say `bytes` and then nothing. */
  std::vector<std::unique_ptr<TcpPeer>> crowd(int count, std::string_view bytes) const {
    std::vector<std::unique_ptr<TcpPeer>> peers;
    for (int i = 0; i < count; ++i) {
      peers.push_back(std::make_unique<TcpPeer>(port()));
      peers.back()->send(bytes);
    }
    return peers;
  }

  HandsOfATest test_;
  Parameters::Source source_ =
      test_.parameters.add_source("OSCQuery", [](const ControlEvent&) { return true; });
  std::unique_ptr<OscQueryServer> server_ =
      OscQueryServer::start({.port = 0}, test_.hands(), source_).value();
};

TEST_F(WebServerTest, HealthAndMetricsAnswerWhileOthersHoldTwoHundredConnections) {
  for (const std::string_view bytes : {"", "GET /", "GET / HTTP/1.1\r\nHost: localhost\r\nX: ",
                                       "GET /aeolian/gain HTTP/1.1\r\nHost: localhost\r\n\r\n"}) {
    const auto idle = crowd(200, bytes);
    EXPECT_EQ(http_get(port(), "/health").status, 200) << bytes;
    EXPECT_EQ(http_get(port(), "/metrics").status, 200) << bytes;
  }
  EXPECT_GE(server_->counters().dropped, 4 * (200 - WebServer::most_visitors));
}

TEST_F(WebServerTest, HealthAnswersWhileEveryWebSocketIsTaken) {
  std::vector<std::unique_ptr<WebSocketPeer>> clients;
  for (std::size_t i = 0; i < WebServer::most_clients; ++i) {
    clients.push_back(std::make_unique<WebSocketPeer>(port()));
    ASSERT_EQ(clients.back()->status(), 101);
  }
  EXPECT_EQ(WebSocketPeer(port()).status(), 503) << "none of the others has been idle for long";
  EXPECT_EQ(http_get(port(), "/health").status, 200);
  clients.pop_back();
  EXPECT_TRUE(comes_true([this] { return WebSocketPeer(port()).status() == 101; }));
}

TEST_F(WebServerTest, SpeaksHttpAsItsSpecificationAsks) {
  const auto post = head_of("POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 100000\r\n\r\n" +
                            std::string(100000, 'x'));
  EXPECT_THAT(post, HasSubstr(" 405 "));
  EXPECT_THAT(post, HasSubstr("\r\nallow: GET, HEAD, OPTIONS\r\n"));
  EXPECT_THAT(head_of("GET / HTTP/1.1\r\n\r\n"), HasSubstr(" 400 "));
  EXPECT_THAT(head_of("GET / HTTP/1.0\r\n\r\n"), HasSubstr(" 200 "));
  EXPECT_THAT(head_of("GET http://127.0.0.1/health HTTP/1.1\r\nHost: x\r\n\r\n"), HasSubstr(" 200 "));
  EXPECT_THAT(head_of("GET http://example.com/ HTTP/1.1\r\nHost: localhost\r\n\r\n"), HasSubstr(" 403 "));
  EXPECT_THAT(head_of("GET / HTTP/1.1\r\nHost: localhost\r\n\r\n"), HasSubstr("\r\ndate: "));
  EXPECT_THAT(head_of("GET / HTTP/1.1\r\nHost: localhost\r\nUpgrade: h2c\r\nConnection: Upgrade\r\n\r\n"),
              HasSubstr("HTTP/1.1 200 "))
      << "an upgrade to what is not spoken is passed over";
}

TEST_F(WebServerTest, AnswersEachOfTheRequestsThatComeAtOnce) {
  TcpPeer peer(port());
  std::string requests;
  for (int i = 0; i < 50; ++i) requests += "GET /aeolian/gain?VALUE HTTP/1.1\r\nHost: localhost\r\n\r\n";
  peer.send(requests);
  for (int i = 0; i < 50; ++i) ASSERT_EQ(read_response(peer).body, R"({"VALUE":[0.0]})") << i;
}

TEST_F(WebServerTest, OpensAWebSocketWhateverSubprotocolIsOffered) {
  EXPECT_EQ(WebSocketPeer(port(), "Sec-WebSocket-Protocol: oscquery\r\n").status(), 101);
  EXPECT_EQ(WebSocketPeer(port(), "Sec-WebSocket-Protocol: chat, superchat\r\n").status(), 101);
  const auto old = head_of(
      "GET / HTTP/1.1\r\nHost: localhost\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
      "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 12\r\n\r\n");
  EXPECT_THAT(old, HasSubstr(" 426 "));
  EXPECT_THAT(old, HasSubstr("\r\nsec-websocket-version: 13\r\n"));
}

TEST_F(WebServerTest, ClosesAWebSocketWithTheCodeThatSaysWhy) {
  const auto code_after = [this](const std::string& bytes) {
    WebSocketPeer peer(port());
    peer.send_bytes(bytes);
    const auto message = peer.receive();
    if (!message || message->opcode != 8 || message->bytes.size() < 2) return 0;
    return static_cast<unsigned char>(message->bytes[0]) * 256 +
           static_cast<unsigned char>(message->bytes[1]);
  };
  EXPECT_EQ(code_after(std::string("\x81\x02{}", 4)), 1002) << "no mask";
  EXPECT_EQ(code_after(std::string("\x81\x81\0\0\0\0\xff", 7)), 1007);
  EXPECT_EQ(code_after(std::string("\x82\xfe\x40\x01\0\0\0\0", 8)), 1009);
  EXPECT_EQ(code_after(std::string("\x88\x82\0\0\0\0\x0f\xa0", 8)), 4000)
      << "a close is answered with its code";
}

TEST_F(WebServerTest, TellsItsClientsThatTheInstrumentEnds) {
  WebSocketPeer peer(port());
  ASSERT_EQ(peer.status(), 101);
  server_.reset();
  const auto last = peer.receive();
  ASSERT_TRUE(last);
  EXPECT_EQ(last->opcode, 8);
  EXPECT_EQ(last->bytes.substr(0, 2), "\x03\xe9");
}

TEST_F(WebServerTest, AConfiguredPageReadsAndPlays) {
  const std::string page = "Origin: https://panel.example\r\n";
  const auto refused = http_get(port(), "/", page);
  EXPECT_EQ(refused.status, 403);
  EXPECT_THAT(refused.body, HasSubstr("http_origins"));
  start(web_access_here({"aeolian.example.org"}, {"https://panel.example"}));
  const auto allowed = http_get(port(), "/aeolian/gain", page);
  EXPECT_EQ(allowed.status, 200);
  EXPECT_THAT(allowed.head, HasSubstr("\r\naccess-control-allow-origin: https://panel.example\r\n"));
  EXPECT_EQ(WebSocketPeer(port(), page).status(), 101);
  EXPECT_EQ(WebSocketPeer(port(), "Origin: https://other.example\r\n").status(), 403);
  EXPECT_THAT(head_of("GET / HTTP/1.1\r\nHost: aeolian.example.org\r\n\r\n"), HasSubstr(" 200 "));
}

TEST_F(WebServerTest, AHalfSentRequestIsToldThatItsTimeIsOver) {
  TcpPeer peer(port());
  peer.send("GET / HTTP/1.1\r\nHost: loc");
  EXPECT_THAT(peer.receive_through("\r\n\r\n"), HasSubstr(" 408 "));
  EXPECT_TRUE(peer.is_closed());
}

}  // namespace
}  // namespace aeolian
