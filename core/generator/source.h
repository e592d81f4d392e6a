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

/** The delay until a change made by a step is heard, in samples from the step's first one. */
struct Response {
  int first = 0;  ///< the first sample affected by the change
  int half = 0;   ///< the sample that is half old and half new
};

inline constexpr int longest_tail = 1 << 14;  ///< samples, the maximum that SharedStream accepts

/** Samples of a tail of whole hops: 16 hops, or fewer if 16 exceed longest_tail. */
constexpr int tail_of_hops(int hop) {
  return hop * std::min(16, longest_tail / hop);
}

/**
 * An endless stream of samples, rendered hop by hop by the generation thread. Frames: of one channel, or of
 * several. One thread at a time. After construction nothing allocates, locks or blocks.
 */
template <typename Frames>
class SourceOf {
 public:
  virtual ~SourceOf() = default;

  virtual int sample_rate() const = 0;  ///< Hz
  virtual int hop() const = 0;          ///< samples per render()
  /** The model's step, at which every control event takes effect, is this many hops. */
  virtual int hops_per_step() const = 0;
  virtual int tail_size() const = 0;  ///< samples of its tail, up to longest_tail

  virtual Response response() const { return {}; }

  /** How long it follows passages of the corpus (Engine::passage_times). */
  virtual PassageTimes passage_times() const { return {}; }

  /** The pulse of its sound, and how it follows the tempo; nothing for a kind of source without frames. */
  virtual PulseReport pulse() const { return {}; }

  /** Number of resets (Engine::resets). */
  virtual std::uint64_t resets() const { return 0; }

  /**
   * Applies a control event, which takes effect with the next hop. Between the hops of a step only events
   * that act on frames (core/control/frame_events.h) may come. Events that do not concern the source are
   * ignored.
   */
  virtual void apply(const ControlEvent& event) = 0;

  /** Renders the next hop() frames. */
  virtual void render(Frames frames) = 0;

  /**
   * Keeps its whole state, or goes on from one that a source made in the same way has kept, with the same
   * bits. Between two steps. Refused by sources that cannot; one that did not read it whole must not play.
   */
  virtual void archive(StateArchive& state);
};

template <typename Frames>
void SourceOf<Frames>::archive(StateArchive& state) {
  state.refuse("this kind of source cannot");
}

/**
 * One voice, whose samples are mono: a Voice plays a model, a SineSource is a test tone. A voice of two
 * channels has a side as well.
 */
class MonoSource : public SourceOf<std::span<float>> {
 public:
  /**
   * Adds what is to be computed before the next render() to `batch`, which the caller runs before it: so it
   * is computed for several voices at once. Without this call, render() computes it itself.
   */
  virtual void prepare(StepBatch& batch) { (void)batch; }

  /**
   * Of the last render(): half the difference of left and right, of which its samples are half the sum; empty
   * = left and right are the same.
   */
  virtual std::span<const float> side() const { return {}; }

  /** Blends its frames with those of a second model, or of none; see BlendingGenerator. */
  virtual void blend_with(SecondVoice* second) { (void)second; }

  /** Whether the second model is not heard, and stays so. */
  virtual bool second_rests() const { return true; }

  /** As archive(), of what blends: archive() keeps none of it. */
  virtual void archive_blend(StateArchive& state) { (void)state; }

  /** That of the spectra which its tail is made of; null if it is made of samples. */
  virtual const FrontEnd* tail_front_end() const { return nullptr; }

  /**
   * Adds to `mix` what would follow if no further frame came: the last spectrum, decaying. Continues the last
   * rendered sample without a click.
   */
  virtual void add_tail(TailMix& mix, StereoFrame gain) const = 0;
};

/**
 * The whole sound of an instrument, which may listen: an Ensemble of voices, or one that follows another
 * (SourceCrossfader).
 */
class Source : public SourceOf<PairedFrames> {
 public:
  /** The pairs of output channels that it plays on, as many as render() and tail() are given. */
  virtual std::size_t pairs() const { return 1; }

  /**
   * The sound outside during the last step, mono at sample_rate(): called before the first render() of a
   * step, if there is something to listen to.
   */
  virtual void hear(std::span<const float> samples) { (void)samples; }

  /** Whether something waits for the next step, and would miss events that are applied before it. */
  virtual bool awaits_step() const { return false; }

  /**
   * Exchanges its second model, which plays in all of its voices beside the first, for `other`; either may be
   * null. The one that leaves fades out first. To be called at every step until it returns true, which means
   * that `other` is the former one. It stays what it is if the source has no voices that it would suit.
   */
  virtual bool exchange_second(std::unique_ptr<SecondModel>& other) {
    (void)other;
    return true;
  }

  /** Whether the second model is not heard, and stays so; also if there is none. */
  virtual bool second_rests() const { return true; }

  /** Its description of the last step that it heard. */
  virtual HeardReport heard() const { return {}; }

  /**
   * Renders the tail_size() frames that would follow if no further frame came: the last spectrum, decaying.
   * Continues the last rendered sample without a click, and changes no state.
   */
  virtual void tail(PairedFrames frames) = 0;
};

}  // namespace aeolian
