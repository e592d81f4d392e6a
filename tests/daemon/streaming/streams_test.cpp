// SPDX-License-Identifier: GPL-3.0-or-later
#include "daemon/streaming/streams.h"

#include <gtest/gtest.h>

#include <chrono>
#include <thread>

namespace aeolian::daemon {
namespace {

/** Settings for a server that is not there. */
StreamSettings settings() {
  StreamSettings settings;
  settings.host = "127.0.0.1";
  settings.port = 1;
  settings.password = "hackme";
  settings.titles = false;
  return settings;
}

bool is_on(const Streams& streams) {
  std::this_thread::sleep_for(std::chrono::milliseconds(200));  // each stream has its thread
  return streams.reports().at(0).state != "stopped";
}

TEST(Streams, ThatWereTurnedOffByHandStayOffWhenOtherSettingsCome) {
  Streams streams(settings(), 44100);
  ASSERT_TRUE(streams.stop());
  auto others = settings();
  others.description = "from the hill";
  streams.configure(others);
  EXPECT_FALSE(is_on(streams));
  others.on = false;
  streams.configure(others);
  others.on = true;
  streams.configure(others);
  EXPECT_TRUE(is_on(streams)) << "the settings turn them on";
}

TEST(Streams, ThatWereTurnedOnByHandStayOnWhenOtherSettingsCome) {
  auto off = settings();
  off.on = false;
  Streams streams(off, 44100);
  EXPECT_FALSE(is_on(streams));
  ASSERT_TRUE(streams.start());
  off.bitrate = 64;
  streams.configure(off);
  EXPECT_TRUE(is_on(streams));
}

}  // namespace
}  // namespace aeolian::daemon
