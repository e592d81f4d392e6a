// A checkpoint from anywhere: refused with a reason, or sound enough to be written and read again.

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <nlohmann/json.hpp>
#include <span>

#include "core/model/checkpoint.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto checkpoint = aeolian::parse_checkpoint(std::as_bytes(std::span(data, size)));
  if (!checkpoint) {
    if (checkpoint.error().message.empty()) std::abort();
    return 0;
  }
  const auto& description = checkpoint->description;
  if (!aeolian::description_from_json(aeolian::to_json(description))) std::abort();
  if (static_cast<std::size_t>(checkpoint->values()) * sizeof(float) > size) std::abort();
  return 0;
}
