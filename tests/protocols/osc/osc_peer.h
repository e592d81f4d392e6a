// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <lo/lo.h>

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "protocols/osc/message.h"

namespace aeolian::osc {

/** Returns the time tag of a bundle for `seconds` from now; 0 = immediately. */
std::uint64_t time_tag(double seconds);

/** A liblo client, like most OSC programs on Linux: sends from and receives at one port. */
class OscPeer {
 public:
  explicit OscPeer(std::uint16_t server_port);
  ~OscPeer();
  OscPeer(const OscPeer&) = delete;
  OscPeer& operator=(const OscPeer&) = delete;

  std::uint16_t port() const;

  void send(const Message& message) const;
  /** Sends a bundle of `messages`, timed `seconds` from now; 0 = immediately. */
  void send_bundle(const std::vector<Message>& messages, double seconds) const;
  void send_raw(std::span<const std::byte> packet) const;

  /** Sends `message` to whoever sent the last one that was received. */
  void answer(const Message& message) const;

  /** The next message; its path is "nothing came" after a minute. */
  Message receive();

  /** Sends `message` followed by /sync, and returns all replies before the /synced. */
  std::vector<Message> exchange(const Message& message);
  std::vector<Message> replies_until_synced();

  /** A metric of a daemon; NaN if it does not answer. */
  double metric(const std::string& name);

 private:
  static int take(const char* path, const char* types, lo_arg** arguments, int count, lo_message message,
                  void* peer);
  void send_to(lo_address address, const Message& message) const;

  lo_server here_;
  lo_address there_;
  std::uint16_t server_port_;
  std::string sender_port_;
  std::vector<Message> received_;
  std::int32_t syncs_ = 0;
};

}  // namespace aeolian::osc
