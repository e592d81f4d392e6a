#include "protocols/oscquery/oscquery_server.h"

#include <libwebsockets.h>
#include <netinet/in.h>
#include <spdlog/spdlog.h>

#include <array>
#include <atomic>
#include <map>
#include <mutex>
#include <span>
#include <thread>
#include <utility>

#include "protocols/osc/osc_commands.h"
#include "protocols/osc/packet.h"
#include "protocols/osc/serialise.h"
#include "protocols/osc/socket_address.h"
#include "protocols/oscquery/client_answers.h"
#include "protocols/oscquery/host_name.h"
#include "protocols/oscquery/listen_command.h"
#include "protocols/oscquery/methods.h"
#include "protocols/oscquery/outbox.h"
#include "protocols/oscquery/tree.h"

namespace aeolian {
namespace {

constexpr std::size_t max_header_size = 4096;  ///< of a request, bytes
constexpr std::size_t write_size = 4096;       ///< of a body, bytes at once
constexpr lws_usec_t update_period_us = LWS_US_PER_SEC / OscQueryServer::updates_per_second;
constexpr lws_usec_t structure_period_us = LWS_US_PER_SEC;

/** `header` of a request as text; empty where there is none, or where it is longer than we read. */
std::string header(lws* connection, lws_token_indexes header) {
  std::string text(static_cast<std::size_t>(lws_hdr_total_length(connection, header)) + 1, '\0');
  const int length = lws_hdr_copy(connection, text.data(), static_cast<int>(text.size()), header);
  text.resize(length > 0 ? static_cast<std::size_t>(length) : 0);
  return text;
}

/** What follows the question mark, whose parts libwebsockets has taken apart. */
std::string query(lws* connection) {
  std::string whole;
  std::array<char, max_header_size> part{};
  for (int index = 0;; ++index) {
    const int length = lws_hdr_copy_fragment(connection, part.data(), static_cast<int>(part.size()),
                                             WSI_TOKEN_HTTP_URI_ARGS, index);
    if (length < 0) return whole;
    if (index > 0) whole += '&';
    whole.append(part.data(), static_cast<std::size_t>(length));
  }
}

bool is_loopback(const SocketAddress& address) {
  if (address.family() == AF_INET) {
    constexpr std::uint32_t network = 127;
    return ntohl(reinterpret_cast<const sockaddr_in*>(address.data())->sin_addr.s_addr) >> 24 == network;
  }
  const auto& numeric = reinterpret_cast<const sockaddr_in6*>(address.data())->sin6_addr;
  return IN6_IS_ADDR_LOOPBACK(&numeric);
}

/** What peers do wrong is no news; that the port cannot be had is told by start(). */
void log_line(int, const char* line) {
  std::string_view text(line);
  while (text.ends_with('\n')) text.remove_suffix(1);
  spdlog::debug("OSCQuery: {}", text);
}

}  // namespace

/** The server's inside, all of it on one thread but what says otherwise. */
class OscQueryServer::Service {
 public:
  Service(const OscQueryOptions& options, const Hands& hands, Parameters::Source source)
      : hands_(hands),
        source_(source),
        prefix_(options.host.prefix),
        answers_(options.host, hands),
        commands_(options.host.prefix, hands, source) {}

  ~Service() {
    listening_ = {};
    if (client_answers_) client_answers_->close();
    stopping_ = true;
    if (thread_.joinable()) {
      lws_cancel_service(context_);
      thread_.join();
    }
    if (context_) lws_context_destroy(context_);
  }

  Service(const Service&) = delete;
  Service& operator=(const Service&) = delete;

  ErrorOr<void> start(const SocketAddress& address, const std::string& numeric_address);

  std::uint16_t port() const { return port_; }
  OscQueryCounters counters() const {
    return {counts_.requests, counts_.refused, counts_.updates,
            counts_.replies_lost + client_answers_->lost()};
  }

 private:
  struct Counts {
    std::atomic<std::uint64_t> requests, refused, updates, replies_lost;
  };
  /** libwebsockets gives a timer's callback the first member; the second leads back. */
  struct Timer {
    lws_sorted_usec_list_t list{};
    Service* service = nullptr;
  };
  struct HttpReply {
    std::string body;
    std::size_t sent = 0;
  };
  struct Client {
    std::uint64_t number = 0;
    Outbox outbox{most_paths, most_replies};
    std::string received;
  };

  static int callback(lws* connection, lws_callback_reasons reason, void*, void* in, std::size_t size);
  int on(lws* connection, lws_callback_reasons reason, std::string_view in);

  int begin_reply(lws* connection, std::string_view path);
  int write_body(lws* connection);
  int confirm_upgrade(lws* connection, std::string_view protocol);
  bool comes_from_the_house(lws* connection) const;

  int receive(lws* connection, std::string_view part);
  void take_command(lws* connection, Client& client, std::string_view text);
  void take_packet(const Client& client, std::string_view packet);
  void deliver_answers();
  void retry();
  int write_message(lws* connection);

  void wake();
  void update();
  void refresh_values();
  void look_for_new_structure();
  void schedule(Timer& timer, lws_usec_t in, sul_cb_t run) {
    lws_sul_schedule(context_, 0, &timer.list, run, in);
  }

  const Hands hands_;
  const Parameters::Source source_;
  const std::string prefix_;
  const HttpAnswers answers_;
  OscCommands commands_;

  lws_context* context_ = nullptr;
  std::uint16_t port_ = 0;
  std::map<lws*, HttpReply> replies_;
  std::map<lws*, Client> clients_;
  std::map<std::string, std::string> values_;  ///< packets, by path, as of the last update
  std::map<std::string, ParameterId> followed_;
  std::map<std::string, std::string> structure_;  ///< the tree without values, by the children of the prefix
  lws_usec_t last_update_ = 0;
  Timer update_timer_{{}, this};
  Timer structure_timer_{{}, this};
  Timer retry_timer_{{}, this};
  std::shared_ptr<ClientAnswers> client_answers_;  ///< since start(); callers may outlive this
  std::uint64_t clients_so_far_ = 0;

  std::atomic<std::uint32_t> changed_ = 0;  ///< a bit a parameter; set by any thread
  static_assert(parameter_count <= 32);
  Counts counts_{};
  std::atomic<bool> stopping_ = false;
  Listening listening_;
  std::thread thread_;
};

ErrorOr<void> OscQueryServer::Service::start(const SocketAddress& address,
                                             const std::string& numeric_address) {
  static const lws_protocols protocols[] = {{"", &Service::callback, 0, max_message_size, 0, nullptr, 0},
                                            {nullptr, nullptr, 0, 0, 0, nullptr, 0}};
  // A client that has gone without a word is found by a ping that it does not answer.
  static const lws_retry_bo_t idle = {nullptr, 0, 0, 20, 40, 0};
  static std::once_flag logs;
  std::call_once(logs, [] { lws_set_log_level(LLL_ERR | LLL_WARN, log_line); });

  lws_context_creation_info info{};
  info.iface = numeric_address.c_str();
  info.port = address.port();
  info.protocols = protocols;
  info.user = this;
  info.server_string = "aeolian";
  info.gid = static_cast<gid_t>(-1);
  info.uid = static_cast<uid_t>(-1);
  info.max_http_header_data = max_header_size;
  info.max_http_header_pool = most_connections;
  info.fd_limit_per_thread = most_connections + 3;  // the port and libwebsockets' own two
  info.timeout_secs = 5;
  info.keepalive_timeout = 15;
  info.retry_and_idle_policy = &idle;
  info.options = LWS_SERVER_OPTION_FAIL_UPON_UNABLE_TO_BIND;
  if (address.family() == AF_INET) info.options |= LWS_SERVER_OPTION_DISABLE_IPV6;
  context_ = lws_create_context(&info);
  if (!context_) {
    return fail("cannot listen on " + address.text() +
                " (TCP) for OSCQuery: does another program, or is this an address of this machine?");
  }
  port_ = static_cast<std::uint16_t>(lws_get_vhost_listen_port(lws_get_vhost_by_name(context_, "default")));
  client_answers_ = std::make_shared<ClientAnswers>(prefix_, [this] { lws_cancel_service(context_); });
  listening_ = hands_.parameters.add_listener([this](ParameterId id, Parameters::Source) {
    changed_ |= 1u << static_cast<unsigned>(id);
    lws_cancel_service(context_);
  });
  thread_ = std::thread([this] {
    while (!stopping_ && lws_service(context_, 0) >= 0) {
    }
  });
  return {};
}

int OscQueryServer::Service::callback(lws* connection, lws_callback_reasons reason, void*, void* in,
                                      std::size_t size) {
  const auto context = connection ? lws_get_context(connection) : nullptr;
  const auto service = context ? static_cast<Service*>(lws_context_user(context)) : nullptr;
  if (!service) return 0;
  try {
    return service->on(connection, reason, {static_cast<const char*>(in), in ? size : 0});
  } catch (const std::exception& error) {
    spdlog::warn("OSCQuery: a connection is closed: {}", error.what());
    return -1;
  }
}

int OscQueryServer::Service::on(lws* connection, lws_callback_reasons reason, std::string_view in) {
  switch (reason) {
    case LWS_CALLBACK_HTTP:
      return begin_reply(connection, in);
    case LWS_CALLBACK_HTTP_WRITEABLE:
      return write_body(connection);
    case LWS_CALLBACK_HTTP_CONFIRM_UPGRADE:
      return confirm_upgrade(connection, in.data() ? in.data() : "");
    case LWS_CALLBACK_ESTABLISHED:
      clients_[connection].number = ++clients_so_far_;
      if (clients_.size() == 1) look_for_new_structure();
      return 0;
    case LWS_CALLBACK_RECEIVE:
      return receive(connection, in);
    case LWS_CALLBACK_SERVER_WRITEABLE:
      return write_message(connection);
    case LWS_CALLBACK_EVENT_WAIT_CANCELLED:
      deliver_answers();
      wake();
      return 0;
    case LWS_CALLBACK_CLOSED:
    case LWS_CALLBACK_CLOSED_HTTP:
    case LWS_CALLBACK_WSI_DESTROY:
      replies_.erase(connection);
      clients_.erase(connection);
      return 0;
    default:
      return 0;
  }
}

bool OscQueryServer::Service::comes_from_the_house(lws* connection) const {
  const std::string host = header(connection, WSI_TOKEN_HOST);
  // Programs that speak HTTP/1.0 name no host; browsers always do.
  return (host.empty() || is_name_of_the_house(host)) &&
         is_same_house(header(connection, WSI_TOKEN_ORIGIN), host);
}

int OscQueryServer::Service::begin_reply(lws* connection, std::string_view path) {
  ++counts_.requests;
  const bool get = lws_hdr_total_length(connection, WSI_TOKEN_GET_URI) > 0;
  const bool head = lws_hdr_total_length(connection, WSI_TOKEN_HEAD_URI) > 0;
  HttpAnswer answer;
  if (!get && !head) {
    answer = {405, "text/plain; charset=utf-8", "only GET and HEAD are answered\n"};
  } else if (!comes_from_the_house(connection)) {
    answer = {403, "text/plain; charset=utf-8", "asked for by a page of another machine\n"};
  } else {
    answer = answers_.answer(path, query(connection));
  }
  if (answer.status >= 400 && answer.status != 503) ++counts_.refused;

  std::array<unsigned char, LWS_PRE + 2048> buffer;
  unsigned char* const begin = buffer.data() + LWS_PRE;
  unsigned char* at = begin;
  unsigned char* const end = buffer.data() + buffer.size() - 1;
  const bool has_body = answer.status != 204;
  if (lws_add_http_common_headers(connection, static_cast<unsigned>(answer.status),
                                  has_body ? std::string(answer.type).c_str() : nullptr,
                                  has_body ? answer.body.size() : LWS_ILLEGAL_HTTP_CONTENT_LEN, &at, end) ||
      lws_finalize_write_http_header(connection, begin, &at, end)) {
    return 1;
  }
  // What else a request other than GET and HEAD brings is not read: its connection ends.
  if (!get && !head) return -1;
  if (!has_body || head) return lws_http_transaction_completed(connection) ? -1 : 0;
  replies_[connection] = {std::move(answer.body), 0};
  lws_callback_on_writable(connection);
  return 0;
}

int OscQueryServer::Service::write_body(lws* connection) {
  const auto found = replies_.find(connection);
  if (found == replies_.end()) return 0;
  auto& reply = found->second;
  const std::size_t size = std::min(write_size, reply.body.size() - reply.sent);
  std::array<unsigned char, LWS_PRE + write_size> buffer;
  std::copy_n(reply.body.begin() + static_cast<std::ptrdiff_t>(reply.sent), size, buffer.begin() + LWS_PRE);
  reply.sent += size;
  const bool last = reply.sent == reply.body.size();
  if (lws_write(connection, buffer.data() + LWS_PRE, size, last ? LWS_WRITE_HTTP_FINAL : LWS_WRITE_HTTP) !=
      static_cast<int>(size)) {
    return -1;
  }
  if (!last) {
    lws_callback_on_writable(connection);
    return 0;
  }
  replies_.erase(found);
  return lws_http_transaction_completed(connection) ? -1 : 0;
}

int OscQueryServer::Service::confirm_upgrade(lws* connection, std::string_view protocol) {
  if (protocol == "websocket" && comes_from_the_house(connection)) return 0;
  ++counts_.refused;
  return lws_return_http_status(connection, 403, "refused") ? -1 : 1;
}

int OscQueryServer::Service::receive(lws* connection, std::string_view part) {
  auto& client = clients_.at(connection);
  if (client.received.size() + part.size() > max_message_size) {
    ++counts_.refused;
    lws_close_reason(connection, LWS_CLOSE_STATUS_MESSAGE_TOO_LARGE, nullptr, 0);
    return -1;
  }
  client.received += part;
  if (!lws_is_final_fragment(connection) || lws_remaining_packet_payload(connection) > 0) return 0;
  const std::string message = std::exchange(client.received, {});
  if (lws_frame_is_binary(connection)) {
    take_packet(client, message);
  } else {
    take_command(connection, client, message);
  }
  return 0;
}

void OscQueryServer::Service::take_command(lws* connection, Client& client, std::string_view text) {
  const auto command = parse_listen_command(text);
  if (!command) {
    ++counts_.refused;
    spdlog::debug("OSCQuery: {}", command.error().message);
    return;
  }
  if (command->kind == ListenCommand::Kind::ignore) return client.outbox.ignore(command->path);
  refresh_values();
  if (!values_.contains(command->path) || !client.outbox.listen(command->path)) ++counts_.refused;
  lws_callback_on_writable(connection);
}

void OscQueryServer::Service::take_packet(const Client& client, std::string_view packet) {
  const auto caller = client_answers_->caller(client.number);
  const auto messages = parse_osc_packet(std::as_bytes(std::span(packet.data(), packet.size())));
  if (!messages) {
    ++counts_.refused;
    return caller->fail("packet", 0, OscFailure::syntax, messages.error().message);
  }
  for (const auto& timed : *messages) commands_.run(timed.message, *caller);
  retry();
}

/** Sends on what waits for room in the generator's queue, until all of it is through. */
void OscQueryServer::Service::retry() {
  constexpr lws_usec_t period_us = 5 * LWS_US_PER_MS;
  if (hands_.parameters.retry(source_)) return;
  schedule(retry_timer_, period_us,
           [](lws_sorted_usec_list_t* list) { reinterpret_cast<Timer*>(list)->service->retry(); });
}

void OscQueryServer::Service::deliver_answers() {
  for (auto& answer : client_answers_->take()) {
    for (auto& [connection, client] : clients_) {
      if (client.number != answer.client) continue;
      if (!client.outbox.post({true, std::move(answer.packet)})) ++counts_.replies_lost;
      lws_callback_on_writable(connection);
      break;
    }
  }
}

int OscQueryServer::Service::write_message(lws* connection) {
  const auto found = clients_.find(connection);
  if (found == clients_.end()) return 0;
  auto& outbox = found->second.outbox;
  const auto message = outbox.next([this](const std::string& path) -> std::optional<std::string> {
    const auto value = values_.find(path);
    if (value == values_.end()) return {};
    ++counts_.updates;
    return value->second;
  });
  if (!message) return 0;
  std::vector<unsigned char> buffer(LWS_PRE + message->bytes.size());
  std::ranges::copy(message->bytes, buffer.begin() + LWS_PRE);
  if (lws_write(connection, buffer.data() + LWS_PRE, message->bytes.size(),
                message->binary ? LWS_WRITE_BINARY : LWS_WRITE_TEXT) < 0) {
    return -1;
  }
  if (!outbox.empty()) lws_callback_on_writable(connection);
  return 0;
}

/** Something has changed; what has changed since the last update is sent, but not more often than the period.
 */
void OscQueryServer::Service::wake() {
  if (changed_ == 0 || clients_.empty()) return;
  const lws_usec_t next = last_update_ + update_period_us;
  const lws_usec_t now = lws_now_usecs();
  schedule(update_timer_, std::max<lws_usec_t>(next - now, 1),
           [](lws_sorted_usec_list_t* list) { reinterpret_cast<Timer*>(list)->service->update(); });
}

void OscQueryServer::Service::update() {
  last_update_ = lws_now_usecs();
  const std::uint32_t changed = changed_.exchange(0);
  const auto is_changed = [changed](ParameterId id) { return (changed >> static_cast<unsigned>(id)) & 1u; };
  refresh_values();
  for (auto& [connection, client] : clients_) {
    for (const auto& path : client.outbox.paths()) {
      const auto follows = followed_.find(path);
      if (follows != followed_.end() && is_changed(follows->second)) client.outbox.changed(path);
    }
    if (!client.outbox.empty()) lws_callback_on_writable(connection);
  }
}

void OscQueryServer::Service::refresh_values() {
  values_.clear();
  followed_.clear();
  for (const auto& method : list_methods(prefix_, hands_)) {
    if (method.values.is_null()) continue;
    const auto packet = serialise(as_message(method));
    values_.emplace(method.path, std::string(reinterpret_cast<const char*>(packet.data()), packet.size()));
    if (method.follows) followed_.emplace(method.path, *method.follows);
  }
}

void OscQueryServer::Service::look_for_new_structure() {
  if (clients_.empty()) {
    structure_.clear();
    return;
  }
  auto methods = list_methods(prefix_, hands_);
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
    for (auto& [connection, client] : clients_) {
      if (client.outbox.post({false, path_changed(path)})) lws_callback_on_writable(connection);
    }
  }
  structure_ = std::move(structure);
  schedule(structure_timer_, structure_period_us, [](lws_sorted_usec_list_t* list) {
    reinterpret_cast<Timer*>(list)->service->look_for_new_structure();
  });
}

OscQueryServer::OscQueryServer(std::unique_ptr<Service> service) : service_(std::move(service)) {}
OscQueryServer::~OscQueryServer() = default;

ErrorOr<std::unique_ptr<OscQueryServer>> OscQueryServer::start(const OscQueryOptions& options,
                                                               const Hands& hands,
                                                               Parameters::Source source) {
  const auto address = SocketAddress::from_text(options.address, options.port);
  if (!address) return tl::unexpected(address.error());
  auto service = std::make_unique<Service>(options, hands, source);
  if (auto started = service->start(*address, options.address); !started)
    return tl::unexpected(started.error());
  auto server = std::unique_ptr<OscQueryServer>(new OscQueryServer(std::move(service)));
  if (!is_loopback(*address)) {
    server->announcement_ = std::make_unique<Announcement>(
        Announcement::Service{options.host.name, server->port(), options.host.osc_port});
  }
  return server;
}

std::uint16_t OscQueryServer::port() const {
  return service_->port();
}

OscQueryCounters OscQueryServer::counters() const {
  return service_->counters();
}

}  // namespace aeolian
