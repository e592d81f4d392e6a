#include "protocols/osc/reply_ports.h"

namespace aeolian {

bool ReplyPorts::redirect(const SocketAddress& sender, std::uint16_t port, Clock::time_point now) {
  forget_silent(now);
  const auto key = sender.text();
  if (redirections_.size() == most && !redirections_.contains(key)) return false;
  redirections_[key] = {port, now};
  return true;
}

void ReplyPorts::redirect_no_more(const SocketAddress& sender) {
  redirections_.erase(sender.text());
}

SocketAddress ReplyPorts::answer_to(const SocketAddress& sender, Clock::time_point now) {
  if (redirections_.empty()) return sender;
  forget_silent(now);
  const auto found = redirections_.find(sender.text());
  if (found == redirections_.end()) return sender;
  found->second.last_heard = now;
  return sender.with_port(found->second.port);
}

void ReplyPorts::forget_silent(Clock::time_point now) {
  std::erase_if(redirections_, [now](const auto& entry) { return now - entry.second.last_heard > lease; });
}

}  // namespace aeolian
