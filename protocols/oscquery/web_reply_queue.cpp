// SPDX-License-Identifier: GPL-3.0-or-later
#include "protocols/oscquery/web_reply_queue.h"

#include "protocols/osc/reply_queue.h"
#include "protocols/osc/serialise.h"

namespace aeolian {

class WebReplyQueue::Recipient final : public OscRecipient {
 public:
  Recipient(std::shared_ptr<WebReplyQueue> answers, std::uint64_t client)
      : answers_(std::move(answers)), client_(client) {}

  void reply(const OscMessage& message) override { answers_->put(client_, message); }
  void fail(std::string_view command, std::int32_t id, OscFailure code, std::string text) override {
    answers_->put(client_, failure(answers_->prefix_, command, id, code, std::move(text)));
  }

 private:
  const std::shared_ptr<WebReplyQueue> answers_;
  const std::uint64_t client_;
};

std::shared_ptr<OscRecipient> WebReplyQueue::recipient(std::uint64_t client) {
  return std::make_shared<Recipient>(shared_from_this(), client);
}

void WebReplyQueue::put(std::uint64_t client, const OscMessage& message) {
  const auto bytes = serialise(message);
  const std::lock_guard lock(mutex_);
  if (!wake_) return;
  if (answers_.size() >= most) {
    ++lost_;
    return;
  }
  answers_.push_back({client, {reinterpret_cast<const char*>(bytes.data()), bytes.size()}});
  wake_();
}

std::vector<WebReplyQueue::Answer> WebReplyQueue::take() {
  const std::lock_guard lock(mutex_);
  return std::exchange(answers_, {});
}

std::uint64_t WebReplyQueue::lost() const {
  const std::lock_guard lock(mutex_);
  return lost_;
}

void WebReplyQueue::close() {
  const std::lock_guard lock(mutex_);
  wake_ = nullptr;
}

}  // namespace aeolian
