// SPDX-License-Identifier: GPL-3.0-or-later
// Checks that the bytes of a client are read in the same way in whatever pieces they arrive, exceed no limit,
// and get a valid answer. The first byte selects the kind of the rest (WebSocket frames after a handshake, or
// HTTP requests), the second how it is split. Both go through a socket to a server that runs on this thread.
#include <sys/socket.h>

#include <algorithm>
#include <array>
#include <cstdint>
#include <cstdlib>
#include <deque>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "core/control/unicode.h"
#include "protocols/osc/packet.h"
#include "protocols/oscquery/listen_command.h"
#include "protocols/oscquery/web_server.h"
#include "tests/fuzz/require.h"

namespace {

using namespace aeolian;

constexpr std::string_view handshake =
    "GET / HTTP/1.1\r\nHost: studio\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
    "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n";

/** A server and its only client, which take turns. */
class Conversation final : public oscquery::WebServer::Handler {
 public:
  /** The client sends `opening`, waits for the response if there is one, and then sends `bytes` in pieces. */
  Conversation(std::string_view opening, std::string_view bytes, std::size_t piece)
      : opening_(opening), bytes_(bytes), piece_(piece) {
    std::array<int, 2> ends{};
    require(socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0, ends.data()) == 0,
            "no socket");
    client_ = FileDescriptor(ends[0]);
    send(opening);
    server_->serve(FileDescriptor(ends[1]), here);
    server_->run();
    require(client_number_ == 0, "a client that has gone is not told");
  }

  const std::string& answers() const { return answers_; }
  const std::vector<oscquery::WebSocketMessage>& received() const { return received_; }

  oscquery::WebServer::ChangeAnswer change(oscquery::WebServer::ClientId,
                                           const oscquery::HttpRequest& request,
                                           const oscquery::WebServer::Visitor&) override {
    require(request.body.size() <= oscquery::WebServer::max_message_size, "a body that is too long");
    return oscquery::HttpAnswer{.status = 200, .type = "text/plain", .body = request.body};
  }
  std::optional<oscquery::HttpAnswer> take_answer(oscquery::WebServer::ClientId) override { return {}; }
  oscquery::HttpAnswer answer(const oscquery::HttpRequest& request,
                              const oscquery::WebServer::Visitor&) override {
    require(request.path.starts_with('/'), "a path that begins with something else");
    require(request.headers.size() <= oscquery::max_request_head_size, "a head without an end");
    return {200, "text/plain", "hello"};
  }
  void opened(oscquery::WebServer::ClientId client, const oscquery::WebServer::Visitor&) override {
    client_number_ = client;
  }
  void received(oscquery::WebServer::ClientId client, bool binary, std::string_view message) override {
    require(client == client_number_, "a message of nobody");
    require(message.size() <= oscquery::WebServer::max_message_size, "a message that is too long");
    if (binary) {
      (void)osc::parse_packet(std::as_bytes(std::span(message.data(), message.size())));
    } else {
      require(normal_form(message).has_value(), "a text that is not UTF-8");
      const auto command = oscquery::parse_listen_command(message);
      require(command || !command.error().message.empty(), "a refusal without a reason");
    }
    received_.push_back({binary, std::string(message)});
    echo_.push_back(received_.back());
  }
  void closed(oscquery::WebServer::ClientId client) override {
    require(client == client_number_, "someone else has gone");
    client_number_ = 0;
  }
  bool is_awaiting(oscquery::WebServer::ClientId) const override { return true; }
  std::vector<oscquery::WebServer::ClientId> take_ready() override { return {}; }
  std::optional<oscquery::WebSocketMessage> next_message(oscquery::WebServer::ClientId) override {
    if (echo_.empty()) return {};
    auto message = std::move(echo_.front());
    echo_.pop_front();
    return message;
  }
  std::optional<oscquery::WebServer::Clock::time_point> run_due(
      oscquery::WebServer::Clock::time_point now) override {
    receive();
    if (opening_.empty() || !answers_.empty()) speak();
    return now;
  }

 private:
  void receive() {
    std::array<char, 16384> buffer;
    const auto got = recv(*client_, buffer.data(), buffer.size(), 0);
    if (got > 0) answers_.append(buffer.data(), static_cast<std::size_t>(got));
    if (got == 0) server_->stop();
  }
  void speak() {
    bytes_.remove_prefix(send(bytes_.substr(0, piece_)));
    if (bytes_.empty()) shutdown(*client_, SHUT_WR);
  }
  /** The number of bytes sent; all of them if the server has stopped reading. */
  std::size_t send(std::string_view bytes) {
    if (bytes.empty()) return 0;
    const auto sent = ::send(*client_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
    if (sent < 0) return errno == EAGAIN ? 0 : bytes.size();
    return static_cast<std::size_t>(sent);
  }

  static inline const osc::SocketAddress here = osc::SocketAddress::from_text("127.0.0.1", 0).value();

  const std::string_view opening_;
  std::string_view bytes_;
  const std::size_t piece_;
  FileDescriptor client_;
  std::unique_ptr<oscquery::WebServer> server_ =
      oscquery::WebServer::open(here, {"studio", {"a.example"}, {"https://b.example"}}, *this).value();
  oscquery::WebServer::ClientId client_number_ = 0;
  std::string answers_;
  std::vector<oscquery::WebSocketMessage> received_;
  std::deque<oscquery::WebSocketMessage> echo_;
};

/** Takes a server's frame from `bytes` and checks it; returns its opcode. */
int take_frame(std::string_view& bytes) {
  const auto byte = [&bytes](std::size_t i) { return static_cast<unsigned char>(bytes.at(i)); };
  require(bytes.size() >= 2 && (byte(0) & 0x70) == 0 && byte(1) < 127, "no frame of a server");
  const bool is_long = byte(1) == 126;
  require(!is_long || bytes.size() >= 4, "a frame that is cut");
  const std::size_t head = is_long ? 4 : 2;
  const std::size_t size = is_long ? byte(2) * 256u + byte(3) : byte(1);
  require(bytes.size() >= head + size, "a frame that is cut");
  const int opcode = byte(0) & 0x0f;
  require(opcode == 1 || opcode == 2 || (opcode >= 8 && opcode <= 10), "an opcode that says nothing");
  require(opcode < 8 || size <= 125, "a control frame that is too long");
  bytes.remove_prefix(head + size);
  return opcode;
}

void frames(std::string_view bytes, std::size_t piece) {
  const Conversation whole(handshake, bytes, bytes.size());
  const Conversation cut(handshake, bytes, piece);
  require(whole.received() == cut.received(), "pieces are read as something else");
  std::string_view answers = cut.answers();
  require(answers.starts_with("HTTP/1.1 101 "), "a handshake that is refused");
  answers.remove_prefix(answers.find("\r\n\r\n") + 4);
  constexpr int close = 8;
  while (!answers.empty()) require(take_frame(answers) != close || answers.empty(), "more follows the close");
}

void requests(std::string_view bytes, std::size_t piece) {
  const Conversation talk({}, bytes, piece);
  const auto& answers = talk.answers();
  if (answers.empty()) return;
  require(answers.starts_with("HTTP/1.1 ") && answers.find("\r\n\r\n") != std::string::npos,
          "no answer of HTTP");
  const int status = std::atoi(answers.c_str() + 9);
  require(status == 101 || status == 200 || status == 204 || (status >= 400 && status < 506),
          "an odd status");
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size < 2) return 0;
  const std::string_view rest(reinterpret_cast<const char*>(data) + 2, size - 2);
  const std::size_t piece = data[1] % 64 + 1u;
  data[0] % 2 == 0 ? frames(rest, piece) : requests(rest, piece);
  return 0;
}
