#include "protocols/oscquery/client_answers.h"

#include "protocols/osc/later_answers.h"
#include "protocols/osc/serialise.h"

namespace aeolian {

class ClientAnswers::Caller final : public OscCaller, public std::enable_shared_from_this<Caller> {
 public:
  Caller(std::shared_ptr<ClientAnswers> answers, std::uint64_t client)
      : answers_(std::move(answers)), client_(client) {}

  void reply(const OscMessage& message) override { answers_->put(client_, message); }
  void fail(std::string_view command, std::int32_t id, OscFailure code, std::string text) override {
    answers_->put(client_, failure(answers_->prefix_, command, id, code, std::move(text)));
  }
  // Who is connected says LISTEN, and is answered where it is.
  bool subscribe(const OscSubscription&) override { return false; }
  void unsubscribe() override {}
  std::shared_ptr<OscRecipient> kept() override { return shared_from_this(); }

 private:
  const std::shared_ptr<ClientAnswers> answers_;
  const std::uint64_t client_;
};

std::shared_ptr<OscCaller> ClientAnswers::caller(std::uint64_t client) {
  return std::make_shared<Caller>(shared_from_this(), client);
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
