// SPDX-License-Identifier: GPL-3.0-or-later
#include "daemon/service/flood_limit.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <spdlog/sinks/ostream_sink.h>
#include <spdlog/spdlog.h>

#include <optional>
#include <sstream>
#include <vector>

namespace aeolian::daemon {
namespace {

using namespace std::chrono_literals;
using testing::ElementsAre;
using testing::IsEmpty;

class FloodLimitTest : public testing::Test {
 protected:
  FloodLimitTest() {
    inner_->set_pattern("%l %v");
    logger_.emplace(
        "test", std::make_shared<FloodLimit>(inner_, FloodLimit::Limits{.alike = 2, .all = 5, .period = 10s},
                                             [this] { return now_; }));
  }

  /** The lines that passed since the last call. */
  std::vector<std::string> lines() {
    std::istringstream text(text_.str());
    text_.str({});
    std::vector<std::string> lines;
    for (std::string line; std::getline(text, line);) lines.push_back(line);
    return lines;
  }

  FloodLimit::Clock::time_point now_{1h};
  std::ostringstream text_;
  std::shared_ptr<spdlog::sinks::ostream_sink_mt> inner_ =
      std::make_shared<spdlog::sinks::ostream_sink_mt>(text_);
  std::optional<spdlog::logger> logger_;
};

TEST_F(FloodLimitTest, PassesOnWhatIsSaidNowAndThen) {
  for (int day = 0; day < 3; ++day) {
    logger_->info("lost");
    logger_->warn("back");
    now_ += 24h;
  }
  EXPECT_THAT(lines(), ElementsAre("info lost", "warning back", "info lost", "warning back", "info lost",
                                   "warning back"));
}

TEST_F(FloodLimitTest, CountsWhatDiffersByDigitsAloneAndSumsItUpWhenThePeriodIsOver) {
  for (int i = 98; i < 98 + 215; ++i) logger_->warn("packet {} of {} bytes is malformed", i, 7 * i);
  EXPECT_THAT(lines(), ElementsAre("warning packet 98 of 686 bytes is malformed",
                                   "warning packet 99 of 693 bytes is malformed"));
  now_ += 9s;
  logger_->flush();
  EXPECT_THAT(lines(), IsEmpty());
  now_ += 1s;
  logger_->flush();
  EXPECT_THAT(lines(),
              ElementsAre("warning packet 98 of 686 bytes is malformed … 213 more like this in 10 s"));
  logger_->warn("packet 1 of 2 bytes is malformed");
  EXPECT_THAT(lines(), ElementsAre("warning packet 1 of 2 bytes is malformed")) << "a new period";
}

TEST_F(FloodLimitTest, LetsOthersBeHeardBesideAFlood) {
  for (int i = 0; i < 100; ++i) logger_->warn("flood {}", i);
  logger_->error("the disk is full");
  EXPECT_THAT(lines(), ElementsAre("warning flood 0", "warning flood 1", "error the disk is full"));
}

TEST_F(FloodLimitTest, EndsAFloodOfMessagesThatAllDiffer) {
  for (char c = 'a'; c <= 'z'; ++c) logger_->info("no such path: /{}", c);
  EXPECT_EQ(lines().size(), 5u);
  now_ += 12s;
  logger_->info("on");
  EXPECT_THAT(lines(), ElementsAre("warning … 21 more messages of other kinds in 12 s", "info on"));
}

TEST_F(FloodLimitTest, SumsUpBeforeTheEnd) {
  for (int i = 0; i < 3; ++i) logger_->warn("flood");
  logger_.reset();
  EXPECT_THAT(lines(),
              ElementsAre("warning flood", "warning flood", "warning flood … 1 more like this in 0 s"));
}

}  // namespace
}  // namespace aeolian::daemon
