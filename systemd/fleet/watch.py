# SPDX-License-Identifier: GPL-3.0-or-later
"""Decides from successive looks at a machine whether it was healthy for a while. The limits are those of the alerts."""
from machines import Look

MISSED_LOOKS = 3  # in a row: a machine may be slow to answer once
SILENT_DB = -70  # below this there is silence ...
LEAST_GAIN_DB = -30  # ... unless the output is turned down further than this
SILENT_S = 600
LATE_SHARE = 0.01  # of the steps
LEAST_STEPS = 2584  # a minute of steps; with fewer, the share is not computed

# Limits on the growth of counters in an hour or less, with the name of their sum.
LIMITS = (
    (("output_gaps_total", "underruns_total"), 12, "gaps in its sound"),
    (("guard_entrances_total",), 3, "restarts of its model by the guard"),
)


class MachineWatch:
    """The looks at one machine, which should run the version `number`, since its watch began."""

    def __init__(self, number):
        self._number = number
        self._first = None
        self._last = None
        self._missed = 0
        self._silent_since = None

    def fault(self, look):
        """Returns a text if this look, after the previous ones, shows that the machine is not healthy; else None.
        `look` is a Look, or a text that says why there is none."""
        if not isinstance(look, Look):
            self._missed += 1
            return look if self._missed >= MISSED_LOOKS else None
        self._missed = 0
        self._first = self._first or look
        try:
            return self._fault_now(look) or self._fault_since(look)
        except KeyError as missing:
            return f"has no metric aeolian_{missing.args[0]}, by which it is judged"
        finally:
            self._last = look

    def answers(self):
        """Whether the machine answered at the last look."""
        return self._last is not None and self._missed == 0

    def _fault_now(self, look):
        if not look.is_healthy:
            return f'is not healthy: "{look.state}"'
        if look.version != self._number:
            return f"runs {look.version} and no longer {self._number}"
        return None

    def _fault_since(self, look):
        if self._last and look.figures["uptime_seconds"] < self._last.figures["uptime_seconds"]:
            return f"was started again {look.figures['uptime_seconds']:.0f} s ago"
        hours = max(1, (look.at - self._first.at) / 3600)
        for counters, limit, name in LIMITS:
            count = self._growth(look, *counters)
            if count > limit * hours:
                return f"had {count:.0f} {name}"
        steps, late = self._growth(look, "steps_total"), self._growth(look, "late_steps_total")
        if steps >= LEAST_STEPS and late > LATE_SHARE * steps:
            return f"was late with {100 * late / steps:.1f} % of its steps"
        return self._silence(look)

    def _growth(self, look, *counters):
        return sum(look.figures[counter] - self._first.figures[counter] for counter in counters)

    def _silence(self, look):
        should_sound = look.state == "playing" and not look.figures["mute"] and look.figures["gain_db"] >= LEAST_GAIN_DB
        if not should_sound or look.figures["level_rms_db"] >= SILENT_DB:
            self._silent_since = None
            return None
        if self._silent_since is None:
            self._silent_since = look.at
        return "plays, but nothing was heard for ten minutes" if look.at - self._silent_since >= SILENT_S else None
