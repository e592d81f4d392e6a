// SPDX-License-Identifier: GPL-3.0-or-later
#include "daemon/config/paths.h"

#include <gtest/gtest.h>

#include "tests/environment_variable.h"

namespace aeolian::daemon {
namespace {

using Variable = EnvironmentVariable;

TEST(Paths, StateLiesWhereSystemdSaysElseWhereXdgSaysElseAtHome) {
  const Variable home("HOME", "/home/ada");
  {
    const Variable systemd("STATE_DIRECTORY", "/var/lib/aeolian:/var/lib/other");
    const Variable xdg("XDG_STATE_HOME", "/state");
    EXPECT_EQ(default_places().presets, "/var/lib/aeolian/presets");
  }
  const Variable systemd("STATE_DIRECTORY", {});
  {
    const Variable xdg("XDG_STATE_HOME", "/state");
    EXPECT_EQ(default_places().recordings, "/state/aeolian/recordings");
  }
  {
    const Variable xdg("XDG_STATE_HOME", "relative");
    EXPECT_EQ(default_places().samples, "/home/ada/.local/state/aeolian/samples");
  }
  const Variable xdg("XDG_STATE_HOME", {});
  EXPECT_EQ(default_places().midi_map, "/home/ada/.local/state/aeolian/midi.json");
  EXPECT_EQ(default_places().models, "") << "the folder of the checkpoint";
  EXPECT_EQ(abbreviated(default_places().midi_map), "~/.local/state/aeolian/midi.json");
  EXPECT_EQ(abbreviated("/home/adam/sea"), "/home/adam/sea");
}

}  // namespace
}  // namespace aeolian::daemon
