// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace aeolian::oscquery {

/**
 * A TCP connection to an address of this machine for sending arbitrary bytes; every wait ends after ten
 * seconds.
 */
class TcpPeer {
 public:
  explicit TcpPeer(std::uint16_t port, const char* address = "127.0.0.1");
  ~TcpPeer();
  TcpPeer(const TcpPeer&) = delete;
  TcpPeer& operator=(const TcpPeer&) = delete;

  bool send(std::string_view bytes) const;
  /** Receives this many bytes, or fewer if the other side closes or sends nothing. */
  std::string receive(std::size_t size) const;
  std::string receive_through(std::string_view end) const;
  bool is_closed() const;

 private:
  int socket_;
};

struct HttpResponse {
  int status = 0;  ///< 0 = no response
  std::string head;
  std::string body;
};

/** The status of a response that begins with `head`; 0 = none. */
int http_status_of(std::string_view head);

/** Reads the response to a request that was written to `peer`. */
HttpResponse read_response(const TcpPeer& peer);

/** Sends a GET over a new connection; `target` is "/path?QUERY". */
HttpResponse http_get(std::uint16_t port, std::string_view target, std::string_view more_headers = {});

/** A WebSocket client (RFC 6455). */
class WebSocketPeer {
 public:
  struct Message {
    int opcode = 0;  ///< 1 = text, 2 = binary, 8 = the server closes
    std::string bytes;
  };

  explicit WebSocketPeer(std::uint16_t port, std::string_view more_headers = {},
                         const char* address = "127.0.0.1");

  int status() const { return status_; }  ///< of the handshake; 101 = open
  bool send_text(std::string_view text) const { return send(0x1, text); }
  bool send_binary(std::string_view bytes) const { return send(0x2, bytes); }
  /** Sends frames unchanged. */
  bool send_bytes(std::string_view bytes) const { return peer_.send(bytes); }
  /** The next message; nothing = the connection ended, or ten seconds passed. */
  std::optional<Message> receive() const;

 private:
  bool send(int opcode, std::string_view payload) const;

  TcpPeer peer_;
  int status_;
};

}  // namespace aeolian::oscquery
