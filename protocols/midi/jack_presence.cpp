#include "protocols/midi/jack_presence.h"

#include <jack/jack.h>

#include <string_view>

namespace aeolian {
namespace {

void keep_quiet(const char*) {}

}  // namespace

std::unique_ptr<JackPresence> JackPresence::find() {
  jack_set_error_function(&keep_quiet);
  jack_set_info_function(&keep_quiet);
  std::unique_ptr<JackPresence> presence(new JackPresence);
  presence->client_ = jack_client_open("aeolian-midi-watch", JackNoStartServer, nullptr);
  if (!presence->client_) return nullptr;
  jack_on_shutdown(
      presence->client_, [](void* ended) { *static_cast<std::atomic<bool>*>(ended) = true; },
      &presence->ended_);
  jack_set_port_registration_callback(
      presence->client_,
      [](jack_port_id_t, int registered, void* left) {
        if (!registered) *static_cast<std::atomic<bool>*>(left) = true;
      },
      &presence->port_left_);
  if (jack_activate(presence->client_) != 0) return nullptr;
  return presence;
}

bool JackPresence::is_connected(const std::string& from, const std::string& client) const {
  const jack_port_t* port = jack_port_by_name(client_, from.c_str());
  if (!port) return false;
  const std::unique_ptr<const char*, decltype(&jack_free)> to(jack_port_get_all_connections(client_, port),
                                                              &jack_free);
  for (const char** name = to.get(); name && *name; ++name) {
    if (std::string_view(*name).starts_with(client)) return true;
  }
  return false;
}

JackPresence::~JackPresence() {
  if (client_) jack_client_close(client_);
}

}  // namespace aeolian
