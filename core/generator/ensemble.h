// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <vector>

#include "core/audio/output_stage.h"
#include "core/control/event.h"
#include "core/generator/ear.h"
#include "core/generator/panner.h"
#include "core/generator/second_model.h"
#include "core/generator/source.h"
#include "core/generator/step_batch.h"
#include "core/generator/tail_mix.h"
#include "core/generator/voice_output.h"

namespace aeolian {

/**
 * Several voices of one model, of which the first `/voices` play, each with its own seed and with any value
 * that was set for it alone (ControlEvent::voice). Each is divided by the square root of their number, so
 * together they are as loud as one, because their sounds are uncorrelated.
 *
 * A voice that enters starts from its seed and fades in; one that leaves fades out and then takes no
 * processor time. One thread at a time; after construction nothing allocates.
 */
class Ensemble final : public Source {
 public:
  /**
   * `voices`: 1 to most_voices, all of the same rate, hop, step and tail, with seeds derived from `seed`.
   * Initially the first one plays. `ear`: the one through which the voices listen, or null. `channels`: of
   * the output.
   */
  Ensemble(std::vector<std::unique_ptr<MonoSource>> voices, std::uint64_t seed,
           std::shared_ptr<Ear> ear = nullptr, std::size_t channels = 2);

  /** For a single voice. */
  explicit Ensemble(std::unique_ptr<MonoSource> voice, std::size_t channels = 2);

  std::size_t pairs() const override { return pairs_of(channels_); }

  int sample_rate() const override { return first().sample_rate(); }
  int hop() const override { return first().hop(); }
  int hops_per_step() const override { return first().hops_per_step(); }
  int tail_size() const override { return first().tail_size(); }
  Response response() const override { return first().response(); }
  PassageTimes passage_times() const override;  ///< longest present one of those playing; longest of all
  std::uint64_t resets() const override;        ///< of all
  PulseReport pulse() const override { return first().pulse(); }

  /**
   * Voices sets how many play; voices fade in or out over glide_s. Gain and mute of one voice set its level
   * in the mix. Pan (Panner) moves over glide_s. Out selects among more than two channels (VoiceOutput),
   * cross-faded over glide_s. A seed for all voices gives each one its own (seed_of_voice()). All other
   * events are passed to the voices.
   */
  void apply(const ControlEvent& event) override;
  bool exchange_second(std::unique_ptr<SecondModel>& other) override;
  bool second_rests() const override;
  void hear(std::span<const float> samples) override;
  HeardReport heard() const override { return ear_ ? ear_->report() : HeardReport{}; }
  void render(PairedFrames frames) override;
  void tail(PairedFrames frames) override;
  void archive(StateArchive& state) override;

 private:
  struct Member {
    std::unique_ptr<MonoSource> source;
    std::uint64_t seed;
    float gain_db = 0.f;
    bool muted = false;
    bool runs = false;
    bool remembers = false;  ///< whether it follows passages of the input
    Ramp level{0.f};         ///< amplitude, sample by sample
    Panner panner{};
    VoiceOutput output;  ///< used with more than two channels
  };

  const MonoSource& first() const { return *members_.front().source; }
  void set_count(const ControlEvent& event);
  void hand_on(std::size_t member, ControlEvent event);
  void set_level(std::size_t member, float glide_s);
  void set_remembers(const ControlEvent& event);
  void set_pan(std::size_t member, const ControlEvent& event);
  void set_output(std::size_t member, const ControlEvent& event);
  void set_one(std::size_t member, const ControlEvent& event);
  bool has_outputs() const { return channels_ > 2; }
  void take_steps();
  void place(Member& member, std::span<const float> side, PairedFrames frames);
  bool mix_tails(std::optional<std::size_t> channel);
  void archive_blend(StateArchive& state);

  const std::size_t channels_;
  std::vector<Member> members_;
  std::shared_ptr<Ear> ear_;
  std::size_t count_ = 1;  ///< number of voices that play
  int hop_in_step_ = 0;
  bool has_sounded_ = false;             ///< whether it has rendered anything
  StepBatch steps_;                      ///< of all voices
  std::unique_ptr<SecondModel> second_;  ///< blended into all voices; null = none
  TailMix tail_;
  std::vector<float> one_, side_;    ///< samples of one voice, and their side
  std::vector<StereoFrame> placed_;  ///< one voice, or the tails of those on the same channels
};

}  // namespace aeolian
