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
  int operator()(const aeolian::TrainOptions& options) const { return aeolian::run_train(options); }
  int operator()(const aeolian::GenerateOptions& options) const { return aeolian::run_generate(options); }
  int operator()(const aeolian::TestOptions& options) const { return aeolian::run_test(options); }
  int operator()(const aeolian::InspectOptions& options) const { return aeolian::run_inspect(options); }
  int operator()(const aeolian::EvaluateOptions& options) const { return aeolian::run_evaluate(options); }
  int operator()(const aeolian::CacheOptions& options) const { return aeolian::run_cache(options); }
  int operator()(const aeolian::Ending& ending) const {
    (ending.status == 0 ? std::cout : std::cerr) << ending.text;
    return ending.status;
  }
};

}  // namespace

int main(int argc, char** argv) {
  aeolian::begin_process();
  const std::vector<std::string> arguments(argv + (argc > 0 ? 1 : 0), argv + argc);
  const auto command = aeolian::parse_command_line(arguments);
  if (std::holds_alternative<aeolian::TrainOptions>(command)) aeolian::restart_with_better_kernels(argv);
  return std::visit(Run{}, command);
}
