// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/generator/source_crossfader.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <atomic>
#include <cmath>
#include <deque>
#include <numbers>
#include <thread>
#include <vector>

#include "core/random.h"
#include "tests/core/generator/listening.h"
#include "tests/core/spectrum/allocations.h"

namespace aeolian {
namespace {

using namespace listening;

constexpr auto fade = static_cast<std::size_t>(SourceCrossfader::fade_s * rate);

/** White noise of power 1/12 that stores its last temperature, and reports when it is freed. */
class NoiseSource final : public Source {
 public:
  explicit NoiseSource(std::uint64_t seed, std::thread::id* freed_by = nullptr, float* temperature = nullptr)
      : random_(seed), freed_by_(freed_by), temperature_(temperature) {}
  ~NoiseSource() override {
    if (freed_by_) *freed_by_ = std::this_thread::get_id();
  }
  int sample_rate() const override { return rate; }
  int hop() const override { return listening::hop; }
  int hops_per_step() const override { return 4; }
  int tail_size() const override { return 4096; }
  void apply(const ControlEvent& event) override {
    if (temperature_ && event.parameter == ParameterId::temperature) *temperature_ = event.number;
  }
  void render(PairedFrames frames) override {
    for (StereoFrame& frame : frames.pair(0)) frame = centred(random_.uniform() - 0.5f);
  }
  void tail(PairedFrames frames) override { std::ranges::fill(frames.pair(0), StereoFrame()); }

 private:
  Random random_;
  std::thread::id* freed_by_;
  float* temperature_;
};

/** A silent source that reports these times of followed passages. */
class PassageSource final : public Source {
 public:
  explicit PassageSource(PassageTimes times) : times_(times) {}
  int sample_rate() const override { return rate; }
  int hop() const override { return listening::hop; }
  int hops_per_step() const override { return 4; }
  int tail_size() const override { return 4096; }
  PassageTimes passage_times() const override { return times_; }
  void apply(const ControlEvent&) override {}
  void render(PairedFrames frames) override { std::ranges::fill(frames.pair(0), StereoFrame()); }
  void tail(PairedFrames frames) override { render(frames); }

 private:
  PassageTimes times_;
};

ControlEvent temperature(float value) {
  ControlEvent event;
  event.parameter = ParameterId::temperature;
  event.number = value;
  return event;
}

/** Plays until only the offered source sounds. */
std::vector<float> play_fade(SourceCrossfader& crossfader) {
  return play(crossfader, fade / step + 2);
}

TEST(SourceCrossfader, PlaysTheFirstSourceUntilAnotherIsOffered) {
  SourceCrossfader crossfader(sine(440));
  const auto alone = sine(440);
  EXPECT_EQ(play(crossfader, 20), play(*alone, 20));
  EXPECT_EQ(crossfader.take_retired(), nullptr);
}

TEST(SourceCrossfader, TellsThePassageOfTheNewestSourceAndTheLongestOfAll) {
  SourceCrossfader crossfader(std::make_unique<PassageSource>(PassageTimes{2., 9.}));
  EXPECT_EQ(crossfader.passage_times().present_s, 2.);
  ASSERT_TRUE(crossfader.offer(std::make_unique<PassageSource>(PassageTimes{1., 4.})));
  play_fade(crossfader);
  ASSERT_NE(crossfader.take_retired(), nullptr);
  EXPECT_EQ(crossfader.passage_times().present_s, 1.);
  EXPECT_EQ(crossfader.passage_times().longest_s, 9.);
}

TEST(SourceCrossfader, FadesWithoutAClick) {
  SourceCrossfader crossfader(sine(440));
  play(crossfader, 10);
  const auto a = sine(440), b = sine(311);
  const float jump = std::hypot(largest_jump(play(*a, 50)), largest_jump(play(*b, 50)));
  for (int i = 0; i < 20; ++i) {
    ASSERT_TRUE(crossfader.offer(sine(i % 2 == 0 ? 311 : 440)));
    std::vector<float> samples = play(crossfader, 3);
    const auto rest = play_fade(crossfader);
    samples.insert(samples.end(), rest.begin(), rest.end());
    EXPECT_LE(largest_jump(samples), jump * 1.001f);
  }
}

TEST(SourceCrossfader, KeepsTheLevelThroughTheFade) {
  SourceCrossfader crossfader(std::make_unique<NoiseSource>(1));
  ASSERT_TRUE(crossfader.offer(std::make_unique<NoiseSource>(2)));
  const auto samples = play_fade(crossfader);
  for (std::size_t begin = 0; begin + 1024 <= samples.size(); begin += 1024) {
    const double decibels = 10 * std::log10(12 * power(std::span(samples).subspan(begin, 1024)));
    EXPECT_NEAR(decibels, 0., 0.6) << "at " << begin;
  }
}

/** A source that produces only NaN. */
class LostSource final : public Source {
 public:
  int sample_rate() const override { return rate; }
  int hop() const override { return listening::hop; }
  int hops_per_step() const override { return 4; }
  int tail_size() const override { return 4096; }
  void apply(const ControlEvent&) override {}
  void render(PairedFrames frames) override { std::ranges::fill(frames.pair(0), centred(std::nanf(""))); }
  void tail(PairedFrames frames) override { render(frames); }
};

TEST(SourceCrossfader, NothingIsHeardOfTheNaNOfASourceThatLeaves) {
  SourceCrossfader crossfader(std::make_unique<LostSource>());
  play(crossfader, 2);
  ASSERT_TRUE(crossfader.offer(sine(440)));
  const auto samples = play_fade(crossfader);
  std::vector<StereoFrame> tail(4096);
  crossfader.tail(tail);
  const auto is_finite = [](float sample) { return std::isfinite(sample); };
  EXPECT_TRUE(std::ranges::all_of(samples, is_finite));
  EXPECT_TRUE(std::ranges::all_of(left_of(tail), is_finite));
  EXPECT_GT(power(std::span(samples).last(step)), 0.1);
}

TEST(SourceCrossfader, BeginsAtAStepAndEndsWithTheNewSourceAlone) {
  SourceCrossfader crossfader(sine(440));
  std::vector<StereoFrame> samples(hop);
  const auto a = sine(440), b = sine(311);
  std::vector<StereoFrame> alone(hop);
  for (int i = 0; i < 4; ++i) {
    if (i == 1) {
      ASSERT_TRUE(crossfader.offer(sine(311)));  // within a step
    }
    crossfader.render(samples);
    a->render(alone);
    EXPECT_EQ(samples, alone) << "hop " << i;
  }
  crossfader.render(samples);
  a->render(alone);
  EXPECT_NE(samples, alone);
  play_fade(crossfader);
  b->render(alone);
  for (std::size_t i = 0; i < 4 * (fade / step + 2); ++i) b->render(alone);
  crossfader.render(samples);
  b->render(alone);
  EXPECT_EQ(samples, alone);
  EXPECT_EQ(crossfader.entered(), 1u);
}

TEST(SourceCrossfader, WaitsForTheStepThatIsNamed) {
  SourceCrossfader crossfader(sine(440));
  EXPECT_EQ(crossfader.entered(), 0u);
  ASSERT_TRUE(crossfader.offer(sine(311), 5));
  const auto alone = sine(440);
  EXPECT_EQ(play(crossfader, 5), play(*alone, 5));
  EXPECT_FALSE(crossfader.entered());
  EXPECT_NE(play(crossfader, 1), play(*alone, 1));
  EXPECT_EQ(crossfader.entered(), 5u);
}

TEST(SourceCrossfader, RefusesAnotherWhileOneFadesAndLeavesItToTheCaller) {
  SourceCrossfader crossfader(sine(440));
  ASSERT_TRUE(crossfader.offer(sine(311)));
  auto waiting = sine(220);
  EXPECT_FALSE(crossfader.offer(std::move(waiting)));
  ASSERT_NE(waiting, nullptr);
  play(crossfader, 1);
  EXPECT_FALSE(crossfader.offer(std::move(waiting)));
  play_fade(crossfader);
  EXPECT_TRUE(crossfader.offer(std::move(waiting)));
  EXPECT_EQ(waiting, nullptr);
  play_fade(crossfader);
  EXPECT_NEAR(pitch(play(crossfader, 40)), 220, 0.1) << "the newest plays";
}

TEST(SourceCrossfader, GivesTheRetiredSourceToTheControlSide) {
  std::thread::id freed_by;
  SourceCrossfader crossfader(std::make_unique<NoiseSource>(1, &freed_by));
  ASSERT_TRUE(crossfader.offer(sine(440)));
  std::thread([&] { play_fade(crossfader); }).join();
  EXPECT_EQ(freed_by, std::thread::id()) << "not by the generation thread";
  auto retired = crossfader.take_retired();
  ASSERT_NE(retired, nullptr);
  EXPECT_EQ(crossfader.take_retired(), nullptr);
  retired.reset();
  EXPECT_EQ(freed_by, std::this_thread::get_id());
}

TEST(SourceCrossfader, WhoNeverFetchesRetiredSourcesLosesNone) {
  std::vector<std::thread::id> freed_by(6);
  {
    SourceCrossfader crossfader(std::make_unique<NoiseSource>(0, &freed_by[0]));
    for (std::size_t i = 1; i < 5; ++i) {
      ASSERT_TRUE(crossfader.offer(std::make_unique<NoiseSource>(i, &freed_by[i])));
      std::thread([&] { play_fade(crossfader); }).join();
    }
    ASSERT_TRUE(crossfader.offer(std::make_unique<NoiseSource>(5, &freed_by[5])));
  }
  for (const auto& thread : freed_by) EXPECT_EQ(thread, std::this_thread::get_id());
}

TEST(SourceCrossfader, TakesOffersFromAnotherThreadWhileItPlays) {
  std::deque<std::thread::id> freed_by;
  int offered = 0;
  {
    SourceCrossfader crossfader(std::make_unique<NoiseSource>(0, &freed_by.emplace_back()));
    std::atomic<bool> playing{true};
    std::thread generation([&] {
      play(crossfader, 1000);
      playing = false;
    });
    std::unique_ptr<Source> next;
    while (playing) {
      if (!next) next = std::make_unique<NoiseSource>(1, &freed_by.emplace_back());
      offered += crossfader.offer(std::move(next)) ? 1 : 0;
      if (offered % 2 == 0) crossfader.take_retired();
      std::this_thread::yield();
    }
    generation.join();
  }
  EXPECT_GE(offered, 1);
  for (const auto& thread : freed_by) EXPECT_EQ(thread, std::this_thread::get_id());
}

TEST(SourceCrossfader, EventsGoToBothAndReachASourceThatWasOfferedBeforeThem) {
  float first = 0.f;
  float second = 0.f;
  SourceCrossfader crossfader(std::make_unique<NoiseSource>(1, nullptr, &first));
  ASSERT_TRUE(crossfader.offer(std::make_unique<NoiseSource>(2, nullptr, &second)));
  crossfader.apply(temperature(0.5f));  // as a renderer does, right before the step in which the fade begins
  play(crossfader, 1);
  EXPECT_EQ(first, 0.5f);
  EXPECT_EQ(second, 0.5f);
  play_fade(crossfader);
  crossfader.apply(temperature(0.7f));
  EXPECT_EQ(first, 0.5f) << "it has been replaced";
  EXPECT_EQ(second, 0.7f);
}

TEST(SourceCrossfader, WhoIsOfferedWithinAStepsEventsEntersWithTheNextStep) {
  float first = 0.f;
  float second = 0.f;
  SourceCrossfader crossfader(std::make_unique<NoiseSource>(1, nullptr, &first));
  crossfader.apply(temperature(0.5f));
  ASSERT_TRUE(crossfader.offer(std::make_unique<NoiseSource>(2, nullptr, &second)));
  crossfader.apply(temperature(0.7f));
  EXPECT_TRUE(crossfader.awaits_step()) << "so events sent meanwhile are not applied earlier";
  play(crossfader, 1);
  EXPECT_EQ(second, 0.f) << "a source must not get only some of the events of a step";
  play(crossfader, 1);
  EXPECT_EQ(crossfader.entered(), 1u);
  EXPECT_FALSE(crossfader.awaits_step());
}

TEST(SourceCrossfader, ATailGoesOnBeforeInAndAfterTheFadeAndChangesNothing) {
  SourceCrossfader crossfader(sine(440));
  SourceCrossfader twin(sine(440));
  ASSERT_TRUE(crossfader.offer(sine(311), 3));
  ASSERT_TRUE(twin.offer(sine(311), 3));
  std::vector<StereoFrame> tail(static_cast<std::size_t>(crossfader.tail_size()));
  const float jump = 0.5f * 2.f * std::numbers::pi_v<float> * std::hypot(440.f, 311.f) / rate;
  for (int i = 0; i < 16; ++i) {
    const auto samples = play(crossfader, 1);
    ASSERT_EQ(samples, play(twin, 1)) << "in step " << i;
    crossfader.tail(tail);
    EXPECT_LE(std::abs(tail[0].left - samples.back()), jump * 1.001f) << "after step " << i;
    const auto rest = left_of(tail);
    EXPECT_LE(largest_jump(rest), jump * 1.05f) << "after step " << i;
    EXPECT_GT(power(std::span(rest).first(1024)), 0.05) << "after step " << i;
  }
}

TEST(SourceCrossfader, NothingAllocatesOrFreesWhileItPlays) {
  SourceCrossfader crossfader(sine(440));
  ASSERT_TRUE(crossfader.offer(sine(311, 16000, 96)));
  std::vector<StereoFrame> samples(hop);
  std::vector<StereoFrame> tail(static_cast<std::size_t>(crossfader.tail_size()));
  const auto before = allocations();
  for (std::size_t i = 0; i < 4 * (fade / step + 4); ++i) {
    crossfader.apply(temperature(1.f));
    crossfader.render(samples);
    crossfader.tail(tail);
  }
  EXPECT_EQ(allocations(), before);
  EXPECT_NE(crossfader.take_retired(), nullptr);
}

TEST(SourceCrossfader, ASourceOfAnotherRateKeepsItsPlace) {
  SourceCrossfader crossfader(sine(440));
  auto next = sine(300, 48000, 280);
  next->apply({.parameter = ParameterId::pan, .number = 1.f});
  ASSERT_TRUE(crossfader.offer(std::move(next)));
  play_fade(crossfader);
  const auto frames = play_stereo(crossfader, 20);
  EXPECT_LT(power(left_of(frames)), 1e-9);
  EXPECT_NEAR(power(right_of(frames)), 0.25, 0.002);
  std::vector<StereoFrame> tail(4096);
  crossfader.tail(tail);
  EXPECT_LT(power(left_of(tail)), 1e-9);
  EXPECT_GT(power(right_of(tail)), 0.01);
}

TEST(SourceCrossfader, ASourceOfAnotherRateKeepsItsPitchAndLevel) {
  for (const int other : {8000, 16000, 22050, 48000, 96000}) {
    SourceCrossfader crossfader(sine(440));
    ASSERT_TRUE(crossfader.offer(sine(300, other, other / 172)));
    play_fade(crossfader);
    const auto samples = play(crossfader, 80);
    EXPECT_NEAR(pitch(samples), 300, 0.02) << other << " Hz";
    EXPECT_NEAR(power(samples), 0.125, 0.001) << other << " Hz";
    EXPECT_LE(largest_jump(samples), 0.5f * 2.f * std::numbers::pi_v<float> * 300.f / rate * 1.02f)
        << other << " Hz";
  }
}

}  // namespace
}  // namespace aeolian
