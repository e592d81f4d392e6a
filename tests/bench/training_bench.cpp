// SPDX-License-Identifier: GPL-3.0-or-later
// training_bench [SECONDS]: the number of frames per second that each stage of training processes on all
// cores (at most eight workers), at the default sizes, on a minute of generated sound. Each model is trained
// for SECONDS (20), the two stages of `small` for half of that each.

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <numbers>
#include <thread>
#include <vector>

#include "core/parse_number.h"
#include "core/random.h"
#include "tests/bench/machine.h"
#include "tests/bench/usual_sizes.h"
#include "trainer/corpus/corpus.h"
#include "trainer/dataset/dataset.h"
#include "trainer/learn/autoencoder_objective.h"
#include "trainer/learn/byte_objective.h"
#include "trainer/learn/codec_objective.h"
#include "trainer/learn/frame_lstm_objective.h"
#include "trainer/learn/trunk_objective.h"
#include "trainer/networks/kernels.h"

namespace aeolian {
namespace {

constexpr int steps_before_the_clock_starts = 1;
constexpr int sounding_s = 60;

/** Plucked tones over noise that swells, to learn from. */
trainer::Corpus make_corpus(int sample_rate) {
  Random random(1);
  trainer::Recording sound{"made.wav", "made",
                           std::vector<float>(static_cast<std::size_t>(sample_rate * sounding_s))};
  float frequency = 220.f;
  float phase = 0.f;
  for (std::size_t i = 0; i < sound.samples.size(); ++i) {
    const auto since_pluck = i % static_cast<std::size_t>(sample_rate / 3);
    if (since_pluck == 0) frequency = 110.f * std::exp2(3.f * random.uniform());
    const float seconds = static_cast<float>(since_pluck) / static_cast<float>(sample_rate);
    phase = std::fmod(phase + frequency / static_cast<float>(sample_rate), 1.f);
    const float tone = std::sin(2.f * std::numbers::pi_v<float> * phase) * std::exp(-6.f * seconds);
    sound.samples[i] = 0.3f * tone + 0.02f * random.normal();
  }
  return {sample_rate, {std::move(sound)}, {}};
}

void bench(trainer::Objective& objective, double seconds, double frame_rate) {
  for (int i = 0; i < steps_before_the_clock_starts; ++i) objective.step(0.);
  std::vector<double> step_s;
  double spent = 0;
  while (spent < seconds) {
    const Moment begin = Moment::now();
    objective.step(std::min(1., spent / seconds));
    step_s.push_back((Moment::now() - begin).clock);
    spent += step_s.back();
  }
  const double frames = objective.frames_per_step() / median(step_s);
  std::printf(
      "  %-10s %8.0f frames a second (%.0f times real time); a step of %.0f frames in %.1f ms, median of "
      "%zu\n",
      std::string(objective.stage()).c_str(), frames, frames / frame_rate, objective.frames_per_step(),
      1e3 * median(step_s), step_s.size());
  std::fflush(stdout);
}

void bench_small(const trainer::Corpus& corpus, int workers, double seconds) {
  ModelDescription d = usual_sizes(ModelKind::small);
  const trainer::Dataset dataset = trainer::make_dataset(corpus, d.front_end);
  trainer::CodecObjective codec_learner(dataset, d, workers, 1, torch::kCPU);
  bench(codec_learner, seconds / 2, d.front_end.frame_rate());
  trainer::Codec codec = codec_learner.finish(d);
  const trainer::Latents latents = trainer::encode_dataset(dataset, codec, d, torch::kCPU);
  trainer::TrunkObjective trunk_learner(dataset, latents, d, workers, 1, torch::kCPU);
  bench(trunk_learner, seconds / 2, d.front_end.frame_rate());
}

template <class Baseline>
void bench_baseline(ModelKind kind, const trainer::Corpus& corpus, int workers, double seconds) {
  const ModelDescription d = usual_sizes(kind);
  const trainer::Dataset dataset = trainer::make_dataset(corpus, d.front_end);
  Baseline objective(dataset, d, workers, 1, torch::kCPU);
  bench(objective, seconds, d.front_end.frame_rate());
}

/** Here a frame is an 8-bit sample. */
void bench_bytes(int workers, double seconds) {
  const trainer::Corpus corpus = make_corpus(default_byte_rate);
  const trainer::Dataset dataset = trainer::make_byte_dataset(corpus, corpus.peak());
  trainer::ByteObjective objective(dataset, usual_sizes(ModelKind::bytes), workers, 1, torch::kCPU);
  bench(objective, seconds, default_byte_rate);
}

}  // namespace
}  // namespace aeolian

int main(int argc, char** argv) {
  aeolian::trainer::restart_with_better_kernels(argv);
  const double seconds = argc > 1 ? aeolian::parse_number<double>(argv[1]).value_or(0.) : 20.;
  if (argc > 2 || !(seconds > 0)) {
    std::fprintf(stderr, "usage: training_bench [SECONDS]\n");
    return 2;
  }
  aeolian::trainer::one_thread_each();
  aeolian::print_conditions("training");
  const int workers = static_cast<int>(std::clamp(std::thread::hardware_concurrency(), 1u, 8u));
  std::printf("%d workers\n\n", workers);
  const auto corpus = aeolian::make_corpus(44100);
  aeolian::bench_small(corpus, workers, seconds);
  using aeolian::ModelKind;
  aeolian::bench_baseline<aeolian::trainer::FrameLstmObjective>(ModelKind::frame_lstm, corpus, workers,
                                                                seconds);
  aeolian::bench_baseline<aeolian::trainer::AutoencoderObjective>(ModelKind::autoencoder, corpus, workers,
                                                                  seconds);
  aeolian::bench_bytes(workers, seconds);
  return 0;
}
