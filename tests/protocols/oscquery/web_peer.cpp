// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/protocols/oscquery/web_peer.h"

#include <arpa/inet.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <cstdlib>

#include "core/parse_number.h"

namespace aeolian::oscquery {
namespace {

std::string value_of(const std::string& head, std::string_view header) {
  const auto at = head.find(std::string("\r\n") + std::string(header) + ": ");
  if (at == std::string::npos) return {};
  const auto begin = at + header.size() + 4;
  return head.substr(begin, head.find("\r\n", begin) - begin);
}

}  // namespace

int http_status_of(std::string_view head) {
  constexpr std::string_view before = "HTTP/1.1 ";
  return head.size() < before.size() ? 0 : parse_number<int>(head.substr(before.size(), 3)).value_or(0);
}

TcpPeer::TcpPeer(std::uint16_t port, const char* address)
    : socket_(socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
  const timeval patience{10, 0};
  setsockopt(socket_, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
  setsockopt(socket_, SOL_SOCKET, SO_SNDTIMEO, &patience, sizeof patience);
  sockaddr_in to{};
  to.sin_family = AF_INET;
  to.sin_port = htons(port);
  inet_pton(AF_INET, address, &to.sin_addr);
  (void)connect(socket_, reinterpret_cast<sockaddr*>(&to), sizeof to);  // else nothing can be sent
}

TcpPeer::~TcpPeer() {
  close(socket_);
}

bool TcpPeer::send(std::string_view bytes) const {
  while (!bytes.empty()) {
    const auto sent = ::send(socket_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
    if (sent <= 0) return false;
    bytes.remove_prefix(static_cast<std::size_t>(sent));
  }
  return true;
}

std::string TcpPeer::receive(std::size_t size) const {
  std::string bytes(size, '\0');
  std::size_t have = 0;
  while (have < size) {
    const auto got = recv(socket_, bytes.data() + have, size - have, 0);
    if (got <= 0) break;
    have += static_cast<std::size_t>(got);
  }
  bytes.resize(have);
  return bytes;
}

std::string TcpPeer::receive_through(std::string_view end) const {
  std::string bytes;
  while (!bytes.ends_with(end)) {
    const std::string next = receive(1);
    if (next.empty()) break;
    bytes += next;
  }
  return bytes;
}

bool TcpPeer::is_closed() const {
  std::array<char, 4096> bytes{};
  ssize_t got = 0;
  do {
    got = recv(socket_, bytes.data(), bytes.size(), 0);
  } while (got > 0);
  return got == 0 || errno == ECONNRESET || errno == EPIPE;
}

HttpResponse read_response(const TcpPeer& peer) {
  HttpResponse response;
  response.head = peer.receive_through("\r\n\r\n");
  if (!response.head.starts_with("HTTP/1.")) return response;
  response.status = http_status_of(response.head);
  response.body = peer.receive(std::strtoul(value_of(response.head, "content-length").c_str(), nullptr, 10));
  return response;
}

HttpResponse http_get(std::uint16_t port, std::string_view target, std::string_view more_headers) {
  TcpPeer peer(port);
  peer.send("GET " + std::string(target) + " HTTP/1.1\r\nHost: 127.0.0.1:" + std::to_string(port) + "\r\n" +
            std::string(more_headers) + "\r\n");
  return read_response(peer);
}

WebSocketPeer::WebSocketPeer(std::uint16_t port, std::string_view more_headers, const char* address)
    : peer_(port, address) {
  peer_.send("GET / HTTP/1.1\r\nHost: 127.0.0.1:" + std::to_string(port) +
             "\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n"
             "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n" +
             std::string(more_headers) + "\r\n");
  status_ = read_response(peer_).status;
}

bool WebSocketPeer::send(int opcode, std::string_view payload) const {
  std::string frame{static_cast<char>(0x80 | opcode)};
  if (payload.size() < 126) {
    frame += static_cast<char>(0x80 | payload.size());
  } else {
    frame += static_cast<char>(0x80 | 126);
    frame += static_cast<char>(payload.size() >> 8);
    frame += static_cast<char>(payload.size());
  }
  frame.append(4, '\0');  // a mask of zeros leaves the payload unchanged
  return peer_.send(frame + std::string(payload));
}

std::optional<WebSocketPeer::Message> WebSocketPeer::receive() const {
  for (;;) {
    const std::string head = peer_.receive(2);
    if (head.size() < 2) return {};
    const int opcode = head[0] & 0xf;
    std::size_t size = head[1] & 0x7f;
    if (size == 126) {
      const std::string more = peer_.receive(2);
      if (more.size() < 2) return {};
      size = static_cast<unsigned char>(more[0]) * 256u + static_cast<unsigned char>(more[1]);
    }
    Message message{opcode, peer_.receive(size)};
    constexpr int ping = 9;
    if (opcode != ping) return message;
  }
}

}  // namespace aeolian::oscquery
