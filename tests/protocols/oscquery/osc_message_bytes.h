// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <string_view>

#include "protocols/osc/packet.h"
#include "protocols/osc/serialise.h"

namespace aeolian::oscquery {

inline std::string packet_of(const osc::Message& message) {
  const auto packet = osc::serialise(message);
  return {reinterpret_cast<const char*>(packet.data()), packet.size()};
}

inline osc::Message message_in(std::string_view packet) {
  const auto messages = osc::parse_packet(std::as_bytes(std::span(packet.data(), packet.size())));
  return messages && messages->size() == 1 ? messages->front().message : osc::Message{"not a packet", {}};
}

}  // namespace aeolian::oscquery
