// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "protocols/osc/message.h"
#include "protocols/osc/osc_caller.h"

namespace aeolian::osc {

/**
 * Makes the /fail message of a command; text quoted from outside is escaped and shortened (core/printable.h).
 */
Message failure(const std::string& prefix, std::string_view command, std::int32_t id, Failure code,
                std::string_view text);

/**
 * Replies that come from other threads after their command has returned: they are queued here, and the
 * server's thread, woken by them, sends them. `Address` says where a reply goes. Any thread may call any
 * method.
 */
template <class Address>
class ReplyQueue : public std::enable_shared_from_this<ReplyQueue<Address>> {
 public:
  static constexpr std::size_t most = 8192;  ///< waiting at once

  struct Answer {
    Address address;
    Message message;
    bool is_failure = false;
  };

  /** `prefix` precedes /fail; `wake` is called after each queued reply, until close(). */
  ReplyQueue(std::string prefix, std::function<void()> wake)
      : prefix_(std::move(prefix)), wake_(std::move(wake)) {}

  /** Makes a recipient whose replies go to `address`; it may outlive the server. */
  std::shared_ptr<Recipient> recipient(Address address) {
    return std::make_shared<QueuedRecipient>(this->shared_from_this(), std::move(address));
  }

  /** Takes all queued replies. */
  std::vector<Answer> take() {
    const std::lock_guard lock(mutex_);
    return std::exchange(answers_, {});
  }

  /** Returns the number of replies dropped because the queue was full. */
  std::uint64_t lost() const {
    const std::lock_guard lock(mutex_);
    return lost_;
  }

  /** Drops all queued and later replies. */
  void close() {
    const std::lock_guard lock(mutex_);
    wake_ = nullptr;
    answers_.clear();
  }

 private:
  class QueuedRecipient final : public Recipient {
   public:
    QueuedRecipient(std::shared_ptr<ReplyQueue> queue, Address address)
        : queue_(std::move(queue)), address_(std::move(address)) {}

    void reply(const Message& message) override { queue_->put({address_, message, false}); }
    void fail(std::string_view command, std::int32_t id, Failure code, std::string text) override {
      queue_->put({address_, failure(queue_->prefix_, command, id, code, text), true});
    }

   private:
    const std::shared_ptr<ReplyQueue> queue_;
    const Address address_;
  };

  void put(Answer answer) {
    const std::lock_guard lock(mutex_);
    if (!wake_) return;
    if (answers_.size() >= most) {
      ++lost_;
      return;
    }
    answers_.push_back(std::move(answer));
    wake_();
  }

  const std::string prefix_;
  mutable std::mutex mutex_;
  std::function<void()> wake_;  ///< empty = closed
  std::vector<Answer> answers_;
  std::uint64_t lost_ = 0;
};

}  // namespace aeolian::osc
