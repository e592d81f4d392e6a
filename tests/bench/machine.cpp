// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/bench/machine.h"

#include <cstdio>
#include <fstream>
#include <string>
#include <thread>

namespace aeolian {
namespace {

std::string processor_name() {
  std::ifstream information("/proc/cpuinfo");
  for (std::string line; std::getline(information, line);) {
    if (line.starts_with("model name")) return line.substr(line.find(':') + 2);
  }
  return "an unknown processor";
}

double load() {
  double load = 0;
  std::ifstream("/proc/loadavg") >> load;
  return load;
}

#if defined(__clang__)
constexpr const char* compiler = __VERSION__;
#else
constexpr const char* compiler = "GCC " __VERSION__;
#endif

}  // namespace

void print_conditions(const char* what) {
  std::printf("== %s\n%s, %u cores, load %.1f before; %s, %s\n", what, processor_name().c_str(),
              std::thread::hardware_concurrency(), load(), compiler, AEOLIAN_BENCH_BUILD);
}

}  // namespace aeolian
