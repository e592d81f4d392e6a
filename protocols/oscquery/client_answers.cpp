#include "protocols/oscquery/client_answers.h"

#include "protocols/osc/later_answers.h"
#include "protocols/osc/serialise.h"

namespace aeolian {

class ClientAnswers::Recipient final : public OscRecipient {
 public:
  Recipient(std::shared_ptr<ClientAnswers> answers, std::uint64_t client)
      : answers_(std::move(answers)), client_(client) {}

  void reply(const OscMessage& message) override { answers_->put(client_, message); }
  void fail(std::string_view command, std::int32_t id, OscFailure code, std::string text) override {
    answers_->put(client_, failure(answers_->prefix_, command, id, code, std::move(text)));
  }

 private:
  const std::shared_ptr<ClientAnswers> answers_;
  const std::uint64_t client_;
};

std::shared_ptr<OscRecipient> ClientAnswers::recipient(std::uint64_t client) {
  return std::make_shared<Recipient>(shared_from_this(), client);
}

void ClientAnswers::put(std::uint64_t client, const OscMessage& message) {
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

std::vector<ClientAnswers::Answer> ClientAnswers::take() {
  const std::lock_guard lock(mutex_);
  return std::exchange(answers_, {});
}

std::uint64_t ClientAnswers::lost() const {
  const std::lock_guard lock(mutex_);
  return lost_;
}

void ClientAnswers::close() {
  const std::lock_guard lock(mutex_);
  wake_ = nullptr;
}

}  // namespace aeolian
