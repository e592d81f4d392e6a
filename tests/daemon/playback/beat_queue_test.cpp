// SPDX-License-Identifier: GPL-3.0-or-later
#include "daemon/playback/beat_queue.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <memory>
#include <vector>

#include "core/generator/model_source.h"
#include "core/stream/step_renderer.h"
#include "tests/core/model/random_checkpoint.h"

namespace aeolian::daemon {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using namespace std::chrono_literals;

/**
 * An instrument without a device: its sound is heard from `begin` on, and the test advances the time. The
 * generator stays two steps ahead, and the queue is polled every 20 ms, as in the daemon.
 */
class Stage {
 public:
  Stage() { tempo.set(120., begin); }

  static std::unique_ptr<Source> make_voice() {
    const auto model = std::make_shared<const Checkpoint>(random_checkpoint(ModelKind::small, 3));
    return *make_model_source(model, {});
  }

  double step_s() const { return static_cast<double>(renderer.step_size()) / renderer.sample_rate(); }
  double sample_at(BeatTime time) const {
    return std::chrono::duration<double>(time - begin).count() * renderer.sample_rate();
  }
  BeatTime time_of_sample(double sample) const {
    return begin + std::chrono::round<BeatTime::duration>(
                       std::chrono::duration<double>(sample / renderer.sample_rate()));
  }
  std::uint64_t step_heard_at(BeatTime time) const {
    const double step =
        (sample_at(time) - renderer.response().first) / static_cast<double>(renderer.step_size());
    return static_cast<std::uint64_t>(std::max(0., std::round(step)));
  }
  BeatTime next_change() const {
    return time_of_sample(static_cast<double>((renderer.steps() + 1) * renderer.step_size()) +
                          renderer.response().first);
  }

  /** Advances the time, and keeps the played sound. */
  void pass(std::chrono::milliseconds time) {
    for (const auto end = now + time; now < end; now += 20ms) {
      beats.poll();
      while (static_cast<double>(renderer.steps() * renderer.step_size()) <
             sample_at(now) + 2. * static_cast<double>(renderer.step_size())) {
        const auto step = renderer.render_step();
        frames.insert(frames.end(), step.begin(), step.end());
        applied.insert(applied.end(), renderer.applied().begin(), renderer.applied().end());
      }
    }
  }
  double beat() const { return tempo.at(now).beat; }
  /** The beat at which a step's changes are first heard. */
  double beat_of(std::uint64_t step) const {
    return tempo
        .at(time_of_sample(static_cast<double>(step * renderer.step_size()) + renderer.response().first))
        .beat;
  }
  std::vector<ParameterId> applied_parameters() const {
    std::vector<ParameterId> all;
    for (const auto& logged : applied) all.push_back(logged.event.parameter);
    return all;
  }

  const std::unique_ptr<Source> voice = make_voice();
  StepRenderer renderer{*voice};
  const BeatTime begin = BeatTime::clock::now();
  BeatTime now = begin;
  Tempo tempo;
  BeatQueue beats{tempo,
                  {.heard_at = [this](BeatTime time) { return step_heard_at(time); },
                   .next_change = [this] { return std::optional(next_change()); },
                   .now = [this] { return now; }},
                  [&inbox = renderer.add_inbox()](const ControlEvent& event) { return inbox.push(event); }};
  Parameters parameters{
      *EncodingBank::create({"wind", "sea"}, std::array{1.f, 0.f, 0.f, 0.f, 0.f, 1.f, 0.f, 0.f}, 4)};
  const Parameters::Source performer = parameters.add_source(
      "performer", beats.waiting([&inbox = renderer.add_inbox()](const ControlEvent& event) {
        return inbox.push(event);
      }));
  const Parameters::Source daemon = parameters.add_source(
      "daemon", beats.at_once([&inbox = renderer.add_inbox()](const ControlEvent& event) {
        return inbox.push(event);
      }));
  std::vector<StereoFrame> frames;
  std::vector<LoggedEvent> applied;
};

class BeatQueueTest : public testing::Test, protected Stage {};

TEST_F(BeatQueueTest, WithoutAQuantumEverythingTakesEffectAtOnce) {
  pass(100ms);
  const auto step = renderer.steps();
  ASSERT_TRUE(parameters.set_number(performer, ParameterId::freeze, 1.));
  pass(100ms);
  ASSERT_EQ(applied.size(), 1u);
  EXPECT_EQ(applied[0].step, step);
}

TEST_F(BeatQueueTest, LetsAFreezeWaitForTheNextMultipleAndNothingElse) {
  beats.set_quantum(4.);
  pass(700ms);
  const auto step = renderer.steps();
  ASSERT_TRUE(parameters.set_number(performer, ParameterId::freeze, 1.));
  ASSERT_TRUE(parameters.set_number(performer, ParameterId::temperature, 1.5));
  EXPECT_EQ(parameters.number(ParameterId::freeze), 1.) << "already requested";
  EXPECT_EQ(beats.size(), 1u);
  pass(3s);
  EXPECT_THAT(applied_parameters(), ElementsAre(ParameterId::temperature, ParameterId::freeze));
  EXPECT_EQ(applied[0].step, step);
  EXPECT_NEAR(beat_of(applied[1].step), 4., step_s());  // at 120 BPM, half a step is step_s() beats
  EXPECT_EQ(beats.size(), 0u);
}

TEST_F(BeatQueueTest, AllOfAPresetTakesEffectAtOneStep) {
  beats.set_quantum(1.);
  pass(1300ms);
  Snapshot preset = parameters.snapshot();
  preset.numbers[static_cast<std::size_t>(ParameterId::gain)] = -6.;
  preset.seed = 5;
  ASSERT_TRUE(parameters.apply(performer, preset, 2.));
  pass(1s);
  ASSERT_EQ(applied.size(), parameter_count);
  for (const auto& logged : applied) EXPECT_EQ(logged.step, applied[0].step);
  EXPECT_NEAR(beat_of(applied[0].step), 3., step_s());
}

TEST_F(BeatQueueTest, TheNewestChangeReplacesOneThatWaits) {
  beats.set_quantum(4.);
  pass(300ms);
  ASSERT_TRUE(parameters.set_seed(performer, 3));
  ASSERT_TRUE(parameters.set_encoding(performer, "wind"));
  pass(100ms);
  ASSERT_TRUE(parameters.set_encoding(performer, "sea"));
  ASSERT_TRUE(parameters.set_seed(daemon, 4));
  pass(3s);
  EXPECT_THAT(applied_parameters(), ElementsAre(ParameterId::seed, ParameterId::encoding));
  EXPECT_EQ(applied[0].event.seed, 4u) << "a request of the daemon itself does not wait";
  EXPECT_THAT(applied[1].event.encoding_values(), ElementsAre(0.f, 1.f, 0.f, 0.f));
}

TEST_F(BeatQueueTest, APanicDoesNotWaitAndWhatItTakesBackNeverComes) {
  beats.set_quantum(4.);
  pass(300ms);
  ASSERT_TRUE(parameters.set_seed(performer, 9));
  ASSERT_TRUE(parameters.panic(performer));
  pass(100ms);
  EXPECT_THAT(applied_parameters(), ElementsAre(ParameterId::play, ParameterId::seed));
  pass(3s);
  EXPECT_EQ(applied.size(), 2u);
}

TEST_F(BeatQueueTest, AChangeThatNamesItsStepKeepsIt) {
  beats.set_quantum(4.);
  pass(300ms);
  const auto step = renderer.steps() + 7;
  parameters.set_timing(performer, {.step = step});
  ASSERT_TRUE(parameters.set_number(performer, ParameterId::freeze, 1.));
  pass(1s);
  ASSERT_EQ(applied.size(), 1u);
  EXPECT_EQ(applied[0].step, step);
}

TEST_F(BeatQueueTest, OneThatComesTooLateForABeatWaitsForTheNext) {
  beats.set_quantum(2.);
  pass(1000ms - 20ms);
  ASSERT_NEAR(beat(), 1.96, 0.01);
  ASSERT_TRUE(parameters.set_number(performer, ParameterId::freeze, 1.));
  pass(2s);
  ASSERT_EQ(applied.size(), 1u);
  EXPECT_NEAR(beat_of(applied[0].step), 4., step_s());
}

TEST_F(BeatQueueTest, ATurnComesShortlyBeforeTheBeatThatChangesWaitFor) {
  beats.set_quantum(4.);
  pass(300ms);
  const auto turn = beats.next_turn();
  ASSERT_TRUE(parameters.set_number(performer, ParameterId::freeze, 1.));
  EXPECT_EQ(turn(), std::nullopt);
  while (!turn()) pass(10ms);
  EXPECT_GT(beat(), 3.) << "half a second before the beat or less";
  EXPECT_LT(beat(), 3.8) << "long enough before it to get everything ready";
  const auto step = turn();
  pass(1s);
  ASSERT_EQ(applied.size(), 1u);
  EXPECT_EQ(applied[0].step, step) << "the same as that of a change";
}

TEST_F(BeatQueueTest, WithoutAQuantumOrABeatItIsEachTurnAtOnce) {
  pass(300ms);
  EXPECT_EQ(beats.next_turn()(), 0u);
  beats.set_quantum(4.);
  const auto turn = beats.next_turn();
  EXPECT_EQ(turn(), std::nullopt);
}

TEST_F(BeatQueueTest, FollowsATempoThatChangesWhileItWaits) {
  beats.set_quantum(8.);
  pass(1s);
  ASSERT_TRUE(parameters.set_number(performer, ParameterId::freeze, 1.));
  tempo.set(180., now);
  pass(3s);
  ASSERT_EQ(applied.size(), 1u);
  EXPECT_NEAR(beat_of(applied[0].step), 8., 1.5 * step_s());
}

/** Adds a MIDI clock, in the test's time. */
class BeatQueueWithMidi : public BeatQueueTest {
 protected:
  void send(std::vector<std::uint8_t> message) { tempo.take_midi(message, now, clocks_); }
  void play_clocks(int count) {
    for (int i = 0; i < 25 * count; ++i) {  // 20 ms each: 125 BPM
      tempo.take_midi(std::vector<std::uint8_t>{0xF8}, now, ++clocks_);
      pass(20ms);
    }
  }
  std::uint32_t clocks_ = 0;
};

TEST_F(BeatQueueWithMidi, WhatWaitsTakesEffectWhenTheSongStops) {
  send({0xFA});
  play_clocks(3);
  beats.set_quantum(64.);
  ASSERT_TRUE(parameters.set_number(performer, ParameterId::freeze, 1.));
  EXPECT_EQ(beats.size(), 1u);
  send({0xFC});
  pass(60ms);
  EXPECT_THAT(applied_parameters(), ElementsAre(ParameterId::freeze));
}

TEST_F(BeatQueueWithMidi, ATurnComesAtOnceWhenTheSongStops) {
  send({0xFA});
  play_clocks(3);
  beats.set_quantum(64.);
  const auto turn = beats.next_turn();
  EXPECT_EQ(turn(), std::nullopt);
  send({0xFC});
  EXPECT_EQ(turn(), 0u);
}

TEST_F(BeatQueueWithMidi, AStartBringsTheBeatThatItWaitsForNearer) {
  send({0xFA});
  play_clocks(20);
  beats.set_quantum(16.);
  ASSERT_TRUE(parameters.set_number(performer, ParameterId::freeze, 1.));
  play_clocks(1);
  send({0xFA});
  play_clocks(15);
  EXPECT_THAT(applied_parameters(), IsEmpty());
  play_clocks(2);
  EXPECT_THAT(applied_parameters(), ElementsAre(ParameterId::freeze)) << "at beat 16 and not at 32";
}

/** Makes a request that waits for the beat. */
void ask(Stage& stage, int which) {
  switch (which % 3) {
    case 0:
      ASSERT_TRUE(stage.parameters.set_number(stage.performer, ParameterId::freeze, 1.));
      break;
    case 1:
      ASSERT_TRUE(stage.parameters.set_seed(stage.performer, 77));
      break;
    default:
      ASSERT_TRUE(stage.parameters.set_encoding(stage.performer, "sea", 0.));
  }
}

/** How late the first sample affected by a change is, relative to the beat that it waited for, ms. */
double error_of(int trial) {
  const double bpm = 80. + trial;  // so that beats fall anywhere in a step
  Stage stage, left_alone;
  for (Stage* each : {&stage, &left_alone}) {
    each->tempo.set(bpm, each->begin);
    each->beats.set_quantum(1.);
    each->pass(900ms);
  }
  ask(stage, trial);
  for (Stage* each : {&stage, &left_alone}) each->pass(1s);
  const auto [changed, same] = std::ranges::mismatch(stage.frames, left_alone.frames);
  EXPECT_NE(changed, stage.frames.end()) << "trial " << trial;
  const auto sample = static_cast<double>(changed - stage.frames.begin());
  const double beat = stage.tempo.at(stage.time_of_sample(sample)).beat;
  return (beat - std::round(beat)) * 60e3 / bpm;
}

TEST(BeatsInTheSound, ChangesAreFirstHeardWithinHalfAStepAndAHopOfTheirBeat) {
  std::vector<double> errors;
  for (int trial = 0; trial < 120; ++trial) errors.push_back(error_of(trial));
  std::ranges::sort(errors);
  const Stage any;
  const double step_ms = 1e3 * any.step_s(), hop_ms = 1e3 * any.voice->hop() / any.voice->sample_rate();
  const auto tell = [&](const char* name, double quantile) {
    testing::Test::RecordProperty(name, std::to_string(errors[static_cast<std::size_t>(quantile * 119.)]));
  };
  testing::Test::RecordProperty("step_ms", std::to_string(step_ms));
  testing::Test::RecordProperty("hop_ms", std::to_string(hop_ms));
  tell("least_ms", 0.);
  tell("p05_ms", 0.05);
  tell("p50_ms", 0.5);
  tell("p95_ms", 0.95);
  tell("most_ms", 1.);
  // The phases of the frame before the first new one look ahead to it, so that frame changes a little as
  // well.
  EXPECT_GE(errors.front(), -0.5 * step_ms - hop_ms - 0.2);
  EXPECT_LE(errors.back(), 0.5 * step_ms + 0.2);
}

}  // namespace
}  // namespace aeolian::daemon
