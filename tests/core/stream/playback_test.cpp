// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/stream/playback.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <numbers>
#include <span>
#include <vector>

#include "core/generator/ensemble.h"
#include "core/generator/sine_source.h"
#include "core/stream/step_renderer.h"
#include "tests/pitch.h"
#include "tests/stereo.h"

namespace aeolian {
namespace {

constexpr double hz = 440;
constexpr float amplitude = 0.5f;
constexpr int hop = 256;
constexpr std::size_t callback_block = 256;

/** A sine, its stream and a playback, driven by the test. */
class PlaybackTest : public testing::Test {
 protected:
  void begin(int stream_rate, int device_rate) {
    device_rate_ = device_rate;
    source_ = std::make_unique<Ensemble>(std::make_unique<SineSource>(stream_rate, hop, hz, amplitude));
    renderer_ = std::make_unique<StepRenderer>(*source_);
    auto stream = SharedStream::create(stream_rate);
    ASSERT_TRUE(stream) << stream.error().message;
    stream_ = std::make_unique<SharedStream>(std::move(*stream));
    stream_->set_fade({1.f, 0.f});
    auto playback = Playback::create(*stream_, device_rate);
    ASSERT_TRUE(playback) << playback.error().message;
    playback_ = std::move(*playback);
  }

  void generate(int steps) {
    for (int i = 0; i < steps; ++i) {
      const auto frames = renderer_->render_step();
      ASSERT_TRUE(stream_->publish(frames, renderer_->tail()));
    }
  }

  /** Renders `blocks` blocks, generating a step whenever the ring runs low. */
  void play(int blocks) {
    for (int i = 0; i < blocks; ++i) {
      while (stream_->fill() < 2 * renderer_->step_size()) {
        generate(1);
      }
      render(1);
    }
  }

  /** Renders `blocks` blocks without generating. */
  void render(int blocks) {
    for (int i = 0; i < blocks; ++i) {
      std::vector<StereoFrame> block(callback_block);
      playback_->render(block);
      for (const StereoFrame frame : block) {
        ASSERT_EQ(frame.left, frame.right);
        heard_.push_back(frame.left);
      }
    }
  }

  std::uint64_t underruns() const { return stream_->counters().underruns.load(); }

  /** Largest deviation of the output from `begin` on from the sine's recurrence. */
  float residue(std::size_t begin) const {
    const auto coefficient = static_cast<float>(2 * std::cos(2 * std::numbers::pi * hz / device_rate_));
    float most = 0.f;
    for (std::size_t i = begin + 2; i < heard_.size(); ++i) {
      most = std::max(most, std::abs(heard_[i] - coefficient * heard_[i - 1] + heard_[i - 2]));
    }
    return most;
  }

  double pitch(std::size_t begin) const {
    return aeolian::pitch(std::span(heard_).subspan(begin), device_rate_);
  }

  float peak(std::size_t begin) const {
    float most = 0.f;
    for (const float sample : std::span(heard_).subspan(begin)) {
      most = std::max(most, std::abs(sample));
    }
    return most;
  }

  int device_rate_ = 0;
  std::unique_ptr<Ensemble> source_;
  std::unique_ptr<StepRenderer> renderer_;
  std::unique_ptr<SharedStream> stream_;
  std::unique_ptr<Playback> playback_;
  std::vector<float> heard_;
};

// A break in the sine leaves a residue of up to about its amplitude; a sudden change of slope one of about
// 0.03.
constexpr float click = 0.004f;
constexpr std::size_t settled = 9600;

TEST_F(PlaybackTest, EverySampleOfTheRingIsHeardInOrder) {
  begin(48000, 48000);
  play(200);
  EXPECT_LT(residue(settled), 1e-5f);
  EXPECT_NEAR(pitch(settled), hz, 0.01);
  EXPECT_NEAR(peak(settled), amplitude, 0.001f);
  EXPECT_EQ(underruns(), 0u);
  EXPECT_EQ(stream_->counters().frames.load(), 200 * callback_block);
}

TEST_F(PlaybackTest, BeforeTheFirstStepThereIsSilenceAndNoUnderrun) {
  begin(48000, 48000);
  render(20);
  EXPECT_EQ(peak(0), 0.f);
  EXPECT_EQ(underruns(), 0u);
}

TEST_F(PlaybackTest, AnEmptyRingGoesOnIntoTheTailWithoutAClick) {
  begin(48000, 48000);
  play(100);
  const std::size_t dry = heard_.size();
  render(20);
  EXPECT_LT(residue(settled), click);
  EXPECT_EQ(underruns(), 1u);
  EXPECT_GT(peak(dry + 2 * renderer_->step_size()), 0.1f) << "the tail is heard";
}

TEST_F(PlaybackTest, TheRingComesBackWithoutAClick) {
  begin(48000, 48000);
  play(100);
  for (int stall = 0; stall < 12; ++stall) {
    render(11 + stall);  // the ring runs empty, each time at another phase
    play(40);
  }
  EXPECT_LT(residue(settled), click);
  EXPECT_EQ(underruns(), 12u);
  EXPECT_NEAR(peak(heard_.size() - 10 * callback_block), amplitude, 0.001f);
}

TEST_F(PlaybackTest, TheSamplesAfterAStallAreThoseThatWereMissing) {
  begin(48000, 48000);
  play(50);
  render(40);
  const std::uint64_t written = stream_->written();
  generate(2);
  render(1);
  EXPECT_EQ(stream_->fill(), 2 * renderer_->step_size() - callback_block);
  EXPECT_EQ(stream_->written(), written + 2 * renderer_->step_size());
}

TEST_F(PlaybackTest, ALongStallDecaysToSilenceWithoutAClick) {
  begin(48000, 48000);
  play(100);
  const std::size_t dry = heard_.size();
  render(5 * 48000 / static_cast<int>(callback_block));
  EXPECT_EQ(underruns(), 1u) << "one stall is one underrun, however long";
  EXPECT_LT(residue(settled), click);
  EXPECT_GT(peak(dry), 0.3f);
  EXPECT_LT(peak(heard_.size() - 4800), 1e-3f);
}

TEST_F(PlaybackTest, ASteppedStallCountsOneUnderrunEach) {
  begin(44100, 48000);
  play(50);
  for (int stall = 0; stall < 5; ++stall) {
    render(30);
    play(30);
  }
  EXPECT_EQ(underruns(), 5u);
  EXPECT_LT(residue(settled), click);
}

TEST_F(PlaybackTest, ADeviceAtAnotherRatePlaysTheSamePitchAndLevel) {
  begin(44100, 48000);
  play(400);
  EXPECT_NEAR(pitch(settled), hz, 0.01);
  EXPECT_NEAR(peak(settled), amplitude, 0.002f);
  EXPECT_LT(residue(settled), 1e-4f);
  const double taken = static_cast<double>(stream_->written() - stream_->fill());
  EXPECT_NEAR(taken / (400 * callback_block), 44100. / 48000., 0.002);
}

TEST_F(PlaybackTest, ADeviceAtHalfTheRatePlaysTheSamePitch) {
  begin(48000, 22050);
  play(400);
  EXPECT_NEAR(pitch(settled), hz, 0.01);
  EXPECT_EQ(underruns(), 0u);
}

TEST_F(PlaybackTest, StartsFromSilence) {
  begin(48000, 48000);
  stream_->set_fade({1.f, 0.1f});
  play(40);
  EXPECT_LT(std::abs(heard_[0]), 1e-4f);
  EXPECT_LT(residue(0), click);
  EXPECT_NEAR(peak(settled), amplitude, 0.001f);
}

/** Blocks of a tenth of a second, and a little more. */
constexpr int quick_fade = 20;

TEST_F(PlaybackTest, ThatTakesThePlaceOfAnotherBeginsAtTheGainInForceAndFadesInAtOnce) {
  begin(48000, 48000);
  stream_->set_fade({1.f, 2.f});
  play(400);
  stream_->set_gain({-20.f, 60.f});
  play(1);
  playback_ = *Playback::create(*stream_, 48000);
  heard_.clear();
  play(quick_fade);
  EXPECT_LT(std::abs(heard_[0]), 1e-4f);
  EXPECT_LE(peak(0), 0.1f * amplitude + 0.001f);
  heard_.clear();
  play(quick_fade);
  EXPECT_NEAR(peak(0), 0.1f * amplitude, 0.001f);
}

TEST_F(PlaybackTest, ThatTakesThePlaceOfAnotherWhileMutedIsSilentFromTheFirstSample) {
  begin(48000, 48000);
  play(40);
  stream_->set_mute(true);
  playback_ = *Playback::create(*stream_, 48000);
  heard_.clear();
  play(40);
  EXPECT_EQ(peak(0), 0.f);
}

TEST_F(PlaybackTest, AFadeInThatNoOutputHasFinishedTakesItsTime) {
  begin(48000, 48000);
  stream_->set_fade({1.f, 2.f});
  play(100);
  playback_ = *Playback::create(*stream_, 48000);
  play(100);
  EXPECT_LT(stream_->counters().fade_level.load(), 0.3f);
}

TEST_F(PlaybackTest, ThatHasLeftReturnsAtOnceAfterALongFadeIn) {
  begin(48000, 48000);
  stream_->set_fade({1.f, 2.f});
  play(400);
  playback_->leave();
  play(quick_fade);
  EXPECT_EQ(stream_->counters().fade_level.load(), 0.f);
  playback_->stay();
  play(quick_fade);
  EXPECT_EQ(stream_->counters().fade_level.load(), 1.f);
  playback_->leave();
  play(quick_fade);
  playback_ = *Playback::create(*stream_, 48000);
  play(quick_fade);
  EXPECT_EQ(stream_->counters().fade_level.load(), 1.f) << "leaving is not the stream's own fade";
}

TEST_F(PlaybackTest, GainMuteAndFadeAreFollowedInTheNextBlock) {
  begin(48000, 48000);
  play(40);
  stream_->set_gain({-6.f, 0.f});
  play(20);
  EXPECT_NEAR(peak(heard_.size() - 10 * callback_block), amplitude * std::pow(10.f, -6.f / 20.f), 0.001f);
  stream_->set_mute(true);
  play(20);
  EXPECT_EQ(peak(heard_.size() - 10 * callback_block), 0.f);
  stream_->set_mute(false);
  stream_->set_fade({0.f, 0.05f});
  play(20);
  EXPECT_EQ(peak(heard_.size() - 5 * callback_block), 0.f);
  EXPECT_EQ(stream_->counters().fade_level.load(), 0.f);
  EXPECT_LT(residue(settled), click);
}

TEST_F(PlaybackTest, NotANumberIsCountedAndTheSoundGoesOn) {
  begin(44100, 48000);
  play(50);
  std::vector<StereoFrame> poisoned(renderer_->render_step().begin(), renderer_->render_step().end());
  poisoned[500] = centred(std::numeric_limits<float>::quiet_NaN());
  ASSERT_TRUE(stream_->publish(poisoned, renderer_->tail()));
  play(50);
  EXPECT_GT(stream_->counters().non_finite.load(), 0u);
  for (const float sample : heard_) {
    ASSERT_TRUE(std::isfinite(sample));
  }
  EXPECT_NEAR(peak(heard_.size() - 10 * callback_block), amplitude, 0.01f);
}

TEST_F(PlaybackTest, TellsTheLargestBlockAndThePeak) {
  begin(48000, 48000);
  play(40);
  EXPECT_EQ(stream_->counters().block.load(), callback_block);
  EXPECT_NEAR(stream_->counters().peak.load(), amplitude, 0.01f);
  EXPECT_EQ(stream_->counters().device_rate.load(), 48000u);
}

TEST_F(PlaybackTest, TheNewestSamplesPlayedAreKeptForMeters) {
  begin(48000, 44100);
  std::vector<StereoFrame> newest(2048);
  stream_->copy_played(newest);
  EXPECT_EQ(newest, std::vector<StereoFrame>(2048)) << "nothing was played yet";
  stream_->set_gain({-20.f, 0.f});
  play(200);
  stream_->copy_played(newest);
  EXPECT_EQ(stream_->played(), heard_.size());
  EXPECT_TRUE(std::ranges::equal(left_of(newest), std::span(heard_).last(newest.size())));
  EXPECT_NEAR(std::ranges::max(left_of(newest)), amplitude / 10.f, 0.001f) << "after the output stage";
}

TEST_F(PlaybackTest, ADeviceRateThatCannotBeReachedIsRefused) {
  begin(48000, 48000);
  EXPECT_FALSE(Playback::create(*stream_, 0));
  EXPECT_FALSE(Playback::create(*stream_, -44100));
  EXPECT_FALSE(Playback::create(*stream_, 100));
}

TEST_F(PlaybackTest, TheGeneratorKnowsTheBlockOfWhateverPlays) {
  begin(48000, 48000);
  const auto block = [&] { return stream_->counters().block.load(); };
  render(1);
  const auto device = Playback::create(*stream_, 48000).value();
  std::vector<StereoFrame> of_device(64);
  device->prepare(of_device.size());
  render(1);
  EXPECT_EQ(block(), callback_block) << "while it waits, larger blocks than its own are taken";
  device->render(of_device);
  EXPECT_LT(block(), callback_block) << "it plays alone now";
  EXPECT_GE(block(), of_device.size());
  playback_->take_over();
  render(1);
  EXPECT_EQ(block(), callback_block) << "the device is lost";
  const auto longer = Playback::create(*stream_, 48000).value();
  longer->prepare(8192);
  render(1);
  EXPECT_GE(block(), 8192u) << "this much must be available when it begins";
}

}  // namespace
}  // namespace aeolian
