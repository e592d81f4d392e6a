// SPDX-License-Identifier: GPL-3.0-or-later
#include "daemon/playback/schedule_runner.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "tests/core/control/time_zone.h"
#include "tests/scratch_folder.h"

namespace aeolian::daemon {
namespace {

using namespace std::chrono_literals;
using testing::ElementsAre;

const Moment today = utc(2026, 11, 24, 0);

class ScheduleRunnerTest : public testing::Test {
 protected:
  void follow(std::initializer_list<const char*> lines) {
    ScheduleSettings settings;
    for (const char* line : lines) settings.entries.push_back(*parse_schedule_entry(line));
    runner_.configure(settings);
  }

  /** A request for a moment. */
  struct Asked {
    std::string name;
    std::vector<ParameterId> kept;
    ControlInterface::Done done;
  };

  const TimeZone zone_{"UTC"};
  const ScratchFolder folder_;
  Parameters parameters_{};
  Presets presets_{folder_.path(), parameters_};
  const Parameters::Source source_ =
      parameters_.add_source("schedule", [](const ControlEvent&) { return true; });
  std::vector<Asked> asked_;
  ScheduleRunner runner_{
      parameters_, presets_, source_,
      [this](const std::string& name, std::vector<ParameterId> kept, ControlInterface::Done done) {
        asked_.push_back({name, std::move(kept), std::move(done)});
      }};
};

TEST_F(ScheduleRunnerTest, AsksForAMomentWhenItComesDue) {
  follow({"08:00-20:00", "21:00 moment Dusk"});
  runner_.keep_up(today + 20h);
  ASSERT_EQ(asked_.size(), 1u) << "that of the day before";
  runner_.keep_up(today + 21h);
  runner_.keep_up(today + 22h);
  ASSERT_EQ(asked_.size(), 2u);
  EXPECT_EQ(asked_[1].name, "Dusk");
  EXPECT_THAT(asked_[1].kept, ElementsAre(ParameterId::play)) << "which the hours decide";
}

TEST_F(ScheduleRunnerTest, CountsAMomentWhenItIsAnswered) {
  follow({"21:00 moment Dusk", "22:00 moment Night"});
  runner_.keep_up(today + 21h);
  runner_.keep_up(today + 22h);
  ASSERT_EQ(asked_.size(), 2u);
  EXPECT_EQ(runner_.report().changes, 0u);
  asked_[0].done("Dusk");
  EXPECT_EQ(runner_.report().changes, 1u);
  asked_[1].done(refuse(ControlError::Kind::unknown_name, "there is no moment \"Night\""));
  EXPECT_EQ(runner_.report().changes, 1u);
  EXPECT_EQ(runner_.report().refused, 1u);
}

}  // namespace
}  // namespace aeolian::daemon
