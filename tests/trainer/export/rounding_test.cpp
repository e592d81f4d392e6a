// SPDX-License-Identifier: GPL-3.0-or-later
#include "trainer/export/rounding.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

#include "core/random.h"
#include "tests/core/model/random_checkpoint.h"

namespace aeolian::trainer {
namespace {

Checkpoint with_passages() {
  auto checkpoint = random_checkpoint(ModelKind::small);
  add_recollection(checkpoint, .3f, .7f);
  checkpoint.tensors.at("recollection.entrances").values[0] = 12345.f;
  return checkpoint;
}

TEST(RoundCheckpoint, RoundsMatricesToHalvesAndNothingElseButThePassages) {
  const auto exact = with_passages();
  auto rounded = exact;
  round_checkpoint(rounded);
  for (const auto& [name, tensor] : exact.tensors) {
    if (name == "recollection.moments") continue;
    const auto& values = rounded.tensors.at(name).values;
    if (name.ends_with(".weight") || name.starts_with("trunk.gru.weight")) {
      EXPECT_NE(values, tensor.values) << name;
      for (std::size_t i = 0; i < values.size(); ++i)
        ASSERT_NEAR(values[i], tensor.values[i], std::abs(tensor.values[i]) / 2048 + 0x1p-25) << name;
    } else {
      EXPECT_EQ(values, tensor.values) << name;
    }
  }
}

TEST(RoundCheckpoint, MakesWholeNumbersOfPassagesThatTimesTheirScaleAreWhatTheyWere) {
  auto exact = with_passages();
  auto& moments = exact.tensors.at("recollection.moments");
  const auto width = static_cast<std::size_t>(moments.shape[1]);
  Random random(1);
  for (std::size_t i = 0; i < moments.values.size(); ++i) {
    const auto column = i % width;
    // The last innovation is 0 throughout.
    moments.values[i] = column == 0           ? static_cast<float>(i / width % 4)
                        : column == width - 1 ? 0.f
                                              : static_cast<float>(column) * random.normal();
  }
  auto rounded = exact;
  round_checkpoint(rounded);
  const auto& whole = rounded.tensors.at("recollection.moments").values;
  const auto& scale = rounded.tensors.at("recollection.scale");
  ASSERT_EQ(scale.shape, (std::vector<std::int64_t>{moments.shape[1] - 1}));
  std::vector<float> largest(width);
  for (std::size_t i = 0; i < whole.size(); ++i) {
    const auto column = i % width;
    ASSERT_EQ(whole[i], std::trunc(whole[i]));
    ASSERT_FALSE(whole[i] == 0.f && std::signbit(whole[i])) << "would not be stored in a byte";
    if (column == 0) {
      ASSERT_EQ(whole[i], moments.values[i]) << "a component has no scale";
      continue;
    }
    largest[column] = std::max(largest[column], std::abs(whole[i]));
    ASSERT_NEAR(whole[i] * scale.values[column - 1], moments.values[i], .51f * scale.values[column - 1]);
  }
  for (std::size_t column = 1; column + 1 < width; ++column) EXPECT_EQ(largest[column], 127.f) << column;

  const auto once = rounded;
  round_checkpoint(rounded);
  EXPECT_EQ(rounded.tensors, once.tensors) << "rounded twice";
}

TEST(RoundCheckpoint, LeavesAMatrixExactThatHalfFloatsCannotHoldWell) {
  auto checkpoint = with_passages();
  auto& beyond = checkpoint.tensors.at("trunk.input.weight").values;
  beyond[0] = 70000.f;
  auto& minute = checkpoint.tensors.at("trunk.output.weight").values;
  for (float& value : minute) value *= 1e-7f;
  const auto exact = checkpoint;
  round_checkpoint(checkpoint);
  for (const auto* name : {"trunk.input.weight", "trunk.output.weight"})
    EXPECT_EQ(checkpoint.tensors.at(name), exact.tensors.at(name)) << name;
}

}  // namespace
}  // namespace aeolian::trainer
