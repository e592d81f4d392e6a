// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace aeolian {

/** An instruction set that the kernels were compiled for, by its Highway name: AVX2, NEON, SCALAR ... */
struct InstructionSet {
  std::string name;
  bool available;  ///< on this processor
};

/** Lists them all, the best first. */
std::vector<InstructionSet> instruction_sets();

/** The one in use: the best that the processor has, unless a test chose another. */
std::string_view instruction_set();

/**
 * Makes all kernels use this instruction set from now on; an empty name = the best one. Returns false, and
 * changes nothing, if it is not available. For tests and benchmarks, while no other thread computes.
 */
bool use_instruction_set(std::string_view name);

}  // namespace aeolian
