// Whatever the bytes are, the parser reads nothing beyond them and holds to its limits; and what it takes is
// what liblo writes again.
#include <cstdlib>
#include <iostream>

#include "protocols/osc/packet.h"
#include "protocols/osc/serialise.h"

namespace {

void require(bool condition, const char* what) {
  if (condition) return;
  std::cerr << what << '\n';
  std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace aeolian;
  const auto messages = parse_osc_packet(std::as_bytes(std::span(data, size)));
  if (!messages) return 0;
  require(messages->size() <= max_osc_messages, "too many messages");
  for (const auto& [time_tag, message] : *messages) {
    require(message.arguments.size() <= max_osc_arguments, "too many arguments");
    const auto packet = serialise(message);
    const auto again = parse_osc_packet(packet);
    require(again && again->size() == 1, "a message cannot be read back");
    require(serialise(again->front().message) == packet, "a message reads back as another");
  }
  return 0;
}
