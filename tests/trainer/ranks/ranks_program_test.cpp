// SPDX-License-Identifier: GPL-3.0-or-later
// Tests `aeolian train --ranks` as separate processes: the result that they learn together, and the other
// ranks when one is killed.

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmath>
#include <cstdio>
#include <fstream>
#include <sstream>

#include "core/audio/sound_file.h"
#include "core/random.h"
#include "tests/comes_true.h"
#include "tests/free_port.h"
#include "tests/scratch_folder.h"
#include "trainer/learn/training_state.h"
#include "trainer/ranks/process_group.h"

namespace aeolian::trainer {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;

class RanksOfProgram : public ::testing::Test {
 protected:
  void SetUp() override {
    if (!check_backend(RankBackend::gloo))
      GTEST_SKIP() << "this build has no Gloo (libgloo-dev): no ranks were started";
    write_sound("beeps.wav", 12);
    write_sound("more.wav", 14);
    port_ = std::to_string(free_port());
  }

  /** Beeps over noise, 8 kHz. */
  void write_sound(const std::string& name, double seconds) {
    constexpr int rate = 8000;
    auto writer = SoundFileWriter::create(folder_ / name, rate, 1);
    ASSERT_TRUE(writer.has_value()) << writer.error().message;
    Random random(1);
    std::vector<float> samples(static_cast<std::size_t>(seconds * rate));
    for (std::size_t i = 0; i < samples.size(); ++i) {
      const double t = static_cast<double>(i) / rate;
      samples[i] = static_cast<float>(0.3 * std::sin(1500 * t) * std::exp(-6 * std::fmod(t, 0.25))) +
                   0.003f * random.normal();
    }
    ASSERT_TRUE(writer->write(samples).has_value());
    ASSERT_TRUE(writer->close().has_value());
  }

  /** Starts a training with a small network; its output goes to the file `log`. */
  pid_t start(const std::string& log, std::vector<std::string> options) {
    const std::vector<std::string> usual{"aeolian",  "train",    "--n-samples", "0",         "--no-memory",
                                         "--set",    "trunk=24", "--set",       "latents=8", "--set",
                                         "codec=24", "--set",    "head=24",     "--set",     "mixtures=2",
                                         "--cache",  "none",     "--keep-state"};
    options.insert(options.begin(), usual.begin(), usual.end());
    std::filesystem::remove(folder_ / log);
    const pid_t child = ::fork();
    if (child == 0) {
      ::setenv("AEOLIAN_RANKS_SECRET", secret_.c_str(), 1);
      if (::chdir(folder_.path().c_str()) != 0 || !std::freopen(log.c_str(), "w", stderr)) ::_exit(127);
      std::vector<char*> argv;
      for (auto& word : options) argv.push_back(word.data());
      argv.push_back(nullptr);
      ::execv(AEOLIAN_PROGRAM, argv.data());
      ::_exit(127);
    }
    return child;
  }

  pid_t start_rank(int rank, std::vector<std::string> options, const std::string& sound = "beeps.wav") {
    options.insert(options.begin(), {sound, "-o", name_of(rank) + ".aeolian", "--threads", "1", "--ranks",
                                     "2", "--rank", std::to_string(rank), "--join", "127.0.0.1:" + port_});
    return start(name_of(rank), std::move(options));
  }

  static std::string name_of(int rank) { return "rank" + std::to_string(rank); }

  static int finish(pid_t child) {
    int status = 0;
    ::waitpid(child, &status, 0);
    return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
  }

  std::string log(const std::string& name) const {
    std::ifstream file(folder_ / name);
    std::stringstream text;
    text << file.rdbuf();
    return text.str();
  }

  bool tells(const std::string& name, const std::string& text) const {
    const auto is_told = [&] { return log(name).find(text) != std::string::npos; };
    return comes_true(is_told) || comes_true(is_told) ||
           comes_true(is_told);  // a minute, as LibTorch loads slowly
  }

  /** Each loss, and each held-out loss, of a training's state. */
  std::vector<std::pair<double, double>> losses(const std::string& checkpoint) const {
    const auto state = read_training_state(folder_ / checkpoint);
    std::vector<std::pair<double, double>> values;
    if (!state) return values;
    for (const auto& stage : state->past().curve)
      for (const auto& point : stage) values.emplace_back(point.loss, point.held_out_loss);
    return values;
  }

  ScratchFolder folder_;
  std::string port_;
  std::string secret_ = "0123456789abcdef";
};

TEST_F(RanksOfProgram, TwoLearnWhatTwoWorkersOfOneProcessLearn) {
  const auto zero = start_rank(0, {"--epochs", "4"});
  const auto other = start_rank(1, {"--epochs", "4"});
  EXPECT_EQ(finish(zero), 0) << log("rank0");
  EXPECT_EQ(finish(other), 0) << log("rank1");
  EXPECT_THAT(log("rank0"), AllOf(HasSubstr("rank 0 of 2"), HasSubstr("rank0.aeolian is written")));
  EXPECT_THAT(log("rank1"), AllOf(HasSubstr("training the trunk with the other ranks"),
                                  HasSubstr("rank 0 has ended the training")));
  EXPECT_FALSE(std::filesystem::exists(folder_ / "rank1.aeolian")) << "rank 0 alone writes";

  const auto alone = start("alone", {"beeps.wav", "-o", "alone.aeolian", "--threads", "2", "--epochs", "4"});
  ASSERT_EQ(finish(alone), 0) << log("alone");
  const auto expected = losses("alone.aeolian");
  EXPECT_FALSE(expected.empty());
  EXPECT_EQ(losses("rank0.aeolian"), expected) << "bit for bit";
}

TEST_F(RanksOfProgram, OneThatIsKilledMayComeAgainAndCtrlCEndsAll) {
  const auto zero = start_rank(0, {"--minutes", "10"});
  auto other = start_rank(1, {});
  ASSERT_TRUE(tells("rank1", "training the codec with the other ranks")) << log("rank1");
  ASSERT_TRUE(tells("rank0", "codec  ")) << log("rank0");
  ::kill(other, SIGKILL);
  finish(other);
  EXPECT_TRUE(tells("rank0", "rank 1 was lost")) << log("rank0");
  other = start_rank(1, {});
  EXPECT_TRUE(tells("rank1", "training the codec with the other ranks")) << log("rank1");
  ::kill(zero, SIGINT);
  EXPECT_EQ(finish(zero), 0) << log("rank0");
  EXPECT_EQ(finish(other), 0) << log("rank1");
  EXPECT_TRUE(std::filesystem::exists(folder_ / "rank0.aeolian"));
}

TEST_F(RanksOfProgram, OtherSoundsAreRefusedInWordsAndTheDeathOfRankZeroEndsAll) {
  const auto zero = start_rank(0, {"--minutes", "10"});
  const auto with_other_sounds = start_rank(1, {}, "more.wav");
  EXPECT_EQ(finish(with_other_sounds), 1);
  EXPECT_THAT(log("rank1"),
              AllOf(HasSubstr("its corpus is 1 sound, 14.0 s"), HasSubstr("give all ranks the same files")));
  EXPECT_TRUE(tells("rank0", "rank 1 at 127.0.0.1 was refused")) << log("rank0");
  const auto other = start_rank(1, {});
  ASSERT_TRUE(tells("rank1", "training the codec with the other ranks")) << log("rank1");
  ::kill(zero, SIGKILL);
  finish(zero);
  EXPECT_EQ(finish(other), 1);
  EXPECT_THAT(log("rank1"), AllOf(HasSubstr("rank 0 was lost"), HasSubstr("--resume")));
}

TEST_F(RanksOfProgram, NcclIsRefusedInWordsWhereItCannotAddUp) {
  if (check_backend(RankBackend::nccl)) GTEST_SKIP() << "NCCL can be used here: nothing to refuse";
  const auto zero = start_rank(0, {"--backend", "nccl"});
  EXPECT_EQ(finish(zero), 1);
  EXPECT_THAT(log("rank0"), AllOf(HasSubstr("--backend nccl: this"), HasSubstr("leave out --backend")));
}

TEST_F(RanksOfProgram, RanksWithOtherOptionsAreRefusedInWords) {
  const auto zero = start_rank(0, {"--minutes", "10", "--sync-every", "2"});
  EXPECT_EQ(finish(start_rank(1, {})), 1);
  EXPECT_THAT(log("rank1"), AllOf(HasSubstr("its --sync-every is 1"), HasSubstr("the same options")));
  ::kill(zero, SIGKILL);
  finish(zero);
}

}  // namespace
}  // namespace aeolian::trainer
