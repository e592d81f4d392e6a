// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <deque>
#include <functional>
#include <optional>
#include <set>
#include <string>

namespace aeolian::oscquery {

/** A WebSocket message: an OSC packet (binary), or JSON (text). */
struct WebSocketMessage {
  bool binary = true;
  std::string bytes;
  bool operator==(const WebSocketMessage&) const = default;
};

/**
 * Everything waiting to be sent to one WebSocket client: messages, in order, and the paths that it listens to
 * whose newest value it has not received. Bounded even for a slow client: a path waits once, however often
 * its value changes. One thread at a time.
 */
class Outbox {
 public:
  Outbox(std::size_t most_paths, std::size_t most_messages)
      : most_paths_(most_paths), most_messages_(most_messages) {}

  /** Adds a path to listen to; false = the client already listens to the maximum number. */
  bool listen(const std::string& path);
  void ignore(const std::string& path);
  bool listens() const { return !paths_.empty(); }
  const std::set<std::string>& paths() const { return paths_; }

  /** Takes note that `path` has a new value; ignored if the client does not listen to it. */
  void changed(const std::string& path);

  /** Adds a message; false = full, and the message is lost. */
  bool post(WebSocketMessage message);

  bool empty() const { return messages_.empty() && unseen_.empty(); }

  /**
   * Returns the next message to send; `value_of` returns the present value of a path as a packet, or nothing
   * if it no longer exists.
   */
  std::optional<WebSocketMessage> next(
      const std::function<std::optional<std::string>(const std::string&)>& value_of);

 private:
  std::size_t most_paths_;
  std::size_t most_messages_;
  std::set<std::string> paths_;
  std::deque<std::string> unseen_;  ///< each once, the longest waiting first
  std::deque<WebSocketMessage> messages_;
};

}  // namespace aeolian::oscquery
