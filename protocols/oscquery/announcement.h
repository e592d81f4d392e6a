// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <memory>
#include <string>

namespace aeolian::oscquery {

/**
 * Announces the instrument on the local network by DNS-SD (RFC 6763), for as long as this object lives:
 * `_oscjson._tcp` for OSCQuery and `_osc._udp` for OSC, through this machine's Avahi daemon and on its own
 * thread. If Avahi is not running, that is logged once and it waits; if another instrument has the same name,
 * ours gets a number.
 */
class Announcement {
 public:
  struct Service {
    std::string name;  ///< as shown to people
    std::uint16_t oscquery_port = 0;
    std::uint16_t osc_port = 0;
  };

  explicit Announcement(Service service);
  ~Announcement();

  Announcement(const Announcement&) = delete;
  Announcement& operator=(const Announcement&) = delete;

 private:
  class Avahi;
  std::unique_ptr<Avahi> avahi_;
};

}  // namespace aeolian::oscquery
