// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <torch/types.h>

#include <span>
#include <string>
#include <vector>

#include "core/spectrum/front_end.h"
#include "trainer/corpus/corpus.h"

namespace aeolian {

/** How frames of log amplitudes are normalised: (x - mean) / scale. */
struct Normalisation {
  torch::Tensor mean;   ///< (bands)
  torch::Tensor scale;  ///< (bands), above 0
};

/** A range of frames in one stream. */
struct Span {
  int stream = 0;
  std::int64_t begin = 0;  ///< frames
  std::int64_t end = 0;
  std::int64_t size() const { return end - begin; }
};

/**
 * The corpus as frames: one stream of log-magnitude frames per group, made of its files in order, in which
 * contiguous blocks of time (about a tenth) are held out.
 */
struct Dataset {
  /** The position of a file in its group's stream. */
  struct File {
    std::string name;
    Span span;
  };

  std::vector<std::string> groups;     ///< names
  std::vector<torch::Tensor> streams;  ///< (frames, bands), normalised: (log amplitude - mean) / scale; one
                                       ///< per group, then variations (trainer/dataset/variations.h)
  std::vector<File> files;
  std::vector<Span> training;
  std::vector<Span> held_out;
  torch::Tensor mean;     ///< (bands)
  torch::Tensor scale;    ///< (bands), at least min_scale unless given
  torch::Tensor loudest;  ///< (bands) log amplitudes
  torch::Tensor powers;   ///< (2), see frames.powers in core/CHECKPOINT.md
  /** Level of the loudest second in all files, dB, where a square wave at full level is 0. */
  double loudest_second = -120;

  std::int64_t training_frames() const;
  /** Frames of the training part, without variations: the length of an epoch. */
  std::int64_t own_frames() const;
};

/**
 * The smallest standard deviation that frames are divided by, nats, so that a band that hardly moves is not
 * amplified.
 */
inline constexpr float min_scale = 0.5f;

/** The samples of a group's stream: its files in order, repeated until they last 12 s. */
std::vector<float> stream_samples(const Corpus& corpus, const std::string& group);

/** (frames, bands) log amplitudes of samples at the front end's rate, one frame per hop. */
torch::Tensor analyse(std::span<const float> samples, const FrontEnd& front_end);

/** Analyses a corpus at the front end's rate, and normalises it by `given`, or else by its own statistics. */
Dataset make_dataset(const Corpus& corpus, const FrontEnd& front_end, const Normalisation* given = nullptr);

/**
 * The same as 8-bit samples: a frame is a sample, streams are (samples, 1) of bytes, and there is neither
 * mean nor scale. Samples are first divided by `full_scale`.
 */
Dataset make_byte_dataset(const Corpus& corpus, float full_scale);

/** All streams, whole. */
std::vector<Span> whole_streams(const Dataset& dataset);

/**
 * The dataset with about `seconds` of its training part: pieces of 12 s from all over the corpus, including
 * the first 32 groups, without variations. Streams are unchanged. Used to finish a training in little time.
 */
Dataset excerpt(Dataset dataset, double seconds, double frame_rate);

/** The name of the file at a frame of a stream. */
std::string file_at(const Dataset& dataset, int stream, std::int64_t frame);

}  // namespace aeolian
