// SPDX-License-Identifier: GPL-3.0-or-later
#include "daemon/output_program/jack_connections.h"

#include <algorithm>
#include <cerrno>

namespace aeolian::daemon {

JackConnections::JackConnections(jack_client_t* client) : client_(client) {
  jack_set_port_registration_callback(
      client_,
      [](jack_port_id_t port, int is_new, void* self) {
        auto& connections = *static_cast<JackConnections*>(self);
        const std::lock_guard lock(connections.mutex_);
        if (is_new != 0) connections.new_ports_.push_back(port);
      },
      this);
}

void JackConnections::keep(const std::vector<JackConnection>& wanted) {
  forget_returned_ports();
  std::erase_if(made_, [&](const JackConnection& made) {
    const bool is_wanted = std::ranges::find(wanted, made) != wanted.end();
    if (!is_wanted) jack_disconnect(client_, made.from.c_str(), made.to.c_str());
    return !is_wanted;
  });
  for (const JackConnection& connection : wanted) {
    if (made_.contains(connection)) continue;
    const int result = jack_connect(client_, connection.from.c_str(), connection.to.c_str());
    if (result == 0 || result == EEXIST) made_.insert(connection);
  }
}

/**
 * A port that is registered again has lost its connections. Its number and its UUID may be the same as
 * before.
 */
void JackConnections::forget_returned_ports() {
  std::vector<jack_port_id_t> ports;
  {
    const std::lock_guard lock(mutex_);
    ports.swap(new_ports_);
  }
  for (const jack_port_id_t id : ports) {
    const jack_port_t* port = jack_port_by_id(client_, id);
    if (port == nullptr || jack_port_is_mine(client_, port) != 0) continue;
    const char* name = jack_port_name(port);
    if (name == nullptr) continue;
    std::erase_if(made_, [&](const JackConnection& made) { return made.from == name || made.to == name; });
  }
}

}  // namespace aeolian::daemon
