// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <torch/types.h>

#include <span>
#include <string>
#include <vector>

#include "core/spectrum/front_end.h"
#include "trainer/corpus/corpus.h"
#include "trainer/dataset/frame_stream.h"

namespace aeolian::trainer {

/** The normalisation of log-amplitude frames: (x - mean) / scale. */
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
 * contiguous blocks of time (about a tenth) are held out. Copies share their streams.
 */
struct Dataset {
  /** The position of a file in its group's stream. */
  struct File {
    std::string name;
    Span span;
  };

  std::vector<std::string> groups;   ///< names
  std::vector<FrameStream> streams;  ///< log amplitudes as analysed, or bytes; one per group, then variations
                                     ///< (trainer/dataset/variations.h)
  std::vector<File> files;
  std::vector<Span> training;
  std::vector<Span> held_out;
  torch::Tensor mean;     ///< (bands); undefined for bytes
  torch::Tensor scale;    ///< (bands), at least min_scale unless given
  torch::Tensor loudest;  ///< (bands) log amplitudes
  torch::Tensor powers;   ///< (2), see frames.powers in core/CHECKPOINT.md
  /** Level of the loudest second in all files, dB; 0 is a square wave at full level. */
  double loudest_second = -120;

  /**
   * (count, bands) frames of a stream, normalised: (log amplitude - mean) / scale; or bytes. Throws like
   * SoundFrames::read().
   */
  torch::Tensor frames(int stream, std::int64_t begin, std::int64_t count) const;
  /** The frames of a range, up to the end of its stream. */
  torch::Tensor frames(const Span& span) const;
  /** All frames of a stream. */
  torch::Tensor frames(int stream) const;

  /** Bands of the images of the sounds; 0 = the corpus is mono. */
  int stereo_bands() const;

  /**
   * Whether each frame of the groups' streams is used, for training or held out; false for an excerpt or a
   * sample.
   */
  bool is_whole() const;
  std::int64_t training_frames() const;
  /** Frames of the training part, without variations: the length of an epoch. */
  std::int64_t own_frames() const;
};

/** The smallest scale used for normalisation, nats, so that a band that hardly moves is not amplified. */
inline constexpr float min_scale = 0.5f;

/** Analyses a corpus in memory into frames in memory. */
std::vector<AnalysedSound> analyse(const Corpus& corpus, const FrontEnd& front_end);

/** Makes a dataset at the front end's rate, normalised by `given`, or else by its own statistics. */
Dataset make_dataset(const std::vector<AnalysedSound>& sounds, const FrontEnd& front_end,
                     const Normalisation* given = nullptr);
Dataset make_dataset(const Corpus& corpus, const FrontEnd& front_end, const Normalisation* given = nullptr);

/**
 * Makes a dataset of 8-bit samples: each frame is a sample, streams are (samples, 1) bytes, and there is
 * neither mean nor scale. Samples are first divided by `full_scale`.
 */
Dataset make_byte_dataset(const Corpus& corpus, float full_scale);

/** All streams in full. */
std::vector<Span> whole_streams(const Dataset& dataset);

/**
 * Reduces the training part of a dataset to about `seconds`: pieces of 12 s from all over the corpus,
 * including the first 32 groups, without variations. Streams are unchanged. Used to finish a training
 * quickly.
 */
Dataset excerpt(Dataset dataset, double seconds, double frame_rate);

/** Length of the sample that a long corpus is measured on, seconds; see sample_of(). */
inline constexpr double sample_s = 3600;

/**
 * Reduces a dataset to about `seconds`, training and held-out: minutes from all over the corpus, including
 * one of each of the first 32 groups, without variations. Measurements on it cost the same, however long the
 * corpus is. Returns a shorter dataset unchanged.
 */
Dataset sample_of(Dataset dataset, double seconds, double frame_rate);

/** The name of the file at a frame of a stream. */
std::string file_at(const Dataset& dataset, int stream, std::int64_t frame);

}  // namespace aeolian::trainer
