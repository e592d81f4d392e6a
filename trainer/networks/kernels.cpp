// SPDX-License-Identifier: GPL-3.0-or-later
#include "trainer/networks/kernels.h"

#include <dlfcn.h>
#include <unistd.h>

#include <cstdlib>
#include <string>

#include "core/process/program_files.h"

namespace aeolian::trainer {

ProcessorFeatures processor_features() {
#if defined(__x86_64__)
  return {.avx2 = __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma"),
          .avx512 = __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512dq") &&
                    __builtin_cpu_supports("avx512bw") && __builtin_cpu_supports("avx512vl")};
#else
  return {};
#endif
}

std::string_view better_kernels(std::string_view chosen, const ProcessorFeatures& features) {
  if (chosen != "Prescott") return {};
  if (features.avx512) return "SkylakeX";
  return features.avx2 ? "Haswell" : "";
}

void restart_with_better_kernels(char* const* arguments) {
  constexpr const char* variable = "OPENBLAS_CORETYPE";
  using CoreName = char* (*)();
  const auto core_name = reinterpret_cast<CoreName>(dlsym(RTLD_DEFAULT, "openblas_get_corename"));
  if (core_name == nullptr || std::getenv(variable) != nullptr) return;
  const std::string better(better_kernels(core_name(), processor_features()));
  if (better.empty()) return;
  const auto program = program_file();
  setenv(variable, better.c_str(), 0);
  execv(program.c_str(), arguments);  // returns only on failure; then the slow kernels must do
}

}  // namespace aeolian::trainer
