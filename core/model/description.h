// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <array>
#include <cstdint>
#include <nlohmann/json_fwd.hpp>
#include <string>
#include <string_view>
#include <vector>

#include "core/error.h"
#include "core/spectrum/front_end.h"
#include "core/spectrum/grain_gate.h"

namespace aeolian {

/** Added to the spread of a window's latents before its logarithm is taken. */
inline constexpr float least_window_spread = 0.05f;

enum class ModelKind {
  small,        ///< codec, recurrent trunk, Gaussian-mixture head, global encoding
  frame_lstm,   ///< baseline: the hobby project's next-frame LSTM with squared error
  autoencoder,  ///< baseline: the hobby project's LSTM autoencoder with averaged codes
  bytes,        ///< baseline: an LSTM over 8-bit samples, drawn one by one
};
inline constexpr std::array model_kinds{ModelKind::small, ModelKind::frame_lstm, ModelKind::autoencoder,
                                        ModelKind::bytes};

/** The origin of a checkpoint, for those who open it in ten years. */
struct Provenance {
  struct Source {
    std::string name;     ///< file or folder, without its path
    std::string licence;  ///< as given in training; empty = not stated
    double seconds = 0;   ///< length used
  };
  /** The losses at one moment of a training. */
  struct CurvePoint {
    std::string stage;      ///< "codec", "trunk", or the kind of a baseline
    std::int64_t step = 0;  ///< of the stage
    double seconds = 0;     ///< of training so far, over all stages and runs
    double loss = 0;        ///< of training, smoothed
    double held_out_loss = 0;
  };
  std::vector<Source> sources;
  std::string from;     ///< the checkpoint that the training started from, without its folder; empty = none
  std::string command;  ///< the training command, without paths
  std::string version;  ///< of Aeolian
  std::string created;  ///< UTC, ISO 8601
  double training_minutes = 0;
  int epochs = 0;
  double training_loss = 0;  ///< nats per latent (small) or per sample (bytes), else squared error
  double held_out_loss = 0;
  double learning_rate = 0;       ///< the highest of the last stage; 0 = not known
  int batch_size = 0;             ///< sequences per step of the last stage; 0 = not known
  std::vector<CurvePoint> curve;  ///< in order of time; empty = not known
  /** Finishing steps that a stopped training had no time for, in words; `--resume` completes them. */
  std::vector<std::string> left_out;
};

/** Describes how a model's tensors are used: the one JSON string in a checkpoint's metadata. */
struct ModelDescription {
  ModelKind kind = ModelKind::small;
  FrontEnd front_end;

  int frames_per_step = 4;  ///< frames that one step (one latent) decodes to
  int latent_size = 64;     ///< values per latent; = bands if frames are latents; size of a byte's embedding
  int codec_hidden = 512;   ///< width of the codec's layers
  int trunk_size = 320;     ///< width of the recurrent layers
  int trunk_layers = 2;
  int context = 8;  ///< past latents that the head sees directly; frames of input (frame_lstm) or per segment
                    ///< (autoencoder)
  int head_hidden = 512;
  int mixtures = 16;       ///< components of the Gaussian mixture
  int encoding_size = 16;  ///< values of the global encoding (unit norm); 0 = not conditioned

  float calm = 0.5f;        ///< the sampler's temperature at temperature 0 ...
  float as_learned = 1.0f;  ///< ... and at temperature 1, calibrated in training

  /** Default of StepControls::memory: 0 = follows no passages of the corpus, 1 = as calibrated. */
  float memory = 1.f;

  GrainGate grain;             ///< how much of the decoded noise levels is played; older checkpoints play all
  float onset_thinning = 0.f;  ///< how much the grain is thinned at onsets (OnsetGrain)

  std::vector<std::string> encodings;       ///< names of the rows of tensor `encodings`
  std::vector<std::string> priming_states;  ///< names of the rows of tensor `priming`
  Provenance provenance;

  /** Steps per second. */
  double step_rate() const { return front_end.frame_rate() / frames_per_step; }
};

/** The sizes of the small tier for frames of `front_end`: about 43 steps per second. */
ModelDescription small_tier(const FrontEnd& front_end);

/** The sizes of the frame-lstm baseline, as in the hobby project: two frames in, two layers of 512. */
ModelDescription frame_lstm_baseline(const FrontEnd& front_end);

/** The sizes of the autoencoder baseline of 2019: segments of a second, codes of 64 values. */
ModelDescription autoencoder_baseline(const FrontEnd& front_end);

/** The default sample rate of the bytes baseline, Hz. */
inline constexpr int default_byte_rate = 11025;

/** The sizes of the bytes baseline on 8-bit samples. Its front end gives the sample rate and the hop. */
ModelDescription bytes_baseline(const FrontEnd& front_end);

/** The default sizes for training a model of `kind`: one of the above. */
ModelDescription standard_sizes(ModelKind kind, const FrontEnd& front_end);

std::string_view to_string(ModelKind kind);
ErrorOr<ModelKind> model_kind(std::string_view name);

nlohmann::json to_json(const ModelDescription& description);

/** Reads and checks a description: every size must be within the bounds of playable models. */
ErrorOr<ModelDescription> description_from_json(const nlohmann::json& json);

/** Applies the checks of description_from_json() to a description. */
ErrorOr<void> check(const ModelDescription& description);

}  // namespace aeolian
