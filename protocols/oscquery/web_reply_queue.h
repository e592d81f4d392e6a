// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <utility>
#include <vector>

#include "protocols/osc/osc_caller.h"

namespace aeolian {

/**
 * Answers to OSC messages that came over WebSocket: they are put down here by whoever has them, and the
 * server's thread, woken, takes them. Any thread may call any method.
 */
class WebReplyQueue : public std::enable_shared_from_this<WebReplyQueue> {
 public:
  static constexpr std::size_t most = 1024;  ///< that wait to be taken

  /** An OSC packet, and the number of the client that it is for. */
  struct Answer {
    std::uint64_t client;
    std::string packet;
  };

  /** `prefix` stands before /fail; `wake` is called by whoever puts an answer down, until close(). */
  WebReplyQueue(std::string prefix, std::function<void()> wake)
      : prefix_(std::move(prefix)), wake_(std::move(wake)) {}

  /** Where the answers to a client's messages go; those after the server's end are dropped. */
  std::shared_ptr<OscRecipient> recipient(std::uint64_t client);

  std::vector<Answer> take();
  std::uint64_t lost() const;  ///< found no room
  void close();

 private:
  class Recipient;
  void put(std::uint64_t client, const OscMessage& message);

  const std::string prefix_;
  mutable std::mutex mutex_;
  std::function<void()> wake_;
  std::vector<Answer> answers_;
  std::uint64_t lost_ = 0;
};

}  // namespace aeolian
