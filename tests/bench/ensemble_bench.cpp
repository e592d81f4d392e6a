// SPDX-License-Identifier: GPL-3.0-or-later
// ensemble_bench [CHECKPOINT...]: the cost of several voices of a model on one core, for each checkpoint, or
// without any for a model of the default sizes with random weights: step times relative to their budget, the
// number of allocations, and the cost of saving their state (core/state_archive.h).

#include <cstdio>
#include <memory>
#include <string>
#include <vector>

#include "core/generator/model_source.h"
#include "core/kernels/instruction_sets.h"
#include "core/model/checkpoint.h"
#include "core/realtime.h"
#include "core/state_archive.h"
#include "core/stream/step_renderer.h"
#include "tests/bench/machine.h"
#include "tests/bench/usual_sizes.h"
#include "tests/core/model/random_checkpoint.h"
#include "tests/core/spectrum/allocations.h"

namespace aeolian {
namespace {

constexpr double sounding_s = 20.;

using Model = std::shared_ptr<const Checkpoint>;

struct Keeping {
  std::size_t bytes;  ///< of the state
  double seconds;     ///< wall-clock time, median
};

Keeping keep(Source& source) {
  auto measured = StateArchive::writer({});
  source.archive(measured);
  std::vector<std::byte> memory(measured.size());
  std::vector<double> seconds;
  for (int i = 0; i < 21; ++i) {
    const Moment begin = Moment::now();
    auto state = StateArchive::writer(memory);
    source.archive(state);
    seconds.push_back((Moment::now() - begin).clock);
  }
  return {memory.size(), median(seconds)};
}

bool print_row(const Model& model, WeightFormat weights, VoiceNumber count) {
  auto source = make_model_source(model, {.weights = weights, .voice_limit = count});
  if (!source) {
    std::fprintf(stderr, "%s\n", source.error().message.c_str());
    return false;
  }
  (*source)->apply({.parameter = ParameterId::voices, .number = static_cast<float>(count)});
  StepRenderer renderer(**source);
  const double budget = static_cast<double>(renderer.step_size()) / renderer.sample_rate();
  const auto steps = static_cast<std::size_t>(sounding_s / budget);
  std::vector<double> clock, processor;
  clock.reserve(steps);
  processor.reserve(steps);
  renderer.render_step();  // the first step touches all memory
  const std::size_t allocations_before = allocations();
  for (std::size_t i = 0; i < steps; ++i) {
    const Moment begin = Moment::now();
    renderer.render_step();
    renderer.tail();
    const Moment took = Moment::now() - begin;
    clock.push_back(took.clock);
    processor.push_back(took.processor);
  }
  const std::size_t asked = allocations() - allocations_before;
  const Keeping kept = keep(**source);
  std::printf("| %s | %d | %.3f | %.1f %% | %.1f %% | %zu | %.2f MB in %.3f ms |\n",
              std::string(to_string(weights)).c_str(), count, 1e3 * median(processor) / count,
              100 * median(processor) / budget, 100 * quantile(clock, .99) / budget, asked,
              static_cast<double>(kept.bytes) * 1e-6, 1e3 * kept.seconds);
  return true;
}

bool bench(const std::string& name, const Model& model) {
  std::printf("\n%s, instruction set %s\n\n", name.c_str(), std::string(instruction_set()).c_str());
  std::printf(
      "| weights | voices | ms a voice and step | median step of its time | p99 by the clock | allocations "
      "| state kept |\n");
  std::printf("|---|---|---|---|---|---|---|\n");
  for (const WeightFormat weights : weight_formats) {
    for (const VoiceNumber count : {1, 4, 16, 64}) {
      if (!print_row(model, weights, count)) return false;
    }
  }
  return true;
}

bool bench_file(const char* path) {
  auto checkpoint = read_checkpoint(path);
  if (checkpoint) return bench(path, std::make_shared<const Checkpoint>(std::move(*checkpoint)));
  std::fprintf(stderr, "%s\n", checkpoint.error().message.c_str());
  return false;
}

}  // namespace
}  // namespace aeolian

int main(int argc, char** argv) {
  using namespace aeolian;
  denormals_off();
  print_conditions("voices, on one core");
  if (argc == 1) {
    const auto model = std::make_shared<const Checkpoint>(random_checkpoint(usual_sizes(ModelKind::small)));
    return bench("random weights", model) ? 0 : 1;
  }
  bool all = true;
  for (int i = 1; i < argc; ++i) all = bench_file(argv[i]) && all;
  return all ? 0 : 1;
}
