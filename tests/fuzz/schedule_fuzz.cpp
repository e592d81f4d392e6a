// SPDX-License-Identifier: GPL-3.0-or-later
// Checks that any line of the schedule is either accepted, or refused with a position in it, and that an
// accepted one can be planned at any time.

#include "core/control/schedule.h"
#include "tests/fuzz/require.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace aeolian;
  using namespace std::chrono;
  const std::string_view line(reinterpret_cast<const char*>(data), size);
  const auto entry = parse_schedule_entry(line);
  if (!entry) {
    require(entry.error().column >= 1 && entry.error().column <= size + 1,
            "a fault lies outside of its line");
    require(!entry.error().message.empty(), "a fault without a word");
    return 0;
  }
  require(entry->text == line, "a line was changed");
  require(entry->days.first.ok() || entry->days.kind < ScheduleDays::Kind::yearly,
          "a date that does not exist");
  Schedule schedule;
  require(schedule.add(line).has_value(), "a line is refused that was taken");
  Schedule recalled;
  require(recalled.recall(schedule.memory()).has_value(), "a schedule does not recall itself");
  require(recalled.lines().size() == 1 && recalled.lines()[0].text == line,
          "a line is remembered as another");
  for (const auto day : {sys_days(year(2026) / 3 / 29), sys_days(year(2028) / 2 / 29), sys_days(days(0))}) {
    const Moment moment = day + minutes(90);
    const auto plan = plan_schedule({&*entry, 1}, moment);
    require(plan.valid_until > moment, "a plan that is over at once");
    require(!plan.next || plan.next->at > moment, "what comes next is over");
    for (const auto& change : schedule.due(moment, {}))
      require(!change.values.empty(), "a change to nothing");
  }
  return 0;
}
