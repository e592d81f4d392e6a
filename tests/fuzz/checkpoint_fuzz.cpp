// SPDX-License-Identifier: GPL-3.0-or-later
// Checks that an arbitrary checkpoint is refused with a reason, or is valid enough to be written, read again,
// and played.

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <memory>
#include <nlohmann/json.hpp>
#include <span>

#include "core/model/checkpoint.h"
#include "core/model/engine.h"

namespace {

constexpr int steps = 2;

void play(std::shared_ptr<const aeolian::Checkpoint> checkpoint) {
  const auto engine = aeolian::make_engine(std::move(checkpoint));
  if (!engine) {
    if (engine.error().message.empty()) std::abort();
    return;
  }
  aeolian::Random random(1);
  (*engine)->prime(1);
  for (int step = 0; step < steps; ++step) {
    const auto frames = (*engine)->step({}, random);
    const auto& d = (*engine)->description();
    if (frames.mean.size() != static_cast<std::size_t>(d.frames_per_step * d.front_end.bands)) std::abort();
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  auto checkpoint = aeolian::parse_checkpoint(std::as_bytes(std::span(data, size)));
  if (!checkpoint) {
    if (checkpoint.error().message.empty()) std::abort();
    return 0;
  }
  const auto& description = checkpoint->description;
  if (!aeolian::description_from_json(aeolian::to_json(description))) std::abort();
  if (static_cast<std::size_t>(checkpoint->values()) * sizeof(float) > size) std::abort();
  play(std::make_shared<const aeolian::Checkpoint>(*std::move(checkpoint)));
  return 0;
}
