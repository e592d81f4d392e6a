// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <memory>
#include <string>

namespace aeolian {

/**
 * Tells the local network by DNS-SD (RFC 6763) that an instrument listens: `_oscjson._tcp` for OSCQuery and
 * `_osc._udp` for OSC, through the Avahi daemon of this machine and on a thread of its own, for as long as
 * this lives. Where no Avahi runs, that is said once in the log and awaited; another instrument of the same
 * name gets us a name with a number.
 */
class Announcement {
 public:
  struct Service {
    std::string name;  ///< as it is shown to people
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

}  // namespace aeolian
