#include "protocols/osc/serialise.h"

#include <lo/lo.h>

#include <cstdlib>
#include <memory>
#include <type_traits>

namespace aeolian {
namespace {

void add(lo_message to, const OscArgument& argument) {
  std::visit(
      [to](const auto& value) {
        using Type = std::decay_t<decltype(value)>;
        if constexpr (std::is_same_v<Type, std::int32_t>) lo_message_add_int32(to, value);
        if constexpr (std::is_same_v<Type, std::int64_t>) lo_message_add_int64(to, value);
        if constexpr (std::is_same_v<Type, float>) lo_message_add_float(to, value);
        if constexpr (std::is_same_v<Type, double>) lo_message_add_double(to, value);
        if constexpr (std::is_same_v<Type, bool>) value ? lo_message_add_true(to) : lo_message_add_false(to);
        if constexpr (std::is_same_v<Type, std::string>) lo_message_add_string(to, value.c_str());
        if constexpr (std::is_same_v<Type, OscOther>) lo_message_add_nil(to);
      },
      argument);
}

}  // namespace

std::vector<std::byte> serialise(const OscMessage& message) {
  const std::unique_ptr<void, decltype(&lo_message_free)> built(lo_message_new(), &lo_message_free);
  for (const auto& argument : message.arguments) add(built.get(), argument);
  std::size_t size = 0;
  const std::unique_ptr<void, decltype(&std::free)> bytes(
      lo_message_serialise(built.get(), message.path.c_str(), nullptr, &size), &std::free);
  const auto* const first = static_cast<const std::byte*>(bytes.get());
  return {first, first + size};
}

}  // namespace aeolian
