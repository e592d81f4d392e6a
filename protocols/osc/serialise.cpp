// SPDX-License-Identifier: GPL-3.0-or-later
#include "protocols/osc/serialise.h"

#include <lo/lo.h>

#include <cstdlib>
#include <memory>
#include <string_view>
#include <type_traits>

namespace aeolian::osc {
namespace {

void add(lo_message to, const Argument& argument) {
  std::visit(
      [to](const auto& value) {
        using Type = std::decay_t<decltype(value)>;
        if constexpr (std::is_same_v<Type, std::int32_t>) lo_message_add_int32(to, value);
        if constexpr (std::is_same_v<Type, std::int64_t>) lo_message_add_int64(to, value);
        if constexpr (std::is_same_v<Type, float>) lo_message_add_float(to, value);
        if constexpr (std::is_same_v<Type, double>) lo_message_add_double(to, value);
        if constexpr (std::is_same_v<Type, bool>) value ? lo_message_add_true(to) : lo_message_add_false(to);
        if constexpr (std::is_same_v<Type, std::string>) lo_message_add_string(to, value.c_str());
        if constexpr (std::is_same_v<Type, OtherArgument>) lo_message_add_nil(to);
      },
      argument);
}

}  // namespace

std::vector<std::byte> serialise(const Message& message) {
  using Built = std::remove_pointer_t<lo_message>;
  const std::unique_ptr<Built, decltype(&lo_message_free)> built(lo_message_new(), &lo_message_free);
  for (const auto& argument : message.arguments) add(built.get(), argument);
  std::size_t size = 0;
  const std::unique_ptr<void, decltype(&std::free)> bytes(
      lo_message_serialise(built.get(), message.path.c_str(), nullptr, &size), &std::free);
  const auto* const first = static_cast<const std::byte*>(bytes.get());
  return {first, first + size};
}

std::vector<std::byte> serialise(std::span<const Message> messages) {
  std::vector<std::byte> packet;
  for (const char c : std::string_view("#bundle\0\0\0\0\0\0\0\0\1", 16)) packet.push_back(std::byte(c));
  for (const auto& message : messages) {
    const auto bytes = serialise(message);
    for (int shift = 24; shift >= 0; shift -= 8) packet.push_back(std::byte(bytes.size() >> shift & 0xff));
    packet.insert(packet.end(), bytes.begin(), bytes.end());
  }
  return packet;
}

std::size_t size_in_bundle(const Message& message) {
  const auto padded = [](std::size_t text) { return (text / 4 + 1) * 4; };
  std::size_t size = 4 + padded(message.path.size()) + padded(1 + message.arguments.size());
  for (const auto& argument : message.arguments) {
    if (const auto* text = std::get_if<std::string>(&argument)) size += padded(text->size());
    const bool is_word =
        std::holds_alternative<std::int32_t>(argument) || std::holds_alternative<float>(argument);
    const bool is_long =
        std::holds_alternative<std::int64_t>(argument) || std::holds_alternative<double>(argument);
    size += is_word ? 4 : is_long ? 8 : 0;
  }
  return size;
}

}  // namespace aeolian::osc
