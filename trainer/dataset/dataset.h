// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <torch/types.h>

#include <span>
#include <string>
#include <vector>

#include "core/spectrum/front_end.h"
#include "trainer/corpus/corpus.h"

namespace aeolian {

/** A run of frames inside one stream. */
struct Span {
  int stream = 0;
  std::int64_t begin = 0;  ///< frames
  std::int64_t end = 0;
  std::int64_t size() const { return end - begin; }
};

/**
 * The corpus as frames: one stream of log-magnitude frames a group, files one after the other, in which
 * contiguous blocks of time (about a tenth) are held out.
 */
struct Dataset {
  /** Where a file lies in its group's stream. */
  struct File {
    std::string name;
    Span span;
  };

  std::vector<std::string> groups;     ///< names
  std::vector<torch::Tensor> streams;  ///< (frames, bands), normalised: (log amplitude - mean) / scale; one a
                                       ///< group, behind them variations (trainer/dataset/variations.h)
  std::vector<File> files;
  std::vector<Span> training;
  std::vector<Span> held_out;
  torch::Tensor mean;     ///< (bands)
  torch::Tensor scale;    ///< (bands), at least min_scale
  torch::Tensor loudest;  ///< (bands) log amplitudes
  torch::Tensor powers;   ///< (2) of frames.powers (core/CHECKPOINT.md)
  /** Of the second with the most power in all files, dB, where a square wave at full level has 0. */
  double loudest_second = -120;

  std::int64_t training_frames() const;
  /** Of the training part, without variations: what an epoch is long. */
  std::int64_t own_frames() const;
};

/** A band that hardly moves is not blown up: the least standard deviation that frames are divided by, nats.
 */
inline constexpr float min_scale = 0.5f;

/** The samples of a group's stream: its files one after the other, again and again until they last 12 s. */
std::vector<float> stream_samples(const Corpus& corpus, const std::string& group);

/** (frames, bands) log amplitudes of samples at the front end's rate, one frame a hop. */
torch::Tensor analyse(std::span<const float> samples, const FrontEnd& front_end);

/** Analyses a corpus whose rate is the front end's. */
Dataset make_dataset(const Corpus& corpus, const FrontEnd& front_end);

/**
 * The same as samples of 8 bits: a frame is a sample, streams are (samples, 1) of bytes, and there is neither
 * mean nor scale. Samples are divided by `full_scale` before.
 */
Dataset make_byte_dataset(const Corpus& corpus, float full_scale);

/** Every stream from its beginning to its end. */
std::vector<Span> whole_streams(const Dataset& dataset);

/**
 * The dataset with about `seconds` of its training part: pieces of 12 s from all over the corpus, the
 * first 32 groups for certain, no variations. Streams stay as they are. What a closing that has little time
 * looks at.
 */
Dataset excerpt(Dataset dataset, double seconds, double frame_rate);

/** Names the file that lies at a frame of a stream. */
std::string file_at(const Dataset& dataset, int stream, std::int64_t frame);

}  // namespace aeolian
