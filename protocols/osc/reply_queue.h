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

/** The /fail of a command. */
OscMessage failure(const std::string& prefix, std::string_view command, std::int32_t id, OscFailure code,
                   std::string text);

/**
 * Answers that come from other threads after their command is over: they are put down here, and the server's
 * thread, woken by them, sends them. What comes after close() is dropped. Any thread may call any method.
 */
class ReplyQueue : public std::enable_shared_from_this<ReplyQueue> {
 public:
  struct Answer {
    SocketAddress sender;  ///< of the command
    SocketAddress to;
    OscMessage message;
    bool is_failure;
  };

  /** `wake_event` is an eventfd that is open until close(). */
  ReplyQueue(std::string prefix, int wake_event) : prefix_(std::move(prefix)), wake_event_(wake_event) {}

  /** A recipient whose answers go to `to`, on the account of `sender`; it may outlive the server. */
  std::shared_ptr<OscRecipient> recipient(const SocketAddress& sender, const SocketAddress& to);

  /** Takes all that was put down. */
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
