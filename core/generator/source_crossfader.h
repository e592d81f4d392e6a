// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <atomic>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <vector>

#include "core/generator/second_model.h"
#include "core/generator/source.h"

namespace aeolian {

/** A request to the generation thread to save the state of the source (SourceCrossfader::keep_state()). */
struct StateRequest {
  StateArchive state;
  std::uint64_t step = 0;  ///< the next step to be played when the state was saved
};

/**
 * Plays one source after another without a gap: an offered source is faded in over the present one, with
 * equal power, because the two are uncorrelated. Rate, hop and step are always those of the first source;
 * others, of as many pairs of channels, are adapted to them. Events go to all audible sources.
 *
 * The methods of Source belong to the generation thread and neither allocate nor free; offer() and
 * take_retired() belong to one thread of the control side.
 */
class SourceCrossfader final : public Source {
 public:
  static constexpr double fade_s = 0.15;

  explicit SourceCrossfader(std::unique_ptr<Source> first);
  ~SourceCrossfader() override;

  /**
   * Control side: `next` enters at the next step boundary, at `step` at the earliest. Returns false and
   * leaves `next` unchanged if another source is still waiting or fading. It receives every event from the
   * step at which it enters; it must already have all earlier settings.
   */
  bool offer(std::unique_ptr<Source>&& next, std::uint64_t step = 0);

  /**
   * Control side: `second`, or none, becomes the second model of the present source
   * (Source::exchange_second()) from the next step boundary on, at `step` at the earliest. Returns false and
   * leaves `second` unchanged if a source or a second model is still waiting or fading.
   */
  bool offer_second(std::unique_ptr<SecondModel>&& second, std::uint64_t step = 0);

  /** Any thread: whether no second model is audible in the present source (Source::second_rests()). */
  bool second_rests() const override { return second_rests_.load(std::memory_order_relaxed); }

  /**
   * Control side: the step at which the last offered source began to sound, or the last offered second model
   * to enter; none while it waits.
   */
  std::optional<std::uint64_t> entered() const;

  /** Control side: the source that has faded out, if any, for the caller to free. */
  std::unique_ptr<Source> take_retired();
  /** The same for the second model. */
  std::unique_ptr<SecondModel> take_retired_second();

  /**
   * Control side: saves the state of the present source, at the beginning of a step, before its first event,
   * once no other source is waiting or fading. Returns false if that did not happen within `patience`. One
   * thread at a time.
   */
  bool keep_state(StateRequest& request, std::chrono::milliseconds patience);

  /**
   * Control side: waits until all events sent so far have been applied, up to two steps; returns false if
   * that takes longer than `patience`.
   */
  bool settle(std::chrono::milliseconds patience) const;

  int sample_rate() const override { return sample_rate_; }
  int hop() const override { return hop_; }
  int hops_per_step() const override { return hops_per_step_; }
  int tail_size() const override { return tail_size_; }
  std::size_t pairs() const override { return pairs_; }
  Response response() const override;
  PassageTimes passage_times() const override;  ///< of the newest source; longest of all so far
  std::uint64_t resets() const override;        ///< of all sources so far
  void apply(const ControlEvent& event) override;
  void hear(std::span<const float> samples) override;
  bool awaits_step() const override;
  HeardReport heard() const override;  ///< of the newest source
  PulseReport pulse() const override;  ///< of the newest source
  void render(PairedFrames frames) override;
  void tail(PairedFrames frames) override;

 private:
  std::uint64_t steps() const { return steps_.load(std::memory_order_relaxed); }
  void begin_step();
  void keep_requested();
  void take_offered();
  void exchange_offered_second();
  void retire();
  void mix(PairedFrames frames, std::size_t position) const;

  const int sample_rate_;
  const int hop_;
  const int hops_per_step_;
  const int tail_size_;
  const std::size_t pairs_;
  std::unique_ptr<Source> present_;
  std::unique_ptr<Source> next_;    // none unless it is fading in
  std::vector<float> rise_;         // gain of the next source, frame by frame
  std::uint64_t past_escapes_ = 0;  // of sources that have left
  double past_longest_s_ = 0;       // longest passage that they followed
  std::size_t faded_ = 0;           // frames of the fade rendered so far
  int hop_in_step_ = 0;
  bool looked_ = false;                  // whether an offer was looked for in this step
  std::atomic<std::uint64_t> steps_{0};  // finished; counted by the generation thread
  PairedBuffer other_;                   // the next source's frames or tail

  /**
   * State of an exchange of second models: `exchanged_` belongs to the generation thread in offered and
   * leaving.
   */
  enum class Exchange { none, offered, leaving, done };
  std::atomic<Exchange> exchange_{Exchange::none};
  std::unique_ptr<SecondModel> exchanged_;  // the one that enters; when done, the one that has left
  std::atomic<bool> second_rests_{true};

  std::atomic<bool> busy_{false};  // a source or a second model is waiting or fading
  std::atomic<Source*> offered_{nullptr};
  std::uint64_t not_before_ = 0;  // earliest step for the offer; written before it
  std::atomic<std::uint64_t> entered_{0};
  std::atomic<Source*> retired_{nullptr};
  std::atomic<StateRequest*> requested_{nullptr};
  std::atomic<bool> kept_{false};
};

}  // namespace aeolian
