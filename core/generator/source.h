// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <algorithm>
#include <cstdint>
#include <memory>
#include <span>

#include "core/audio/paired_frames.h"
#include "core/control/event.h"
#include "core/control/heard_report.h"
#include "core/control/pulse_report.h"
#include "core/model/passage_times.h"
#include "core/realtime.h"
#include "core/state_archive.h"

namespace aeolian {

class SecondModel;
class SecondVoice;
class StepBatch;
class TailMix;
struct FrontEnd;

/** The delay until a change made at a step is audible, in samples from the step's first one. */
struct Response {
  int first = 0;  ///< the first sample affected by the change
  int half = 0;   ///< the sample that is half old and half new
};

inline constexpr int longest_tail = 1 << 14;  ///< samples, the maximum that SharedStream accepts

/** Length in samples of a tail of whole hops: 16, or fewer if 16 exceed longest_tail. */
constexpr int tail_of_hops(int hop) {
  return hop * std::min(16, longest_tail / hop);
}

/**
 * An endless stream of samples, rendered hop by hop by the generation thread. `Frames` has one channel or
 * several. One thread at a time. After construction nothing allocates, locks or blocks.
 */
template <typename Frames>
class SourceOf {
 public:
  virtual ~SourceOf() = default;

  virtual int sample_rate() const = 0;  ///< Hz
  virtual int hop() const = 0;          ///< samples per render()
  /** Hops per step of the model; control events that do not act on frames take effect at steps. */
  virtual int hops_per_step() const = 0;
  virtual int tail_size() const = 0;  ///< samples of its tail, up to longest_tail

  virtual Response response() const { return {}; }

  /** For how long it has followed passages of the corpus (Engine::passage_times). */
  virtual PassageTimes passage_times() const { return {}; }

  /** The pulse of its sound, and how it follows the tempo; empty for sources without frames. */
  virtual PulseReport pulse() const { return {}; }

  /** Number of resets (Engine::resets). */
  virtual std::uint64_t resets() const { return 0; }

  /**
   * Applies a control event, which takes effect with the next hop. Within a step, only events that act on
   * frames (core/control/frame_events.h) are allowed. Events that do not concern the source are ignored.
   */
  virtual void apply(const ControlEvent& event) = 0;

  /** Renders the next hop() frames. */
  virtual void render(Frames frames) = 0;

  /**
   * Saves its whole state, or continues, with the same bits, from a state that was saved by a source
   * constructed in the same way. Call it between two steps. Fails for sources that cannot; a source that
   * failed to read its state must not play.
   */
  virtual void archive(StateArchive& state);
};

template <typename Frames>
void SourceOf<Frames>::archive(StateArchive& state) {
  state.refuse("this kind of source cannot");
}

/**
 * One voice with mono samples: a Voice plays a model, a SineSource is a test tone. A stereo voice has a side
 * as well.
 */
class MonoSource : public SourceOf<std::span<float>> {
 public:
  /**
   * Adds the step that the next render() needs to `batch`, which the caller runs before it, so that the steps
   * of several voices are computed together. Without this call, render() computes the step itself.
   */
  virtual void prepare(StepBatch& batch) { (void)batch; }

  /**
   * The side of the last render(): half the difference of left and right (the samples are half the sum);
   * empty = mono.
   */
  virtual std::span<const float> side() const { return {}; }

  /** Blends its frames with those of a second model; null ends the blend. See BlendingGenerator. */
  virtual void blend_with(SecondVoice* second) { (void)second; }

  /** Whether the second model is inaudible and not about to enter. */
  virtual bool second_rests() const { return true; }

  /** As archive(), for the blend, which archive() leaves out. */
  virtual void archive_blend(StateArchive& state) { (void)state; }

  /** The front end of its tail's spectra; null if the tail is made of samples. */
  virtual const FrontEnd* tail_front_end() const { return nullptr; }

  /**
   * Adds to `mix` the sound that would follow if no further frame came: the last spectrum, decaying.
   * Continues the last rendered sample without a click.
   */
  virtual void add_tail(TailMix& mix, StereoFrame gain) const = 0;
};

/**
 * The whole sound of an instrument, which may listen: an Ensemble of voices, or one ensemble after another
 * (SourceCrossfader).
 */
class Source : public SourceOf<PairedFrames> {
 public:
  /** Number of pairs of output channels, as passed to render() and tail(). */
  virtual std::size_t pairs() const { return 1; }

  /**
   * Takes the input sound of the last step, mono at sample_rate(). Called before the first render() of a
   * step, if there is an input.
   */
  virtual void hear(std::span<const float> samples) { (void)samples; }

  /** Whether something starts at the next step, and would miss events that are applied before it. */
  virtual bool awaits_step() const { return false; }

  /**
   * Exchanges its second model, which plays in all of its voices beside the first, for `other`; either may be
   * null. The one that leaves fades out first. Call it at every step until it returns true: then `other` is
   * the former one, or unchanged if the source has no voices that it would suit.
   */
  virtual bool exchange_second(std::unique_ptr<SecondModel>& other) {
    (void)other;
    return true;
  }

  /** Whether the second model is inaudible and not about to enter; also true if there is none. */
  virtual bool second_rests() const { return true; }

  /** Its description of the last step of the input. */
  virtual HeardReport heard() const { return {}; }

  /**
   * Renders the tail_size() frames that would follow if no further one came: the last spectrum, decaying.
   * Continues the last rendered sample without a click, and changes no state.
   */
  virtual void tail(PairedFrames frames) = 0;
};

}  // namespace aeolian
