// SPDX-License-Identifier: GPL-3.0-or-later
#include "protocols/oscquery/outbox.h"

#include <algorithm>
#include <utility>

namespace aeolian::oscquery {

bool Outbox::listen(const std::string& path) {
  if (paths_.size() >= most_paths_ && !paths_.contains(path)) return false;
  paths_.insert(path);
  changed(path);
  return true;
}

void Outbox::ignore(const std::string& path) {
  paths_.erase(path);
  std::erase(unseen_, path);
}

void Outbox::changed(const std::string& path) {
  if (!paths_.contains(path) || std::ranges::find(unseen_, path) != unseen_.end()) return;
  unseen_.push_back(path);
}

bool Outbox::post(WebSocketMessage message) {
  if (messages_.size() >= most_messages_) return false;
  messages_.push_back(std::move(message));
  return true;
}

std::optional<WebSocketMessage> Outbox::next(
    const std::function<std::optional<std::string>(const std::string&)>& value_of) {
  if (!messages_.empty()) {
    auto message = std::move(messages_.front());
    messages_.pop_front();
    return message;
  }
  while (!unseen_.empty()) {
    const std::string path = std::move(unseen_.front());
    unseen_.pop_front();
    if (auto value = value_of(path)) return WebSocketMessage{true, std::move(*value)};
  }
  return {};
}

}  // namespace aeolian::oscquery
