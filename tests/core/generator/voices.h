// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <gtest/gtest.h>

#include <memory>
#include <span>
#include <utility>
#include <vector>

#include "core/generator/voice.h"
#include "tests/core/model/random_checkpoint.h"

namespace aeolian {

/** A voice of a model with random weights. */
inline std::unique_ptr<Voice> make_voice(const VoiceOptions& options = {},
                                         ModelKind kind = ModelKind::small) {
  auto voice = Voice::create(std::make_shared<Checkpoint>(random_checkpoint(kind)), options);
  EXPECT_TRUE(voice.has_value()) << voice.error().message;
  return std::move(*voice);
}

inline std::vector<float> play(Voice& voice, int hops) {
  std::vector<float> samples(static_cast<std::size_t>(hops * voice.hop()));
  for (std::size_t begin = 0; begin < samples.size(); begin += static_cast<std::size_t>(voice.hop())) {
    voice.render(std::span(samples).subspan(begin, static_cast<std::size_t>(voice.hop())));
  }
  return samples;
}

}  // namespace aeolian
