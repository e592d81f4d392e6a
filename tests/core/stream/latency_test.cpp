// SPDX-License-Identifier: GPL-3.0-or-later
#include <gtest/gtest.h>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <complex>
#include <memory>
#include <vector>

#include "core/generator/voice.h"
#include "core/spectrum/overlap_add.h"
#include "core/spectrum/stft.h"
#include "core/stream/playback.h"
#include "core/stream/player.h"
#include "tests/core/model/random_checkpoint.h"

namespace aeolian {
namespace {

using Clock = Playback::Clock;
using std::chrono::milliseconds;

constexpr int rate = 8000;
constexpr std::size_t block = 80;  // 10 ms

ControlEvent event(ParameterId parameter, float number, Clock::time_point arrived, float glide_s = 0.f) {
  ControlEvent event;
  event.parameter = parameter;
  event.number = number;
  event.glide_s = glide_s;
  event.arrived = std::chrono::nanoseconds(arrived.time_since_epoch()).count();
  return event;
}

double milliseconds_of(std::chrono::nanoseconds time) {
  return 1e-6 * static_cast<double>(time.count());
}

/** A level of 0.5 that an event changes to -0.5 as in a real source: linearly from first to half. */
class EdgeSource : public Source {
 public:
  int sample_rate() const override { return rate; }
  int hop() const override { return 32; }
  int hops_per_step() const override { return 4; }
  int tail_size() const override { return 512; }
  Response response() const override { return {.first = 32, .half = 160}; }
  void apply(const ControlEvent&) override {}
  void render(PairedFrames frames) override { std::ranges::fill(frames.pair(0), centred(0.5f)); }
  void tail(PairedFrames frames) override { std::ranges::fill(frames.pair(0), StereoFrame()); }
};

/** Marks like a player's, driven by the test, and a consumer whose clock is the number of its blocks. */
class LatencyTest : public testing::Test {
 protected:
  void SetUp() override {
    auto stream = SharedStream::create(rate);
    ASSERT_TRUE(stream) << stream.error().message;
    stream_ = std::make_unique<SharedStream>(std::move(*stream));
    auto playback = Playback::create(*stream_, rate);
    ASSERT_TRUE(playback) << playback.error().message;
    playback_ = std::move(*playback);
  }

  Clock::time_point at_block(int n) const { return start_ + n * milliseconds(10); }

  void render_blocks(int count) {
    std::vector<StereoFrame> frames(block);
    for (; count > 0; --count) playback_->render(frames, at_block(blocks_++));
  }

  const Clock::time_point start_{std::chrono::hours(7)};
  int blocks_ = 0;
  EdgeSource source_;
  StepRenderer renderer_{source_};
  std::unique_ptr<SharedStream> stream_;
  std::unique_ptr<Playback> playback_;
};

TEST_F(LatencyTest, OfTheOutputIsMeasuredInTheBlockThatFollows) {
  render_blocks(3);
  stream_->set({OutputControl::gain, {-6.f, 0.1f}},
               event(ParameterId::gain, 0, at_block(3) - milliseconds(4)).arrived);
  render_blocks(1);
  const auto& output = stream_->latency().output;
  ASSERT_EQ(output.first.count(), 1u);
  EXPECT_NEAR(milliseconds_of(output.first.longest()), 4., 1e-6);
  EXPECT_NEAR(milliseconds_of(output.half.longest()), 54., 1e-3) << "half of the glide of 100 ms";
  render_blocks(10);
  EXPECT_EQ(output.first.count(), 1u) << "once";

  stream_->set({OutputControl::mute, {1.f, 0.f}},
               event(ParameterId::mute, 0, at_block(14) - milliseconds(60)).arrived);
  render_blocks(1);
  EXPECT_NEAR(milliseconds_of(output.half.longest()), 70., 1e-3) << "half of the shortest ramp, 20 ms";
  EXPECT_EQ(stream_->latency().model.first.count(), 0u);
}

TEST_F(LatencyTest, OfSeveralChangesInOneBlockTheFirstCounts) {
  for (const int ago : {9, 2, 5}) {
    stream_->set({OutputControl::gain, {-6.f, 0.f}},
                 event(ParameterId::gain, 0, at_block(0) - milliseconds(ago)).arrived);
  }
  render_blocks(2);
  EXPECT_EQ(stream_->latency().output.first.count(), 1u);
  EXPECT_NEAR(milliseconds_of(stream_->latency().output.first.longest()), 9., 1e-6);
}

TEST_F(LatencyTest, OfWhatCameWhileTheBlockWasOverdueIsNone) {
  stream_->set({OutputControl::mute, {1.f, 0.f}},
               event(ParameterId::mute, 0, at_block(0) + milliseconds(3)).arrived);
  render_blocks(1);
  EXPECT_EQ(stream_->latency().output.first.mean().count(), 0);
  EXPECT_EQ(stream_->latency().output.first.count(), 1u);
}

TEST_F(LatencyTest, WhoseArrivalIsUnknownIsNotCounted) {
  stream_->set_gain({-6.f, 0.f});
  stream_->set_mute(true);
  render_blocks(2);
  EXPECT_EQ(stream_->latency().output.first.count(), 0u);
}

TEST_F(LatencyTest, OfTheModelEndsWhereTheConsumerComesToTheFirstSampleOfTheChange) {
  ControlInbox& inbox = renderer_.add_inbox();
  Player player(renderer_, *stream_);
  stream_->counters().block.store(4 * 128);
  inbox.push(event(ParameterId::temperature, 1.f, at_block(0) - milliseconds(3)));
  ControlEvent planned = event(ParameterId::temperature, 1.f, at_block(0));
  planned.step = 2;
  inbox.push(planned);
  player.start();
  const auto until = Clock::now() + std::chrono::seconds(30);
  while (stream_->fill() < player.look_ahead() && Clock::now() < until) std::this_thread::yield();
  player.stop();

  render_blocks(6);
  const auto& model = stream_->latency().model;
  ASSERT_EQ(model.first.count(), 1u) << "an event that names its step waits for it: no latency";
  EXPECT_NEAR(milliseconds_of(model.first.longest()), 3. + 32 / 8., 1e-3) << "a hop of look-ahead";
  EXPECT_NEAR(milliseconds_of(model.half.longest()), 3. + 160 / 8., 1e-3);
}

/** The same, heard more than two steps late, as with the refined quality. */
class LateEdgeSource final : public EdgeSource {
 public:
  Response response() const override { return {.first = 300, .half = 400}; }
};

TEST_F(LatencyTest, AnEventThatIsHeardLateDoesNotDelayAChangeOfTheOutput) {
  LateEdgeSource source;
  StepRenderer renderer(source, {{1, event(ParameterId::mute, 1.f, at_block(0))}});
  ControlInbox& inbox = renderer.add_inbox();
  Player player(renderer, *stream_);
  stream_->counters().block.store(4 * 128);
  inbox.push(event(ParameterId::temperature, 1.f, at_block(0)));
  player.start();
  const auto until = Clock::now() + std::chrono::seconds(30);
  while (stream_->fill() < player.look_ahead() && Clock::now() < until) std::this_thread::yield();
  player.stop();

  render_blocks(1);
  EXPECT_FALSE(stream_->mute());
  render_blocks(1);
  EXPECT_TRUE(stream_->mute()) << "step 1 begins at sample 128, in the second block";
  EXPECT_NEAR(milliseconds_of(stream_->latency().model.first.longest()), 300 / 8., 1e-3);
}

TEST_F(LatencyTest, CountsTheSamplesBetweenTheBlocksBeginAndTheMark) {
  for (int i = 0; i < 4; ++i) {
    const std::int64_t arrived = event(ParameterId::seed, 0, at_block(0)).arrived;
    if (i == 2) {
      ASSERT_TRUE(stream_->mark(
          {.position = stream_->written() + 40, .change = {}, .arrived = arrived, .half_s = 0.2f}));
    }
    const auto samples = renderer_.render_step();
    ASSERT_TRUE(stream_->publish(samples, renderer_.tail()));
  }
  render_blocks(6);
  ASSERT_EQ(stream_->latency().model.first.count(), 1u);
  EXPECT_NEAR(milliseconds_of(stream_->latency().model.first.longest()), (256 + 40) / 8., 1e-3);
  EXPECT_NEAR(milliseconds_of(stream_->latency().model.half.longest()), (256 + 40) / 8. + 200., 1e-3);
}

TEST_F(LatencyTest, AMarkWaitsUntilItsSampleIsThere) {
  ASSERT_TRUE(stream_->mark({.position = 0, .change = {}, .arrived = 1, .half_s = 0.f}));
  render_blocks(3);
  EXPECT_EQ(stream_->latency().model.first.count(), 0u);
}

/** The number of samples from an event until a voice differs from its twin, which did not get the event. */
std::size_t first_difference(int look_ahead) {
  const auto checkpoint = std::make_shared<const Checkpoint>(random_checkpoint(ModelKind::small));
  VoiceOptions options;
  options.phase_look_ahead = look_ahead;
  const auto changed = *Voice::create(checkpoint, options), plain = *Voice::create(checkpoint, options);
  std::vector<float> a(static_cast<std::size_t>(plain->hop()));
  std::vector<float> b(a.size());
  for (int i = 0; i < 40; ++i) {
    changed->render(a);
    plain->render(b);
  }
  changed->apply({.parameter = ParameterId::seed, .seed = 99});
  for (std::size_t begin = 0;; begin += a.size()) {
    changed->render(a);
    plain->render(b);
    const auto apart = std::ranges::mismatch(a, b).in1;
    if (apart != a.end()) return begin + static_cast<std::size_t>(apart - a.begin());
  }
}

TEST(Response, AVoiceSoundsOtherwiseFromTheFirstHopOfTheStepOn) {
  // With look-ahead, the new frame's magnitudes are heard a hop later, but already affect the phases of the
  // previous frame.
  for (const int look_ahead : {0, 1}) {
    EXPECT_LT(first_difference(look_ahead), 32u) << "look-ahead " << look_ahead;
  }
}

TEST(Response, AFrameThatStaysHasHalfItsWeightWhereHalfOfItsWindowHasPassed) {
  const auto voice =
      *Voice::create(std::make_shared<const Checkpoint>(random_checkpoint(ModelKind::small)), {});
  const FrontEnd front_end = random_checkpoint(ModelKind::small).description.front_end;
  Stft stft(front_end);
  OverlapAdd overlap_add(front_end);
  const auto hop = static_cast<std::size_t>(front_end.hop);
  std::vector<std::complex<float>> constant(static_cast<std::size_t>(front_end.bins()));
  constant[0] = 1.f;
  std::vector<float> window(static_cast<std::size_t>(front_end.window));
  std::vector<float> sound(32 * hop);
  for (std::size_t begin = 0; begin < sound.size(); begin += hop) {
    stft.inverse(constant, window);
    overlap_add.push(window);
    overlap_add.pop(std::span(sound).subspan(begin, hop));
  }
  const auto half =
      std::ranges::find_if(sound, [&](float x) { return x >= 0.5f * sound.back(); }) - sound.begin();
  const Response response = voice->response();
  EXPECT_EQ(response.first, front_end.hop);
  EXPECT_NEAR(static_cast<double>(half), response.half - response.first, front_end.hop);
}

TEST(Response, OnlyAVoiceWithLongWindowsLooksAhead) {
  for (const double window_ms : {46., 11.6}) {
    const auto front_end = *make_front_end(44100, window_ms, 32, 20000.);
    const auto checkpoint = std::make_shared<const Checkpoint>(random_checkpoint(small_tier(front_end)));
    const auto voice = *Voice::create(checkpoint, {});
    EXPECT_EQ(voice->response().first, window_ms > 16 ? front_end.hop : 0) << window_ms;
  }
}

}  // namespace
}  // namespace aeolian
