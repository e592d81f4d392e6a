// SPDX-License-Identifier: GPL-3.0-or-later
#include <iostream>
#include <string>
#include <variant>
#include <vector>

#include "core/process/begin_process.h"
#include "trainer/cli/options.h"
#include "trainer/commands/cache_command.h"
#include "trainer/commands/generate.h"
#include "trainer/commands/inspect.h"
#include "trainer/commands/test_command.h"
#include "trainer/evaluate/evaluate.h"
#include "trainer/networks/kernels.h"
#include "trainer/train/train.h"

namespace {

struct Run {
  int operator()(const aeolian::trainer::TrainOptions& options) const {
    return aeolian::trainer::run_train(options);
  }
  int operator()(const aeolian::trainer::GenerateOptions& options) const {
    return aeolian::trainer::run_generate(options);
  }
  int operator()(const aeolian::trainer::TestOptions& options) const {
    return aeolian::trainer::run_test(options);
  }
  int operator()(const aeolian::trainer::InspectOptions& options) const {
    return aeolian::trainer::run_inspect(options);
  }
  int operator()(const aeolian::trainer::EvaluateOptions& options) const {
    return aeolian::trainer::run_evaluate(options);
  }
  int operator()(const aeolian::trainer::CacheOptions& options) const {
    return aeolian::trainer::run_cache(options);
  }
  int operator()(const aeolian::trainer::Ending& ending) const {
    (ending.status == 0 ? std::cout : std::cerr) << ending.text;
    return ending.status;
  }
};

}  // namespace

int main(int argc, char** argv) {
  aeolian::begin_process();
  const std::vector<std::string> arguments(argv + (argc > 0 ? 1 : 0), argv + argc);
  const auto command = aeolian::trainer::parse_command_line(arguments);
  if (std::holds_alternative<aeolian::trainer::TrainOptions>(command))
    aeolian::trainer::restart_with_better_kernels(argv);
  return std::visit(Run{}, command);
}
