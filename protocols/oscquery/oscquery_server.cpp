// SPDX-License-Identifier: GPL-3.0-or-later
#include "protocols/oscquery/oscquery_server.h"

#include <spdlog/spdlog.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <map>
#include <set>
#include <span>
#include <thread>
#include <utility>

#include "core/control/commands.h"
#include "protocols/osc/budgeted_caller.h"
#include "protocols/osc/osc_commands.h"
#include "protocols/osc/packet.h"
#include "protocols/osc/reply_queue.h"
#include "protocols/osc/serialise.h"
#include "protocols/oscquery/http_change.h"
#include "protocols/oscquery/listen_command.h"
#include "protocols/oscquery/methods.h"
#include "protocols/oscquery/outbox.h"
#include "protocols/oscquery/page_files.h"
#include "protocols/oscquery/tree.h"
#include "protocols/oscquery/web_server.h"

namespace aeolian::oscquery {
namespace {

using Clock = WebServer::Clock;
using namespace std::chrono_literals;

constexpr Clock::duration update_period = std::chrono::nanoseconds(1s) / Server::updates_per_second;
constexpr Clock::duration meter_period = 50ms;
constexpr Clock::duration structure_period = 1s;

std::string packet_of(const osc::Message& message) {
  const auto packet = osc::serialise(message);
  return {reinterpret_cast<const char*>(packet.data()), packet.size()};
}

std::set<std::string> meter_paths(const std::string& prefix) {
  std::set<std::string> paths;
  for (const osc::Meter& meter : osc::all_meters) {
    paths.insert(prefix + std::string(command_spec(meter.id).path));
  }
  return paths;
}

/** The earlier of two times; nothing = never. */
std::optional<Clock::time_point> earlier(std::optional<Clock::time_point> a,
                                         std::optional<Clock::time_point> b) {
  return a && b ? std::min(*a, *b) : a ? a : b;
}

std::string_view lock_of(const WebServer::Visitor& visitor) {
  return visitor.may_steer
             ? ""
             : "other machines may only look, because no password is set: set one with password "
               "in [control] of aeoliand.toml, and restart aeoliand";
}

}  // namespace

/** The implementation of the server, on one thread unless stated otherwise. */
class Server::Service final : public WebServer::Handler {
 public:
  Service(const Options& options, const ControlContext& context, Parameters::Source source)
      : context_(context),
        source_(source),
        prefix_(options.host.prefix),
        answers_(options.host, context),
        page_(options.page),
        commands_(options.host.prefix, context, source) {}

  ~Service() override {
    listening_ = {};
    if (client_replies_) client_replies_->close();
    if (thread_.joinable()) {
      web_->stop();
      thread_.join();
    }
  }

  Service(const Service&) = delete;
  Service& operator=(const Service&) = delete;

  ErrorOr<void> start(const osc::SocketAddress& address, const WebAccess& access);

  std::uint16_t port() const { return web_->port(); }
  Counters counters() const {
    const auto web = web_->counters();
    return {web.requests,
            web.refused + refused_,
            web.dropped,
            web.stalled,
            updates_,
            replies_lost_ + client_replies_->lost(),
            budget_counts_.over_budget};
  }

  HttpAnswer answer(const HttpRequest& request, const WebServer::Visitor& from) override {
    if (auto page = page_.answer(request)) return std::move(*page);
    return answers_.answer(request.path, request.query, from.may_steer);
  }
  WebServer::ChangeAnswer change(WebServer::ClientId client, const HttpRequest& request,
                                 const WebServer::Visitor& from) override;
  std::optional<HttpAnswer> take_answer(WebServer::ClientId client) override;
  void opened(WebServer::ClientId client, const WebServer::Visitor& from) override;
  void received(WebServer::ClientId client, bool binary, std::string_view message) override;
  void closed(WebServer::ClientId client) override {
    clients_.erase(client);
    changes_.erase(client);
  }
  bool is_awaiting(WebServer::ClientId client) const override;
  std::vector<WebServer::ClientId> take_ready() override { return std::exchange(ready_, {}); }
  std::optional<WebSocketMessage> next_message(WebServer::ClientId client) override;
  std::optional<Clock::time_point> run_due(Clock::time_point now) override;

 private:
  class SocketCaller;
  class HttpCaller;
  struct Client {
    WebServer::Visitor from;
    Outbox outbox;
  };
  HttpAnswer answer_to(const osc::Message& message, std::span<const osc::Message> replies) const;
  void take_command(Outbox& outbox, std::string_view text);
  void take_packet(WebServer::ClientId client, std::string_view packet);
  void post(WebServer::ClientId client, WebSocketMessage message);
  void deliver_replies();
  void update(Clock::time_point now);
  void refresh_values(std::span<const Method> methods, Clock::time_point now);
  bool is_anyone_metering() const;
  void update_meters(Clock::time_point now);
  template <class IsChanged>
  void mark_changed(const IsChanged& is_changed);
  void look_for_new_structure(Clock::time_point now);

  const ControlContext context_;
  const Parameters::Source source_;
  const std::string prefix_;
  const std::set<std::string> meters_ = meter_paths(prefix_);
  const HttpAnswers answers_;
  const PageFiles page_;
  osc::Commands commands_;
  osc::Senders senders_{{}};
  osc::BudgetCounts budget_counts_;

  std::map<WebServer::ClientId, Client> clients_;
  std::map<WebServer::ClientId, std::vector<osc::Message>>
      changes_;                                ///< replies to each PUT or POST in progress
  std::vector<WebServer::ClientId> ready_;     ///< clients whose outbox is no longer empty
  std::map<std::string, std::string> values_;  ///< packets, by path, at the last refresh
  std::map<std::string, ParameterId> followed_;
  std::map<std::string, std::string> structure_;  ///< the tree without values, by the children of the prefix
  Clock::time_point refreshed_{}, next_update_{}, next_meters_{}, next_structure_{};
  std::optional<Clock::time_point> next_retry_;
  std::shared_ptr<osc::ReplyQueue<WebServer::ClientId>>
      client_replies_;  ///< since start(); callers may outlive this

  std::atomic<ParameterBits> changed_ = 0;  ///< set by any thread
  std::atomic<std::uint64_t> refused_ = 0, updates_ = 0, replies_lost_ = 0;
  Subscription listening_;
  std::unique_ptr<WebServer> web_;  ///< since start()
  std::thread thread_;
};

/** A client; the messages of a packet are carried out and answered within its budget. */
class Server::Service::SocketCaller final : public osc::BudgetedCaller {
 public:
  SocketCaller(Service& service, WebServer::ClientId client)
      : osc::BudgetedCaller(service.senders_, service.clients_.at(client).from.address, service.prefix_,
                            service.budget_counts_),
        service_(service),
        client_(client) {}

  std::string_view lock() const override { return lock_of(service_.clients_.at(client_).from); }
  // Connected clients use LISTEN, and are answered over their connection.
  std::optional<ControlError> subscribe(const osc::NotifyRequest&) override {
    return ControlError{ControlError::Kind::wrong_value, "use LISTEN over a WebSocket"};
  }
  void unsubscribe() override {}
  std::shared_ptr<osc::Recipient> kept() override { return service_.client_replies_->recipient(client_); }

 private:
  void send(std::span<const std::byte> packet) override {
    service_.post(client_, {true, {reinterpret_cast<const char*>(packet.data()), packet.size()}});
  }

  Service& service_;
  const WebServer::ClientId client_;
};

/** The sender of a PUT or POST, which gets all its replies at once. */
class Server::Service::HttpCaller final : public osc::Caller {
 public:
  HttpCaller(Service& service, WebServer::ClientId client, const WebServer::Visitor& from)
      : service_(service), client_(client), from_(from) {}

  void reply(const osc::Message& message) override { service_.changes_.at(client_).push_back(message); }
  void fail(std::string_view command, std::int32_t id, osc::Failure code, std::string text) override {
    ++service_.budget_counts_.failures;
    reply(osc::failure(service_.prefix_, command, id, code, text));
  }
  std::optional<ControlError> subscribe(const osc::NotifyRequest&) override {
    return ControlError{ControlError::Kind::wrong_value, "updates cannot be sent over HTTP: use a WebSocket"};
  }
  void unsubscribe() override {}
  std::string_view lock() const override { return lock_of(from_); }
  bool may_cause(double work) override {
    if (service_.senders_.may_cause(from_.address, work, Clock::now())) return true;
    ++service_.budget_counts_.over_budget;
    fail("packet", 0, osc::Failure::too_many, "too many requests; this one was not carried out: send fewer");
    return false;
  }
  std::shared_ptr<osc::Recipient> kept() override { return service_.client_replies_->recipient(client_); }

 private:
  Service& service_;
  const WebServer::ClientId client_;
  const WebServer::Visitor& from_;
};

ErrorOr<void> Server::Service::start(const osc::SocketAddress& address, const WebAccess& access) {
  auto web = WebServer::open(address, access, *this);
  if (!web) return tl::unexpected(web.error());
  web_ = std::move(*web);
  client_replies_ = std::make_shared<osc::ReplyQueue<WebServer::ClientId>>(prefix_, [this] { web_->wake(); });
  listening_ = context_.parameters.add_listener([this](ParameterId id, Parameters::Route) {
    // A change that has not been sent yet has already woken the thread, so a storm of changes wakes it only
    // once.
    if (changed_.fetch_or(bit_of(id)) == 0) web_->wake();
  });
  thread_ = std::thread([this] { web_->run(); });
  return {};
}

WebServer::ChangeAnswer Server::Service::change(WebServer::ClientId client, const HttpRequest& request,
                                                const WebServer::Visitor& from) {
  const auto message = read_change(request, prefix_);
  if (!message) return message.error();
  auto& replies = changes_[client];
  HttpCaller caller(*this, client, from);
  if (caller.may_cause(1.)) commands_.run(*message, caller);
  next_retry_ = Clock::now();
  if (const auto longest = longest_reply(*message, prefix_); longest && replies.empty()) return *longest;
  auto answer = answer_to(*message, replies);
  changes_.erase(client);
  return answer;
}

/** The replies to `message`; if there are none, the value in force. */
HttpAnswer Server::Service::answer_to(const osc::Message& message,
                                      std::span<const osc::Message> replies) const {
  if (!replies.empty()) return answer_with(replies);
  const auto methods = list_methods(prefix_, context_, message.path);
  const auto method = std::ranges::find(methods, message.path, &Method::path);
  if (method == methods.end() || method->values.is_null()) return {.status = 204};
  return answer_with(std::array{as_message(*method)});
}

std::optional<HttpAnswer> Server::Service::take_answer(WebServer::ClientId client) {
  const auto found = changes_.find(client);
  if (found == changes_.end() || found->second.empty()) return {};
  auto answer = answer_with(found->second);
  changes_.erase(found);
  return answer;
}

void Server::Service::opened(WebServer::ClientId client, const WebServer::Visitor& from) {
  // The client's first message may be answered before run_due() is called, and every change after that is
  // reported.
  if (structure_.empty()) look_for_new_structure(Clock::now());
  clients_.emplace(client, Client{from, Outbox(most_paths, most_replies)});
}

void Server::Service::received(WebServer::ClientId client, bool binary, std::string_view message) {
  if (binary) {
    take_packet(client, message);
  } else {
    take_command(clients_.at(client).outbox, message);
  }
}

bool Server::Service::is_awaiting(WebServer::ClientId client) const {
  const auto found = clients_.find(client);
  if (found == clients_.end()) return false;
  const Outbox& outbox = found->second.outbox;
  return outbox.listens() || !outbox.empty();
}

void Server::Service::take_command(Outbox& outbox, std::string_view text) {
  const auto command = parse_listen_command(text);
  if (!command) {
    ++refused_;
    spdlog::debug("OSCQuery: {}", command.error().message);
    return;
  }
  if (command->kind == ListenCommand::Kind::ignore) return outbox.ignore(command->path);
  // Refreshes values that are older than an update, so that a storm of commands causes no more refreshes than
  // updates.
  if (const auto now = Clock::now(); now - refreshed_ >= update_period) {
    refresh_values(list_methods(prefix_, context_), now);
  }
  if (!values_.contains(command->path) || !outbox.listen(command->path)) ++refused_;
}

void Server::Service::take_packet(WebServer::ClientId client, std::string_view packet) {
  SocketCaller caller(*this, client);
  senders_.received(clients_.at(client).from.address, packet.size(), Clock::now());
  const auto messages = osc::parse_packet(std::as_bytes(std::span(packet.data(), packet.size())));
  if (!messages) {
    ++refused_;
    return caller.fail("packet", 0, osc::Failure::syntax, messages.error().message);
  }
  for (const auto& timed : *messages) commands_.run(timed.message, caller);
  next_retry_ = Clock::now();
}

/** Puts a message into the outbox of a client that is still connected. */
void Server::Service::post(WebServer::ClientId client, WebSocketMessage message) {
  const auto found = clients_.find(client);
  if (found == clients_.end()) return;
  Outbox& outbox = found->second.outbox;
  if (outbox.empty()) ready_.push_back(client);
  if (!outbox.post(std::move(message))) ++replies_lost_;
}

void Server::Service::deliver_replies() {
  for (const auto& [client, message, is_failure] : client_replies_->take()) {
    if (const auto change = changes_.find(client); change != changes_.end()) {
      change->second.push_back(message);
      ready_.push_back(client);
      continue;
    }
    post(client, {true, packet_of(message)});
  }
}

std::optional<WebSocketMessage> Server::Service::next_message(WebServer::ClientId client) {
  const auto found = clients_.find(client);
  if (found == clients_.end()) return {};
  return found->second.outbox.next([this](const std::string& path) -> std::optional<std::string> {
    const auto value = values_.find(path);
    if (value == values_.end()) return {};
    ++updates_;
    return value->second;
  });
}

std::optional<Clock::time_point> Server::Service::run_due(Clock::time_point now) {
  deliver_replies();
  // Retries events that found the generator's queue full, until all have been sent.
  if (next_retry_ && now >= *next_retry_) {
    next_retry_ = context_.parameters.retry(source_)
                      ? std::nullopt
                      : std::optional<Clock::time_point>(now + Parameters::retry_interval);
  }
  if (clients_.empty()) {
    structure_.clear();
    changed_ = 0;
    return next_retry_;
  }
  if (structure_.empty() || now >= next_structure_) look_for_new_structure(now);
  if (changed_ != 0 && now >= next_update_) update(now);
  const auto next_update = changed_ != 0 ? std::optional(next_update_) : std::nullopt;
  const bool is_metering = is_anyone_metering();
  if (is_metering && now >= next_meters_) update_meters(now);
  const auto next_meters = is_metering ? std::optional(next_meters_) : std::nullopt;
  return earlier(earlier(next_retry_, next_structure_), earlier(next_update, next_meters));
}

/** Marks for the listeners the values that have changed since the last update. */
void Server::Service::update(Clock::time_point now) {
  next_update_ = now + update_period;
  const ParameterBits changed = changed_.exchange(0);
  const auto is_changed = [changed](ParameterId id) { return (changed & bit_of(id)) != 0; };
  refresh_values(list_methods(prefix_, context_), now);
  mark_changed([&](const std::string& path) {
    const auto follows = followed_.find(path);
    return follows != followed_.end() && is_changed(follows->second);
  });
}

/** Marks for each client the paths that it listens to and for which `is_changed` holds. */
template <class IsChanged>
void Server::Service::mark_changed(const IsChanged& is_changed) {
  for (auto& [id, client] : clients_) {
    const bool was_empty = client.outbox.empty();
    for (const auto& path : client.outbox.paths()) {
      if (is_changed(path)) client.outbox.changed(path);
    }
    if (was_empty && !client.outbox.empty()) ready_.push_back(id);
  }
}

bool Server::Service::is_anyone_metering() const {
  return std::ranges::any_of(clients_, [this](const auto& client) {
    const auto& paths = client.second.outbox.paths();
    return std::ranges::any_of(meters_, [&](const std::string& path) { return paths.contains(path); });
  });
}

void Server::Service::update_meters(Clock::time_point now) {
  next_meters_ = now + meter_period;
  std::vector<std::string> changed;
  for (const auto& message : osc::meter_messages(prefix_, context_)) {
    auto packet = packet_of(message);
    auto& value = values_[message.path];
    if (value != packet) changed.push_back(message.path);
    value = std::move(packet);
  }
  mark_changed([&](const std::string& path) { return std::ranges::find(changed, path) != changed.end(); });
}

/** Takes the values of all methods, and marks those that have changed without following a parameter. */
void Server::Service::refresh_values(std::span<const Method> methods, Clock::time_point now) {
  refreshed_ = now;
  const bool is_metering = is_anyone_metering();
  auto before = std::exchange(values_, {});
  followed_.clear();
  std::set<std::string> changed;
  for (const auto& method : methods) {
    if (method.values.is_null()) continue;
    auto packet = packet_of(as_message(method));
    if (method.follows) {
      followed_.emplace(method.path, *method.follows);
    } else if (is_metering && meters_.contains(method.path)) {
      packet = before[method.path];  // update_meters() takes the next value, and sees whether it differs
    } else if (before[method.path] != packet) {
      changed.insert(method.path);
    }
    values_.emplace(method.path, std::move(packet));
  }
  mark_changed([&](const std::string& path) { return changed.contains(path); });
}

void Server::Service::look_for_new_structure(Clock::time_point now) {
  next_structure_ = now + structure_period;
  auto methods = list_methods(prefix_, context_);
  refresh_values(methods, now);
  for (auto& method : methods) method.values = nullptr;
  const auto tree = describe(methods, prefix_).value_or(nlohmann::ordered_json::object());
  const auto contents = tree.value("CONTENTS", nlohmann::ordered_json::object());
  std::map<std::string, std::string> structure;
  for (const auto& [name, node] : contents.items()) {
    structure[prefix_ + '/' + name] =
        node.dump(-1, ' ', false, nlohmann::ordered_json::error_handler_t::replace);
  }
  const bool first = structure_.empty();
  for (const auto& [path, text] : structure) {
    if (first || structure_[path] == text) continue;
    for (const auto& [id, client] : clients_) post(id, {false, path_changed(path)});
  }
  structure_ = std::move(structure);
}

Server::Server(const osc::SocketAddress& address, std::unique_ptr<Service> service)
    : address_(address), service_(std::move(service)) {}
Server::~Server() = default;

ErrorOr<std::unique_ptr<Server>> Server::start(const Options& options, const ControlContext& context,
                                               Parameters::Source source) {
  const auto address = osc::SocketAddress::from_text(options.address, options.port);
  if (!address) return tl::unexpected(address.error());
  auto service = std::make_unique<Service>(options, context, source);
  if (auto started = service->start(*address, options.access); !started)
    return tl::unexpected(started.error());
  const auto in_use = address->with_port(service->port());
  auto server = std::unique_ptr<Server>(new Server(in_use, std::move(service)));
  if (!address->is_loopback()) {
    server->announcement_ = std::make_unique<Announcement>(
        Announcement::Service{options.host.name, server->port(), options.host.osc_port});
  }
  return server;
}

osc::SocketAddress Server::address() const {
  return address_;
}

Counters Server::counters() const {
  return service_->counters();
}

}  // namespace aeolian::oscquery
