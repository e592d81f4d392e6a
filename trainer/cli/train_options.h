// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "core/model/description.h"
#include "trainer/cli/train_settings.h"

namespace aeolian::trainer {

enum class Device { automatic, cpu, cuda };

/** The window of `--low-latency`, a quarter of the usual one; its step is then a quarter as long, too. */
inline constexpr double low_latency_window_ms = 11.6;
inline constexpr const char* low_latency_step = "frames=4";

/** Minutes of passages that a checkpoint keeps: the default and the maximum. */
inline constexpr double default_passage_minutes = 32, most_passage_minutes = 600;

/** The default limit of the cache, bytes: about 130 hours of analysed sound. */
inline constexpr std::uint64_t default_cache_limit = 32'000'000'000;

/** Where analysed sounds are kept. */
struct CacheChoice {
  std::optional<std::filesystem::path> folder;  ///< not given = the user's default folder
  bool is_off = false;                          ///< keeps them in memory only
  std::uint64_t limit = default_cache_limit;    ///< bytes
};

/** The library that sums over processes, under PyTorch's names: Gloo on CPUs, NCCL on GPUs. */
enum class RankBackend { gloo, nccl };

/** The maximum number of processes that share a training. */
inline constexpr int most_ranks = 1024;

/** The distributed training options as typed; trainer/rendezvous/rank_settings.h resolves them. */
struct RankChoice {
  std::string ranks;                                 ///< a number, torchrun or slurm; empty = trains alone
  std::optional<int> rank;                           ///< of this process
  std::string join;                                  ///< HOST:PORT of rank 0
  std::optional<std::filesystem::path> secret_file;  ///< holds the secret that all ranks know
  int sync_every = 1;                                ///< steps between two sums
  RankBackend backend = RankBackend::gloo;
};

/** The options of `aeolian train`; checked by parse_command_line. */
struct TrainOptions {
  std::vector<std::string> paths;  ///< PATH or NAME=PATH
  std::filesystem::path output;    ///< the checkpoint; samples are written beside it
  std::string command;             ///< as typed, without the machine's folders; stored in the provenance
  std::string licence;             ///< of the sounds, as stated; empty = not stated

  std::optional<double> minutes;  ///< training time; with neither minutes nor epochs = default_minutes
  std::optional<int> epochs;      ///< passes over the sound
  std::optional<std::filesystem::path> from;  ///< the checkpoint to begin from
  bool resume = false;                        ///< continue the training of the output
  bool keep_state = false;                    ///< keep OUTPUT.training after a finished training
  std::optional<std::filesystem::path> log;   ///< a .csv or .jsonl file for the losses
  bool quiet = false;                         ///< print nothing but errors
  bool dry_run = false;                       ///< say what a training would do, but write nothing

  TrainSettings settings;
  Device device = Device::automatic;
  int threads = 0;  ///< 0 = one per core
  std::uint64_t rng_seed = 1;

  std::optional<int> sample_rate;  ///< Hz
  std::optional<double> window_ms;
  std::optional<int> bands;
  std::optional<double> max_frequency;  ///< Hz
  bool keep_silence = false;
  CacheChoice cache;
  RankChoice ranks;
  double analysis_begins_at = 0;  ///< 0..1, the file that is analysed first; differs between ranks
  int local_rank = 0;             ///< among the ranks on this machine; selects the GPU
  double passage_minutes = default_passage_minutes;  ///< of the corpus, stored in the checkpoint; 0 = none
  double memory = 1;                                 ///< 0..1, the checkpoint's default of /memory

  int n_samples = 3;            ///< number of samples written each time; 0 = none
  int sample_every = 0;         ///< epochs between samples; 0 = only at the end
  double sample_duration = 10;  ///< seconds
};

inline constexpr double default_training_minutes = 30;

}  // namespace aeolian::trainer
