// SPDX-License-Identifier: GPL-3.0-or-later
// voice_bench [CHECKPOINT...]: the cost of playing on one core, for each checkpoint, or without any for
// models of the default sizes with random weights, by Eigen and in each weight format: speed relative to real
// time (Voice::render, including resynthesis), step times relative to their budget (with the tail, as on the
// generation thread), where the time is spent, and the number of allocations while playing.

#include <cstdio>
#include <memory>
#include <string>
#include <vector>

#include "core/generator/ensemble.h"
#include "core/generator/voice.h"
#include "core/kernels/instruction_sets.h"
#include "core/model/checkpoint.h"
#include "core/realtime.h"
#include "core/stream/step_renderer.h"
#include "tests/bench/machine.h"
#include "tests/bench/usual_sizes.h"
#include "tests/core/model/random_checkpoint.h"
#include "tests/core/spectrum/allocations.h"

namespace aeolian {
namespace {

constexpr double sounding_s = 60.;
constexpr int repetitions = 3;

using Model = std::shared_ptr<const Checkpoint>;

struct Times {
  std::vector<double> clock, processor;

  void add(const Moment& took) {
    clock.push_back(took.clock);
    processor.push_back(took.processor);
  }
};

template <typename Work>
void measure(Times& times, Work work) {
  const Moment begin = Moment::now();
  work();
  times.add(Moment::now() - begin);
}

/** One way of computing, a row of the table. */
struct Way {
  const char* name = "";
  Quality quality = Quality::normal;
  Arithmetic arithmetic = {};
};
constexpr Way ways[]{
    {"quality normal, weights float32 by Eigen", Quality::normal, {.by_eigen = true}},
    {"quality normal, weights float32", Quality::normal, {WeightFormat::float32}},
    {"quality normal, weights bfloat16", Quality::normal, {WeightFormat::bfloat16}},
    {"quality normal, weights int8", Quality::normal, {WeightFormat::int8}},
    {"quality refined, weights float32", Quality::refined, {WeightFormat::float32}},
};

std::unique_ptr<Voice> make_voice(const Model& model, const Way& way) {
  const auto voice_of = [&](std::unique_ptr<Engine> engine) {
    return Voice::create(std::move(engine), {.quality = way.quality});
  };
  auto voice = make_engine(model, way.arithmetic).and_then(voice_of);
  if (voice) return std::move(*voice);
  std::fprintf(stderr, "%s\n", voice.error().message.c_str());
  return nullptr;
}

void print_speed(const Model& model, const Way& way) {
  Times runs;
  for (int i = 0; i < repetitions; ++i) {
    const auto voice = make_voice(model, way);
    std::vector<float> hop(static_cast<std::size_t>(voice->hop()));
    const auto hops = static_cast<int>(sounding_s * voice->sample_rate() / voice->hop());
    measure(runs, [&] {
      for (int n = 0; n < hops; ++n) voice->render(hop);
    });
  }
  std::printf("  render %.0f s: %.1f times real time by processor time, %.1f by the clock (medians of %d)\n",
              sounding_s, sounding_s / median(runs.processor), sounding_s / median(runs.clock), repetitions);
}

void print_step_times(const char* name, const std::vector<double>& seconds, double budget) {
  std::printf("  %-16s", name);
  for (const double share : {0.5, 0.99, 0.999, 1.}) std::printf(" %8.3f", 1e3 * quantile(seconds, share));
  std::printf(" ms;  p99.9 is %4.1f %% of the budget\n", 100 * quantile(seconds, 0.999) / budget);
}

/** Engine, tail, and both together with resynthesis, step by step. */
void print_steps(const Model& model, const Way& way) {
  const auto voice = make_voice(model, way);
  const auto twin = make_engine(model, way.arithmetic);
  Ensemble voices(make_voice(model, way));
  StepRenderer renderer(voices);
  Random random(1);
  const std::vector<float> encoding(static_cast<std::size_t>(model->description.encoding_size), 0.25f);
  const double budget = static_cast<double>(renderer.step_size()) / renderer.sample_rate();
  const auto steps = static_cast<std::size_t>(sounding_s / budget);
  Times whole, rendering, tail, engine, guided;
  for (Times* times : {&whole, &rendering, &tail, &engine, &guided}) {
    times->clock.reserve(steps);
    times->processor.reserve(steps);
  }
  const std::size_t allocations_before = allocations();
  for (std::size_t i = 0; i < steps; ++i) {
    const Moment begin = Moment::now();
    renderer.render_step();
    const Moment rendered = Moment::now();
    renderer.tail();
    const Moment end = Moment::now();
    whole.add(end - begin);
    rendering.add(rendered - begin);
    tail.add(end - rendered);
  }
  // Measures the same engine in a separate loop, because between the steps the caches would be in another
  // state than while playing.
  for (std::size_t i = 0; i < steps; ++i) {
    measure(engine, [&] { (*twin)->step({1.f, encoding}, random); });
  }
  for (std::size_t i = 0; i < steps; ++i) {
    measure(guided, [&] { (*twin)->step({1.f, encoding, 2.f}, random); });
  }
  const std::size_t asked = allocations() - allocations_before;

  std::printf("  step of %zu samples, budget %.3f ms, %zu steps\n", renderer.step_size(), 1e3 * budget,
              steps);
  std::printf("  %-16s %8s %8s %8s %8s\n", "", "p50", "p99", "p99.9", "longest");
  print_step_times("by the clock", whole.clock, budget);
  print_step_times("processor time", whole.processor, budget);
  std::printf(
      "  median step: engine %.3f ms (alone; guided %.3f), bands, noise, phase and overlap-add %.3f ms, tail "
      "%.3f ms\n",
      1e3 * median(engine.processor), 1e3 * median(guided.processor),
      1e3 * (median(rendering.processor) - median(engine.processor)), 1e3 * median(tail.processor));
  std::printf("  allocations in %zu steps: %zu\n", steps, asked);
}

bool bench(const std::string& name, const Model& model) {
  const ModelDescription& d = model->description;
  std::printf("\n%s: %s, %d Hz, window %d, hop %d, %d bands, %d frames a step, %.2f M parameters\n",
              name.c_str(), std::string(to_string(d.kind)).c_str(), d.front_end.sample_rate,
              d.front_end.window, d.front_end.hop, d.front_end.bands, d.frames_per_step,
              static_cast<double>(model->values()) * 1e-6);
  std::printf("  instruction set: %s\n", std::string(instruction_set()).c_str());
  for (const Way& way : ways) {
    if (!make_voice(model, way)) return false;
    std::printf("  %s\n", way.name);
    print_speed(model, way);
    print_steps(model, way);
  }
  return true;
}

bool bench_file(const char* path) {
  auto checkpoint = read_checkpoint(path);
  if (!checkpoint) {
    std::fprintf(stderr, "%s\n", checkpoint.error().message.c_str());
    return false;
  }
  return bench(path, std::make_shared<const Checkpoint>(std::move(*checkpoint)));
}

bool bench_usual_sizes() {
  bool all = true;
  for (const ModelKind kind : {ModelKind::small, ModelKind::frame_lstm}) {
    all = bench("random weights", std::make_shared<const Checkpoint>(random_checkpoint(usual_sizes(kind)))) &&
          all;
  }
  return all;
}

}  // namespace
}  // namespace aeolian

int main(int argc, char** argv) {
  aeolian::denormals_off();
  aeolian::print_conditions("playing, on one core");
  if (argc == 1) return aeolian::bench_usual_sizes() ? 0 : 1;
  bool all = true;
  for (int i = 1; i < argc; ++i) all = aeolian::bench_file(argv[i]) && all;
  return all ? 0 : 1;
}
