// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string_view>

namespace aeolian {

/** What a processor can do, as far as it matters to linear algebra. */
struct ProcessorFeatures {
  bool avx2 = false;    ///< and FMA
  bool avx512 = false;  ///< F, DQ, BW and VL
};

ProcessorFeatures processor_features();

/**
 * The OpenBLAS kernels (names of its OPENBLAS_CORETYPE) that serve a processor of these features where
 * OpenBLAS chose `chosen` by itself; empty where its choice is good. A processor that is younger than
 * OpenBLAS is taken for one of 2004 (Prescott): Debian 12's 0.3.21 learns at less than half speed then
 * (measured: trainer/EXPERIMENTS.md).
 */
std::string_view better_kernels(std::string_view chosen, const ProcessorFeatures& features);

/**
 * Where OpenBLAS chose badly, starts this program again with the better kernels named in its environment, as
 * they are chosen when the library is loaded; returns where there is nothing to be done, or where
 * OPENBLAS_CORETYPE is set. To be called before anything is done.
 */
void restart_with_better_kernels(char* const* arguments);

}  // namespace aeolian
