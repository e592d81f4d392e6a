// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/stream/control_route.h"

#include <gtest/gtest.h>

#include <array>

#include "core/generator/ensemble.h"
#include "core/generator/sine_source.h"
#include "core/stream/step_renderer.h"

namespace aeolian {
namespace {

/** The generator and two control sources, the first of which sends bundles with time tags. */
class ControlRouteTest : public testing::Test {
 protected:
  Parameters::Source hand(const std::string& name) { return parameters_.add_source(name, route_.add_sink()); }
  void play(int steps) {
    for (int step = 0; step < steps; ++step) {
      renderer_.render_step();
      for (const LoggedEvent& logged : renderer_.applied()) {
        played_ = logged.event.number;
        route_.take_applied(logged.event);
      }
    }
  }
  void set_gain(Parameters::Source source, double gain, std::uint64_t step) {
    parameters_.set_timing(source, {.step = step});
    ASSERT_TRUE(parameters_.set_number(source, ParameterId::gain, gain));
  }
  double gain() const { return parameters_.number(ParameterId::gain); }

  Ensemble source_{std::make_unique<SineSource>(8000, 64, 440., 0.25f)};
  StepRenderer renderer_{source_};
  EncodingBank bank_ = *EncodingBank::create({"a", "b"}, std::array{1.f, 0.f, 0.f, 1.f}, 2);
  Parameters parameters_{bank_};
  SharedStream stream_ = SharedStream::create(8000).value();
  ControlRoute route_{parameters_, renderer_, stream_};
  const Parameters::Source sequencer_ = hand("sequencer");
  const Parameters::Source fader_ = hand("fader");
  float played_ = 0.f;
};

TEST_F(ControlRouteTest, WhatWasOvertakenIsToldAgainWhenItIsHeard) {
  set_gain(sequencer_, -6., 10);
  play(2);
  set_gain(fader_, -20., 0);
  play(2);
  EXPECT_EQ(gain(), -20.);
  EXPECT_EQ(played_, -20.f);
  play(10);
  EXPECT_EQ(played_, -6.f);
  EXPECT_EQ(gain(), -6.) << "the reported value is the applied one";
}

TEST_F(ControlRouteTest, SomethingNewerOnItsWayStays) {
  set_gain(sequencer_, -6., 1);
  set_gain(fader_, -20., 5);
  play(3);
  EXPECT_EQ(gain(), -20.) << "it will be applied";
  set_gain(fader_, -30., 0);
  play(1);
  EXPECT_EQ(gain(), -30.);
  play(5);
  EXPECT_EQ(gain(), -20.);
  EXPECT_EQ(played_, -20.f);
}

TEST_F(ControlRouteTest, ABeatOfTheClockIsNotTakenForItsTempo) {
  const auto clock = route_.add_sink();
  ASSERT_TRUE(parameters_.set_number(fader_, ParameterId::tempo, 90.));
  parameters_.set_timing(sequencer_, {.step = 4});
  ASSERT_TRUE(parameters_.set_number(sequencer_, ParameterId::tempo, 100.));
  ASSERT_TRUE(parameters_.set_number(fader_, ParameterId::tempo, 80.));
  ASSERT_TRUE(clock({.parameter = ParameterId::tempo, .step = 2, .beat = 7.5}));
  ASSERT_TRUE(clock({.parameter = ParameterId::tempo, .step = 9, .beat = 8.5}));
  play(3);
  EXPECT_EQ(parameters_.number(ParameterId::tempo), 80.);
  play(4);
  EXPECT_EQ(parameters_.number(ParameterId::tempo), 100.) << "also while a beat is on its way";
}

TEST_F(ControlRouteTest, SeedsAndEncodingsAreToldAgainToo) {
  parameters_.set_timing(sequencer_, {.step = 5});
  ASSERT_TRUE(parameters_.set_seed(sequencer_, 7));
  ASSERT_TRUE(parameters_.set_encoding(sequencer_, "a"));
  ASSERT_TRUE(parameters_.set_seed(fader_, 8));
  ASSERT_TRUE(parameters_.set_encoding(fader_, "b"));
  play(1);
  EXPECT_EQ(parameters_.encoding_name(), "b");
  play(6);
  EXPECT_EQ(parameters_.seed(), 7u);
  EXPECT_EQ(parameters_.encoding_name(), "a");
}

TEST_F(ControlRouteTest, AMorphIsToldAgainWithItsNames) {
  parameters_.set_timing(sequencer_, {.step = 5});
  ASSERT_TRUE(parameters_.interpolate_encodings(sequencer_, "a", "b", 0.25));
  ASSERT_TRUE(parameters_.interpolate_encodings(fader_, "a", "b", 0.5));
  play(7);
  EXPECT_EQ(parameters_.morph().from.name, "a");
  EXPECT_EQ(parameters_.morph().to.name, "b");
  EXPECT_EQ(parameters_.morph().weight, 0.25);
}

TEST_F(ControlRouteTest, AnEncodingThatWasLetGoIsToldAgainToo) {
  parameters_.set_timing(sequencer_, {.step = 5});
  ASSERT_TRUE(parameters_.release_encoding(sequencer_));
  ASSERT_TRUE(parameters_.set_encoding(fader_, "b"));
  play(7);
  EXPECT_TRUE(parameters_.encoding().empty());
}

}  // namespace
}  // namespace aeolian
