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
  std::unique_ptr<Engine> second;  ///< null for a model without encodings, which has nothing to morph
};

/** Those that play `checkpoint`, or why it cannot be played. */
ErrorOr<MorphEngines> make_morph_engines(const std::shared_ptr<const Checkpoint>& checkpoint,
                                         WeightFormat weights);

/**
 * Generates the frames of one FrameGenerator, or while it morphs those between two (SpectralTransport), each
 * led by an encoding of its own. At the ends of a morph only one of them runs.
 *
 * A second generator begins as a seed does: at a priming state suited to its encoding, with a seed made from
 * the voice's, another one each time. While both run, each keeps to the sound that it plays: an event gives
 * its encodings to those that are led by similar ones, and moves the weight. One whose encoding turns away
 * glides there, or begins again if it is hardly heard.
 *
 * One thread at a time; nothing allocates after construction.
 */
class MorphingGenerator {
 public:
  /** `second` plays the same model as `engine`; without it, a morph is the sound with more weight. */
  MorphingGenerator(std::unique_ptr<Engine> engine, std::unique_ptr<Engine> second,
                    const VoiceOptions& options);

  const ModelDescription& description() const { return generators_.front().engine().description(); }

  /** Everything but refinement and what is_of_output(); see Voice. */
  void apply(const ControlEvent& event);

  /**
   * Begins anew from `seed`, led by the encodings of the event `encodings`, and otherwise set to what `other`
   * is, of any model with the same frame rate: its glides go on here, and the pulse is found anew.
   */
  void begin_like(const MorphingGenerator& other, const ControlEvent& encodings, std::uint64_t seed);

  /** Counts the beats of the clock on from where `other` is, which played while this one did not. */
  void keep_time_with(const MorphingGenerator& other) { tempo_.take_beat(other.tempo_); }

  /** The event that gives another generator the encodings to which it glides. */
  ControlEvent encoding_event() const;

  /** From which it last began. */
  std::uint64_t seed() const { return seed_; }

  /** Continues from priming state number `state` of the checkpoint. */
  void prime(std::size_t state);

  /** Continues from a sound, whose latents it follows; encodings jump to what they glide to. */
  void listen(std::span<const float> latents);

  /**
   * Adds the step with which the next frame begins to `batch`, if it begins one; to be run before next(),
   * which otherwise takes the step itself.
   */
  void prepare(StepBatch& batch);

  /** Writes the log magnitudes of the next frame, as many as there are bins. */
  void next(std::span<float> log_bins);

  /** Softens a frame that is about to be heard as far as it waits for its turn, or opposes what is heard. */
  void hold_back(std::span<float> log_bins);

  /** Where the last frame is heard, before it is transposed (FrameGenerator::image()). */
  std::span<const ImageBand> image() const;

  /** The factor of frequency by which the last frame was transposed. */
  float transposition() const;

  std::span<const float> stereo_edges() const { return generators_.front().engine().stereo_edges(); }

  /** Of the last frame: the log magnitudes of generator 0 or 1, between which it lies while it morphs. */
  std::span<const float> part(std::size_t generator) const { return parts_[generator]; }

  /** Of those that run the longest present one; the longest of all. */
  PassageTimes passage_times() const;
  std::uint64_t resets() const;
  PulseReport pulse() const { return tempo_.report(); }

  /** Keeps or restores its state, between two steps of its source; refused if it listens. */
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
  std::size_t single_ = 0;  ///< the one that is heard unless morphs_
  bool morphs_ = false;     ///< whether both run in this step
  std::uint64_t seed_;
  std::uint64_t seeds_made_ = 0;    ///< from seed_
  std::shared_ptr<const Ear> ear_;  ///< null = it does not listen
  /** Amplitudes, frame by frame: less than 1 where it waits for its turn, or opposes what is heard. */
  Ramp turn_level_{1.f}, opposed_level_{1.f};

  int frame_;  ///< of the step, the next to be shown
  Ramp stretch_{1.f};
  TempoFollower tempo_;
  float position_ = 1.f;    ///< between the frame before (0) and the present one (1)
  bool has_moved_ = false;  ///< whether position_ is already that of the next frame
  StepBatch alone_{2};
  GlidingShape shape_;
  bool frozen_ = false;
  bool has_frame_ = false;  ///< whether there is one that can be held
  std::array<std::vector<float>, 2> parts_;
  std::vector<ImageBand> image_;  ///< between those of both
};

}  // namespace aeolian
