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
 * Replies to OSC messages that came over WebSocket: any thread queues them here, and the server's thread,
 * woken by that, takes them. Any thread may call any method.
 */
class WebReplyQueue : public std::enable_shared_from_this<WebReplyQueue> {
 public:
  static constexpr std::size_t most = 1024;  ///< waiting at once

  /** An OSC packet, and the number of the client to send it to. */
  struct Answer {
    std::uint64_t client;
    std::string packet;
  };

  /** `prefix` precedes /fail; `wake` is called after each queued reply, until close(). */
  WebReplyQueue(std::string prefix, std::function<void()> wake)
      : prefix_(std::move(prefix)), wake_(std::move(wake)) {}

  /** A recipient for the replies to a client's messages; those after the server's end are dropped. */
  std::shared_ptr<OscRecipient> recipient(std::uint64_t client);

  std::vector<Answer> take();
  std::uint64_t lost() const;  ///< dropped because the queue was full
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
