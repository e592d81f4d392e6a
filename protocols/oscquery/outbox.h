// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <deque>
#include <functional>
#include <optional>
#include <set>
#include <string>

namespace aeolian {

/** A WebSocket message: an OSC packet (binary), or JSON (text). */
struct WebSocketMessage {
  bool binary = true;
  std::string bytes;
  bool operator==(const WebSocketMessage&) const = default;
};

/**
 * What waits to be sent to one WebSocket client: messages, in their order, and the paths that it listens to
 * whose value it has not seen. A slow client makes nothing grow: a path waits once, however often its value
 * changes. One thread at a time.
 */
class Outbox {
 public:
  Outbox(std::size_t most_paths, std::size_t most_messages)
      : most_paths_(most_paths), most_messages_(most_messages) {}

  /** False = it listens to as many paths as it may. */
  bool listen(const std::string& path);
  void ignore(const std::string& path);
  bool listens() const { return !paths_.empty(); }
  const std::set<std::string>& paths() const { return paths_; }

  /** `path` has another value than was sent last; nothing happens where the client does not listen to it. */
  void changed(const std::string& path);

  /** False = full; the message is lost. */
  bool post(WebSocketMessage message);

  bool empty() const { return messages_.empty() && unseen_.empty(); }

  /** What is to be sent next; `value_of` gives the present value of a path as a packet, or nothing where it
   * is gone. */
  std::optional<WebSocketMessage> next(
      const std::function<std::optional<std::string>(const std::string&)>& value_of);

 private:
  std::size_t most_paths_;
  std::size_t most_messages_;
  std::set<std::string> paths_;
  std::deque<std::string> unseen_;  ///< each once, the one that waits longest first
  std::deque<WebSocketMessage> messages_;
};

}  // namespace aeolian
