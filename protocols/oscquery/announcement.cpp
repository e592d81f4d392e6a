// SPDX-License-Identifier: GPL-3.0-or-later
#include "protocols/oscquery/announcement.h"

#include <avahi-client/client.h>
#include <avahi-client/publish.h>
#include <avahi-common/alternative.h>
#include <avahi-common/error.h>
#include <avahi-common/malloc.h>
#include <avahi-common/thread-watch.h>
#include <spdlog/spdlog.h>

#include <utility>

namespace aeolian::oscquery {

/** All methods but the constructor and the destructor run on Avahi's thread. */
class Announcement::Avahi {
 public:
  explicit Avahi(Service service) : service_(std::move(service)), poll_(avahi_threaded_poll_new()) {
    if (!poll_) return;
    connect();
    avahi_threaded_poll_start(poll_);
  }

  ~Avahi() {
    if (!poll_) return;
    avahi_threaded_poll_stop(poll_);
    if (client_) avahi_client_free(client_);
    avahi_threaded_poll_free(poll_);
  }

  Avahi(const Avahi&) = delete;
  Avahi& operator=(const Avahi&) = delete;

 private:
  void connect() {
    int error = 0;
    // Waits for a daemon that is not running yet, but not for a system bus.
    client_ = avahi_client_new(
        avahi_threaded_poll_get(poll_), AVAHI_CLIENT_NO_FAIL,
        [](AvahiClient* client, AvahiClientState state, void* self) {
          static_cast<Avahi*>(self)->on_client(client, state);
        },
        this, &error);
    if (!client_) say_absent(avahi_strerror(error));
  }

  void on_client(AvahiClient* client, AvahiClientState state) {
    switch (state) {
      case AVAHI_CLIENT_S_RUNNING:
        publish(client);
        break;
      case AVAHI_CLIENT_S_COLLISION:
      case AVAHI_CLIENT_S_REGISTERING:
        // The machine's name is changing; the service is announced again once that has settled.
        if (group_) avahi_entry_group_reset(group_);
        break;
      case AVAHI_CLIENT_CONNECTING:
        group_ = nullptr;
        say_absent("the Avahi daemon is not running");
        break;
      case AVAHI_CLIENT_FAILURE:
        on_failure(client);
        break;
    }
  }

  void on_failure(AvahiClient* client) {
    const int error = avahi_client_errno(client);
    group_ = nullptr;
    if (error != AVAHI_ERR_DISCONNECTED) return say_absent(avahi_strerror(error));
    // The daemon was stopped: a client that lost its daemon is replaced by one that waits for the next.
    avahi_client_free(client);
    client_ = nullptr;
    connect();
  }

  void publish(AvahiClient* client) {
    if (!group_) {
      group_ = avahi_entry_group_new(
          client,
          [](AvahiEntryGroup* group, AvahiEntryGroupState state, void* self) {
            static_cast<Avahi*>(self)->on_group(group, state);
          },
          this);
    }
    if (!group_) return say_absent(avahi_strerror(avahi_client_errno(client)));
    for (;;) {
      const int error = add_services(group_);
      if (error == AVAHI_OK) return;
      avahi_entry_group_reset(group_);
      if (error != AVAHI_ERR_COLLISION) {
        spdlog::warn("not announced by DNS-SD: {}", avahi_strerror(error));
        return;
      }
      take_other_name();
    }
  }

  int add_services(AvahiEntryGroup* group) const {
    if (!avahi_entry_group_is_empty(group)) return AVAHI_OK;
    const auto add = [&](const char* type, std::uint16_t port) {
      return avahi_entry_group_add_service(group, AVAHI_IF_UNSPEC, AVAHI_PROTO_UNSPEC, AvahiPublishFlags{},
                                           service_.name.c_str(), type, nullptr, nullptr, port, nullptr);
    };
    if (const int error = add("_oscjson._tcp", service_.oscquery_port); error != AVAHI_OK) return error;
    if (const int error = add("_osc._udp", service_.osc_port); error != AVAHI_OK) return error;
    return avahi_entry_group_commit(group);
  }

  void on_group(AvahiEntryGroup* group, AvahiEntryGroupState state) {
    if (state == AVAHI_ENTRY_GROUP_ESTABLISHED) {
      spdlog::info("announced by DNS-SD as \"{}\"", service_.name);
    } else if (state == AVAHI_ENTRY_GROUP_COLLISION) {
      take_other_name();
      avahi_entry_group_reset(group);
      publish(avahi_entry_group_get_client(group));
    }
  }

  /** Takes another name: "Aeolian" becomes "Aeolian #2". */
  void take_other_name() {
    char* const other = avahi_alternative_service_name(service_.name.c_str());
    service_.name = other;
    avahi_free(other);
  }

  void say_absent(const char* why) {
    if (std::exchange(said_absent_, true)) return;
    spdlog::info("not announced by DNS-SD: Avahi is not available ({})", why);
  }

  Service service_;
  AvahiThreadedPoll* poll_;
  AvahiClient* client_ = nullptr;
  AvahiEntryGroup* group_ = nullptr;  ///< owned by the client
  bool said_absent_ = false;
};

Announcement::Announcement(Service service) : avahi_(std::make_unique<Avahi>(std::move(service))) {}
Announcement::~Announcement() = default;

}  // namespace aeolian::oscquery
