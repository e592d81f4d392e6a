// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/protocols/osc/osc_peer.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>

#include <cmath>
#include <stdexcept>
#include <utility>

#include "protocols/osc/packet.h"

namespace aeolian::osc {
namespace {

lo_message built(const Message& message) {
  lo_message result = lo_message_new();
  for (const auto& argument : message.arguments) {
    if (const auto* i = std::get_if<std::int32_t>(&argument)) lo_message_add_int32(result, *i);
    if (const auto* h = std::get_if<std::int64_t>(&argument)) lo_message_add_int64(result, *h);
    if (const auto* f = std::get_if<float>(&argument)) lo_message_add_float(result, *f);
    if (const auto* d = std::get_if<double>(&argument)) lo_message_add_double(result, *d);
    if (const auto* s = std::get_if<std::string>(&argument)) lo_message_add_string(result, s->c_str());
    if (const auto* b = std::get_if<bool>(&argument))
      *b ? lo_message_add_true(result) : lo_message_add_false(result);
    if (std::holds_alternative<OtherArgument>(argument)) lo_message_add_nil(result);
  }
  return result;
}

Argument argument_from(char type, const lo_arg& argument) {
  switch (type) {
    case 'i':
      return argument.i;
    case 'h':
      return argument.h;
    case 'f':
      return argument.f;
    case 'd':
      return argument.d;
    case 's':
      return std::string(&argument.s);
    case 'T':
    case 'F':
      return type == 'T';
    default:
      return OtherArgument{type};
  }
}

/** Opens a server at any port. liblo draws ports by lot, and gives up when it has hit taken ones too often.
 */
lo_server new_server() {
  for (int attempt = 0; attempt < 4; ++attempt)
    if (const lo_server server = lo_server_new(nullptr, nullptr)) return server;
  return nullptr;
}

}  // namespace

std::uint64_t time_tag(double seconds) {
  if (seconds == 0.) return immediately;
  lo_timetag now{};
  lo_timetag_now(&now);
  return (static_cast<std::uint64_t>(now.sec) << 32 | now.frac) +
         static_cast<std::uint64_t>(static_cast<std::int64_t>(seconds * 0x1p32));
}

OscPeer::OscPeer(std::uint16_t server_port)
    : here_(new_server()),
      there_(lo_address_new("127.0.0.1", std::to_string(server_port).c_str())),
      server_port_(server_port) {
  if (!here_ || !there_) throw std::runtime_error("liblo has no socket");
  lo_server_add_method(here_, nullptr, nullptr, &OscPeer::take, this);
}

OscPeer::~OscPeer() {
  lo_address_free(there_);
  lo_server_free(here_);
}

std::uint16_t OscPeer::port() const {
  return static_cast<std::uint16_t>(lo_server_get_port(here_));
}

void OscPeer::send(const Message& message) const {
  send_to(there_, message);
}

void OscPeer::answer(const Message& message) const {
  const lo_address sender = lo_address_new("127.0.0.1", sender_port_.c_str());
  send_to(sender, message);
  lo_address_free(sender);
}

void OscPeer::send_to(lo_address address, const Message& message) const {
  const lo_message to_send = built(message);
  lo_send_message_from(address, here_, message.path.c_str(), to_send);
  lo_message_free(to_send);
}

void OscPeer::send_bundle(const std::vector<Message>& messages, double seconds) const {
  const auto time = time_tag(seconds);
  const lo_bundle bundle =
      lo_bundle_new({static_cast<std::uint32_t>(time >> 32), static_cast<std::uint32_t>(time)});
  for (const auto& message : messages) lo_bundle_add_message(bundle, message.path.c_str(), built(message));
  lo_send_bundle_from(there_, here_, bundle);
  lo_bundle_free_recursive(bundle);
}

void OscPeer::send_raw(std::span<const std::byte> packet) const {
  sockaddr_in to{};
  to.sin_family = AF_INET;
  to.sin_port = htons(server_port_);
  to.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  sendto(lo_server_get_socket_fd(here_), packet.data(), packet.size(), 0,
         reinterpret_cast<const sockaddr*>(&to), sizeof to);
}

Message OscPeer::receive() {
  constexpr int patience_ms = 60'000;  // a busy machine needs long to load a model of 200 MiB
  if (received_.empty()) lo_server_recv_noblock(here_, patience_ms);
  if (received_.empty()) return {"nothing came", {}};
  Message first = std::move(received_.front());
  received_.erase(received_.begin());
  return first;
}

std::vector<Message> OscPeer::exchange(const Message& message) {
  send(message);
  return replies_until_synced();
}

std::vector<Message> OscPeer::replies_until_synced() {
  send({"/aeolian/sync", {++syncs_}});
  const Message end{"/aeolian/synced", {syncs_}};
  std::vector<Message> replies;
  for (auto message = receive(); message != end; message = receive()) {
    replies.push_back(message);
    if (message.path == "nothing came") break;
  }
  return replies;
}

double OscPeer::metric(const std::string& name) {
  const auto replies = exchange({"/aeolian/metrics/" + name, {}});
  if (replies.empty() || replies[0].arguments.empty()) return std::nan("");
  const auto* const value = std::get_if<float>(&replies[0].arguments[0]);
  return value ? static_cast<double>(*value) : std::nan("");
}

int OscPeer::take(const char* path, const char* types, lo_arg** arguments, int count, lo_message message,
                  void* peer) {
  auto& self = *static_cast<OscPeer*>(peer);
  Message received{path, {}};
  for (int i = 0; i < count; ++i) received.arguments.push_back(argument_from(types[i], *arguments[i]));
  self.received_.push_back(std::move(received));
  self.sender_port_ = lo_address_get_port(lo_message_get_source(message));
  return 0;
}

}  // namespace aeolian::osc
