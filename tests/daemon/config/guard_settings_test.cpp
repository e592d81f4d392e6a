// SPDX-License-Identifier: GPL-3.0-or-later
#include "daemon/config/guard_settings.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

#include "tests/core/model/random_checkpoint.h"

namespace aeolian::daemon {
namespace {

using testing::HasSubstr;

TEST(GuardSettings, AreReadFromTheirSection) {
  auto file = TomlFile::parse("[guard]\non = false\nloop_s = 60\nnon_finite = false\n", "a.toml");
  ASSERT_TRUE(file);
  GuardSettings settings;
  TomlTable table = file->table("guard");
  read_guard(table, settings);
  ASSERT_TRUE(file->check()) << file->check().error().message;
  EXPECT_FALSE(settings.on);
  EXPECT_EQ(settings.loop_s, 60.);
  EXPECT_FALSE(settings.non_finite);
  EXPECT_EQ(settings.silence_s, GuardSettings().silence_s);
}

TEST(GuardSettings, SayWhichKeyIsWrong) {
  for (const auto* text : {"[guard]\nsilence_db = 7\n", "[guard]\nsilense_db = -70\n"}) {
    auto file = TomlFile::parse(text, "a.toml");
    ASSERT_TRUE(file);
    GuardSettings settings;
    TomlTable table = file->table("guard");
    read_guard(table, settings);
    const auto checked = file->check();
    ASSERT_FALSE(checked);
    EXPECT_THAT(checked.error().message, HasSubstr("a.toml:2:"));
    EXPECT_THAT(checked.error().message, HasSubstr("silence_db"));
  }
}

TEST(OverloadSettings, AreReadFromTheirSection) {
  auto file = TomlFile::parse("[overload]\nlongest_look_ahead_s = 0.5\ncalm_s = 30\non = true\n", "a.toml");
  ASSERT_TRUE(file);
  OverloadSettings settings;
  TomlTable table = file->table("overload");
  read_overload(table, settings);
  ASSERT_TRUE(file->check());
  EXPECT_EQ(settings.longest_look_ahead_s, 0.5);
  EXPECT_EQ(settings.calm_s, 30.);
}

class FittedGuard : public testing::Test {
 protected:
  void fill(const char* tensor, float value) {
    std::ranges::fill(checkpoint_.tensors.at(tensor).values, value);
  }
  GuardSettings fit() const { return fitted(GuardSettings(), checkpoint_); }

  Checkpoint checkpoint_ = random_checkpoint(ModelKind::small, 1);
};

TEST_F(FittedGuard, AModelOfSteadyRainIsNotCalledFrozen) {
  fill("frames.spread", 0.6f);
  fill("frames.scale", 0.65f);
  EXPECT_EQ(fit().frozen_s, 0.);
  fill("frames.scale", 1.8f);
  EXPECT_EQ(fit().frozen_s, GuardSettings().frozen_s);
}

TEST_F(FittedGuard, AModelOfSoftSoundsMayBeSoft) {
  fill("frames.loudest", -1.f);
  EXPECT_EQ(fit().quiet_db, GuardSettings().quiet_db);
  fill("frames.loudest", -6.9078f);  // -60 dB
  EXPECT_NEAR(fit().quiet_db, -108., 0.1);
  EXPECT_NEAR(fit().silence_db, -128., 0.1);
}

TEST_F(FittedGuard, AModelOfLoudNoiseMayBeLoud) {
  checkpoint_.tensors["loudest_second"] = {{1}, {-15.f}};
  EXPECT_EQ(fit().loud_db, GuardSettings().loud_db);
  checkpoint_.tensors["loudest_second"] = {{1}, {-4.5f}};
  EXPECT_NEAR(fit().loud_db, -1.5, 1e-6);
  EXPECT_EQ(fitted({.loud_db = -20.}, checkpoint_).loud_db, -20.) << "a lower limit is respected";
}

TEST_F(FittedGuard, AModelWithoutFactsIsTakenAsTheSettingsSay) {
  const Checkpoint bare = random_checkpoint(ModelKind::frame_lstm, 1);
  const GuardSettings settings = fitted(GuardSettings(), bare);
  EXPECT_EQ(settings.quiet_db, GuardSettings().quiet_db);
  EXPECT_EQ(settings.frozen_s, GuardSettings().frozen_s);
  EXPECT_EQ(settings.loud_db, GuardSettings().loud_db);
}

}  // namespace
}  // namespace aeolian::daemon
