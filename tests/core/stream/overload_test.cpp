// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/stream/overload.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <functional>
#include <numbers>
#include <vector>

#include "core/generator/ensemble.h"
#include "core/generator/sine_source.h"
#include "core/stream/playback.h"
#include "core/stream/step_renderer.h"

namespace aeolian {
namespace {

using std::chrono::milliseconds;
using std::chrono::nanoseconds;

constexpr milliseconds budget{20};
constexpr int second = 50;  // steps

/** Reports `steps` steps to `overload` that took `took` each, with `reserve` in the ring. */
void tell(Overload& overload, int steps, milliseconds took, milliseconds reserve = milliseconds(30)) {
  for (int i = 0; i < steps; ++i) {
    overload.step(took, reserve);
  }
}

TEST(Overload, StaysAtRestWhileStepsComeInTime) {
  Overload overload({}, budget);
  tell(overload, 100 * second, milliseconds(12));
  EXPECT_EQ(overload.level(), 0);
  EXPECT_EQ(overload.extra_steps(), 0u);
}

TEST(Overload, TheFirstStepsFillAnEmptyRingWithoutAlarm) {
  Overload overload({}, budget);
  tell(overload, 10, milliseconds(12), milliseconds(0));
  EXPECT_EQ(overload.level(), 0);
}

TEST(Overload, FirstMoreAndMoreIsMadeAheadThenTheQualityFallsThenTheSpectrumIsHeld) {
  Overload overload({.longest_look_ahead_s = 0.2}, budget);
  std::vector<std::size_t> ahead{0};
  int steps = 0;
  for (; !overload.holds() && steps < 20 * second; ++steps) {
    overload.step(milliseconds(30), milliseconds(0));
    if (overload.extra_steps() != ahead.back()) ahead.push_back(overload.extra_steps());
    if (overload.lowers_quality()) {
      ASSERT_EQ(ahead.size(), 4u) << "before the last of the look-ahead";
    }
  }
  EXPECT_EQ(ahead, (std::vector<std::size_t>{0, 2, 4, 8}));
  EXPECT_EQ(overload.level(), overload.highest_level());
  EXPECT_LT(steps, 3 * second);
}

TEST(Overload, LateStepsNowAndThenAreMetByLookAheadAndNeverByQuality) {
  Overload overload({}, budget);
  for (int i = 0; i < 300; ++i) {
    tell(overload, second / 2, milliseconds(8));
    const auto reserve = budget * static_cast<int>(1 + overload.extra_steps());
    overload.step(milliseconds(70), reserve);
  }
  EXPECT_GT(overload.level(), 0);
  EXPECT_FALSE(overload.lowers_quality());
}

TEST(Overload, ASingleStepThatWasWaitedForIsEnoughForTheFirstRung) {
  Overload overload({}, budget);
  tell(overload, second, milliseconds(8));
  overload.step(milliseconds(50), milliseconds(30));
  EXPECT_EQ(overload.level(), 1);
}

TEST(Overload, GoesBackRungByRungAfterCalm) {
  Overload overload({.calm_s = 10.}, budget);
  tell(overload, 3 * second, milliseconds(30), milliseconds(0));
  ASSERT_TRUE(overload.holds());
  int before = overload.level();
  std::vector<int> seconds_at;
  for (int at = 0; overload.level() > 0 && at < 200; ++at) {
    tell(overload, second, milliseconds(5), milliseconds(200));
    ASSERT_GE(overload.level(), before - 1);
    if (overload.level() < before) seconds_at.push_back(at);
    before = overload.level();
  }
  EXPECT_EQ(overload.level(), 0);
  ASSERT_EQ(seconds_at.size(), static_cast<std::size_t>(overload.highest_level()));
  for (std::size_t i = 1; i < seconds_at.size(); ++i) {
    EXPECT_NEAR(seconds_at[i] - seconds_at[i - 1], 10, 1);
  }
}

TEST(Overload, AStepThatIsNotEasyInterruptsTheCalm) {
  Overload overload({.calm_s = 10.}, budget);
  overload.step(milliseconds(50), milliseconds(0));
  tell(overload, 10, milliseconds(50), milliseconds(0));
  const int level = overload.level();
  ASSERT_GT(level, 0);
  for (int i = 0; i < 20; ++i) {
    tell(overload, 9 * second, milliseconds(5), milliseconds(200));
    overload.step(milliseconds(14), milliseconds(200));
  }
  EXPECT_EQ(overload.level(), level);
}

TEST(Overload, WhoFallsBackSoonWaitsLongerTheNextTime) {
  Overload overload({.calm_s = 10.}, budget);
  const auto climb_and_count = [&] {
    tell(overload, 1, milliseconds(90), milliseconds(30));
    tell(overload, 10, milliseconds(5));
    int steps = 0;
    while (overload.level() > 0 && steps < 1000 * second) {
      tell(overload, 1, milliseconds(5));
      ++steps;
    }
    tell(overload, second, milliseconds(5));
    return steps;
  };
  tell(overload, second, milliseconds(5));
  const int first = climb_and_count();
  EXPECT_NEAR(climb_and_count(), 2 * first, 20);
  for (int i = 0; i < 8; ++i) climb_and_count();
  EXPECT_NEAR(climb_and_count(), 16 * first, 200) << "the growth is limited";
}

TEST(Overload, SwitchedOffItDoesNothing) {
  Overload overload({.on = false}, budget);
  tell(overload, 10 * second, milliseconds(90), milliseconds(0));
  EXPECT_EQ(overload.level(), 0);
}

/**
 * Generator, ring and consumer in simulated time: steps of a sine take as long as set by the test, and blocks
 * are taken when they are due.
 */
class PlayedUnderLoad : public testing::Test {
 protected:
  static constexpr std::size_t block = 512;
  static constexpr float undisturbed =
      0.5f * 2.f * std::numbers::pi_v<float> * 440.f / 44100.f;  // largest jump

  void SetUp() override {
    auto stream = SharedStream::create(44100);
    ASSERT_TRUE(stream) << stream.error().message;
    stream_ = std::make_unique<SharedStream>(std::move(*stream));
    playback_ = std::move(*Playback::create(*stream_, 44100));
  }

  /** Plays for `seconds`; returns the largest jump between samples. */
  float play(double seconds) {
    float jump = 0.f;
    std::vector<StereoFrame> frames(block);
    for (const double end = now_ + seconds; now_ < end; now_ += block / 44100.) {
      generate();
      playback_->render(frames);
      for (const StereoFrame frame : frames) {
        jump = std::max(jump, std::abs(frame.left - last_));
        last_ = frame.left;
      }
      highest_ = std::max(highest_, overload_.level());
    }
    return jump;
  }

  std::uint64_t underruns() const { return stream_->counters().underruns.load(); }
  std::size_t look_ahead() const { return (1 + overload_.extra_steps()) * renderer_.step_size() + block; }

  Ensemble source_{std::make_unique<SineSource>(44100, 256, 440, 0.5f)};
  StepRenderer renderer_{source_};
  std::unique_ptr<SharedStream> stream_;
  std::unique_ptr<Playback> playback_;
  const double step_s_ = 1024. / 44100.;
  Overload overload_{{}, nanoseconds(static_cast<std::int64_t>(1e9 * step_s_))};
  /** The load of the next step: the time to compute it over its duration. */
  std::function<double()> load_ = [] { return 0.3; };
  int highest_ = 0;

 private:
  /** Runs the generation thread's work up to the present. */
  void generate() {
    while (true) {
      if (!busy_) {
        if (stream_->fill() >= look_ahead()) {
          free_at_ = now_;
          return;
        }
        took_ = load_() * step_s_;
        reserve_ = static_cast<double>(stream_->fill()) / 44100.;
        free_at_ += took_;
        busy_ = true;
      }
      if (free_at_ > now_) return;
      const auto frames = renderer_.render_step();
      ASSERT_TRUE(stream_->publish(frames, renderer_.tail()));
      busy_ = false;
      const auto in_ns = [](double s) { return nanoseconds(static_cast<std::int64_t>(1e9 * s)); };
      overload_.step(in_ns(took_), in_ns(reserve_));
    }
  }

  double now_ = 0., free_at_ = 0., took_ = 0., reserve_ = 0.;
  bool busy_ = false;
  float last_ = 0.f;
};

TEST_F(PlayedUnderLoad, ASlowGeneratorIsHeldWithoutAClickAndRecovers) {
  const float calm = play(3.);
  EXPECT_LE(calm, 1.01f * undisturbed);
  EXPECT_EQ(overload_.level(), 0);
  EXPECT_EQ(underruns(), 0u);

  load_ = [] { return 1.5; };
  EXPECT_LE(play(10.), 1.5f * calm) << "never a click";
  EXPECT_EQ(highest_, overload_.highest_level());
  EXPECT_GT(underruns(), 0u);

  load_ = [] { return 0.3; };
  EXPECT_LE(play(1.), 1.5f * calm);
  const auto underruns_before = underruns();
  EXPECT_LE(play(100.), 1.01f * calm);
  EXPECT_EQ(underruns(), underruns_before);
  EXPECT_EQ(overload_.level(), 0);
}

TEST_F(PlayedUnderLoad, LowerQualityEndsTheUnderruns) {
  play(3.);
  load_ = [this] { return overload_.lowers_quality() ? 0.55 : 1.2; };
  play(5.);
  EXPECT_TRUE(overload_.lowers_quality());
  const auto before = underruns();
  play(5.);
  EXPECT_EQ(underruns(), before);
}

TEST_F(PlayedUnderLoad, LateStepsNowAndThenEndInUnderrunsOnlyUntilTheLookAheadHasGrown) {
  int step = 0;
  load_ = [&step] { return ++step % 40 == 0 ? 3.5 : 0.3; };
  play(20.);
  const auto before = underruns();
  EXPECT_GT(before, 0u);
  play(60.);
  EXPECT_EQ(underruns(), before);
  EXPECT_FALSE(overload_.lowers_quality());
}

}  // namespace
}  // namespace aeolian
