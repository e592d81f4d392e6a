// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string_view>

namespace aeolian::trainer {

/** The features of a processor that matter for linear algebra. */
struct ProcessorFeatures {
  bool avx2 = false;    ///< and FMA
  bool avx512 = false;  ///< F, DQ, BW and VL
};

ProcessorFeatures processor_features();

/**
 * The OpenBLAS kernels (names of its OPENBLAS_CORETYPE) for a processor with these features, if OpenBLAS
 * itself chose `chosen`; empty if its choice is good. OpenBLAS treats a processor newer than itself like one
 * of 2004 (Prescott): Debian 12's 0.3.21 then trains at less than half the speed (measured:
 * trainer/EXPERIMENTS.md).
 */
std::string_view better_kernels(std::string_view chosen, const ProcessorFeatures& features);

/**
 * If OpenBLAS chose badly, restarts this program with the better kernels named in its environment, because
 * they are chosen when the library is loaded. Returns if there is nothing to do, or if OPENBLAS_CORETYPE is
 * set. Must be called before anything else.
 */
void restart_with_better_kernels(char* const* arguments);

}  // namespace aeolian::trainer
