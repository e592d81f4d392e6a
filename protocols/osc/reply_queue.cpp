// SPDX-License-Identifier: GPL-3.0-or-later
#include "protocols/osc/reply_queue.h"

#include <sys/eventfd.h>

#include <utility>

#include "core/printable.h"

namespace aeolian {

OscMessage failure(const std::string& prefix, std::string_view command, std::int32_t id, OscFailure code,
                   std::string_view text) {
  return {prefix + "/fail",
          {printable_message(command), id, static_cast<std::int32_t>(code), printable_message(text)}};
}

class ReplyQueue::Recipient final : public OscRecipient {
 public:
  Recipient(std::shared_ptr<ReplyQueue> answers, const SocketAddress& sender, const SocketAddress& to)
      : answers_(std::move(answers)), sender_(sender), to_(to) {}

  void reply(const OscMessage& message) override { answers_->put({sender_, to_, message, false}); }
  void fail(std::string_view command, std::int32_t id, OscFailure code, std::string text) override {
    answers_->put({sender_, to_, failure(answers_->prefix_, command, id, code, std::move(text)), true});
  }

 private:
  const std::shared_ptr<ReplyQueue> answers_;
  const SocketAddress sender_;
  const SocketAddress to_;
};

std::shared_ptr<OscRecipient> ReplyQueue::recipient(const SocketAddress& sender, const SocketAddress& to) {
  return std::make_shared<Recipient>(shared_from_this(), sender, to);
}

std::vector<ReplyQueue::Answer> ReplyQueue::take() {
  const std::lock_guard lock(mutex_);
  return std::exchange(answers_, {});
}

void ReplyQueue::close() {
  const std::lock_guard lock(mutex_);
  wake_event_ = -1;
  answers_.clear();
}

void ReplyQueue::put(Answer answer) {
  const std::lock_guard lock(mutex_);
  if (wake_event_ < 0) return;
  answers_.push_back(std::move(answer));
  eventfd_write(wake_event_, 1);
}

}  // namespace aeolian
