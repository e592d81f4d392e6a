// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include "protocols/osc/osc_caller.h"
#include "protocols/osc/senders.h"

namespace aeolian::osc {

/** Counters of the budgets since a server started; any thread may read them. */
struct BudgetCounts {
  std::atomic<std::uint64_t> failures = 0;             ///< commands that were refused
  std::atomic<std::uint64_t> complaints_withheld = 0;  ///< not sent, so that a flood does not cause another
  std::atomic<std::uint64_t> over_budget = 0;          ///< messages not carried out and replies not sent
};

/**
 * The caller of one packet's messages, which are carried out and answered within the budget of their sender.
 * The thread of `senders`.
 */
class BudgetedCaller : public Caller {
 public:
  /** `prefix` precedes /fail. All arguments must outlive this. */
  BudgetedCaller(Senders& senders, const SocketAddress& sender, const std::string& prefix,
                 BudgetCounts& counts)
      : senders_(senders), sender_(sender), prefix_(prefix), counts_(counts) {}

  void reply(const Message& message) override;
  void reply_together(std::span<const Message> messages) override;
  void fail(std::string_view command, std::int32_t id, Failure code, std::string text) override;
  bool may_cause(double work) override;

 protected:
  const SocketAddress& sender() const { return sender_; }
  void complain(const Message& message);
  virtual void send(std::span<const std::byte> packet) = 0;

 private:
  void answer(std::span<const std::byte> packet);

  Senders& senders_;
  const SocketAddress& sender_;
  const std::string& prefix_;
  BudgetCounts& counts_;
  bool told_of_budget_ = false;
};

}  // namespace aeolian::osc
