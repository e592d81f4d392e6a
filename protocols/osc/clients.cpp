// SPDX-License-Identifier: GPL-3.0-or-later
#include "protocols/osc/clients.h"

#include <algorithm>
#include <utility>

namespace aeolian::osc {

SocketAddress Clients::target_of(const SocketAddress& sender, const NotifyRequest& subscription) {
  return subscription.port == 0 ? sender : sender.with_port(subscription.port);
}

Clients::Beat Clients::Beat::of(double hz, Clock::time_point now) {
  if (hz <= 0.) return {};
  const std::chrono::duration<double> period(1. / hz);
  return {std::chrono::duration_cast<Clock::duration>(std::min<std::chrono::duration<double>>(period, lease)),
          now};
}

bool Clients::Beat::take(Clock::time_point now) {
  if (period == Clock::duration::zero() || now < next) return false;
  next = now + period;
  return true;
}

void Clients::add_fixed(const SocketAddress& target) {
  const std::string key = "fixed " + target.text();
  if (clients_.emplace(key, Client{{target, target}, {}, Beat::of(fixed_hz, {}), {}, {}}).second)
    ++fixed_count_;
}

bool Clients::subscribe(const SocketAddress& sender, const NotifyRequest& subscription,
                        Clock::time_point now) {
  forget_silent(now);
  const auto key = sender.text();
  if (clients_.size() - fixed_count_ == most && !clients_.contains(key)) return false;
  clients_[key] = {{sender, target_of(sender, subscription)},
                   now,
                   Beat::of(subscription.hz, now),
                   Beat::of(subscription.meters_hz, now),
                   {}};
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
  return found == clients_.end() ? sender : found->second.route.to;
}

std::optional<Clients::Clock::time_point> Clients::next_due() const {
  std::optional<Clock::time_point> next;
  for (const auto& [key, client] : clients_) {
    for (const Beat& beat : {client.news, client.meters}) {
      if (beat.period != Clock::duration::zero() && (!next || beat.next < *next)) next = beat.next;
    }
  }
  return next;
}

std::vector<Clients::News> Clients::take_news(const Changes& changes, Clock::time_point now) {
  forget_silent(now);
  std::vector<News> all;
  for (auto& [key, client] : clients_) {
    if (!client.news.take(now)) continue;
    News news{client.route, {}};
    for (std::size_t i = 0; i < changes.size(); ++i) {
      if (!client.told || (*client.told)[i] != changes[i])
        news.changed.push_back(static_cast<ParameterId>(i));
    }
    client.told = changes;
    all.push_back(std::move(news));
  }
  return all;
}

std::vector<Clients::Route> Clients::take_meters(Clock::time_point now) {
  forget_silent(now);
  std::vector<Route> routes;
  for (auto& [key, client] : clients_) {
    if (client.meters.take(now)) routes.push_back(client.route);
  }
  return routes;
}

void Clients::forget_silent(Clock::time_point now) {
  std::erase_if(clients_, [now](const auto& entry) {
    const auto& heard = entry.second.last_heard;
    return heard && now - *heard > lease;
  });
}

}  // namespace aeolian::osc
