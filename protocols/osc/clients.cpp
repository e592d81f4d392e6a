// SPDX-License-Identifier: GPL-3.0-or-later
#include "protocols/osc/clients.h"

#include <algorithm>
#include <utility>

namespace aeolian {

SocketAddress Clients::target_of(const SocketAddress& sender, const OscSubscription& subscription) {
  return subscription.port == 0 ? sender : sender.with_port(subscription.port);
}

bool Clients::subscribe(const SocketAddress& sender, const OscSubscription& subscription,
                        Clock::time_point now) {
  forget_silent(now);
  const auto key = sender.text();
  if (clients_.size() == most && !clients_.contains(key)) return false;
  Client client{sender, target_of(sender, subscription), now, {}, now, {}};
  if (subscription.hz > 0.) {
    const std::chrono::duration<double> period(1. / subscription.hz);
    client.period = std::chrono::duration_cast<Clock::duration>(std::min<decltype(period)>(period, lease));
  }
  clients_[key] = client;
  return true;
}

void Clients::unsubscribe(const SocketAddress& sender) {
  clients_.erase(sender.text());
}

void Clients::heard(const SocketAddress& sender, Clock::time_point now) {
  if (clients_.empty()) return;
  forget_silent(now);
  const auto found = clients_.find(sender.text());
  if (found != clients_.end()) found->second.last_heard = now;
}

SocketAddress Clients::answer_to(const SocketAddress& sender) const {
  if (clients_.empty()) return sender;
  const auto found = clients_.find(sender.text());
  return found == clients_.end() ? sender : found->second.to;
}

std::optional<Clients::Clock::time_point> Clients::next_news() const {
  std::optional<Clock::time_point> next;
  for (const auto& [key, client] : clients_) {
    if (client.period == Clock::duration::zero()) continue;
    if (!next || client.next_news < *next) next = client.next_news;
  }
  return next;
}

std::vector<Clients::News> Clients::take_news(const Changes& changes, Clock::time_point now) {
  forget_silent(now);
  std::vector<News> all;
  for (auto& [key, client] : clients_) {
    if (client.period == Clock::duration::zero() || now < client.next_news) continue;
    News news{client.sender, client.to, {}};
    for (std::size_t i = 0; i < changes.size(); ++i) {
      if (!client.told || (*client.told)[i] != changes[i])
        news.changed.push_back(static_cast<ParameterId>(i));
    }
    client.told = changes;
    client.next_news = now + client.period;
    all.push_back(std::move(news));
  }
  return all;
}

void Clients::forget_silent(Clock::time_point now) {
  std::erase_if(clients_, [now](const auto& entry) { return now - entry.second.last_heard > lease; });
}

}  // namespace aeolian
