// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>

#include "core/model/description.h"

namespace aeolian::trainer {

/** The number of data-parallel workers on the CPU for `threads`; 0 = all cores of the machine. */
int worker_count(int threads);

/** Estimates the time for finishing after the last step, seconds, on two cores of 2023. */
double closing_seconds(ModelKind kind, double corpus_seconds);

/** The number of trained values of all networks. */
std::int64_t trained_values(const ModelDescription& description);

/** The facts that decide how much memory the sounds take. */
struct LearnedSound {
  double seconds = 0;
  bool is_varied = false;    ///< also learned transposed
  bool is_in_cache = false;  ///< its frames are read from the cache
};

/**
 * Estimates the peak memory of a training, bytes; accurate to about a third, as measured on a CPU. `workers`
 * learn at the same time, each from its part of a batch.
 */
double expected_memory(const ModelDescription& description, const LearnedSound& sound, int workers);

}  // namespace aeolian::trainer
