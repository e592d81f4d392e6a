// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/stream/output_change.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <vector>

namespace aeolian {
namespace {

ControlEvent event(ParameterId parameter, float number, float glide_s) {
  ControlEvent event;
  event.parameter = parameter;
  event.number = number;
  event.glide_s = glide_s;
  return event;
}

/** The level of a square wave after a second in `stage`. */
float level(OutputStage& stage) {
  std::vector<StereoFrame> frames(8000);
  for (std::size_t i = 0; i < frames.size(); ++i) frames[i] = centred(i / 4 % 2 == 0 ? 0.5f : -0.5f);
  stage.process(frames);
  return std::abs(frames.back().left);
}

TEST(OutputChange, GainMuteAndPlayAreTheOutputsAllElseTheGenerators) {
  for (const auto parameter : {ParameterId::seed, ParameterId::temperature, ParameterId::encoding,
                               ParameterId::guidance, ParameterId::freeze, ParameterId::refinement}) {
    EXPECT_FALSE(output_change(event(parameter, 1.f, 0.f)));
  }
  OutputStage stage(8000);
  const auto follow_event = [&stage](ParameterId parameter, float number, float glide_s) {
    return follow(stage, *output_change(event(parameter, number, glide_s)));
  };
  follow_event(ParameterId::play, 1.f, 0.f);
  EXPECT_NEAR(level(stage), 0.5f, 0.01f);
  follow_event(ParameterId::gain, -20.f, 0.f);
  EXPECT_NEAR(level(stage), 0.05f, 0.001f);
  follow_event(ParameterId::mute, 1.f, 0.f);
  EXPECT_EQ(level(stage), 0.f);
  follow_event(ParameterId::mute, 0.f, 0.f);
  EXPECT_NEAR(level(stage), 0.05f, 0.001f);
  follow_event(ParameterId::play, 0.f, 0.f);
  EXPECT_EQ(level(stage), 0.f);
}

TEST(OutputChange, TellsHowLongTheStageTakes) {
  OutputStage stage(8000);
  EXPECT_EQ(follow(stage, {OutputControl::gain, {-6.f, 0.f}}), OutputStage::shortest_ramp);
  EXPECT_EQ(follow(stage, {OutputControl::gain, {-6.f, 3.f}}), 3.f);
  EXPECT_EQ(follow(stage, {OutputControl::mute, {1.f, 3.f}}), OutputStage::shortest_ramp);
  EXPECT_EQ(follow(stage, {OutputControl::fade, {1.f, 0.f}}), OutputStage::shortest_fade);
  EXPECT_EQ(follow(stage, {OutputControl::fade, {1.f, 0.2f}}), 0.2f);
}

}  // namespace
}  // namespace aeolian
