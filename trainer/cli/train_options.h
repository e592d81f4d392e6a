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

/** The window of `--low-latency`, a quarter of the usual one, and its step, which then lasts a quarter too.
 */
inline constexpr double low_latency_window_ms = 11.6;
inline constexpr const char* low_latency_step = "frames=4";

/** Minutes of the corpus of which a checkpoint keeps passages, and the most. */
inline constexpr double default_passage_minutes = 32, most_passage_minutes = 600;

/** Bytes of analysed sound that a cache keeps unless told otherwise: about 130 hours. */
inline constexpr std::uint64_t default_cache_limit = 32'000'000'000;

/** Where sounds are kept once they are analysed. */
struct CacheChoice {
  std::optional<std::filesystem::path> folder;  ///< not given = the user's own
  bool is_off = false;                          ///< in memory alone
  std::uint64_t limit = default_cache_limit;    ///< bytes
};

/** The library that adds up over processes, by PyTorch's names: Gloo on CPUs, NCCL on GPUs. */
enum class RankBackend { gloo, nccl };

/** Processes that may share a training. */
inline constexpr int most_ranks = 1024;

/** A training that several processes share, as typed; trainer/rendezvous/rank_settings.h makes sense of it.
 */
struct RankChoice {
  std::string ranks;                                 ///< a number, torchrun or slurm; empty = trains alone
  std::optional<int> rank;                           ///< of this process
  std::string join;                                  ///< HOST:PORT at which rank 0 is found
  std::optional<std::filesystem::path> secret_file;  ///< that holds what all ranks know
  int sync_every = 1;                                ///< steps
  RankBackend backend = RankBackend::gloo;
};

/** The options of `aeolian train`; checked by parse_command_line. */
struct TrainOptions {
  std::vector<std::string> paths;  ///< PATH or NAME=PATH
  std::filesystem::path output;    ///< the checkpoint; samples are written beside it
  std::string command;             ///< as typed, without the machine's folders, for the provenance
  std::string licence;             ///< of the sounds, as stated; empty = not stated

  std::optional<double> minutes;              ///< training time; without minutes and epochs = default_minutes
  std::optional<int> epochs;                  ///< passes over the sound
  std::optional<std::filesystem::path> from;  ///< the checkpoint to begin from
  bool resume = false;                        ///< continue the training of the output
  bool keep_state = false;                    ///< keep OUTPUT.training after a finished training
  std::optional<std::filesystem::path> log;   ///< a .csv or .jsonl file with the losses as they become
  bool quiet = false;                         ///< print nothing but errors
  bool dry_run = false;                       ///< say what a training would do; write nothing

  TrainSettings settings;
  Device device = Device::automatic;
  int threads = 0;  ///< 0 = as many as the machine has
  std::uint64_t rng_seed = 1;

  std::optional<int> sample_rate;  ///< Hz
  std::optional<double> window_ms;
  std::optional<int> bands;
  std::optional<double> max_frequency;  ///< Hz
  bool keep_silence = false;
  CacheChoice cache;
  RankChoice ranks;
  double analysis_begins_at = 0;  ///< 0..1, the file that is analysed first; ranks begin with different ones
  int local_rank = 0;             ///< among the ranks on this machine: which GPU it takes
  double passage_minutes = default_passage_minutes;  ///< of the corpus, kept in the checkpoint; 0 = none
  double memory = 1;                                 ///< 0..1, the checkpoint's default of /memory

  int n_samples = 3;            ///< number of samples written each time, 0 = none
  int sample_every = 0;         ///< epochs between samples, 0 = only at the end
  double sample_duration = 10;  ///< seconds
};

inline constexpr double default_training_minutes = 30;

}  // namespace aeolian::trainer
