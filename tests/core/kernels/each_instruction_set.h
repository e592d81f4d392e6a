// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <gtest/gtest.h>

#include <ostream>
#include <string>
#include <vector>

#include "core/kernels/instruction_sets.h"
#include "core/random.h"

namespace aeolian {

/** Prints the name for GoogleTest. */
inline void PrintTo(const InstructionSet& set, std::ostream* out) {  // NOLINT(readability-identifier-naming)
  *out << set.name;
}

/** A suite that runs once for each compiled instruction set. */
class EachInstructionSet : public testing::TestWithParam<InstructionSet> {
 protected:
  void SetUp() override {
    if (!GetParam().available) GTEST_SKIP() << "this processor has no " << GetParam().name;
    ASSERT_TRUE(use_instruction_set(GetParam().name));
    ASSERT_EQ(instruction_set(), GetParam().name);
  }
  void TearDown() override { use_instruction_set({}); }
};

inline std::string name_of(const testing::TestParamInfo<InstructionSet>& set) {
  return set.param.name;
}

/** The instruction sets with fused multiply-add that this processor has. */
inline std::vector<std::string> fused_instruction_sets() {
  std::vector<std::string> names;
  for (const auto& set : instruction_sets())
    if (set.available && set.name != "SSE4" && set.name != "SCALAR" && set.name != "EMU128")
      names.push_back(set.name);
  return names;
}

inline std::vector<float> random_values(std::size_t count, Random& random) {
  std::vector<float> values(count);
  for (float& value : values) value = random.normal();
  return values;
}

}  // namespace aeolian
