// SPDX-License-Identifier: GPL-3.0-or-later
#include "protocols/midi/midi_binding.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>

#include "core/control/parameter_actions.h"
#include "core/control/parameters.h"

namespace aeolian::midi {
namespace {

using Kind = MidiSourceKind;
using testing::HasSubstr;

std::string fault_of(const BindingDraft& draft) {
  const auto binding = complete(draft);
  return binding ? "none" : binding.error().part + ": " + binding.error().message;
}

Binding bound(const BindingDraft& draft) {
  const auto binding = complete(draft);
  EXPECT_TRUE(binding) << fault_of(draft);
  return binding.value_or(Binding{});
}

TEST(MidiScale, ReachesBothEndsAndComesBackByEveryCurveAndEitherWayRound) {
  for (const auto curve : {Curve::linear, Curve::logarithmic, Curve::exponential}) {
    for (const auto& [from, to] : {std::pair{-60., 12.}, {2., 0.}}) {
      const Scale scale{from, to, curve};
      EXPECT_NEAR(scale.value_at(0.), from, 1e-12);
      EXPECT_NEAR(scale.value_at(1.), to, 1e-12);
      for (double position = 0.; position <= 1.; position += 1. / 64.) {
        EXPECT_NEAR(scale.position_of(scale.value_at(position)), position, 1e-12);
      }
      EXPECT_EQ(scale.position_of(-1000.), from < to ? 0. : 1.);
    }
  }
}

TEST(MidiScale, IsFastFirstWhereLogarithmicAndFastLastWhereExponential) {
  EXPECT_EQ((Scale{0., 1., Curve::linear}).value_at(0.5), 0.5);
  EXPECT_NEAR((Scale{0., 1., Curve::logarithmic}).value_at(0.5), 0.8, 0.01);
  EXPECT_NEAR((Scale{0., 1., Curve::exponential}).value_at(0.2), 0.036, 0.001);
}

TEST(MidiScale, IsNearlyTheVolumeCurveOfGeneralMidiOver60DecibelsLogarithmically) {
  const Scale scale{-60., 0., Curve::logarithmic};
  for (int value = 12; value <= 127; ++value) {
    const double general_midi = std::max(-60., 40. * std::log10(value / 127.));
    EXPECT_NEAR(scale.value_at(value / 127.), general_midi, 4.) << value;
  }
  EXPECT_NEAR(scale.value_at(0.5), -12., 0.1);
  EXPECT_NEAR(scale.value_at(100. / 127.), -4.2, 0.1);
}

TEST(MidiDestination, IsEveryParameterAndEveryActionAndEveryFaderOfAnEncoding) {
  for (const auto& spec : parameter_specs()) EXPECT_TRUE(find_destination(spec.path)) << spec.path;
  for (const auto& action : parameter_actions()) {
    const std::string path(action.path == "/encoding/dim/N" ? "/encoding/dim/0" : action.path);
    EXPECT_TRUE(find_destination(path)) << path;
  }
  EXPECT_TRUE(find_destination("/encoding/dim/63"));
  EXPECT_TRUE(find_destination("/preset/load"));
  for (const auto path : {"/encoding/dim/N", "/encoding/dim/64", "/encoding/dim/", "/encoding/dim/01",
                          "/encoding/dim/-1", "temperature", "", "/"}) {
    EXPECT_FALSE(find_destination(path)) << path;
  }
  EXPECT_THAT(find_destination("/temprature").error().message, HasSubstr("did you mean /temperature"));
}

TEST(MidiBinding, CompletesWhatIsLeftOutAsMusiciansExpect) {
  const auto fader = bound({.source = {Kind::cc, 1}, .path = "/temperature"});
  EXPECT_EQ(fader.mode, Mode::absolute);
  EXPECT_EQ(fader.scale.from, 0.);
  EXPECT_EQ(fader.scale.to, 2.);
  EXPECT_TRUE(fader.pickup);
  EXPECT_FALSE(bound({.source = {Kind::bend}, .path = "/temperature"}).pickup) << "it springs back";
  EXPECT_FALSE(bound({.source = {Kind::note, 60}, .path = "/temperature"}).pickup) << "it is struck";
  EXPECT_FALSE(bound({.source = {Kind::cc, 64}, .path = "/freeze"}).pickup) << "it is pressed";
  EXPECT_EQ(bound({.source = {Kind::note, 60}, .path = "/freeze"}).mode, Mode::toggle);
  EXPECT_EQ(bound({.source = {Kind::cc, 64}, .path = "/freeze"}).mode, Mode::absolute);
  EXPECT_EQ(bound({.source = {Kind::note}, .path = "/encoding/set"}).mode, Mode::trigger);
  EXPECT_EQ(bound({.source = {Kind::program}, .path = "/preset/load"}).mode, Mode::trigger);
  EXPECT_EQ(bound({.source = {Kind::note}, .path = "/seed"}).mode, Mode::trigger);
  EXPECT_EQ(bound({.source = {Kind::cc, 64}, .path = "/panic"}).mode, Mode::trigger);
}

TEST(MidiBinding, RefusesWhatTheSourceCannotDo) {
  EXPECT_THAT(fault_of({.source = {Kind::bend}, .path = "/panic"}), HasSubstr("mode: only a cc, a note"));
  EXPECT_THAT(fault_of({.source = {Kind::pressure}, .path = "/mute", .mode = Mode::toggle}),
              HasSubstr("mode: only a cc or a note"));
  EXPECT_THAT(fault_of({.source = {Kind::bend}, .path = "/gain", .mode = Mode::relative_binary_offset}),
              HasSubstr("mode: only a cc can be relative"));
  EXPECT_THAT(fault_of({.source = {Kind::cc, 64}, .path = "/transpose", .mode = Mode::key}),
              HasSubstr("mode: only a note has a key"));
  EXPECT_THAT(fault_of({.source = {Kind::note}, .path = "/mute", .mode = Mode::key}),
              HasSubstr("mode: a switch has no steps for keys"));
  EXPECT_THAT(fault_of({.source = {Kind::program}, .path = "/gain", .mode = Mode::absolute}),
              HasSubstr("mode: a program can only trigger"));
}

TEST(MidiBinding, RefusesWhatTheDestinationCannotTake) {
  EXPECT_THAT(fault_of({.source = {Kind::cc, 1}, .path = "/panik"}),
              HasSubstr("path: there is no such path; did"));
  EXPECT_THAT(fault_of({.source = {Kind::cc, 1}, .path = "/panic", .mode = Mode::absolute}),
              HasSubstr("mode: this path can only be triggered"));
  EXPECT_THAT(fault_of({.source = {Kind::cc, 1}, .path = "/mute", .mode = Mode::relative_binary_offset}),
              HasSubstr("mode: a switch"));
  EXPECT_EQ(fault_of({.source = {Kind::cc, 1}, .path = "/temperature", .from = 0., .to = 3.}),
            "range: must be two different numbers within 0 and 2");
  EXPECT_EQ(fault_of({.source = {Kind::cc, 1}, .path = "/temperature", .from = 1., .to = 1.}),
            "range: must be two different numbers within 0 and 2");
  EXPECT_THAT(fault_of({.source = {Kind::cc, 1}, .path = "/encoding/set"}),
              HasSubstr("values: a cc has no number"));
  EXPECT_THAT(fault_of({.source = {Kind::note, 1}, .path = "/encoding/xy", .values = {0.5}}),
              HasSubstr("values: a trigger of this path takes f:x f:y"));
  EXPECT_THAT(fault_of({.source = {Kind::cc, 1}, .path = "/gain", .values = {0.5}}),
              HasSubstr("values: only a trigger"));
  EXPECT_THAT(fault_of({.source = {Kind::note, 1}, .path = "/gain", .mode = Mode::trigger}),
              HasSubstr("values: a trigger of this path takes f"));
  EXPECT_EQ(fault_of({.source = {Kind::note, 1}, .path = "/encoding/xy", .values = {0.5, 0.5}}), "none");
}

TEST(MidiBinding, CountsTheStepsOfEncodersInEachOfTheirWays) {
  using enum Mode;
  EXPECT_EQ(relative_steps(relative_twos_complement, 1), 1);
  EXPECT_EQ(relative_steps(relative_twos_complement, 127), -1);
  EXPECT_EQ(relative_steps(relative_twos_complement, 125), -3);
  EXPECT_EQ(relative_steps(relative_binary_offset, 65), 1);
  EXPECT_EQ(relative_steps(relative_binary_offset, 63), -1);
  EXPECT_EQ(relative_steps(relative_binary_offset, 64), 0);
  EXPECT_EQ(relative_steps(relative_sign_magnitude, 1), 1);
  EXPECT_EQ(relative_steps(relative_sign_magnitude, 65), -1);
  EXPECT_EQ(relative_steps(relative_sign_magnitude, 67), -3);
  EXPECT_EQ(relative_steps(absolute, 1), std::nullopt);
}

}  // namespace
}  // namespace aeolian::midi
