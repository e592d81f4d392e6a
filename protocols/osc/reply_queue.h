// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "protocols/osc/message.h"
#include "protocols/osc/osc_caller.h"
#include "protocols/osc/socket_address.h"

namespace aeolian {

/** The /fail message of a command; what it quotes from outside is escaped and shortened (core/printable.h).
 */
OscMessage failure(const std::string& prefix, std::string_view command, std::int32_t id, OscFailure code,
                   std::string_view text);

/**
 * Replies that come from other threads after their command has returned: they are queued here, and the
 * server's thread, woken by them, sends them. Replies after close() are dropped. Any thread may call any
 * method.
 */
class ReplyQueue : public std::enable_shared_from_this<ReplyQueue> {
 public:
  struct Answer {
    SocketAddress sender;  ///< who sent the command
    SocketAddress to;
    OscMessage message;
    bool is_failure = false;
  };

  /** `wake_event` is an eventfd that stays open until close(). */
  ReplyQueue(std::string prefix, int wake_event) : prefix_(std::move(prefix)), wake_event_(wake_event) {}

  /** A recipient whose replies go to `to`, within the budget of `sender`; it may outlive the server. */
  std::shared_ptr<OscRecipient> recipient(const SocketAddress& sender, const SocketAddress& to);

  /** Takes all queued replies. */
  std::vector<Answer> take();
  void close();

 private:
  class Recipient;
  void put(Answer answer);

  const std::string prefix_;
  std::mutex mutex_;
  int wake_event_;  ///< -1 = closed
  std::vector<Answer> answers_;
};

}  // namespace aeolian
