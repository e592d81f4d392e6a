// SPDX-License-Identifier: GPL-3.0-or-later
#include "trainer/rendezvous/rank_settings.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>
#include <map>

#include "tests/scratch_folder.h"

namespace aeolian::trainer {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;

const std::string good_secret = "0123456789abcdef";

using Variables = std::map<std::string, std::string>;

ErrorOr<RankSettings> resolve(const RankChoice& choice, Variables variables = {}) {
  variables.emplace("AEOLIAN_RANKS_SECRET", good_secret);
  return resolve_ranks(choice, [&](const char* name) {
    const auto found = variables.find(name);
    return found == variables.end() || found->second.empty() ? nullptr : found->second.c_str();
  });
}

RankChoice of_launcher(const std::string& launcher) {
  RankChoice choice;
  choice.ranks = launcher;
  return choice;
}

RankChoice by_hand(const std::string& join) {
  RankChoice choice;
  choice.ranks = "4";
  choice.rank = 2;
  choice.join = join;
  return choice;
}

std::string refusal(const RankChoice& choice, const Variables& variables = {}) {
  const auto settings = resolve(choice, variables);
  return settings ? "" : settings.error().message;
}

TEST(RankSettings, OptionsSayEverything) {
  const auto settings = resolve(by_hand("train.example.org:29500"));
  ASSERT_TRUE(settings.has_value()) << settings.error().message;
  EXPECT_EQ(settings->ranks, 4);
  EXPECT_EQ(settings->rank, 2);
  EXPECT_EQ(settings->host, "train.example.org");
  EXPECT_EQ(settings->port, 29500);
  EXPECT_EQ(settings->secret, good_secret);
  EXPECT_EQ(resolve(by_hand("[2001:db8::1]:7"))->host, "2001:db8::1");
}

TEST(RankSettings, RefusesWhatIsMissingOrWrong) {
  for (const auto* join : {"host", "host:", ":1", "host:0", "host:65536", "host:1x"})
    EXPECT_THAT(refusal(by_hand(join)), HasSubstr("--join takes HOST:PORT")) << join;
  EXPECT_THAT(refusal(by_hand("")), HasSubstr("needs --join"));
  auto choice = by_hand("host:1");
  choice.rank = 4;
  EXPECT_THAT(refusal(choice), HasSubstr("numbered from 0 to 3"));
  choice.rank.reset();
  EXPECT_THAT(refusal(choice), HasSubstr("needs --rank"));
}

TEST(RankSettings, TorchrunsVariablesAreUsedWhenAsked) {
  Variables variables{{"RANK", "1"}, {"WORLD_SIZE", "2"}, {"MASTER_ADDR", "node1"}, {"MASTER_PORT", "29400"}};
  const auto settings = resolve(of_launcher("torchrun"), variables);
  ASSERT_TRUE(settings.has_value()) << settings.error().message;
  EXPECT_EQ(settings->rank, 1);
  EXPECT_EQ(settings->ranks, 2);
  EXPECT_EQ(settings->host, "node1");
  EXPECT_EQ(settings->port, 29400);
  EXPECT_THAT(settings->origin, HasSubstr("RANK, WORLD_SIZE"));
  variables["TORCHELASTIC_USE_AGENT_STORE"] = "True";
  EXPECT_EQ(resolve(of_launcher("torchrun"), variables)->port, 29401) << "torchrun's own store has the other";
  variables["RANK"] = "2";
  EXPECT_THAT(refusal(of_launcher("torchrun"), variables),
              HasSubstr("RANK is 2, which is not a number from 0 to 1"));
  variables.erase("WORLD_SIZE");
  EXPECT_THAT(refusal(of_launcher("torchrun"), variables),
              AllOf(HasSubstr("WORLD_SIZE is not set"), HasSubstr("start it with torchrun")));
}

TEST(RankSettings, ALauncherSaysWhichGpuOfAMachineARankTakes) {
  Variables torchrun{{"RANK", "5"}, {"WORLD_SIZE", "8"}, {"MASTER_ADDR", "node1"}, {"MASTER_PORT", "29400"}};
  EXPECT_EQ(resolve(of_launcher("torchrun"), torchrun)->local_rank, 0) << "it need not say";
  torchrun["LOCAL_RANK"] = "1";
  EXPECT_EQ(resolve(of_launcher("torchrun"), torchrun)->local_rank, 1);
  torchrun["LOCAL_RANK"] = "8";
  EXPECT_THAT(refusal(of_launcher("torchrun"), torchrun), HasSubstr("LOCAL_RANK is 8"));
  const Variables slurm{
      {"SLURM_PROCID", "3"}, {"SLURM_NTASKS", "8"}, {"SLURM_LOCALID", "3"}, {"SLURM_JOB_NODELIST", "node1"}};
  EXPECT_EQ(resolve(of_launcher("slurm"), slurm)->local_rank, 3);
  EXPECT_EQ(resolve(by_hand("host:1"), torchrun)->local_rank, 0) << "variables alone change nothing";
}

TEST(RankSettings, SlurmsFirstNodeIsRankZeros) {
  Variables variables{{"SLURM_PROCID", "3"},
                      {"SLURM_NTASKS", "8"},
                      {"SLURM_JOB_ID", "1234567"},
                      {"SLURM_LAUNCH_NODE_IPADDR", "192.0.2.9"}};
  EXPECT_EQ(resolve(of_launcher("slurm"), variables)->host, "192.0.2.9");
  variables["SLURM_STEP_NODELIST"] = "node[03-07,12],other";
  const auto settings = resolve(of_launcher("slurm"), variables);
  ASSERT_TRUE(settings.has_value()) << settings.error().message;
  EXPECT_EQ(settings->rank, 3);
  EXPECT_EQ(settings->ranks, 8);
  EXPECT_EQ(settings->host, "node03") << "the launch node may be one where no rank runs";
  EXPECT_EQ(settings->port, 30067);
  auto choice = of_launcher("slurm");
  choice.join = "192.0.2.1:4000";
  EXPECT_EQ(resolve(choice, variables)->port, 4000) << "options come first";
}

TEST(RankSettings, FindsTheFirstHostOfALst) {
  EXPECT_EQ(first_host("node1"), "node1");
  EXPECT_EQ(first_host("node1,node2"), "node1");
  EXPECT_EQ(first_host("a,b[1-3]"), "a");
  EXPECT_EQ(first_host("rack[1,2]-node"), "rack1-node");
  EXPECT_EQ(first_host("n[007-010].example.org,m"), "n007.example.org");
  EXPECT_EQ(first_host("n[1"), "n1");
  EXPECT_EQ(first_host(""), "");
}

TEST(RankSettings, ASecretIsNeededAndNotAShortOne) {
  const auto choice = by_hand("host:1");
  EXPECT_THAT(refusal(choice, {{"AEOLIAN_RANKS_SECRET", ""}}),
              AllOf(HasSubstr("contains no secret"), HasSubstr("openssl rand -hex 32")));
  EXPECT_THAT(refusal(choice, {{"AEOLIAN_RANKS_SECRET", "short"}}), HasSubstr("too short"));
  const ScratchFolder folder;
  auto with_file = choice;
  with_file.secret_file = folder / "secret";
  EXPECT_THAT(refusal(with_file), HasSubstr("--secret-file " + with_file.secret_file->string()));
  std::ofstream(*with_file.secret_file) << "the secret of a file\n";
  EXPECT_EQ(resolve(with_file)->secret, "the secret of a file");
  std::ofstream(*with_file.secret_file) << "\n";
  EXPECT_THAT(refusal(with_file), HasSubstr("contains no secret"));
}

TEST(RankSettings, OneRankNeedsNeitherAddressNorSecret) {
  const auto settings = resolve(of_launcher("1"), {{"AEOLIAN_RANKS_SECRET", ""}});
  ASSERT_TRUE(settings.has_value()) << settings.error().message;
  EXPECT_EQ(settings->ranks, 1);
}

}  // namespace
}  // namespace aeolian::trainer
