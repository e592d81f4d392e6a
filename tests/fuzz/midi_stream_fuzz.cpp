// SPDX-License-Identifier: GPL-3.0-or-later
// Checks that with any bytes, however they are split into packets, every message received is complete; a
// complete message after them is received; real-time bytes do not affect the others; and the daemon can read,
// or refuses, everything that is written for it. The first byte sets the length of the packets, and how many
// messages the daemon is behind.

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <memory>
#include <vector>

#include "protocols/midi/midi_forwarder.h"
#include "tests/fuzz/require.h"

namespace {

using namespace aeolian;

std::vector<midi::ShortMidiMessage> messages(std::span<const std::uint8_t> bytes) {
  midi::Stream stream;
  std::vector<midi::ShortMidiMessage> all;
  for (const auto byte : bytes) {
    if (const auto message = stream.push(byte)) all.push_back(*message);
  }
  return all;
}

void check_whole(const midi::ShortMidiMessage& message) {
  const auto bytes = message.span();
  require(!bytes.empty() && bytes.size() == midi::message_size(bytes[0]), "a message of a wrong size");
  require(std::ranges::all_of(bytes.subspan(1), [](auto byte) { return byte < 0x80; }),
          "a status byte among data bytes");
}

void check_stream(std::span<const std::uint8_t> bytes) {
  const auto all = messages(bytes);
  for (const auto& message : all) check_whole(message);

  std::vector<std::uint8_t> followed(bytes.begin(), bytes.end());
  followed.insert(followed.end(), {0xB3, 20, 99});
  const auto more = messages(followed);
  require(more.size() == all.size() + 1 && more.back() == midi::ShortMidiMessage{{0xB3, 20, 99}, 3},
          "a whole message was not heard");

  std::vector<std::uint8_t> without_real_time(bytes.begin(), bytes.end());
  std::erase_if(without_real_time, [](auto byte) { return byte >= 0xF8; });
  auto kept = all;
  std::erase_if(kept, [](const auto& message) { return message.bytes[0] >= 0xF8; });
  require(messages(without_real_time) == kept, "a real-time byte has changed another message");
}

/** Checks that the newest message of each source comes out of the pipe last, however full it was. */
void check_forwarder(std::span<const std::uint8_t> bytes, std::size_t packet, int behind) {
  static const std::array<int, 2> ends = [] {
    std::array<int, 2> made{};
    require(pipe2(made.data(), O_NONBLOCK) == 0, "no pipe");
    fcntl(made[1], F_SETPIPE_SZ, 4096);
    return made;
  }();
  const midi::WireWriter wire(ends[1]);
  midi::Dropped dropped;
  const auto forwarder = std::make_unique<midi::Forwarder>(wire, dropped);
  const midi::Record full{};
  for (int i = 0; i < behind; ++i) require(write(ends[1], &full, sizeof full) == sizeof full, "no room");
  for (auto rest = bytes; !rest.empty(); rest = rest.subspan(std::min(packet, rest.size()))) {
    forwarder->push(rest.first(std::min(packet, rest.size())), 0);
  }
  midi::WireReader reader;
  std::array<char, 4096> part;
  std::vector<midi::ShortMidiMessage> written;
  for (bool waits = true; waits;) {
    const ssize_t count = read(ends[0], part.data(), part.size());
    if (count > 0) reader.push(std::span(part).first(static_cast<std::size_t>(count)));
    waits = forwarder->flush() || count > 0;
  }
  while (const auto news = reader.next().value()) {
    if (news->record.kind != midi::Record::Kind::message) continue;
    written.push_back({news->record.bytes, static_cast<std::uint8_t>(news->record.value)});
    check_whole(written.back());
  }
  auto all = messages(bytes);
  std::erase_if(all, [](const auto& message) { return !message.is_of_channel(); });
  require(written.size() + dropped.lost == all.size(), "a message was dropped and not counted");
  require(all.empty() || written.back() == all.back(), "the newest message was not kept");
}

void check_reader(std::span<const std::uint8_t> bytes) {
  midi::WireReader reader;
  reader.push(std::span(reinterpret_cast<const char*>(bytes.data()), bytes.size()));
  for (;;) {
    const auto news = reader.next();
    if (!news || !*news) return;
    require((*news)->text.size() <= 1000, "a text is too long");
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) return 0;
  const std::span bytes(data + 1, size - 1);
  check_stream(bytes);
  check_forwarder(bytes, 1u + (data[0] & 7u), (data[0] >> 3) * 8);
  check_reader(bytes);
  return 0;
}
