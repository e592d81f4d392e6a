// SPDX-License-Identifier: GPL-3.0-or-later
#include "protocols/osc/senders.h"

#include <algorithm>
#include <random>
#include <utility>

namespace aeolian::osc {
namespace {

constexpr double most_bytes_saved = 65536.;
constexpr std::chrono::seconds between_tokens{1};

/**
 * Makes a token of eleven letters with 51 random bits: with the terminating zero it fills three OSC words,
 * and no program mistakes it for a number.
 */
std::string new_token() {
  std::random_device device;
  std::uniform_int_distribution<int> letter('a', 'z');
  std::string token(11, 'a');
  for (char& c : token) c = static_cast<char>(letter(device));
  return token;
}

}  // namespace

void Senders::received(const SocketAddress& sender, std::size_t bytes, Clock::time_point now) {
  auto& known = at(sender, now);
  known.last_heard = now;
  known.bytes_left =
      std::min(known.bytes_left + bytes_told_per_byte * static_cast<double>(bytes), most_bytes_saved);
}

bool Senders::may_cause(const SocketAddress& sender, double work, Clock::time_point now) {
  auto& known = at(sender, now);
  if (!known.work.has_room(work, now)) return false;
  if (!all_work_.has_room(work, now) && is_among_the_heaviest(known, work, now)) return false;
  known.work.charge(work);
  all_work_.charge(work);
  return true;
}

bool Senders::may_complain(const SocketAddress& sender, Clock::time_point now) {
  auto& known = at(sender, now);
  if (!known.complaints.has_room(1., now)) return false;
  if (!all_work_.has_room(1., now) && is_among_the_heaviest(known, 1., now)) return false;
  known.complaints.charge(1.);
  all_work_.charge(1.);
  return true;
}

bool Senders::may_tell(const SocketAddress& sender, const SocketAddress& to, std::size_t bytes,
                       Clock::time_point now) {
  if (!needs_token(to)) return true;
  auto& known = at(sender, now);
  if (known.is_confirmed && known.target == to) return true;
  const auto size = static_cast<double>(bytes);
  if (known.bytes_left < size) return false;
  known.bytes_left -= size;
  return true;
}

std::optional<std::string> Senders::token_for(const SocketAddress& sender, const SocketAddress& to,
                                              Clock::time_point now) {
  if (!needs_token(to)) return {};
  auto& known = at(sender, now);
  const bool is_same = !known.token.empty() && known.target == to;
  if (is_same && (known.is_confirmed || now < known.token_sent + between_tokens)) return {};
  if (!is_same) {
    known.target = to;
    known.token = new_token();
    known.is_confirmed = false;
  }
  known.token_sent = now;
  return known.token;
}

bool Senders::confirm(const SocketAddress& from, std::string_view token) {
  if (token.empty()) return false;
  bool found = false;
  for (auto& [text, sender] : senders_) {
    if (sender.token != token || !sender.target.is_same_machine(from)) continue;
    sender.is_confirmed = true;
    found = true;
  }
  return found;
}

void Senders::unlock(const SocketAddress& sender) {
  if (is_unlocked(sender)) return;
  if (unlocked_.size() == most_unlocked) unlocked_.erase(unlocked_.begin());
  unlocked_.push_back(sender);
}

bool Senders::is_unlocked(const SocketAddress& sender) const {
  return std::ranges::any_of(unlocked_,
                             [&](const SocketAddress& machine) { return machine.is_same_machine(sender); });
}

Senders::Sender& Senders::at(const SocketAddress& sender, Clock::time_point now) {
  auto key = sender.text();
  if (const auto found = senders_.find(key); found != senders_.end()) return found->second;
  if (senders_.size() >= most) forget_one();
  return senders_.emplace(std::move(key), Sender{.address = sender, .last_heard = now, .target = {}})
      .first->second;
}

/** Senders that have confirmed a token are remembered longer than others. */
void Senders::forget_one() {
  senders_.erase(std::ranges::min_element(senders_, {}, [](const auto& entry) {
    return std::pair(entry.second.is_confirmed, entry.second.last_heard);
  }));
}

bool Senders::is_among_the_heaviest(Sender& sender, double work, Clock::time_point now) {
  constexpr double always = 2.;
  double sum = 0.;
  for (auto& [text, other] : senders_) sum += other.work.in_use(now);
  const double mean = sum / static_cast<double>(senders_.size());
  return sender.work.in_use(now) + work > std::max(mean, always);
}

bool Senders::needs_token(const SocketAddress& to) const {
  return !to.is_loopback() && std::ranges::none_of(allowed_, [&to](const SocketAddress& address) {
    return address.is_same_machine(to);
  });
}

}  // namespace aeolian::osc
