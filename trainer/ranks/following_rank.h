// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "core/error.h"
#include "trainer/ranks/process_group.h"
#include "trainer/ranks/rank_group.h"
#include "trainer/rendezvous/rank_connection.h"
#include "trainer/rendezvous/rank_settings.h"

namespace aeolian::trainer {

/** A rank other than 0, which follows the instructions of rank 0 and ends with it. One thread. */
class FollowingRank final : public RankGroup {
 public:
  using Say = std::function<void(const std::string& line)>;

  /**
   * Connects to rank 0, waiting some minutes for it, and proves the secret to it, as rank 0 does in turn.
   * Fails if rank 0 does not agree with `facts`.
   */
  static ErrorOr<std::unique_ptr<FollowingRank>> join(const RankSettings& settings,
                                                      std::vector<RankFact> facts, const Say& say);

  /**
   * Tells rank 0 the facts about the sounds and the number of this rank's workers; waits until rank 0 agrees.
   */
  ErrorOr<void> has_read(int workers, std::vector<RankFact> facts);

  /**
   * Returns the next stage; nothing when the training has ended, for the reason in ending(). Throws
   * RanksLost.
   */
  std::optional<StageBegins> next_stage();
  const std::string& ending() const { return ending_; }

  /**
   * Waits for rank 0 to begin steps; returns their progress, or nothing when the stage is over. Throws
   * RanksLost.
   */
  std::optional<double> next_steps();

  int sync_every() const override { return settings_.sync_every; }
  /** Shares the state, and tells rank 0 that this rank is prepared for the stage. */
  void share(const SharedState& state) override;
  WorkerShare workers() const override { return workers_; }
  double begin_steps(double progress) override { return progress; }
  std::optional<WorkerSum> add_up(torch::Tensor& values, const WorkerSum& own) override;

 private:
  FollowingRank(const RankSettings& settings, FileDescriptor socket);

  ErrorOr<void> introduce(std::vector<RankFact> facts);
  ErrorOr<void> await_agreement();
  /** Returns the next message that is not about groups; forms groups meanwhile. */
  RankMessage next();
  bool form(const GroupForms& forms);
  /** Whether a message ends the stage; if so, it is kept for next_stage(). */
  bool ends_stage(RankMessage& message);

  RankSettings settings_;
  RankConnection connection_;
  std::optional<ProcessGroupStore> store_;
  std::unique_ptr<ProcessGroup> group_;
  WorkerShare workers_;
  std::int64_t stage_ = -1;
  SharedState state_;
  std::int64_t sums_ = -1;  ///< applied in this stage; -1 = does not have rank 0's state yet
  std::optional<RankMessage> kept_;
  std::string ending_;
};

}  // namespace aeolian::trainer
