// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "core/error.h"
#include "trainer/ranks/process_group.h"
#include "trainer/ranks/rank_group.h"
#include "trainer/rendezvous/rendezvous.h"

namespace aeolian::trainer {

/**
 * Rank 0 of a training: it meets the other ranks, decides when a step begins and who takes part, and
 * continues with the remaining ones when one is lost. Ranks are taken in at the beginning of a round (the
 * steps between two sums), so each round has one group from its beginning, or a smaller one after a loss. One
 * thread.
 */
class RankZero final : public RankGroup {
 public:
  using Say = std::function<void(const std::string& line)>;

  /**
   * Listens for other ranks at the settings' address. `facts` must be the same on every rank from the start.
   */
  static ErrorOr<std::unique_ptr<RankZero>> open(const RankSettings& settings, std::vector<RankFact> facts,
                                                 Say say);
  ~RankZero() override;

  /**
   * Sets the facts about the sounds that every rank must share, and the number of this rank's workers. Others
   * may join from now on.
   */
  void has_read(int workers, std::vector<RankFact> facts);

  /**
   * Tells the other ranks, including those that come later, to make their networks for a stage; see
   * StageBegins.
   */
  void begin_stage(std::int64_t stage, std::string result);

  /**
   * Waits until all ranks have come and are prepared, but at most some minutes for those that have not come;
   * after the first time, only until those present are prepared. Forms their group, so that the stage's clock
   * starts with its first step. Returns early if `is_stopped` returns true.
   */
  void await_prepared(const std::function<bool()>& is_stopped);

  /** Reports the cost of sums over the ranks in the stage that ends; nothing if there were none. */
  void say_costs();

  /** Tells the other ranks that the training is over, and lets them go. */
  void end(const std::string& reason);

  int sync_every() const override { return settings_.sync_every; }
  void share(const SharedState& state) override;
  WorkerShare workers() const override;
  double begin_steps(double progress) override;
  std::optional<WorkerSum> add_up(torch::Tensor& values, const WorkerSum& own) override;

 private:
  using Clock = RankConnection::Clock;

  struct Member {
    int rank = 0, workers = 0;
    std::shared_ptr<RankConnection> connection;
    std::int64_t prepared_for = -1;  ///< stage
    bool is_in_group = false;
    std::int64_t sums = -1;  ///< applied so far, as last reported
    int failed_to_form = 0;  ///< consecutive failures
  };

  RankZero(const RankSettings& settings, Say say, ProcessGroupStore store);

  void attend();
  void take_in_arrivals();
  void read_messages(Member& member);
  void drop_lost();
  bool is_prepared(const Member& member) const { return member.prepared_for == stage_; }
  bool has_newcomers() const;
  std::vector<Member*> in_group();

  /** Returns loss and workers of all, once all have reported ready; nothing if one does not. */
  std::optional<WorkerSum> await_ready(WorkerSum sum);
  /** Forms the group of all ranks that can take part; `in_round` = only those waiting for the same sum. */
  void form(bool in_round);
  /** Makes one sum over a formed group; the error says what failed. */
  ErrorOr<void> sum_over_group(torch::Tensor& values);
  void choose_members(bool in_round);
  bool try_to_form(const std::vector<Member*>& group);
  void blame(const std::vector<Member*>& group);
  std::string own_address();
  Clock::time_point deadline() const;

  RankSettings settings_;
  int workers_ = 1;
  Say say_;
  ProcessGroupStore store_;
  std::unique_ptr<Rendezvous> rendezvous_;
  std::vector<Member> members_;  ///< by rank
  std::unique_ptr<ProcessGroup> group_;
  std::int64_t generation_ = 0;
  bool has_to_form_ = false;

  bool has_begun_ = false;  ///< all ranks were present
  std::int64_t stage_ = -1;
  std::string stage_result_;
  SharedState state_;
  std::int64_t sums_ = 0;  ///< of this stage
  Clock::time_point round_began_;
  Clock::duration round_length_{};  ///< of rank 0's own steps

  /** Costs of the sums over others in this stage. */
  struct Costs {
    std::int64_t sums = 0, bytes = 0;
    std::chrono::duration<double> waiting{}, summing{};
  } costs_;
};

}  // namespace aeolian::trainer
