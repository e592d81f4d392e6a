// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <vector>

#include "core/audio/stream_resampler.h"
#include "core/generator/source.h"

namespace aeolian {

/**
 * Adapts a source to another stream: resampled to its rate, split into its hops, with a tail of its length.
 * One thread at a time; after construction nothing allocates.
 */
class AdaptedSource final : public Source {
 public:
  /**
   * Gives `source` the rate, hop, step and tail of `like`; their rates must differ by less than a factor of
   * 256.
   */
  AdaptedSource(std::unique_ptr<Source> source, const Source& like);

  int sample_rate() const override { return sample_rate_; }
  int hop() const override { return hop_; }
  int hops_per_step() const override { return hops_per_step_; }
  int tail_size() const override { return tail_size_; }
  std::size_t pairs() const override { return source_->pairs(); }
  Response response() const override;
  PassageTimes passage_times() const override { return source_->passage_times(); }
  std::uint64_t resets() const override { return source_->resets(); }
  PulseReport pulse() const override { return source_->pulse(); }
  void apply(const ControlEvent& event) override { source_->apply(event); }
  bool exchange_second(std::unique_ptr<SecondModel>& other) override {
    return source_->exchange_second(other);
  }
  bool second_rests() const override { return source_->second_rests(); }
  void hear(std::span<const float> samples) override;
  HeardReport heard() const override { return source_->heard(); }
  void render(PairedFrames frames) override;
  void tail(PairedFrames frames) override;
  void archive(StateArchive& state) override;  ///< fails: its steps are not those of the stream

 private:
  void render_source();
  std::size_t take(PairedFrames out);
  void tail_of_pair(std::size_t pair, std::span<StereoFrame> frames) const;
  double position_of(std::uint64_t frame) const;
  StereoFrame past_at(std::size_t pair, double position) const;

  const int sample_rate_;
  const int hop_;
  const int hops_per_step_;
  const int tail_size_;
  std::unique_ptr<Source> source_;
  double ratio_;                              // our rate over the source's
  std::vector<StreamResampler> resamplers_;   // of each pair; none if the rates are equal
  std::optional<StreamResampler> to_source_;  // the other way, for its input

  // The source's last frames and, while tail() works, its tail after them.
  PairedBuffer past_;
  std::size_t past_size_;
  ConstPairedFrames unread_;       // of past_: rendered, but not yet read by the resampler
  std::uint64_t rendered_ = 0;     // frames of the source
  std::uint64_t made_ = 0;         // frames of ours
  std::vector<StereoFrame> last_;  // our last frame, of each pair
};

/** Returns `source` itself if it has the rate, hop and tail of `like`, otherwise adapts it. */
std::unique_ptr<Source> adapted(std::unique_ptr<Source> source, const Source& like);

}  // namespace aeolian
