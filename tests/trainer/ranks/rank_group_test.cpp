// SPDX-License-Identifier: GPL-3.0-or-later
// Tests ranks as threads of one process, over the loopback device: real optimizers of a small network, real
// Gloo.

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <torch/types.h>
#include <torch/utils.h>

#include <cmath>
#include <future>
#include <thread>

#include "tests/comes_true.h"
#include "tests/free_port.h"
#include "trainer/learn/objective.h"
#include "trainer/ranks/following_rank.h"
#include "trainer/ranks/process_group.h"
#include "trainer/ranks/rank_zero.h"
#include "trainer/rendezvous/secret_proof.h"

namespace aeolian::trainer {
namespace {

using ::testing::HasSubstr;

constexpr int steps = 30;

/** Two layers that learn a fixed function from numbers that each worker draws independently. */
class Learner {
 public:
  explicit Learner(int workers) {
    torch::manual_seed(1);
    const auto weights = [] { return torch::randn({40, 40}); };
    const std::vector<torch::Tensor> first{weights(), weights()};
    for (int worker = 0; worker < workers; ++worker) {
      auto& own = replicas_.emplace_back();
      for (const auto& tensor : first) own.push_back(tensor.clone().set_requires_grad(true));
    }
    optimizer_ = std::make_unique<Optimizer>(replicas_, Optimizer::Options());
  }

  double step(double progress) {
    const double agreed = optimizer_->begin_step(progress);
    const auto share = optimizer_->share();
    return optimizer_->step(agreed, [&](int worker) {
      StepRandom random(1, optimizer_->steps(), share.first + worker);
      const auto input = torch::randn({8, 40}, random.noise, torch::TensorOptions(torch::kFloat32));
      const auto& own = replicas_[static_cast<std::size_t>(worker)];
      return (torch::tanh(input.mm(own[0])).mm(own[1]) - input.flip(1)).square().mean();
    });
  }

  Optimizer& optimizer() { return *optimizer_; }
  torch::Tensor weights() const { return replicas_.front()[1].detach().clone(); }

 private:
  std::vector<std::vector<torch::Tensor>> replicas_;
  std::unique_ptr<Optimizer> optimizer_;
};

/** The losses and weights of a training. */
struct Course {
  std::vector<double> losses;
  torch::Tensor weights;
};

Course of_one_process(int workers) {
  Learner learner(workers);
  Course course;
  for (int i = 0; i < steps; ++i) course.losses.push_back(learner.step(static_cast<double>(i) / steps));
  course.weights = learner.weights();
  return course;
}

class Ranks : public ::testing::Test {
 protected:
  void SetUp() override {
    if (!check_backend(RankBackend::gloo))
      GTEST_SKIP() << "this build has no Gloo (libgloo-dev): no ranks were formed";
  }

  void open(int ranks, int workers, int sync_every = 1) {
    settings_ = {.ranks = ranks,
                 .host = "127.0.0.1",
                 .port = free_port(),
                 .secret = "0123456789abcdef",
                 .sync_every = sync_every,
                 .origin = ""};
    auto opened = RankZero::open(settings_, {}, [&](const std::string& line) { said_ += line + "\n"; });
    ASSERT_TRUE(opened.has_value()) << opened.error().message;
    zero_ = *std::move(opened);
    zero_->has_read(workers, {});
    zero_->begin_stage(0, "");
  }

  /** Another rank, which follows until the training ends or `stop_at` steps are taken. */
  std::future<Course> follow(int rank, int workers, std::int64_t stop_at = steps) {
    auto settings = settings_;
    settings.rank = rank;
    return std::async(std::launch::async, [=] {
      Course course;
      auto joined = FollowingRank::join(settings, {}, [](const std::string&) {});
      if (!joined || !(*joined)->has_read(workers, {}) || !(*joined)->next_stage()) return course;
      Learner learner(workers);
      learner.optimizer().join(**joined);
      while (learner.optimizer().steps() < stop_at) {
        const auto progress = (*joined)->next_steps();
        if (!progress) break;
        do course.losses.push_back(learner.step(*progress));
        while (learner.optimizer().steps() % settings.sync_every != 0);
      }
      course.weights = learner.weights();
      return course;
    });
  }

  /** A rank that takes part in `sums` sums, and leaves when the next one begins. */
  void leave_in_sum(int rank, int sums) const {
    RankConnection connection(*RankConnection::connect(settings_.host, settings_.port));
    const auto soon = [] { return RankConnection::Clock::now() + std::chrono::seconds(20); };
    const auto challenge = connection.receive_only<Challenge>(soon());
    connection.send(Answer{"x", proof_of(settings_.secret, Prover::other_rank, challenge->challenge, "x")});
    connection.receive_only<Proven>(soon());
    connection.trust();
    connection.send(Hello{rank, {}});
    connection.receive_only<Agreed>(soon());
    connection.send(HasRead{1, {}});
    connection.receive_only<StageBegins>(soon());
    const int values = 2 * 40 * 40;
    connection.send(IsPrepared{0, 3 * values});
    std::unique_ptr<ProcessGroup> group;
    while (const auto message = connection.receive(soon())) {
      if (std::holds_alternative<WhereAreYou>(*message)) connection.send(Position{});
      if (const auto* const forms = std::get_if<GroupForms>(&*message)) {
        const auto store =
            ProcessGroupStore::connect(settings_.host, static_cast<std::uint16_t>(forms->store_port));
        group = *ProcessGroup::form(*store, {forms->generation, static_cast<int>(forms->position),
                                             static_cast<int>(forms->size), settings_.host});
        auto state = torch::empty({3 * values});
        connection.send(HasFormed{group->take_first(state).has_value()});
      }
      if (std::holds_alternative<StepBegins>(*message)) connection.send(IsReady{0, 1});
      auto nothing = torch::zeros({values});
      if (std::holds_alternative<SumBegins>(*message) && (sums-- == 0 || !group->add_up(nothing))) return;
    }
  }

  /** Runs rank 0; `before` is called before each step. */
  Course lead(int workers, const std::function<void(int step)>& before = {}) {
    Learner learner(workers);
    learner.optimizer().join(*zero_);
    zero_->await_prepared([] { return false; });
    Course course;
    for (int i = 0; i < steps; ++i) {
      if (before) before(i);
      course.losses.push_back(learner.step(static_cast<double>(i) / steps));
    }
    course.weights = learner.weights();
    zero_->end("done");
    return course;
  }

  RankSettings settings_;
  std::unique_ptr<RankZero> zero_;
  std::string said_;
};

TEST_F(Ranks, TwoTakeTheStepsOfTwoWorkersOfOneProcessBitForBit) {
  open(2, 1);
  auto other = follow(1, 1);
  const auto led = lead(1);
  const auto alone = of_one_process(2);
  EXPECT_EQ(led.losses, alone.losses);
  EXPECT_TRUE(torch::equal(led.weights, alone.weights));
  EXPECT_TRUE(torch::equal(other.get().weights, alone.weights));
}

TEST_F(Ranks, FourTakeThoseOfFourWorkersUpToTheOrderOfSums) {
  open(3, 1);
  auto second = follow(1, 2);
  auto third = follow(2, 1);
  const auto led = lead(1);
  const auto alone = of_one_process(4);
  for (int i = 0; i < steps; ++i) EXPECT_NEAR(led.losses[i], alone.losses[i], 1e-5 * alone.losses[i]) << i;
  EXPECT_TRUE(torch::allclose(led.weights, alone.weights, 1e-4, 1e-5));
  EXPECT_TRUE(torch::equal(second.get().weights, led.weights));
  EXPECT_TRUE(torch::equal(third.get().weights, led.weights));
}

TEST_F(Ranks, OneThatIsLostDoesNotStopTheOthers) {
  open(3, 1);
  auto stays = follow(1, 1);
  auto goes = follow(2, 1, 10);
  const auto led = lead(1);
  EXPECT_THAT(said_, HasSubstr("rank 2 was lost: has ended; training goes on without it"));
  EXPECT_EQ(goes.get().losses.size(), 10u);
  const auto stayed = stays.get();
  EXPECT_TRUE(torch::equal(stayed.weights, led.weights)) << "no step was applied by some and not by others";
  EXPECT_EQ(led.losses.size(), static_cast<std::size_t>(steps));
}

TEST_F(Ranks, ASumThatOneLeavesIsMadeAgainWithoutIt) {
  open(3, 1);
  auto stays = follow(1, 1);
  auto goes = std::async(std::launch::async, [&] { leave_in_sum(2, 5); });
  const auto led = lead(1);
  goes.get();
  EXPECT_THAT(said_, HasSubstr("a sum over the ranks failed and is repeated"));
  EXPECT_THAT(said_, HasSubstr("rank 2 was lost"));
  EXPECT_EQ(led.losses.size(), static_cast<std::size_t>(steps));
  EXPECT_TRUE(torch::equal(stays.get().weights, led.weights))
      << "no step was applied by some and not by others";
}

TEST_F(Ranks, OneThatComesLateIsGivenTheState) {
  open(3, 1);
  auto first = follow(1, 1, 8);
  auto second = follow(2, 1);
  std::future<Course> late;
  const auto led = lead(1, [&](int step) {
    if (step != 15) return;
    said_.clear();
    late = follow(1, 1);
    EXPECT_TRUE(comes_true([&] {
      zero_->await_prepared([] { return true; });
      return said_.find("rank 1 has joined from 127.0.0.1") != said_.npos;
    }));
    zero_->await_prepared([] { return false; });
  });
  first.wait();
  EXPECT_TRUE(torch::equal(late.get().weights, led.weights));
  EXPECT_TRUE(torch::equal(second.get().weights, led.weights));
}

TEST_F(Ranks, WeightsAreAveragedEveryFewSteps) {
  open(2, 1, 5);
  auto other = follow(1, 1);
  const auto led = lead(1);
  EXPECT_TRUE(torch::equal(other.get().weights, led.weights)) << "after 30 steps, the last of five";
  EXPECT_LT(led.losses.back(), led.losses.front());
}

TEST_F(Ranks, RankZerosDeathEndsTheOthersWithAReason) {
  open(2, 1);
  auto other = follow(1, 1);
  Learner learner(1);
  learner.optimizer().join(*zero_);
  zero_->await_prepared([] { return false; });
  learner.step(0);
  zero_.reset();
  try {
    other.get();
    FAIL() << "it went on";
  } catch (const RanksLost& lost) {
    EXPECT_THAT(lost.what(), HasSubstr("rank 0 was lost"));
    EXPECT_THAT(lost.what(), HasSubstr("--resume"));
  }
}

TEST_F(Ranks, AnotherSecretIsRefusedOnBothSides) {
  open(2, 1);
  settings_.secret = "another secret, as long";
  const auto joined = FollowingRank::join(settings_, {}, [](const std::string&) {});
  ASSERT_FALSE(joined.has_value());
  EXPECT_THAT(joined.error().message, HasSubstr("give all ranks the same --secret-file"));
}

TEST(StepRandom, MoreWorkersThanAStepHasNumbersForDrawOthers) {
  StepRandom next_step(1, 1, 0), worker_64(1, 0, 64), worker_65(1, 0, 65);
  const auto first = next_step.pick.bits();
  EXPECT_NE(worker_64.pick.bits(), first);
  EXPECT_NE(worker_65.pick.bits(), first);
}

}  // namespace
}  // namespace aeolian::trainer
