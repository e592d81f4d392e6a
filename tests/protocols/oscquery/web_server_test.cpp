// SPDX-License-Identifier: GPL-3.0-or-later
#include "protocols/oscquery/web_server.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <chrono>
#include <thread>
#include <vector>

#include "protocols/oscquery/oscquery_server.h"
#include "tests/comes_true.h"
#include "tests/protocols/oscquery/control_context_of_a_test.h"
#include "tests/protocols/oscquery/web_peer.h"

namespace aeolian::oscquery {
namespace {

using testing::ContainsRegex;
using testing::HasSubstr;
using testing::Not;

/** The server with the instrument's tree, on a free port. */
class WebServerTest : public testing::Test {
 protected:
  void start(WebAccess access) {
    server_.reset();
    server_ = Server::start({.port = 0, .access = std::move(access)}, test_.context(), source_).value();
  }
  std::uint16_t port() const { return server_->port(); }
  /** The head of the response to `request`, sent over a new connection. */
  std::string head_of(const std::string& request) const {
    TcpPeer peer(port());
    peer.send(request);
    return peer.receive_through("\r\n\r\n");
  }
  /** Opens `count` connections that send `bytes` and then nothing. */
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
  std::unique_ptr<Server> server_ = Server::start({.port = 0}, test_.context(), source_).value();
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
  const auto post =
      head_of("POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1000\r\n\r\n" + std::string(1000, 'x'));
  EXPECT_THAT(post, HasSubstr(" 405 "));
  EXPECT_THAT(post, HasSubstr("\r\nallow: GET, HEAD, OPTIONS\r\n"));
  EXPECT_THAT(head_of("GET / HTTP/1.1\r\n\r\n"), HasSubstr(" 400 "));
  EXPECT_THAT(head_of("GET / HTTP/1.0\r\n\r\n"), HasSubstr(" 200 "));
  EXPECT_THAT(head_of("GET http://127.0.0.1/health HTTP/1.1\r\nHost: x\r\n\r\n"), HasSubstr(" 200 "));
  EXPECT_THAT(head_of("GET http://example.com/ HTTP/1.1\r\nHost: localhost\r\n\r\n"), HasSubstr(" 403 "));
  EXPECT_THAT(head_of("GET / HTTP/1.1\r\nHost: localhost\r\n\r\n"), HasSubstr("\r\ndate: "));
  EXPECT_THAT(head_of("GET / HTTP/1.1\r\nHost: localhost\r\nUpgrade: h2c\r\nConnection: Upgrade\r\n\r\n"),
              HasSubstr("HTTP/1.1 200 "))
      << "an upgrade to an unknown protocol is ignored";
}

TEST_F(WebServerTest, RefusesARequestThatIsNotInOrder) {
  const auto status_of = [this](const std::string& request) { return http_status_of(head_of(request)); };
  const auto get = [](const std::string& target, const std::string& headers = "") {
    return "GET " + target + " HTTP/1.1\r\nHost: localhost\r\n" + headers + "\r\n";
  };
  EXPECT_EQ(status_of("\r\n\r\n" + get("/health")), 200) << "empty lines before it are skipped";
  EXPECT_EQ(status_of(get("/health", "Content-Length: 0\r\n")), 200);
  EXPECT_EQ(status_of("\x16\x03\x01"), 400) << "HTTPS is refused at once";
  for (const std::string& target : {std::string("/a b"), std::string("/a\tb"), std::string("/a\0b", 4)}) {
    EXPECT_EQ(status_of(get(target)), 400) << target;
  }
  for (const std::string& header :
       {std::string("X : y\r\n"), std::string("no colon\r\n"), std::string("X: a\rb\r\n"),
        std::string("X: a\0b\r\n", 8), std::string("Host: localhost\r\n"),
        std::string("Content-Length: -5\r\n"), std::string("Content-Length: 3\r\nContent-Length: 4\r\n"),
        std::string("Content-Length: 3\r\nTransfer-Encoding: chunked\r\n"),
        std::string("Transfer-Encoding: gzip\r\n"), std::string("Transfer-Encoding: chunked, gzip\r\n")}) {
    EXPECT_EQ(status_of(get("/", header)), 400) << header;
  }
  EXPECT_EQ(status_of("GARBAGE\r\n\r\n"), 400);
  EXPECT_EQ(status_of("PRI * HTTP/2.0\r\n\r\n"), 400);
  EXPECT_EQ(status_of(get("/" + std::string(max_request_target_size, 'a'))), 414);
  EXPECT_EQ(status_of("GET /" + std::string(max_request_head_size, 'a')), 414);
  EXPECT_EQ(status_of(get("/" + std::string(3900, 'a'))), 404);
  EXPECT_EQ(status_of("GET / HTTP/1.1\r\nX: " + std::string(max_request_head_size, 'a')), 431);
  std::string many;
  while (many.size() <= max_request_head_size) many += "X: y\r\n";
  EXPECT_EQ(status_of(get("/", many)), 431);
}

TEST_F(WebServerTest, AnswersARefusedHeadWithoutABody) {
  for (const std::string& request :
       {std::string("HEAD / HTTP/1.1\r\n\r\n"), std::string("HEAD /%zz HTTP/1.1\r\nHost: localhost\r\n\r\n"),
        std::string("HEAD / HTTP/1.1\r\nHost: localhost\r\nX : y\r\n\r\n"),
        "HEAD /" + std::string(max_request_target_size, 'a') + " HTTP/1.1\r\nHost: localhost\r\n\r\n"}) {
    TcpPeer peer(port());
    peer.send(request);
    const auto head = peer.receive_through("\r\n\r\n");
    EXPECT_THAT(head, ContainsRegex(" 4[0-9][0-9] .*\r\ncontent-length: [1-9]"));
    EXPECT_EQ(peer.receive(1), "") << request.substr(0, 40);
  }
}

TEST_F(WebServerTest, PassesOverAnEmptyLineThatComesInTwoHalves) {
  const std::string get = "GET /health HTTP/1.1\r\nHost: localhost\r\n\r\n";
  TcpPeer peer(port());
  for (const std::string& before : {std::string(), get}) {
    peer.send(before + "\r");
    if (!before.empty()) {
      EXPECT_EQ(read_response(peer).status, 200);
    }
    std::this_thread::sleep_for(std::chrono::milliseconds(50));
    peer.send("\n" + get);
    EXPECT_EQ(read_response(peer).status, 200);
  }
}

TEST_F(WebServerTest, EndsTheConnectionWhereItCannotGoOn) {
  for (const std::string header :
       {"Connection: Close\r\n", "Content-Length: 3\r\n", "Transfer-Encoding: chunked\r\n"}) {
    TcpPeer peer(port());
    peer.send("GET / HTTP/1.1\r\nHost: localhost\r\n" + header + "\r\n");
    EXPECT_THAT(read_response(peer).head, HasSubstr("\r\nconnection: close\r\n")) << header;
    EXPECT_TRUE(peer.is_closed()) << header;
  }
}

TEST_F(WebServerTest, AnswersWithDateLengthAndType) {
  const auto head = head_of("GET /aeolian/gain?VALUE HTTP/1.1\r\nHost: localhost\r\n\r\n");
  EXPECT_TRUE(head.starts_with("HTTP/1.1 200 OK\r\n"));
  EXPECT_THAT(head,
              ContainsRegex("\r\ndate: [A-Z][a-z]{2}, [0-9]{2} [A-Z][a-z]{2} [0-9]{4} [0-9:]{8} GMT\r\n"));
  for (const char* line :
       {"content-length: 15", "content-type: application/json", "cache-control: no-store"}) {
    EXPECT_THAT(head, HasSubstr("\r\n" + std::string(line) + "\r\n"));
  }
  EXPECT_THAT(head_of("GET /aeolian?VALUE HTTP/1.1\r\nHost: localhost\r\n\r\n"), Not(HasSubstr("content-")));
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
  for (const char* line : {"sec-websocket-version: 13", "upgrade: websocket", "connection: upgrade, close"}) {
    EXPECT_THAT(old, HasSubstr("\r\n" + std::string(line) + "\r\n"));
  }
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

TEST_F(WebServerTest, AHalfSentBodyIsToldThatItsTimeIsOver) {
  const std::string put = "PUT /aeolian/gain HTTP/1.1\r\nHost: localhost\r\n";
  std::vector<std::unique_ptr<TcpPeer>> peers;
  for (const char* half : {"Content-Length: 5\r\n\r\n-", "Transfer-Encoding: chunked\r\n\r\n2\r\n-6\r\n"}) {
    peers.push_back(std::make_unique<TcpPeer>(port()));
    peers.back()->send(put + half);
  }
  for (const auto& peer : peers) {
    EXPECT_EQ(read_response(*peer).status, 408);
    EXPECT_TRUE(peer->is_closed());
  }
  EXPECT_EQ(server_->counters().refused, 2u);
  EXPECT_EQ(test_.parameters.number(ParameterId::gain), 0.);
}

TEST_F(WebServerTest, ABodyThatArrivesInPiecesIsTaken) {
  for (const std::string& body :
       {std::string("Content-Length: 2\r\n\r\n-6"),
        std::string("Transfer-Encoding: chunked\r\n\r\n1\r\n-\r\n1\r\n6\r\n0\r\n\r\n")}) {
    ASSERT_TRUE(test_.parameters.set_number(test_.source, ParameterId::gain, 0.));
    TcpPeer peer(port());
    for (const char byte : "PUT /aeolian/gain HTTP/1.1\r\nHost: localhost\r\n" + body) {
      peer.send({&byte, 1});
      std::this_thread::sleep_for(std::chrono::milliseconds(1));
    }
    EXPECT_THAT(read_response(peer).body, HasSubstr(R"("VALUE":[-6.0])"));
    peer.send("GET /aeolian/gain?VALUE HTTP/1.1\r\nHost: localhost\r\n\r\n");
    EXPECT_EQ(read_response(peer).body, R"({"VALUE":[-6.0]})") << "the connection goes on";
  }
}

TEST_F(WebServerTest, RefusesABodyThatIsNotInOrder) {
  const std::string put =
      "PUT /aeolian/gain HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n";
  EXPECT_THAT(head_of(put + "minus six\r\n"), HasSubstr(" 400 "));
  EXPECT_THAT(head_of(put + "2\r\n-6 and more\r\n0\r\n\r\n"), HasSubstr(" 400 "));
  EXPECT_THAT(head_of(put + "4001\r\n" + std::string(0x4001, '1')), HasSubstr(" 413 "));
  EXPECT_THAT(head_of(put + "1;" + std::string(20000, 'x')), HasSubstr(" 413 "));
  EXPECT_EQ(server_->counters().refused, 4u);
  EXPECT_EQ(test_.parameters.number(ParameterId::gain), 0.);
}

}  // namespace
}  // namespace aeolian::oscquery
