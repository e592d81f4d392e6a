// SPDX-License-Identifier: GPL-3.0-or-later
#include "protocols/osc/osc_server.h"

#include <poll.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <optional>
#include <utility>

#include "core/control/secret.h"
#include "core/printable.h"
#include "core/within_memory.h"
#include "protocols/osc/address_and_port.h"
#include "protocols/osc/address_pattern.h"
#include "protocols/osc/packet.h"
#include "protocols/osc/serialise.h"

namespace aeolian::osc {
namespace {

/** Packets read at once, so that a flood does not delay messages that are due. */
constexpr int packets_per_turn = 64;

/** The present time in OSC's form: NTP, seconds since 1900 with 32 bits of fraction. */
std::uint64_t ntp_now() {
  constexpr std::uint64_t seconds_from_1900_to_1970 = 2'208'988'800;
  const auto since_1970 = std::chrono::system_clock::now().time_since_epoch();
  const auto seconds = std::chrono::floor<std::chrono::seconds>(since_1970);
  const auto nanoseconds = std::chrono::nanoseconds(since_1970 - seconds).count();
  const auto fraction = (static_cast<std::uint64_t>(nanoseconds) << 32) / 1'000'000'000;
  return (static_cast<std::uint64_t>(seconds.count()) + seconds_from_1900_to_1970) << 32 | fraction;
}

/** Time from `now` to `tag`, negative if it has passed; correct across the end of the NTP era in 2036. */
std::chrono::duration<double> time_until(std::uint64_t tag, std::uint64_t now) {
  return std::chrono::duration<double>(static_cast<double>(static_cast<std::int64_t>(tag - now)) * 0x1p-32);
}

bool is_future(std::uint64_t tag, std::uint64_t now) {
  return tag != immediately && time_until(tag, now).count() > 0.;
}

tl::unexpected<Error> socket_error(const SocketAddress& address, int error) {
  const std::string where = "OSC cannot listen on UDP " + address.text() + ": ";
  if (error == EADDRINUSE) {
    return fail(where + "another program uses that port; quit it, or choose another port");
  }
  if (error == EADDRNOTAVAIL) return fail(where + "this machine does not have that address");
  return fail(where + std::strerror(error));
}

/** A bound socket that also reports how many packets the kernel dropped. */
ErrorOr<int> bound_socket(const SocketAddress& address) {
  const int socket = ::socket(address.family(), SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
  if (socket < 0) return socket_error(address, errno);
  const int on = 1;
  setsockopt(socket, SOL_SOCKET, SO_RXQ_OVFL, &on, sizeof on);
  if (bind(socket, address.data(), address.size()) != 0) {
    const int error = errno;
    close(socket);
    return socket_error(address, error);
  }
  return socket;
}

std::optional<std::uint32_t> dropped_packets(msghdr& header) {
  for (auto* part = CMSG_FIRSTHDR(&header); part; part = CMSG_NXTHDR(&header, part)) {
    if (part->cmsg_level != SOL_SOCKET || part->cmsg_type != SO_RXQ_OVFL) continue;
    std::uint32_t dropped = 0;
    std::memcpy(&dropped, CMSG_DATA(part), sizeof dropped);
    return dropped;
  }
  return {};
}

}  // namespace

/** The sender of the message being carried out. */
class Server::UdpCaller final : public BudgetedCaller {
 public:
  UdpCaller(Server& server, const SocketAddress& sender)
      : BudgetedCaller(server.senders_, sender, server.commands_.prefix(), server.budget_counts_),
        server_(server) {}

  void late(const std::string& path, std::chrono::duration<double> by) {
    complain(
        {server_.commands_.prefix() + "/late", {printable_message(path), static_cast<float>(by.count())}});
  }

  std::optional<ControlError> subscribe(const NotifyRequest& subscription) override {
    const auto to = Clients::target_of(sender(), subscription);
    if (server_.is_own(to)) {
      return ControlError{
          ControlError::Kind::wrong_value,
          "port " + std::to_string(to.port()) +
              " of this machine is the instrument's own port; name the port on which you receive"};
    }
    if (!server_.clients_.subscribe(sender(), subscription, Clock::now())) {
      return ControlError{ControlError::Kind::too_many,
                          std::to_string(Clients::most) + " other clients have subscribed already"};
    }
    server_.send_token(sender(), to);
    return {};
  }
  void unsubscribe() override { server_.clients_.unsubscribe(sender()); }
  bool confirm(std::string_view token) override { return server_.senders_.confirm(sender(), token); }

  std::string_view lock() const override {
    const bool may_steer =
        server_.token_.empty() || sender().is_loopback() || server_.senders_.is_unlocked(sender());
    return may_steer ? "" : "this machine may only look: send the osc_token of aeoliand.toml to /token first";
  }
  bool unlock(std::string_view token) override {
    if (!server_.token_.empty()) {
      if (!is_secret(token, server_.token_)) return false;
      server_.senders_.unlock(sender());
    }
    return true;
  }

  std::shared_ptr<Recipient> kept() override {
    return server_.later_replies_->recipient({sender(), server_.clients_.answer_to(sender())});
  }

 private:
  void send(std::span<const std::byte> packet) override {
    server_.send(packet, sender(), server_.clients_.answer_to(sender()));
  }

  Server& server_;
};

ErrorOr<std::unique_ptr<Server>> Server::start(const Options& options, ControlContext context,
                                               Parameters::Source source) {
  auto address = SocketAddress::from_text(options.address, options.port);
  if (!address) return tl::unexpected(address.error());
  std::vector<SocketAddress> allowed;
  for (const auto& text : options.allowed) {
    const auto one = SocketAddress::from_text(text, 0);
    if (!one) return tl::unexpected(one.error());
    allowed.push_back(*one);
  }
  Clients clients;
  for (const auto& text : options.fixed_targets) {
    const auto target = address_and_port(text).and_then(
        [](const auto& parts) { return SocketAddress::from_text(parts.first, parts.second); });
    if (!target) return tl::unexpected(target.error());
    if (options.port == target->port() && target->is_of_this_machine()) {
      return fail("OSC cannot send updates to " + text + ", its own port: name another one in notify");
    }
    clients.add_fixed(*target);
    allowed.push_back(*target);
  }
  const auto socket = bound_socket(*address);
  if (!socket) return tl::unexpected(socket.error());
  socklen_t size = SocketAddress::capacity();
  getsockname(*socket, address->data(), &size);
  const int wake_event = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
  if (wake_event < 0) {
    const int error = errno;
    close(*socket);
    return socket_error(*address, error);
  }
  return std::unique_ptr<Server>(new Server(*socket, wake_event, *address, options.token, std::move(clients),
                                            Senders(std::move(allowed)),
                                            Commands(options.prefix, context, source), context, source));
}

Server::Server(int socket, int wake_event, SocketAddress address, std::string token, Clients clients,
               Senders senders, Commands commands, ControlContext context, Parameters::Source source)
    : socket_(socket),
      wake_event_(wake_event),
      address_(address),
      token_(std::move(token)),
      commands_(std::move(commands)),
      context_(context),
      source_(source),
      clients_(std::move(clients)),
      senders_(std::move(senders)),
      later_replies_(std::make_shared<ReplyQueue<Clients::Route>>(
          commands_.prefix(), [wake_event] { eventfd_write(wake_event, 1); })),
      thread_([this] { run(); }),
      listening_(context.parameters.add_listener([this](ParameterId id, Parameters::Route) {
        changes_[static_cast<std::size_t>(id)].fetch_add(1, std::memory_order_relaxed);
      })) {}

Server::~Server() {
  listening_ = {};
  stopping_ = true;
  eventfd_write(wake_event_, 1);
  thread_.join();
  later_replies_->close();
  close(wake_event_);
  close(socket_);
}

Counters Server::counters() const {
  return {counts_.packets,
          counts_.malformed,
          budget_counts_.failures,
          counts_.late,
          counts_.dropped_by_kernel,
          counts_.replies_lost + later_replies_->lost(),
          budget_counts_.complaints_withheld,
          budget_counts_.over_budget,
          counts_.unconfirmed};
}

void Server::run() {
  for (;;) {
    const bool is_done = finishes_within_memory([this] {
      send_later_replies();
      run_due();
      receive();
      tell_news();
      tell_meters();
    });
    if (!is_done) ++counts_.replies_lost;  // the next messages may find enough memory
    if (stopping_) return;  // checked after reading the wake event, so that no wake-up is missed
    wait_for_something(!context_.parameters.retry(source_));
  }
}

void Server::wait_for_something(bool events_wait) {
  std::optional<Clock::time_point> until;
  const auto no_later_than = [&until](std::optional<Clock::time_point> time) {
    if (time) until = std::min(until.value_or(*time), *time);
  };
  no_later_than(held_.next());
  no_later_than(clients_.next_due());
  if (events_wait) no_later_than(Clock::now() + Parameters::retry_interval);
  timespec timeout{};
  if (until) {
    const auto wait = std::max(*until - Clock::now(), Clock::duration::zero());
    const auto seconds = std::chrono::floor<std::chrono::seconds>(wait);
    timeout = {seconds.count(), std::chrono::nanoseconds(wait - seconds).count()};
  }
  std::array<pollfd, 2> sources{{{socket_, POLLIN, 0}, {wake_event_, POLLIN, 0}}};
  ppoll(sources.data(), sources.size(), until ? &timeout : nullptr, nullptr);
}

void Server::receive() {
  // One byte more than allowed, so that a truncated packet is recognised as too long.
  std::array<std::byte, max_packet_size + 1> buffer{};
  for (int turn = 0; turn < packets_per_turn; ++turn) {
    SocketAddress sender;
    iovec data{buffer.data(), buffer.size()};
    alignas(cmsghdr) std::array<std::byte, CMSG_SPACE(sizeof(std::uint32_t))> control{};
    msghdr header{};
    header.msg_name = sender.data();
    header.msg_namelen = SocketAddress::capacity();
    header.msg_iov = &data;
    header.msg_iovlen = 1;
    header.msg_control = control.data();
    header.msg_controllen = control.size();
    const auto size = recvmsg(socket_, &header, 0);
    if (size < 0) return;
    if (const auto dropped = dropped_packets(header)) counts_.dropped_by_kernel = *dropped;
    take_packet({buffer.data(), static_cast<std::size_t>(size)}, sender);
    run_due();  // a bundle due soon goes before the packets behind it
  }
}

void Server::take_packet(std::span<const std::byte> packet, const SocketAddress& sender) {
  ++counts_.packets;
  const auto now = ntp_now();
  const auto steady_now = Clock::now();
  clients_.heard(sender, steady_now);
  senders_.received(sender, packet.size(), steady_now);
  UdpCaller caller(*this, sender);
  auto messages = parse_packet(packet);
  if (!messages) {
    ++counts_.malformed;
    return caller.fail("packet", 0, Failure::syntax, messages.error().message);
  }
  if (!may_be_held(*messages, sender, now, caller)) return;

  const auto arrived = std::chrono::nanoseconds(steady_now.time_since_epoch()).count();
  std::uint64_t last_reported = immediately;
  for (auto& [tag, message] : *messages) {
    const auto wait = time_until(tag, now);
    if (is_future(tag, now)) {
      hold({sender, std::move(message), steady_now + std::chrono::duration_cast<Clock::duration>(wait),
            arrived},
           caller);
      continue;
    }
    if (tag != immediately && -wait > late_tolerance) {
      ++counts_.late;
      if (tag != std::exchange(last_reported, tag)) caller.late(message.path, -wait);
    }
    run_at({sender, std::move(message), steady_now, arrived}, 0, caller);
  }
}

bool Server::may_be_held(std::span<const TimedMessage> messages, const SocketAddress& sender,
                         std::uint64_t now, UdpCaller& caller) const {
  std::size_t future = 0;
  for (const auto& [tag, message] : messages) {
    if (!is_future(tag, now)) continue;
    if (time_until(tag, now) > longest_wait) {
      caller.fail(message.path, 0, Failure::wrong_value,
                  "its time tag is more than " + std::to_string(longest_wait.count()) + " s ahead");
      return false;
    }
    ++future;
  }
  const auto own = held_of_.find(sender.host());
  const bool has_share = future + (own == held_of_.end() ? 0 : own->second) <= max_held_of_one;
  if (has_share && future <= held_.room()) return true;
  caller.fail("packet", 0, Failure::too_many,
              (has_share ? std::to_string(max_held) + " messages"
                         : std::to_string(max_held_of_one) + " messages of one machine") +
                  " may wait for their time tags, and these would be more");
  return false;
}

void Server::hold(Held held, UdpCaller& caller) {
  // This finds the methods that a pattern matches, as carrying it out does again when it is due.
  if (is_address_pattern(held.message.path) && !caller.may_cause(Commands::pattern_work)) return;
  const auto access = commands_.access_of(held.message);
  if (access != CommandAccess::looks && !caller.lock().empty()) return run_at(held, 0, caller);  // refuses it
  const bool goes_ahead = access == CommandAccess::sets && context_.instrument.step_at(held.due) != 0;
  const auto time = goes_ahead ? held.due - head_start : held.due;
  ++held_of_[held.sender.host()];
  held_.push(time, std::move(held));
}

void Server::no_longer_held(const SocketAddress& sender) {
  const auto own = held_of_.find(sender.host());
  if (--own->second == 0) held_of_.erase(own);
}

void Server::run_due() {
  std::optional<Clock::time_point> due;
  // The same step for everything due at one time, so that a bundle takes effect at one step
  std::uint64_t step = 0;
  while (auto held = held_.pop_due(Clock::now())) {
    if (held->due != due) {
      due = held->due;
      step = Clock::now() < *due ? context_.instrument.step_at(*due) : 0;
    }
    if (step == 0 && Clock::now() < held->due) {
      held_.push(held->due, std::move(*held));
      continue;
    }
    no_longer_held(held->sender);
    if (step == 0) held->arrived = 0;  // the time held is not latency
    UdpCaller caller(*this, held->sender);
    run_at(*held, step, caller);
  }
}

void Server::run_at(const Held& held, std::uint64_t step, UdpCaller& caller) {
  context_.parameters.set_timing(source_, {step, held.arrived});
  commands_.run(held.message, caller);
}

void Server::tell_news() {
  const auto next = clients_.next_due();
  const auto now = Clock::now();
  if (!next || now < *next) return;
  Clients::Changes changes;
  for (std::size_t i = 0; i < changes.size(); ++i) changes[i] = changes_[i].load(std::memory_order_relaxed);
  for (const auto& news : clients_.take_news(changes, now)) {
    for (const ParameterId id : news.changed) {
      send(serialise(commands_.value_of(id)), news.route.sender, news.route.to);
      for (const VoiceNumber voice : context_.parameters.voices_with_own(id))
        send(serialise(commands_.value_of(id, voice)), news.route.sender, news.route.to);
    }
    send(serialise(commands_.status()), news.route.sender, news.route.to);
  }
}

void Server::tell_meters() {
  const auto routes = clients_.take_meters(Clock::now());
  if (routes.empty()) return;
  for (const auto& message : meter_messages(commands_.prefix(), context_)) {
    const auto packet = serialise(message);
    for (const auto& [sender, to] : routes) send(packet, sender, to);
  }
}

void Server::send_later_replies() {
  eventfd_t times = 0;
  eventfd_read(wake_event_, &times);
  for (const auto& [route, message, is_failure] : later_replies_->take()) {
    if (is_failure) ++budget_counts_.failures;
    send(serialise(message), route.sender, route.to);
  }
}

void Server::send(std::span<const std::byte> packet, const SocketAddress& sender, const SocketAddress& to) {
  if (senders_.may_tell(sender, to, packet.size(), Clock::now())) return put(packet, to);
  ++counts_.unconfirmed;
  send_token(sender, to);
}

void Server::send_token(const SocketAddress& sender, const SocketAddress& to) {
  const auto now = Clock::now();
  const auto token = senders_.token_for(sender, to, now);
  if (!token) return;
  const auto packet = serialise(Message{commands_.prefix() + "/notify/confirm", {*token}});
  if (senders_.may_tell(sender, to, packet.size(), now)) put(packet, to);
}

/** Whether packets sent to `address` would come back here; it may be any address of this machine. */
bool Server::is_own(const SocketAddress& address) const {
  return address.port() == address_.port() && address.is_of_this_machine();
}

void Server::put(std::span<const std::byte> packet, const SocketAddress& to) {
  if (sendto(socket_, packet.data(), packet.size(), MSG_DONTWAIT, to.data(), to.size()) < 0)
    ++counts_.replies_lost;
}

}  // namespace aeolian::osc
