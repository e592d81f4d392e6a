// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/stream/step_renderer.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <span>
#include <utility>
#include <vector>

#include "tests/core/spectrum/allocations.h"

namespace aeolian {
namespace {

/**
 * A source whose samples are the last temperature or tilt it received, so that a test sees which event
 * arrived when.
 */
class EchoSource final : public Source {
 public:
  int sample_rate() const override { return 48000; }
  int hop() const override { return 4; }
  int hops_per_step() const override { return 3; }
  int tail_size() const override { return 64; }
  void apply(const ControlEvent& event) override {
    if (event.parameter == ParameterId::temperature || event.parameter == ParameterId::tilt) {
      level_ = event.number;
    }
  }
  bool awaits_step() const override { return is_waiting; }
  void render(PairedFrames frames) override { std::ranges::fill(frames.pair(0), centred(level_)); }
  void tail(PairedFrames frames) override { render(frames); }

  bool is_waiting = false;

 private:
  float level_ = 0.f;
};

ControlEvent temperature(float value, std::uint64_t step = 0) {
  ControlEvent event;
  event.parameter = ParameterId::temperature;
  event.number = value;
  event.step = step;
  return event;
}

/** An event that acts on frames. */
ControlEvent tilt(float value, std::uint64_t step = 0) {
  return {.parameter = ParameterId::tilt, .number = value, .step = step};
}

std::vector<float> applied_numbers(const StepRenderer& renderer) {
  std::vector<float> numbers;
  for (const LoggedEvent& logged : renderer.applied()) {
    numbers.push_back(logged.event.number);
  }
  return numbers;
}

TEST(StepRenderer, AnEventIsHeardFromTheNextStepOn) {
  EchoSource source;
  StepRenderer renderer(source);
  ControlInbox& inbox = renderer.add_inbox();
  EXPECT_EQ(renderer.step_size(), 12u);
  EXPECT_EQ(renderer.render_step()[11], StereoFrame());
  inbox.push(temperature(0.5f));
  const auto frames = renderer.render_step();
  EXPECT_TRUE(std::ranges::all_of(frames, [](const StereoFrame& frame) { return frame == centred(0.5f); }));
  ASSERT_EQ(renderer.applied().size(), 1u);
  EXPECT_EQ(renderer.applied()[0].step, 1u);
  EXPECT_EQ(renderer.applied()[0].event.number, 0.5f);
  renderer.render_step();
  EXPECT_TRUE(renderer.applied().empty());
  EXPECT_EQ(renderer.steps(), 3u);
}

TEST(StepRenderer, EventsOfOneStepApplyScoreFirstThenInboxesInTheirOrder) {
  EchoSource source;
  StepRenderer renderer(source, {{0, temperature(0.1f)}});
  ControlInbox& first = renderer.add_inbox();
  ControlInbox& second = renderer.add_inbox();
  second.push(temperature(0.4f));
  first.push(temperature(0.2f));
  first.push(temperature(0.3f));
  renderer.render_step();
  EXPECT_EQ(applied_numbers(renderer), (std::vector<float>{0.1f, 0.2f, 0.3f, 0.4f}));
  EXPECT_EQ(renderer.applied_from_replay().size(), 1u);
}

TEST(StepRenderer, WhatWasAppliedPlaysTheSameAgainAsAScore) {
  EchoSource live_source;
  StepRenderer live(live_source);
  std::array<ControlInbox*, 2> inboxes{&live.add_inbox(), &live.add_inbox()};
  std::vector<StereoFrame> played;
  std::vector<LoggedEvent> log;
  for (int step = 0; step < 100; ++step) {
    for (int event = 0; event < step % 5; ++event) {
      inboxes[static_cast<std::size_t>(event) % 2]->push(temperature(static_cast<float>(step * 10 + event)));
    }
    const auto samples = live.render_step();
    played.insert(played.end(), samples.begin(), samples.end());
    log.insert(log.end(), live.applied().begin(), live.applied().end());
  }
  ASSERT_EQ(log.size(), 200u);

  EchoSource again_source;
  StepRenderer again(again_source, log);
  std::vector<StereoFrame> replayed;
  for (int step = 0; step < 100; ++step) {
    const auto samples = again.render_step();
    replayed.insert(replayed.end(), samples.begin(), samples.end());
  }
  EXPECT_EQ(played, replayed);
}

TEST(StepRenderer, WhatActsOnFramesIsHeardFromTheNextHopOn) {
  EchoSource source;
  StepRenderer renderer(source);
  ControlInbox& inbox = renderer.add_inbox();
  EXPECT_EQ(renderer.render_hops(2).size(), 8u);
  inbox.push(tilt(0.5f));
  EXPECT_EQ(renderer.steps(), 0u);
  const auto rest = renderer.render_hops(2);
  ASSERT_EQ(rest.size(), 4u) << "it ends with the step";
  EXPECT_EQ(rest[0], centred(0.5f));
  ASSERT_EQ(renderer.applied().size(), 1u);
  EXPECT_EQ(renderer.applied()[0].step, 0u);
  EXPECT_EQ(renderer.applied()[0].hop, 2);
  EXPECT_EQ(renderer.steps(), 1u);
  EXPECT_EQ(renderer.last_step().pair(0)[7], centred(0.f));
  EXPECT_EQ(renderer.last_step().pair(0)[8], centred(0.5f));
}

TEST(StepRenderer, WithinAStepNothingOvertakesWhatWaitsForTheNext) {
  EchoSource source;
  StepRenderer renderer(source);
  ControlInbox& first = renderer.add_inbox();
  ControlInbox& second = renderer.add_inbox();
  renderer.render_hops(1);
  first.push(tilt(0.1f));
  first.push(temperature(0.2f));
  first.push(tilt(0.3f));
  second.push(tilt(0.4f));
  second.push(tilt(0.5f, 1));
  renderer.render_hops(1);
  EXPECT_EQ(applied_numbers(renderer), (std::vector<float>{0.1f, 0.4f}));
  renderer.render_hops(1);
  EXPECT_TRUE(renderer.applied().empty());
  renderer.render_hops(1);
  EXPECT_EQ(applied_numbers(renderer), (std::vector<float>{0.2f, 0.3f, 0.5f}));
}

TEST(StepRenderer, WithinAStepNothingIsAppliedWhileTheSourceAwaitsTheNext) {
  EchoSource source;
  StepRenderer renderer(source);
  ControlInbox& inbox = renderer.add_inbox();
  renderer.render_hops(1);
  source.is_waiting = true;
  inbox.push(tilt(0.1f));
  renderer.render_hops(2);
  EXPECT_TRUE(renderer.applied().empty());
  renderer.render_hops(1);
  EXPECT_EQ(applied_numbers(renderer), (std::vector<float>{0.1f}));
}

TEST(StepRenderer, WhatWasAppliedWithinStepsPlaysTheSameAgainInPartsOfAnySize) {
  EchoSource live_source;
  StepRenderer live(live_source);
  ControlInbox& inbox = live.add_inbox();
  std::vector<StereoFrame> played;
  std::vector<LoggedEvent> log;
  for (int hop = 0; hop < 300; ++hop) {
    if (hop % 4 == 0) inbox.push(tilt(static_cast<float>(hop)));
    if (hop % 7 == 0) inbox.push(temperature(static_cast<float>(-hop)));
    const auto samples = live.render_hops(1);
    played.insert(played.end(), samples.begin(), samples.end());
    log.insert(log.end(), live.applied().begin(), live.applied().end());
  }
  for (const int hops : {1, 2, 3}) {
    EchoSource source;
    StepRenderer again(source, log);
    std::vector<StereoFrame> replayed;
    std::size_t events = 0;
    while (again.steps() < 100) {
      const auto samples = hops == 3 ? again.render_step() : again.render_hops(hops);
      replayed.insert(replayed.end(), samples.begin(), samples.end());
      events += again.applied().size();
    }
    EXPECT_EQ(replayed, played) << "by " << hops;
    EXPECT_EQ(events, log.size());
  }
}

TEST(StepRenderer, AFullInboxIsAppliedInOneStep) {
  EchoSource source;
  StepRenderer renderer(source);
  ControlInbox& inbox = renderer.add_inbox();
  while (inbox.push(temperature(1.f))) {
  }
  renderer.render_step();
  EXPECT_EQ(renderer.applied().size(), ControlInbox::capacity());
  EXPECT_EQ(inbox.size(), 0u);
}

TEST(StepRenderer, WhatComesWhileAStepsEventsAreAppliedWaitsForTheNext) {
  class Sender final : public Source {
   public:
    int sample_rate() const override { return 48000; }
    int hop() const override { return 4; }
    int hops_per_step() const override { return 3; }
    int tail_size() const override { return 64; }
    void apply(const ControlEvent&) override {
      if (inbox) std::exchange(inbox, nullptr)->push(temperature(0.2f));
    }
    void render(PairedFrames) override {}
    void tail(PairedFrames) override {}
    ControlInbox* inbox = nullptr;
  };
  Sender source;
  StepRenderer renderer(source);
  renderer.add_inbox().push(temperature(0.1f));
  source.inbox = &renderer.add_inbox();
  renderer.render_step();
  EXPECT_EQ(applied_numbers(renderer), (std::vector<float>{0.1f}));
  renderer.render_step();
  EXPECT_EQ(applied_numbers(renderer), (std::vector<float>{0.2f}));
}

TEST(StepRenderer, AnEventThatNamesAStepIsHeardFromThatStepOn) {
  EchoSource source;
  StepRenderer renderer(source);
  ControlInbox& inbox = renderer.add_inbox();
  inbox.push(temperature(0.5f, 3));
  for (std::uint64_t step = 0; step < 6; ++step) {
    EXPECT_EQ(renderer.render_step()[0].left, step < 3 ? 0.f : 0.5f) << "step " << step;
    EXPECT_EQ(renderer.applied().size(), step == 3 ? 1u : 0u);
    if (step == 3) {
      EXPECT_EQ(renderer.applied()[0].step, 3u);
    }
  }
}

TEST(StepRenderer, AllEventsOfAStepApplyTogetherScoreFirstThenTheHeldByArrivalThenInboxes) {
  EchoSource source;
  StepRenderer renderer(source, {{2, temperature(0.1f)}});
  ControlInbox& first = renderer.add_inbox();
  ControlInbox& second = renderer.add_inbox();
  second.push(temperature(0.2f, 2));
  renderer.render_step();
  first.push(temperature(0.3f, 2));
  renderer.render_step();
  first.push(temperature(0.4f));
  second.push(temperature(0.5f, 1));  // too late, so it applies at once
  renderer.render_step();
  EXPECT_EQ(applied_numbers(renderer), (std::vector<float>{0.1f, 0.2f, 0.3f, 0.4f, 0.5f}));
  EXPECT_EQ(renderer.applied_from_replay().size(), 1u);
}

TEST(StepRenderer, AFullHeapDropsAndCountsAndAllThatItHoldsMayComeInOneStep) {
  EchoSource source;
  StepRenderer renderer(source);
  ControlInbox& inbox = renderer.add_inbox();
  std::size_t sent = 0;
  for (std::uint64_t step = 0; step < 10; ++step) {
    while (inbox.push(temperature(static_cast<float>(sent), 10))) {
      ++sent;
    }
    renderer.render_step();
  }
  ASSERT_GT(sent, StepRenderer::max_held);
  EXPECT_EQ(renderer.held_lost(), sent - StepRenderer::max_held);
  while (inbox.push(temperature(1.f))) {
  }
  const auto before = allocations();
  renderer.render_step();
  EXPECT_EQ(allocations(), before);
  EXPECT_EQ(renderer.applied().size(), StepRenderer::max_held + ControlInbox::capacity());
}

TEST(StepRenderer, WhatWasHeldPlaysTheSameAgainAsAScore) {
  const auto play = [](StepRenderer& renderer, auto before_step) {
    std::vector<StereoFrame> frames;
    std::vector<LoggedEvent> log;
    for (int step = 0; step < 100; ++step) {
      before_step(step);
      const auto made = renderer.render_step();
      frames.insert(frames.end(), made.begin(), made.end());
      log.insert(log.end(), renderer.applied().begin(), renderer.applied().end());
    }
    return std::pair(frames, log);
  };
  EchoSource live_source;
  StepRenderer live(live_source);
  ControlInbox& inbox = live.add_inbox();
  const auto [played, log] = play(live, [&](int step) {
    for (int event = 0; event < 3; ++event) {
      const int ahead = (step * 7 + event * 5) % 11;
      inbox.push(temperature(static_cast<float>(step * 3 + event), static_cast<std::uint64_t>(step + ahead)));
    }
  });
  EchoSource again_source;
  StepRenderer again(again_source, log);
  const auto [replayed, log_again] = play(again, [](int) {});
  EXPECT_EQ(played, replayed);
  EXPECT_EQ(log.size(), log_again.size());
  EXPECT_TRUE(std::ranges::is_sorted(log, {}, &LoggedEvent::step));
}

}  // namespace
}  // namespace aeolian
