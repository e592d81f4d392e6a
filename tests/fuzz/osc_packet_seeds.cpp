// osc_packet_seeds DIRECTORY: writes one packet of each kind that the server takes, for the fuzzer to begin
// from.
#include <cstdint>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <string>
#include <vector>

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

std::vector<Packet> seeds() {
  using namespace std::string_literals;
  std::vector<Packet> packets;
  for (const OscMessage& message : std::vector<OscMessage>{
           {"/aeolian/status", {}},
           {"/aeolian/seed", {std::int32_t{7}}},
           {"/aeolian/seed", {std::int64_t{1} << 40}},
           {"/aeolian/seed", {"18446744073709551615"s}},
           {"/aeolian/temperature", {1.25f}},
           {"/aeolian/gain", {-6.}},
           {"/aeolian/mute", {true}},
           {"/aeolian/mute", {false}},
           {"/aeolian/encoding/interpolate", {"wind"s, "sea"s, 0.5f}},
           {"/aeolian/encoding/vector", std::vector<OscArgument>(16, 0.25f)},
           {"/aeolian/sync", {OscOther{'N'}}},
       }) {
    packets.push_back(serialise(message));
  }
  packets.push_back(bundle(1, packets));
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
