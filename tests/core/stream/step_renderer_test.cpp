#include "core/stream/step_renderer.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <span>
#include <vector>

namespace aeolian {
namespace {

/** Its samples are the last temperature that it was given, so that a test sees which event came when. */
class EchoSource final : public Source {
 public:
  int sample_rate() const override { return 48000; }
  int hop() const override { return 4; }
  int hops_per_step() const override { return 3; }
  int tail_size() const override { return 64; }
  void apply(const ControlEvent& event) override {
    if (event.parameter == ParameterId::temperature) {
      level_ = event.number;
    }
  }
  void render(std::span<float> samples) override { std::ranges::fill(samples, level_); }
  void tail(std::span<float> samples) override { std::ranges::fill(samples, level_); }

 private:
  float level_ = 0.f;
};

ControlEvent temperature(float value) {
  ControlEvent event;
  event.parameter = ParameterId::temperature;
  event.number = value;
  return event;
}

TEST(StepRenderer, AnEventIsHeardFromTheNextStepOn) {
  EchoSource source;
  StepRenderer renderer(source);
  ControlInbox& inbox = renderer.add_inbox();
  EXPECT_EQ(renderer.step_size(), 12u);
  EXPECT_EQ(renderer.render_step()[11], 0.f);
  inbox.push(temperature(0.5f));
  const auto samples = renderer.render_step();
  EXPECT_TRUE(std::ranges::all_of(samples, [](float x) { return x == 0.5f; }));
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
  std::vector<float> order;
  for (const LoggedEvent& logged : renderer.applied()) {
    order.push_back(logged.event.number);
  }
  EXPECT_EQ(order, (std::vector<float>{0.1f, 0.2f, 0.3f, 0.4f}));
  EXPECT_EQ(renderer.applied_from_score().size(), 1u);
}

TEST(StepRenderer, WhatWasAppliedPlaysTheSameAgainAsAScore) {
  EchoSource live_source;
  StepRenderer live(live_source);
  std::array<ControlInbox*, 2> inboxes{&live.add_inbox(), &live.add_inbox()};
  std::vector<float> played;
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
  std::vector<float> replayed;
  for (int step = 0; step < 100; ++step) {
    const auto samples = again.render_step();
    replayed.insert(replayed.end(), samples.begin(), samples.end());
  }
  EXPECT_EQ(played, replayed);
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

}  // namespace
}  // namespace aeolian
