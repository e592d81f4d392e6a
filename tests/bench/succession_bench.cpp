// SPDX-License-Identifier: GPL-3.0-or-later
// succession_bench [CHECKPOINT]: the cost of a step while one source fades to another, compared with a step
// of a single source, including the tail, as on the generation thread; with a model of the same rate, and
// with a resampled one. Without a checkpoint, uses models of the default sizes with random weights.

#include <cstdio>
#include <memory>
#include <vector>

#include "core/generator/ensemble.h"
#include "core/generator/source_crossfader.h"
#include "core/generator/voice.h"
#include "core/model/checkpoint.h"
#include "core/realtime.h"
#include "core/stream/step_renderer.h"
#include "tests/bench/machine.h"
#include "tests/bench/usual_sizes.h"
#include "tests/core/model/random_checkpoint.h"
#include "tests/core/spectrum/allocations.h"

namespace aeolian {
namespace {

constexpr int fades = 300;
constexpr int steps_between = 7;

using Model = std::shared_ptr<const Checkpoint>;

Model random_model(int sample_rate) {
  const auto front_end = make_front_end(sample_rate, default_window_ms, default_bands, default_max_frequency);
  return std::make_shared<const Checkpoint>(random_checkpoint(small_tier(*front_end)));
}

void print(const char* name, const std::vector<double>& seconds, double budget, double plain) {
  std::printf(
      "  %-22s %8.3f %8.3f %8.3f ms; median %.2f times that of a plain step, p99.9 is %4.1f %% of the "
      "budget\n",
      name, 1e3 * quantile(seconds, 0.5), 1e3 * quantile(seconds, 0.99), 1e3 * quantile(seconds, 0.999),
      quantile(seconds, 0.5) / plain, 100 * quantile(seconds, 0.999) / budget);
}

void bench(const char* name, const Model& first, const Model& second) {
  const auto make = [](const Model& model) -> std::unique_ptr<Source> {
    return std::make_unique<Ensemble>(*Voice::create(model, {}));
  };
  SourceCrossfader crossfader(make(first));
  StepRenderer renderer(crossfader);
  const double budget = static_cast<double>(renderer.step_size()) / renderer.sample_rate();
  std::vector<double> plain, fading, fading_processor;
  std::size_t asked = 0;
  const auto step = [&](std::vector<double>& clock, std::vector<double>& processor) {
    const std::size_t before = allocations();
    const Moment begin = Moment::now();
    renderer.render_step();
    renderer.tail();
    const Moment took = Moment::now() - begin;
    asked += allocations() - before;
    clock.push_back(took.clock);
    processor.push_back(took.processor);
  };
  std::vector<double> plain_processor;
  for (auto* times : {&plain, &fading, &fading_processor, &plain_processor}) times->reserve(fades * 16);
  for (int fade = 0; fade < fades; ++fade) {
    // The first model must play at its own rate, so that a plain step is that of a voice without resampling.
    for (const Model& next : {second, first}) {
      crossfader.offer(make(next));
      while (!crossfader.take_retired()) step(fading, fading_processor);
    }
    for (int i = 0; i < steps_between; ++i) step(plain, plain_processor);
  }
  std::printf("\n%s: step of %zu samples, budget %.3f ms, %zu plain steps, %zu in fades\n", name,
              renderer.step_size(), 1e3 * budget, plain.size(), fading.size());
  std::printf("  %-22s %8s %8s %8s\n", "", "p50", "p99", "p99.9");
  print("plain, clock", plain, budget, quantile(plain, 0.5));
  print("fading, clock", fading, budget, quantile(plain, 0.5));
  print("plain, processor", plain_processor, budget, quantile(plain_processor, 0.5));
  print("fading, processor", fading_processor, budget, quantile(plain_processor, 0.5));
  std::printf("  allocations in these steps: %zu\n", asked);
}

}  // namespace
}  // namespace aeolian

int main(int argc, char** argv) {
  using namespace aeolian;
  denormals_off();
  print_conditions("one source fades into another, on one core");
  Model model = random_model(44100);
  if (argc > 1) {
    auto checkpoint = read_checkpoint(argv[1]);
    if (!checkpoint) {
      std::fprintf(stderr, "%s\n", checkpoint.error().message.c_str());
      return 1;
    }
    model = std::make_shared<const Checkpoint>(std::move(*checkpoint));
  }
  bench("a model of the same rate", model, model);
  bench("a model of 48 kHz, resampled", model, random_model(48000));
  bench("a model of 16 kHz, resampled", model, random_model(16000));
}
