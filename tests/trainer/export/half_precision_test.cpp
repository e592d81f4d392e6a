// SPDX-License-Identifier: GPL-3.0-or-later
#include "trainer/export/half_precision.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

#include "tests/core/model/random_checkpoint.h"

namespace aeolian {
namespace {

Checkpoint with_passages() {
  auto checkpoint = random_checkpoint(ModelKind::small);
  add_recollection(checkpoint, .3f, .7f);
  for (float& latent : checkpoint.tensors.at("recollection.moments").values) latent *= .3f;
  checkpoint.tensors.at("recollection.entrances").values[0] = 12345.f;
  return checkpoint;
}

TEST(RoundToHalf, ChangesMatricesAndPassagesByLessThanATwoThousandthAndNothingElse) {
  const auto exact = with_passages();
  auto rounded = exact;
  round_to_half(rounded);
  for (const auto& [name, tensor] : exact.tensors) {
    const auto& values = rounded.tensors.at(name).values;
    if (name.ends_with(".weight") || name.starts_with("trunk.gru.weight") || name == "recollection.moments") {
      EXPECT_NE(values, tensor.values) << name;
      for (std::size_t i = 0; i < values.size(); ++i)
        ASSERT_NEAR(values[i], tensor.values[i], std::abs(tensor.values[i]) / 2048 + 0x1p-25) << name;
    } else {
      EXPECT_EQ(values, tensor.values) << name;
    }
  }
}

TEST(RoundToHalf, LeavesATensorExactThatHalfFloatsCannotHoldWell) {
  auto checkpoint = with_passages();
  auto& beyond = checkpoint.tensors.at("trunk.input.weight").values;
  beyond[0] = 70000.f;
  auto& minute = checkpoint.tensors.at("trunk.output.weight").values;
  for (float& value : minute) value *= 1e-7f;
  const auto exact = checkpoint;
  round_to_half(checkpoint);
  for (const auto* name : {"trunk.input.weight", "trunk.output.weight"})
    EXPECT_EQ(checkpoint.tensors.at(name), exact.tensors.at(name)) << name;
}

}  // namespace
}  // namespace aeolian
