// SPDX-License-Identifier: GPL-3.0-or-later
#include "trainer/train/forecast.h"

#include <algorithm>
#include <thread>

#include "trainer/networks/modules.h"

namespace aeolian {

namespace {

/** The process with LibTorch loaded, and the sounds of a batch on their way through the networks, bytes. */
constexpr double libraries = 350e6, a_batch = 150e6;
constexpr double bytes_a_float = 4;

/** Time for finishing: seconds, and more per minute of sound. */
constexpr double closing_s = 15, closing_s_a_minute = 0.5;

/** More workers than a batch feeds would wait for each other. */
constexpr int most_workers = 8;

std::int64_t values_of(const torch::nn::Module& module) {
  std::int64_t count = 0;
  for (const auto& parameter : module.parameters()) count += parameter.numel();
  return count;
}

/** Of a second of sound in what is learned from, bytes. */
double bytes_a_second(const ModelDescription& d) {
  if (d.kind == ModelKind::bytes) return d.front_end.sample_rate;
  const double frames = d.front_end.frame_rate() * d.front_end.bands * bytes_a_float;
  if (d.kind != ModelKind::small) return frames;
  // Mean and deviation of the latents, for every alignment of frames to steps
  return frames + d.front_end.frame_rate() * d.latent_size * 2 * bytes_a_float;
}

}  // namespace

int worker_count(int threads) {
  const int machine = static_cast<int>(std::max(1u, std::thread::hardware_concurrency()));
  return std::min(threads > 0 ? threads : machine, most_workers);
}

double closing_seconds(ModelKind kind, double corpus_seconds) {
  return kind == ModelKind::small ? closing_s + closing_s_a_minute * corpus_seconds / 60 : 1;
}

std::int64_t trained_values(const ModelDescription& d) {
  switch (d.kind) {
    case ModelKind::small:
      return values_of(*Codec(d)) + values_of(*Trunk(d)) + values_of(*WindowEncoder(d));
    case ModelKind::frame_lstm:
      return values_of(*FrameLstm(d));
    case ModelKind::autoencoder:
      return values_of(*Autoencoder(d));
    case ModelKind::bytes:
      return values_of(*ByteLstm(d));
  }
  return 0;
}

double expected_memory(const ModelDescription& description, const Corpus& corpus, bool is_varied,
                       int workers) {
  const double samples = corpus.seconds() * corpus.sample_rate * bytes_a_float;
  const double learned = corpus.seconds() * (is_varied ? 3 : 1) * bytes_a_second(description);
  // Weights, their average, the best of them, two moments of AdamW, and gradients of each worker
  const double networks = static_cast<double>(trained_values(description)) * bytes_a_float * (5 + workers);
  return libraries + a_batch + samples + learned + networks;
}

}  // namespace aeolian
