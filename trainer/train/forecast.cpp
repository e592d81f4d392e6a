// SPDX-License-Identifier: GPL-3.0-or-later
#include "trainer/train/forecast.h"

#include <algorithm>
#include <thread>

#include "trainer/learn/latents.h"
#include "trainer/networks/modules.h"

namespace aeolian::trainer {

namespace {

/** Memory of the process with LibTorch loaded, and of a batch on its way through the networks, bytes. */
constexpr double libraries = 350e6, a_batch = 150e6;
constexpr double bytes_a_float = 4;

/** Time for finishing: fixed, and per minute of sound, seconds. */
constexpr double closing_s = 15, closing_s_a_minute = 0.5;

/** With more workers than a batch can occupy, they would wait for each other. */
constexpr int most_workers = 8;

std::int64_t values_of(const torch::nn::Module& module) {
  std::int64_t count = 0;
  for (const auto& parameter : module.parameters()) count += parameter.numel();
  return count;
}

/** The maximum of samples of files read at the same time, bytes, and the number of their copies. */
constexpr double most_samples_read = 500e6, copies_of_samples = 2.5;

constexpr double bytes_a_half = 2;

/** Memory of frames that are kept, bytes. */
double memory_of_frames(const ModelDescription& d, const LearnedSound& sound) {
  if (d.kind == ModelKind::bytes) return sound.seconds * d.front_end.sample_rate;
  if (sound.is_in_cache) return 0;
  const double copies = sound.is_varied ? 3 : 1;
  return copies * sound.seconds * d.front_end.frame_rate() * d.front_end.bands * bytes_a_half;
}

/** Memory of latents with their deviations, and of the frames that finishing reads, bytes. */
double memory_of_latents_and_sample(const ModelDescription& d, const LearnedSound& sound) {
  if (d.kind != ModelKind::small) return 0;
  const double sampled = std::min(sound.seconds, sample_s) * d.step_rate() * bytes_a_float;
  const double a_step = 2 * d.latent_size;
  const double all =
      sound.seconds * (sound.is_varied ? 3 : 1) * d.front_end.frame_rate() * a_step * bytes_a_float;
  return (all <= most_latents_in_memory ? all : sampled * a_step) + sampled * d.front_end.bands;
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

double expected_memory(const ModelDescription& d, const LearnedSound& sound, int workers) {
  const double samples = sound.seconds * d.front_end.sample_rate * bytes_a_float;
  const double reading = d.kind == ModelKind::bytes
                             ? samples * copies_of_samples
                             : std::min(most_samples_read, samples * copies_of_samples);
  // Weights, their average, the best average, two moments of AdamW, and the gradients of each worker.
  const double networks = static_cast<double>(trained_values(d)) * bytes_a_float * (5 + workers);
  const double learning = a_batch + memory_of_latents_and_sample(d, sound) + networks;
  return libraries + memory_of_frames(d, sound) + std::max(reading, learning);
}

}  // namespace aeolian::trainer
