#include "core/generator/succession.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <atomic>
#include <cmath>
#include <deque>
#include <thread>
#include <vector>

#include "core/random.h"
#include "tests/core/generator/listening.h"
#include "tests/core/spectrum/allocations.h"

namespace aeolian {
namespace {

using namespace listening;

constexpr auto fade = static_cast<std::size_t>(Succession::fade_s * rate);

/** White noise of power 1/12 that remembers its last temperature, and tells when it is freed. */
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
  void render(std::span<float> samples) override {
    for (float& sample : samples) sample = random_.uniform() - 0.5f;
  }
  void tail(std::span<float> samples) override { std::ranges::fill(samples, 0.f); }

 private:
  Random random_;
  std::thread::id* freed_by_;
  float* temperature_;
};

ControlEvent temperature(float value) {
  ControlEvent event;
  event.parameter = ParameterId::temperature;
  event.number = value;
  return event;
}

/** Plays until the source that was offered has the field to itself. */
std::vector<float> play_fade(Succession& succession) {
  return play(succession, fade / step + 2);
}

TEST(Succession, PlaysTheFirstSourceUntilAnotherIsOffered) {
  Succession succession(sine(440));
  const auto alone = sine(440);
  EXPECT_EQ(play(succession, 20), play(*alone, 20));
  EXPECT_EQ(succession.take_retired(), nullptr);
}

TEST(Succession, FadesWithoutAClick) {
  Succession succession(sine(440));
  play(succession, 10);
  const auto a = sine(440), b = sine(311);
  const float jump = std::hypot(largest_jump(play(*a, 50)), largest_jump(play(*b, 50)));
  for (int i = 0; i < 20; ++i) {
    ASSERT_TRUE(succession.offer(sine(i % 2 == 0 ? 311 : 440)));
    std::vector<float> samples = play(succession, 3);
    const auto rest = play_fade(succession);
    samples.insert(samples.end(), rest.begin(), rest.end());
    EXPECT_LE(largest_jump(samples), jump * 1.001f);
  }
}

TEST(Succession, KeepsTheLevelThroughTheFade) {
  Succession succession(std::make_unique<NoiseSource>(1));
  ASSERT_TRUE(succession.offer(std::make_unique<NoiseSource>(2)));
  const auto samples = play_fade(succession);
  for (std::size_t begin = 0; begin + 1024 <= samples.size(); begin += 1024) {
    const double decibels = 10 * std::log10(12 * power(std::span(samples).subspan(begin, 1024)));
    EXPECT_NEAR(decibels, 0., 0.6) << "at " << begin;
  }
}

/** Has lost itself: makes nothing but NaN. */
class LostSource final : public Source {
 public:
  int sample_rate() const override { return rate; }
  int hop() const override { return listening::hop; }
  int hops_per_step() const override { return 4; }
  int tail_size() const override { return 4096; }
  void apply(const ControlEvent&) override {}
  void render(std::span<float> samples) override { std::ranges::fill(samples, std::nanf("")); }
  void tail(std::span<float> samples) override { render(samples); }
};

TEST(Succession, NothingIsHeardOfTheNaNOfASourceThatLeaves) {
  Succession succession(std::make_unique<LostSource>());
  play(succession, 2);
  ASSERT_TRUE(succession.offer(sine(440)));
  const auto samples = play_fade(succession);
  std::vector<float> tail(4096);
  succession.tail(tail);
  const auto is_finite = [](float sample) { return std::isfinite(sample); };
  EXPECT_TRUE(std::ranges::all_of(samples, is_finite));
  EXPECT_TRUE(std::ranges::all_of(tail, is_finite));
  EXPECT_GT(power(std::span(samples).last(step)), 0.1);
}

TEST(Succession, BeginsAtAStepAndEndsWithTheNewSourceAlone) {
  Succession succession(sine(440));
  std::vector<float> samples(hop);
  const auto a = sine(440), b = sine(311);
  std::vector<float> alone(hop);
  for (int i = 0; i < 4; ++i) {
    if (i == 1) {
      ASSERT_TRUE(succession.offer(sine(311)));  // within a step
    }
    succession.render(samples);
    a->render(alone);
    EXPECT_EQ(samples, alone) << "hop " << i;
  }
  succession.render(samples);
  a->render(alone);
  EXPECT_NE(samples, alone);
  play_fade(succession);
  b->render(alone);
  for (std::size_t i = 0; i < 4 * (fade / step + 2); ++i) b->render(alone);
  succession.render(samples);
  b->render(alone);
  EXPECT_EQ(samples, alone);
  EXPECT_EQ(succession.entered(), 1u);
}

TEST(Succession, WaitsForTheStepThatIsNamed) {
  Succession succession(sine(440));
  EXPECT_EQ(succession.entered(), 0u);
  ASSERT_TRUE(succession.offer(sine(311), 5));
  const auto alone = sine(440);
  EXPECT_EQ(play(succession, 5), play(*alone, 5));
  EXPECT_FALSE(succession.entered());
  EXPECT_NE(play(succession, 1), play(*alone, 1));
  EXPECT_EQ(succession.entered(), 5u);
}

TEST(Succession, RefusesAnotherWhileOneFadesAndLeavesItToTheCaller) {
  Succession succession(sine(440));
  ASSERT_TRUE(succession.offer(sine(311)));
  auto waiting = sine(220);
  EXPECT_FALSE(succession.offer(std::move(waiting)));
  ASSERT_NE(waiting, nullptr);
  play(succession, 1);
  EXPECT_FALSE(succession.offer(std::move(waiting)));
  play_fade(succession);
  EXPECT_TRUE(succession.offer(std::move(waiting)));
  EXPECT_EQ(waiting, nullptr);
  play_fade(succession);
  EXPECT_NEAR(pitch(play(succession, 40)), 220, 0.1) << "the newest plays";
}

TEST(Succession, GivesTheRetiredSourceToTheControlSide) {
  std::thread::id freed_by;
  Succession succession(std::make_unique<NoiseSource>(1, &freed_by));
  ASSERT_TRUE(succession.offer(sine(440)));
  std::thread([&] { play_fade(succession); }).join();
  EXPECT_EQ(freed_by, std::thread::id()) << "not by the generation thread";
  auto retired = succession.take_retired();
  ASSERT_NE(retired, nullptr);
  EXPECT_EQ(succession.take_retired(), nullptr);
  retired.reset();
  EXPECT_EQ(freed_by, std::this_thread::get_id());
}

TEST(Succession, WhoNeverFetchesRetiredSourcesLosesNone) {
  std::vector<std::thread::id> freed_by(6);
  {
    Succession succession(std::make_unique<NoiseSource>(0, &freed_by[0]));
    for (std::size_t i = 1; i < 5; ++i) {
      ASSERT_TRUE(succession.offer(std::make_unique<NoiseSource>(i, &freed_by[i])));
      std::thread([&] { play_fade(succession); }).join();
    }
    ASSERT_TRUE(succession.offer(std::make_unique<NoiseSource>(5, &freed_by[5])));
  }
  for (const auto& thread : freed_by) EXPECT_EQ(thread, std::this_thread::get_id());
}

TEST(Succession, TakesOffersFromAnotherThreadWhileItPlays) {
  std::deque<std::thread::id> freed_by;
  int offered = 0;
  {
    Succession succession(std::make_unique<NoiseSource>(0, &freed_by.emplace_back()));
    std::atomic<bool> playing{true};
    std::thread generation([&] {
      play(succession, 1000);
      playing = false;
    });
    std::unique_ptr<Source> next;
    while (playing) {
      if (!next) next = std::make_unique<NoiseSource>(1, &freed_by.emplace_back());
      offered += succession.offer(std::move(next)) ? 1 : 0;
      if (offered % 2 == 0) succession.take_retired();
      std::this_thread::yield();
    }
    generation.join();
  }
  EXPECT_GE(offered, 1);
  for (const auto& thread : freed_by) EXPECT_EQ(thread, std::this_thread::get_id());
}

TEST(Succession, EventsGoToBothAndReachASourceThatWasOfferedBeforeThem) {
  float first = 0.f;
  float second = 0.f;
  Succession succession(std::make_unique<NoiseSource>(1, nullptr, &first));
  ASSERT_TRUE(succession.offer(std::make_unique<NoiseSource>(2, nullptr, &second)));
  succession.apply(temperature(0.5f));  // as a renderer does, right before the step in which the fade begins
  play(succession, 1);
  EXPECT_EQ(first, 0.5f);
  EXPECT_EQ(second, 0.5f);
  play_fade(succession);
  succession.apply(temperature(0.7f));
  EXPECT_EQ(first, 0.5f) << "has retired";
  EXPECT_EQ(second, 0.7f);
}

TEST(Succession, WhoIsOfferedWithinAStepsEventsEntersWithTheNextStep) {
  float first = 0.f;
  float second = 0.f;
  Succession succession(std::make_unique<NoiseSource>(1, nullptr, &first));
  succession.apply(temperature(0.5f));
  ASSERT_TRUE(succession.offer(std::make_unique<NoiseSource>(2, nullptr, &second)));
  succession.apply(temperature(0.7f));
  play(succession, 1);
  EXPECT_EQ(second, 0.f) << "or it would have half of the step's events, and no log could tell which";
  play(succession, 1);
  EXPECT_EQ(succession.entered(), 1u);
}

TEST(Succession, ATailGoesOnBeforeInAndAfterTheFadeAndChangesNothing) {
  Succession succession(sine(440));
  Succession twin(sine(440));
  ASSERT_TRUE(succession.offer(sine(311), 3));
  ASSERT_TRUE(twin.offer(sine(311), 3));
  std::vector<float> tail(static_cast<std::size_t>(succession.tail_size()));
  const float jump = 0.5f * 2.f * 3.1416f * std::hypot(440.f, 311.f) / rate;
  for (int i = 0; i < 16; ++i) {
    const auto samples = play(succession, 1);
    ASSERT_EQ(samples, play(twin, 1)) << "in step " << i;
    succession.tail(tail);
    EXPECT_LE(std::abs(tail[0] - samples.back()), jump * 1.001f) << "after step " << i;
    EXPECT_LE(largest_jump(tail), jump * 1.05f) << "after step " << i;
    EXPECT_GT(power(std::span(tail).first(1024)), 0.05) << "after step " << i;
  }
}

TEST(Succession, NothingAllocatesOrFreesWhileItPlays) {
  Succession succession(sine(440));
  ASSERT_TRUE(succession.offer(sine(311, 16000, 96)));
  std::vector<float> samples(hop);
  std::vector<float> tail(static_cast<std::size_t>(succession.tail_size()));
  const auto before = allocations();
  for (std::size_t i = 0; i < 4 * (fade / step + 4); ++i) {
    succession.apply(temperature(1.f));
    succession.render(samples);
    succession.tail(tail);
  }
  EXPECT_EQ(allocations(), before);
  EXPECT_NE(succession.take_retired(), nullptr);
}

TEST(Succession, ASourceOfAnotherRateKeepsItsPitchAndLevel) {
  for (const int other : {8000, 16000, 22050, 48000, 96000}) {
    Succession succession(sine(440));
    ASSERT_TRUE(succession.offer(sine(300, other, other / 172)));
    play_fade(succession);
    const auto samples = play(succession, 80);
    EXPECT_NEAR(pitch(samples), 300, 0.02) << other << " Hz";
    EXPECT_NEAR(power(samples), 0.125, 0.001) << other << " Hz";
    EXPECT_LE(largest_jump(samples), 0.5f * 2.f * 3.1416f * 300.f / rate * 1.02f) << other << " Hz";
  }
}

}  // namespace
}  // namespace aeolian
