// SPDX-License-Identifier: GPL-3.0-or-later
#include "daemon/playback/clock_beat.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <memory>
#include <vector>

#include "core/generator/ensemble.h"
#include "core/stream/step_renderer.h"
#include "tests/core/generator/sound_engine.h"

namespace aeolian::daemon {
namespace {

using namespace std::chrono_literals;

constexpr double hits_bpm = 100., seconds = 70.;

std::unique_ptr<Source> drummer() {
  std::vector<float> sound(static_cast<std::size_t>(seconds * 44100.));
  for (double at = .1; at < seconds; at += 60. / hits_bpm) add_hit(sound, at);
  return std::make_unique<Ensemble>(voice_of(sound), 2);
}

/**
 * A drummer without a device: its sound is heard from `begin_` on at a rate that is off by `drift`, and the
 * test advances the time. The generator stays two steps ahead.
 */
class ClockBeatTest : public testing::Test {
 protected:
  double step_s() const { return static_cast<double>(renderer_.step_size()) / renderer_.sample_rate(); }
  double sample_at(BeatTime time) const {
    return std::chrono::duration<double>(time - begin_).count() * renderer_.sample_rate() * (1. + drift_);
  }
  BeatTime time_of(double sample) const {
    const std::chrono::duration<double> since(sample / renderer_.sample_rate() / (1. + drift_));
    return begin_ + std::chrono::round<BeatTime::duration>(since);
  }
  BeatTime time_heard(std::uint64_t step) const {
    return time_of(static_cast<double>(step * renderer_.step_size()) + renderer_.response().first);
  }

  void pass(std::chrono::milliseconds time) {
    for (const auto end = now_ + time; now_ < end; now_ += 20ms) {
      clock_beat_.poll();
      while (static_cast<double>((renderer_.steps() - 2) * renderer_.step_size()) < sample_at(now_) ||
             renderer_.steps() < 2) {
        const auto step = renderer_.render_step();
        frames_.insert(frames_.end(), step.begin(), step.end());
        applied_.insert(applied_.end(), renderer_.applied().begin(), renderer_.applied().end());
      }
    }
  }

  void follow() { ASSERT_TRUE(parameters_.set_number(hand_, ParameterId::tempo_follow, 1.)); }
  void set_tempo(double bpm) {
    tempo_.set(bpm, now_);
    ASSERT_TRUE(parameters_.set_number(hand_, ParameterId::tempo, bpm));
  }

  /** The beats sent to the generator so far. */
  std::vector<LoggedEvent> told() const {
    std::vector<LoggedEvent> beats;
    std::ranges::copy_if(applied_, std::back_inserter(beats),
                         [](const auto& logged) { return logged.event.beat.has_value(); });
    return beats;
  }
  /** The error of a sent beat relative to the clock's, seconds. */
  double error_of(const LoggedEvent& logged) const {
    const auto line = *tempo_.line(now_);
    return std::abs(*logged.event.beat - line.beat_at(time_heard(logged.step))) * 60. / line.tempo;
  }

  /**
   * How late the hits of the last `last_s` seconds are relative to the nearest beat of the clock: the median.
   */
  double lateness(double last_s) const {
    const auto line = *tempo_.line(now_);
    std::vector<double> late;
    double last = 0.;
    for (std::size_t i = frames_.size() - static_cast<std::size_t>(last_s * 44100.); i < frames_.size();
         ++i) {
      if (std::abs(frames_[i].left) < .1f || static_cast<double>(i) < last + .2 * 44100.) continue;
      last = static_cast<double>(i);
      const double beat = line.beat_at(time_of(last));
      late.push_back((beat - std::round(beat)) * 60. / line.tempo);
    }
    std::ranges::sort(late);
    return late.empty() ? NAN : late[late.size() / 2];
  }

  const std::unique_ptr<Source> source_ = drummer();
  StepRenderer renderer_{*source_};
  const BeatTime begin_ = BeatTime::clock::now();
  BeatTime now_ = begin_;
  double drift_ = 0.;
  std::uint64_t entered_ = 0;
  Tempo tempo_{TempoSource::none};
  Parameters parameters_;
  const Parameters::Source hand_ = parameters_.add_source(
      "hand", [&inbox = renderer_.add_inbox()](const ControlEvent& event) { return inbox.push(event); });
  ClockBeat clock_beat_{
      tempo_,
      parameters_,
      {.made = [this] { return renderer_.steps(); },
       .time_heard = [this](std::uint64_t step) { return std::optional(time_heard(step)); },
       .entered = [this] { return std::optional(entered_); },
       .step_s = step_s(),
       .now = [this] { return now_; }},
      [&inbox = renderer_.add_inbox()](const ControlEvent& event) { return inbox.push(event); }};
  std::vector<StereoFrame> frames_;
  std::vector<LoggedEvent> applied_;
};

TEST_F(ClockBeatTest, TellsNothingUnlessAVoiceFollowsTheTempo) {
  pass(2s);
  EXPECT_TRUE(told().empty());
  ASSERT_TRUE(parameters_.set_number({hand_, VoiceNumber{3}}, ParameterId::tempo_follow, 1.));
  pass(2s);
  EXPECT_EQ(told().size(), 1u);
}

TEST_F(ClockBeatTest, TellsTheBeatAtWhichAStepIsHeardAndLetsTheGeneratorCountOn) {
  set_tempo(108.);
  follow();
  pass(20s);
  ASSERT_EQ(told().size(), 1u);
  EXPECT_LT(error_of(told()[0]), .0001);
}

TEST_F(ClockBeatTest, TellsItAgainAfterAChangeOfTempoAndForANewSourceOrVoice) {
  follow();
  pass(1s);
  set_tempo(90.);
  pass(1s);
  ASSERT_EQ(told().size(), 2u);
  EXPECT_LT(error_of(told()[1]), .0001);
  entered_ = 40;
  pass(1s);
  EXPECT_EQ(told().size(), 3u);
  ASSERT_TRUE(parameters_.set_number(hand_, ParameterId::voices, 2.));
  pass(1s);
  EXPECT_EQ(told().size(), 4u);
}

TEST_F(ClockBeatTest, TellsItAgainOnceTheDevicesClockHasDrifted) {
  drift_ = .0005;
  follow();
  pass(20s);
  const auto beats = told();
  EXPECT_GE(beats.size(), 2u);
  EXPECT_LE(beats.size(), 4u) << "every 8 seconds";
  for (const auto& beat : beats) EXPECT_LT(error_of(beat), .0001);
}

TEST_F(ClockBeatTest, BeatsOfWhatIsPlayedAreHeardWithTheClocksAlsoIfItsDeviceDrifts) {
  drift_ = .0005;
  set_tempo(107.);
  follow();
  pass(40s);
  EXPECT_LT(std::abs(lateness(8.)), .010);
  tempo_.set(107., now_ - 200ms);  // shifts the clock by 200 ms
  pass(12s);
  EXPECT_LT(std::abs(lateness(8.)), .010);
}

TEST_F(ClockBeatTest, AReplayOfWhatItTellsGivesTheSameBits) {
  set_tempo(107.);
  follow();
  pass(30s);
  const auto source = drummer();
  StepRenderer replay(*source, applied_);
  std::vector<StereoFrame> frames;
  while (frames.size() < frames_.size()) {
    const auto step = replay.render_step();
    frames.insert(frames.end(), step.begin(), step.end());
  }
  EXPECT_EQ(frames, frames_);
  std::erase_if(applied_, [](const auto& logged) { return logged.event.beat.has_value(); });
  const auto other_source = drummer();
  StepRenderer old(*other_source, applied_);
  frames.clear();
  while (frames.size() < frames_.size()) {
    const auto step = old.render_step();
    frames.insert(frames.end(), step.begin(), step.end());
  }
  EXPECT_NE(frames, frames_) << "the beats made a difference";
}

}  // namespace
}  // namespace aeolian::daemon
