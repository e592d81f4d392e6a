// SPDX-License-Identifier: GPL-3.0-or-later
// osc_packet_seeds DIRECTORY: writes the seeds of osc_packet_fuzz, one packet of each kind that the server
// accepts.
#include <cstdint>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <string>
#include <utility>
#include <vector>

#include "core/control/parameter_actions.h"
#include "protocols/osc/osc_commands.h"
#include "protocols/osc/serialise.h"

namespace {

using namespace aeolian;
using Packet = std::vector<std::byte>;

void append(Packet& packet, std::uint64_t value, int bytes) {
  for (int shift = 8 * (bytes - 1); shift >= 0; shift -= 8)
    packet.push_back(static_cast<std::byte>(value >> shift));
}

Packet bundle(std::uint64_t time_tag, const std::vector<Packet>& elements) {
  Packet packet;
  for (const char c : std::string("#bundle") + '\0') packet.push_back(static_cast<std::byte>(c));
  append(packet, time_tag, 8);
  for (const auto& element : elements) {
    append(packet, element.size(), 4);
    packet.insert(packet.end(), element.begin(), element.end());
  }
  return packet;
}

/** The path with values that it accepts. */
osc::Message example_of(const osc::Path& path) {
  osc::Message message{"/aeolian" + std::string(path.path), {}};
  if (message.path.ends_with("/N")) message.path.back() = '1';
  bool second_name = false;
  for (const char tag : type_tags(path.takes)) {
    if (tag == 's') {
      message.arguments.emplace_back(std::string(std::exchange(second_name, true) ? "sea" : "wind"));
    } else if (tag == 'T') {
      message.arguments.emplace_back(true);
    } else {
      message.arguments.emplace_back(tag == 'i' ? osc::Argument{std::int32_t{1}} : osc::Argument{0.5f});
    }
  }
  return message;
}

std::vector<Packet> seeds() {
  using namespace std::string_literals;
  std::vector<Packet> packets;
  for (const osc::Message& message : std::vector<osc::Message>{
           {"/aeolian/status", {}},
           {"/aeolian/seed", {std::int32_t{7}}},
           {"/aeolian/seed", {std::int64_t{1} << 40}},
           {"/aeolian/seed", {"18446744073709551615"s}},
           {"/aeolian/temperature", {1.25f}},
           {"/aeolian/gain", {-6.}},
           {"/aeolian/mute", {true}},
           {"/aeolian/mute", {false}},
           {"/aeolian/sync", {osc::OtherArgument{'N'}}},
       }) {
    packets.push_back(osc::serialise(message));
  }
  for (const auto& path : osc::Commands::address_space()) packets.push_back(osc::serialise(example_of(path)));
  packets.push_back(bundle(1, {packets.begin(), packets.begin() + 20}));
  packets.push_back(bundle(1ull << 63, {packets[0], bundle(1, {packets[4], bundle(2, {})})}));
  return packets;
}

}  // namespace

int main(int count, char** arguments) {
  if (count != 2) {
    std::cerr << "usage: osc_packet_seeds DIRECTORY\n";
    return 2;
  }
  const std::filesystem::path directory = arguments[1];
  std::filesystem::create_directories(directory);
  int number = 0;
  for (const auto& packet : seeds()) {
    std::ofstream file(directory / std::to_string(number++), std::ios::binary);
    file.write(reinterpret_cast<const char*>(packet.data()), static_cast<std::streamsize>(packet.size()));
    if (!file) {
      std::cerr << "cannot write to " << directory << '\n';
      return 1;
    }
  }
}
