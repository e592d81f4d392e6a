// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <vector>

#include "core/audio/output_stage.h"
#include "core/control/event.h"
#include "core/error.h"
#include "core/generator/frame_generator.h"
#include "core/generator/gliding_shape.h"
#include "core/generator/step_batch.h"
#include "core/generator/tempo_follower.h"
#include "core/generator/voice_options.h"
#include "core/model/engine.h"
#include "core/spectrum/transport.h"
#include "core/weight_format.h"

namespace aeolian {

/** The engines of one voice: the second one plays the second sound of a morph. */
struct MorphEngines {
  std::unique_ptr<Engine> first;
  std::unique_ptr<Engine> second;  ///< null for a model without encodings, which cannot morph
};

/** Makes the engines for `checkpoint`; the error says why it cannot be played. */
ErrorOr<MorphEngines> make_morph_engines(const std::shared_ptr<const Checkpoint>& checkpoint,
                                         WeightFormat weights);

/**
 * Generates the frames of one FrameGenerator or, during a morph, frames between those of two
 * (SpectralTransport), each led by its own encoding. At the ends of a morph only one of them runs.
 *
 * The second generator starts as with a new seed: at a priming state suited to its encoding, with a seed
 * derived from the voice's, a different one each time. While both run, each keeps its sound: an event assigns
 * its encodings to the generators that are led by similar ones, and moves the weight. A generator whose
 * encoding turns to another source glides there, or restarts if it is barely audible.
 *
 * One thread at a time; nothing allocates after construction.
 */
class MorphingGenerator {
 public:
  /** `second` plays the same model as `engine`; without it, a morph becomes the sound with more weight. */
  MorphingGenerator(std::unique_ptr<Engine> engine, std::unique_ptr<Engine> second,
                    const VoiceOptions& options);

  const ModelDescription& description() const { return generators_.front().engine().description(); }

  /** Applies every event that concerns frames, and ignores all others; see Voice. */
  void apply(const ControlEvent& event);

  /**
   * Restarts from `seed`, led by the encodings of the event `encodings`, with all other settings of `other`,
   * which may play any model with the same frame rate. Its glides continue here; the pulse is detected anew.
   */
  void begin_like(const MorphingGenerator& other, const ControlEvent& encodings, std::uint64_t seed);

  /** Takes the beat of the clock from `other`, which kept counting while this one was idle. */
  void keep_time_with(const MorphingGenerator& other) { tempo_.take_beat(other.tempo_); }

  /** The event that gives another generator the target encodings of this one. */
  ControlEvent encoding_event() const;

  /** The seed from which it last started. */
  std::uint64_t seed() const { return seed_; }

  /** Continues from priming state number `state` of the checkpoint. */
  void prime(std::size_t state);

  /** Continues from a sound given by its latents; encodings jump to the targets of their glides. */
  void listen(std::span<const float> latents);

  /**
   * Adds the step that the next frame needs to `batch`, if it needs one. The caller runs the batch before
   * next(); otherwise next() takes the step itself.
   */
  void prepare(StepBatch& batch);

  /** Writes the log magnitudes of the next frame, one per bin. */
  void next(std::span<float> log_bins);

  /** Attenuates the frame about to be played while it waits for its turn or opposes the input. */
  void hold_back(std::span<float> log_bins);

  /** Stereo image of the last frame, before transposition (FrameGenerator::image()). */
  std::span<const ImageBand> image() const;

  /** Frequency ratio by which the last frame was transposed. */
  float transposition() const;

  std::span<const float> stereo_edges() const { return generators_.front().engine().stereo_edges(); }

  /** Log magnitudes of generator 0 or 1 at the last frame, from which it was morphed. */
  std::span<const float> part(std::size_t generator) const { return parts_[generator]; }

  /** The longest present time of the running generators, and the longest of all. */
  PassageTimes passage_times() const;
  std::uint64_t resets() const;
  PulseReport pulse() const { return tempo_.report(); }

  /** Saves or restores its state, between two steps of its source; fails if it listens. */
  void archive(StateArchive& state);

 private:
  float share(std::size_t generator) const;
  float flux() const;
  bool is_to_run(std::size_t generator) const;
  void start(std::uint64_t seed);
  std::uint64_t next_seed();
  void go_to(const ControlEvent& event);
  std::size_t taker_of(const ControlEvent& event) const;
  void lead(std::size_t generator, std::span<const float> encoding, int steps);
  int steps_in(float seconds) const;
  void move_on();
  void begin_step(StepBatch& batch);
  void take_frame();
  void advance();
  void archive_glides(StateArchive& state);

  std::vector<FrameGenerator> generators_;  ///< one or two
  SpectralTransport transport_;
  GenerationSettings settings_;
  Ramp weight_;             ///< of the second generator
  std::size_t single_ = 0;  ///< the one that plays unless morphs_
  bool morphs_ = false;     ///< whether both run in this step
  std::uint64_t seed_;
  std::uint64_t seeds_made_ = 0;    ///< from seed_
  std::shared_ptr<const Ear> ear_;  ///< null = it does not listen
  /** Amplitudes, frame by frame: below 1 while it waits for its turn, or opposes the input. */
  Ramp turn_level_{1.f}, opposed_level_{1.f};

  int frame_;  ///< of the step, the next to be shown
  Ramp stretch_{1.f};
  TempoFollower tempo_;
  float position_ = 1.f;    ///< between the previous frame (0) and the present one (1)
  bool has_moved_ = false;  ///< whether position_ is already that of the next frame
  StepBatch alone_{2};
  GlidingShape shape_;
  bool frozen_ = false;
  bool has_frame_ = false;  ///< whether there is a frame that can be held
  std::array<std::vector<float>, 2> parts_;
  std::vector<ImageBand> image_;  ///< between those of both
};

}  // namespace aeolian
