// SPDX-License-Identifier: GPL-3.0-or-later
#include "protocols/osc/packet.h"

#include <algorithm>
#include <bit>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

namespace aeolian::osc {
namespace {

constexpr std::string_view bundle_mark{"#bundle\0", 8};

/**
 * Reads big-endian words and padded strings from the front of a part of the packet; nothing = it ends too
 * soon.
 */
class Reader {
 public:
  Reader(std::span<const std::byte> bytes, std::size_t offset) : bytes_(bytes), offset_(offset) {}

  bool at_end() const { return bytes_.empty(); }
  std::size_t left() const { return bytes_.size(); }
  std::size_t offset() const { return offset_; }  ///< of the next byte in the packet

  std::optional<std::span<const std::byte>> take(std::size_t size) {
    if (size > bytes_.size()) return {};
    const auto taken = bytes_.first(size);
    bytes_ = bytes_.subspan(size);
    offset_ += size;
    return taken;
  }

  /** Like take(), but also skips the zeros that fill the last word. */
  std::optional<std::span<const std::byte>> take_padded(std::size_t size) {
    const auto taken = take((size + 3) / 4 * 4);
    if (!taken ||
        std::ranges::any_of(taken->subspan(size), [](std::byte byte) { return byte != std::byte{0}; })) {
      return {};
    }
    return taken->first(size);
  }

  std::optional<std::uint32_t> word() {
    const auto bytes = take(4);
    if (!bytes) return {};
    std::uint32_t value = 0;
    for (const std::byte byte : *bytes) value = value << 8 | std::to_integer<std::uint32_t>(byte);
    return value;
  }

  std::optional<std::uint64_t> long_word() {
    if (bytes_.size() < 8) return {};
    const std::uint64_t high = *word();
    return high << 32 | *word();
  }

  std::optional<std::string_view> string() {
    const auto end = std::ranges::find(bytes_, std::byte{0});
    if (end == bytes_.end()) return {};
    const auto size = static_cast<std::size_t>(end - bytes_.begin());
    const auto text = take_padded(size + 1);
    if (!text) return {};
    return std::string_view(reinterpret_cast<const char*>(text->data()), size);
  }

  bool starts_with(std::string_view mark) const {
    return bytes_.size() >= mark.size() &&
           std::string_view(reinterpret_cast<const char*>(bytes_.data()), mark.size()) == mark;
  }

 private:
  std::span<const std::byte> bytes_;
  std::size_t offset_;
};

tl::unexpected<Error> fail_at(std::size_t offset, const std::string& what) {
  return fail("malformed OSC at byte " + std::to_string(offset) + ": " + what);
}

std::optional<Argument> read_blob(Reader& reader) {
  const auto size = reader.word();
  if (!size || *size > reader.left() || !reader.take_padded(*size)) return {};
  return OtherArgument{'b'};
}

/** Reads an argument of type `tag`; nothing = the message ends too soon. */
std::optional<Argument> read_argument(char tag, Reader& reader) {
  switch (tag) {
    case 'i':
      if (const auto word = reader.word()) return static_cast<std::int32_t>(*word);
      return {};
    case 'h':
      if (const auto word = reader.long_word()) return static_cast<std::int64_t>(*word);
      return {};
    case 'f':
      if (const auto word = reader.word()) return std::bit_cast<float>(*word);
      return {};
    case 'd':
      if (const auto word = reader.long_word()) return std::bit_cast<double>(*word);
      return {};
    case 's':
    case 'S':
      if (const auto text = reader.string()) return std::string(*text);
      return {};
    case 'T':
    case 'F':
      return tag == 'T';
    case 'b':
      return read_blob(reader);
    case 't':
      if (reader.long_word()) return OtherArgument{tag};
      return {};
    case 'c':
    case 'r':
    case 'm':
      if (reader.word()) return OtherArgument{tag};
      return {};
    default:
      return OtherArgument{tag};
  }
}

constexpr std::string_view known_tags = "ihfdsSTFbtcrmNI[]";

ErrorOr<Message> read_message(Reader reader) {
  const auto start = reader.offset();
  const auto path = reader.string();
  if (!path) return fail_at(start, "the path is not padded with zeros to a multiple of 4 bytes");
  const auto printable = [](char c) { return c > ' ' && c <= '~'; };
  if (!path->starts_with('/') || !std::ranges::all_of(*path, printable)) {
    return fail_at(start, "neither a bundle nor a path of printable characters that begins with '/'");
  }
  Message message{std::string(*path), {}};
  if (reader.at_end()) return message;  // some old senders omit the type tags if there are no arguments

  const auto tags_start = reader.offset();
  const auto tags = reader.string();
  if (!tags || !tags->starts_with(',')) return fail_at(tags_start, "no type tags");
  if (tags->size() - 1 > max_arguments) {
    return fail_at(tags_start, "more than " + std::to_string(max_arguments) + " arguments");
  }
  for (const char tag : tags->substr(1)) {
    const auto argument_start = reader.offset();
    if (known_tags.find(tag) == std::string_view::npos) {
      return fail_at(tags_start, "unknown type tag " + std::to_string(static_cast<unsigned char>(tag)));
    }
    auto argument = read_argument(tag, reader);
    if (!argument)
      return fail_at(argument_start, std::string("the message ends within an argument of type ") + tag);
    message.arguments.push_back(std::move(*argument));
  }
  if (!reader.at_end()) return fail_at(reader.offset(), "more bytes than the type tags account for");
  return message;
}

ErrorOr<void> read_element(Reader reader, int depth, std::uint64_t time_tag,
                           std::vector<TimedMessage>& messages) {
  if (!reader.starts_with(bundle_mark)) {
    if (messages.size() == max_messages) {
      return fail_at(reader.offset(), "more than " + std::to_string(max_messages) + " messages");
    }
    auto message = read_message(reader);
    if (!message) return tl::unexpected(message.error());
    messages.push_back({time_tag, std::move(*message)});
    return {};
  }
  if (depth == max_osc_bundle_depth) {
    return fail_at(reader.offset(), "more than " + std::to_string(max_osc_bundle_depth) + " nested bundles");
  }
  reader.take(bundle_mark.size());
  const auto own_time_tag = reader.long_word();
  if (!own_time_tag) return fail_at(reader.offset(), "the bundle ends within its time tag");
  while (!reader.at_end()) {
    const auto size_offset = reader.offset();
    const auto size = reader.word();
    if (!size || *size == 0 || *size % 4 != 0 || *size > reader.left()) {
      return fail_at(size_offset, "an element's size is not a multiple of 4 within the bundle");
    }
    const auto offset = reader.offset();
    const auto read = read_element(Reader(*reader.take(*size), offset), depth + 1,
                                   std::max(time_tag, *own_time_tag), messages);
    if (!read) return read;
  }
  return {};
}

}  // namespace

ErrorOr<std::vector<TimedMessage>> parse_packet(std::span<const std::byte> packet) {
  if (packet.empty() || packet.size() % 4 != 0 || packet.size() > max_packet_size) {
    return fail("malformed OSC: a packet of " + std::to_string(packet.size()) +
                " bytes, not a multiple of 4 up to " + std::to_string(max_packet_size));
  }
  std::vector<TimedMessage> messages;
  const auto read = read_element(Reader(packet, 0), 0, immediately, messages);
  if (!read) return tl::unexpected(read.error());
  return messages;
}

}  // namespace aeolian::osc
