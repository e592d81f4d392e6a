// SPDX-License-Identifier: GPL-3.0-or-later
#include "protocols/osc/budgeted_caller.h"

#include <utility>

#include "protocols/osc/reply_queue.h"
#include "protocols/osc/serialise.h"

namespace aeolian::osc {

void BudgetedCaller::reply(const Message& message) {
  answer(serialise(message));
}

void BudgetedCaller::reply_together(std::span<const Message> messages) {
  answer(serialise(messages));
}

void BudgetedCaller::fail(std::string_view command, std::int32_t id, Failure code, std::string text) {
  ++counts_.failures;
  complain(failure(prefix_, command, id, code, std::move(text)));
}

bool BudgetedCaller::may_cause(double work) {
  if (senders_.may_cause(sender_, work, Senders::Clock::now())) return true;
  ++counts_.over_budget;
  if (!std::exchange(told_of_budget_, true)) {
    fail("packet", 0, Failure::too_many, "too many requests; the excess was not carried out: send fewer");
  }
  return false;
}

void BudgetedCaller::complain(const Message& message) {
  if (senders_.may_complain(sender_, Senders::Clock::now())) return send(serialise(message));
  ++counts_.complaints_withheld;
}

void BudgetedCaller::answer(std::span<const std::byte> packet) {
  if (senders_.may_cause(sender_, 1., Senders::Clock::now())) return send(packet);
  ++counts_.over_budget;
}

}  // namespace aeolian::osc
