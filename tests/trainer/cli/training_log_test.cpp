// SPDX-License-Identifier: GPL-3.0-or-later
#include "trainer/cli/training_log.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>

#include "core/atomic_file.h"
#include "tests/scratch_folder.h"

namespace aeolian::trainer {
namespace {

using testing::AllOf;
using testing::HasSubstr;

class TrainingLogTest : public testing::Test {
 protected:
  /** The file's content while it is still open. */
  std::string text_of(const std::string& name) const {
    return read_whole_file(folder_ / name, 10000).value_or("unreadable");
  }
  void write(const std::string& name, std::optional<double> resumed_at, const std::vector<LogLine>& lines) {
    auto log = TrainingLog::open(folder_ / name, resumed_at);
    ASSERT_TRUE(log) << log.error().message;
    for (const auto& line : lines) ASSERT_TRUE(log->write(line));
    written_ = text_of(name);
  }

  ScratchFolder folder_;
  std::string written_;
};

const std::vector<LogLine> some{
    {.seconds = 0.5, .phase = "codec", .step = 1, .loss = 3.25, .speed = 80},
    {.seconds = 1, .phase = "codec", .step = 2, .loss = 3, .speed = 80},
    {.seconds = 1.25, .phase = "codec", .step = 3, .loss = 2, .held_out_loss = -1.5},
    {.seconds = 3, .phase = "finishing: names"}};

TEST_F(TrainingLogTest, HasALineASecondAndOneForEachHeldOutLoss) {
  write("x.csv", {}, some);
  EXPECT_EQ(written_,
            "seconds,phase,step,loss,held_out_loss,speed\n"
            "0.500,codec,1,3.25,,80\n"
            "1.250,codec,3,2,-1.5,\n"
            "3.000,finishing: names,,,,\n");
  write("x.jsonl", {}, some);
  EXPECT_EQ(written_,
            "{\"seconds\":0.500,\"phase\":\"codec\",\"step\":1,\"loss\":3.25,\"speed\":80}\n"
            "{\"seconds\":1.250,\"phase\":\"codec\",\"step\":3,\"loss\":2,\"held_out_loss\":-1.5}\n"
            "{\"seconds\":3.000,\"phase\":\"finishing: names\"}\n");
}

TEST_F(TrainingLogTest, LeavesOutALossThatIsNoNumber) {
  write("x.csv", {}, {{.seconds = 1, .phase = "codec", .step = 1, .loss = std::nan("")}});
  EXPECT_THAT(written_, HasSubstr("1.000,codec,1,,,\n"));
}

TEST_F(TrainingLogTest, GoesOnWhereAResumedTrainingDoes) {
  for (const std::string name : {"x.csv", "x.jsonl"}) {
    write(name, {}, some);
    const std::string whole = written_;
    std::ofstream(folder_ / name, std::ios::app) << "4.1";  // killed in the middle of a line
    write(name, 1.25, {{.seconds = 2, .phase = "trunk", .step = 7, .loss = 1}});
    const auto last = whole.rfind('\n', whole.size() - 2) + 1;
    EXPECT_EQ(written_.substr(0, last), whole.substr(0, last)) << "the lines until then stay";
    EXPECT_THAT(written_.substr(last), AllOf(HasSubstr("trunk"), HasSubstr("2.000")));
    EXPECT_EQ(written_.find("finishing"), written_.npos) << "unsaved steps are learned again";
    write(name, 0, {});
    EXPECT_EQ(written_, name == "x.csv" ? "seconds,phase,step,loss,held_out_loss,speed\n" : "");
  }
  write("new.csv", 60, {{.seconds = 61, .phase = "trunk", .step = 7}});
  EXPECT_EQ(written_, "seconds,phase,step,loss,held_out_loss,speed\n61.000,trunk,7,,,\n");
}

TEST_F(TrainingLogTest, ReplacesALogAndNothingElse) {
  write("x.csv", {}, some);
  write("x.csv", {}, {});
  EXPECT_EQ(written_, "seconds,phase,step,loss,held_out_loss,speed\n");
  std::ofstream(folder_ / "thesis.csv") << "year,result\n";
  for (const std::optional<double> resumed_at : {std::optional<double>(), std::optional(3.)})
    EXPECT_THAT(TrainingLog::open(folder_ / "thesis.csv", resumed_at).error().message,
                AllOf(HasSubstr("thesis.csv"), HasSubstr("is not the log of a training")));
  EXPECT_EQ(text_of("thesis.csv"), "year,result\n");
  EXPECT_FALSE(check_log_path(folder_ / "thesis.csv"));
  EXPECT_TRUE(check_log_path(folder_ / "x.csv"));
  EXPECT_THAT(check_log_path(folder_ / "x.txt").error().message, HasSubstr(".csv or .jsonl"));
}

}  // namespace
}  // namespace aeolian::trainer
