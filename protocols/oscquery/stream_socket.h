#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "core/error.h"
#include "core/file_descriptor.h"
#include "protocols/osc/socket_address.h"

namespace aeolian {

/** A TCP connection that never waits: what the other side does not take yet is kept. One thread at a time. */
class StreamSocket {
 public:
  explicit StreamSocket(FileDescriptor socket) : socket_(std::move(socket)) {}

  int descriptor() const { return *socket_; }

  /** Appends what has come, at most `most` bytes, to `bytes`; false = the other side has gone. */
  bool receive(std::string& bytes, std::size_t most);
  /** Reads and forgets what has come; false = the other side has gone. */
  bool discard();

  /** Sends `bytes` behind what waits already. */
  void send(std::string_view bytes);
  /** Sends of what waits as much as goes; false = the other side has gone. */
  bool flush();
  std::size_t unsent() const { return unsent_.size() - sent_; }  ///< bytes that wait
  std::uint64_t bytes_sent() const { return bytes_sent_; }

  /** Tells the other side that nothing more will come; it may still send. */
  void finish();

 private:
  FileDescriptor socket_;
  std::string unsent_;
  std::size_t sent_ = 0;  ///< of the above
  std::uint64_t bytes_sent_ = 0;
};

/** A port on which connections come in. */
class ListeningSocket {
 public:
  /** Port 0 = any free one. */
  static ErrorOr<ListeningSocket> open(const SocketAddress& address);

  struct Accepted {
    FileDescriptor socket;
    bool from_this_machine;  ///< over a loopback address
  };
  /** The next connection that waits; `socket` is -1 where there is none or it cannot be had: see errno. */
  Accepted accept();

  int descriptor() const { return *socket_; }
  std::uint16_t port() const;

 private:
  explicit ListeningSocket(FileDescriptor socket) : socket_(std::move(socket)) {}
  FileDescriptor socket_;
};

bool is_loopback(const SocketAddress& address);

}  // namespace aeolian
