// SPDX-License-Identifier: GPL-3.0-or-later
#include "daemon/output_program/chosen_ports.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace aeolian::daemon {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

TEST(ChosenPortsTest, AreTheFirstOnesAndFollowAClientThatRegistersThemOneByOne) {
  ChosenPorts ports;
  EXPECT_THAT(ports.choose({}, 2), IsEmpty());
  EXPECT_THAT(ports.choose({}, 2), IsEmpty());
  EXPECT_THAT(ports.choose({"synth:1"}, 2), ElementsAre("synth:1"));
  EXPECT_THAT(ports.choose({"synth:1", "synth:2"}, 2), ElementsAre("synth:1", "synth:2"));
  EXPECT_THAT(ports.choose({"synth:1", "synth:2", "synth:3"}, 2), ElementsAre("synth:1", "synth:2"));
}

// JACK lists a new port before older ones if it has the number of a port that is gone.
TEST(ChosenPortsTest, StayWhenAClientAddsPortsLater) {
  ChosenPorts ports;
  ports.choose({"mixer:1", "mixer:2"}, 2);
  ports.choose({"mixer:1", "mixer:2"}, 2);
  EXPECT_THAT(ports.choose({"mixer:new", "mixer:1", "mixer:2"}, 2), ElementsAre("mixer:1", "mixer:2"));
  EXPECT_THAT(ports.choose({"mixer:2", "mixer:1"}, 2), ElementsAre("mixer:1", "mixer:2"));
}

TEST(ChosenPortsTest, AreChosenAgainOnceOneOfThemIsGone) {
  ChosenPorts ports;
  ports.choose({"mixer:1", "mixer:2"}, 2);
  ports.choose({"mixer:1", "mixer:2"}, 2);
  EXPECT_THAT(ports.choose({"mixer:2", "mixer:3"}, 2), ElementsAre("mixer:2", "mixer:3"));
  EXPECT_THAT(ports.choose({}, 2), IsEmpty());
  EXPECT_THAT(ports.choose({"mixer:1"}, 2), ElementsAre("mixer:1"));
}

}  // namespace
}  // namespace aeolian::daemon
