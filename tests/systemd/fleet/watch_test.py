# SPDX-License-Identifier: GPL-3.0-or-later
"""Tests how `promote` asks a machine, and judges it by simulated polls, hours apart.

    watch_test.py
"""
import http.server
import sys
import threading
import unittest

sys.dont_write_bytecode = True

from ground import FLEET

sys.path.insert(0, str(FLEET))

from machines import Asker, Look
from watch import MachineWatch

WELL = {"uptime_seconds": 100, "output_gaps_total": 0, "underruns_total": 0, "guard_entrances_total": 0, "steps_total": 0,
        "late_steps_total": 0, "mute": 0, "gain_db": 0, "level_rms_db": -20}


def look(at=0, state="playing", version="1.0", **figures):
    """A poll at that many seconds. The daemon has run since long before, unless `figures` say otherwise."""
    return Look(at, state, state in ("playing", "stopped"), version, {**WELL, "uptime_seconds": 100 + at, **figures})


def fault_of(*looks):
    """The fault found at the last poll; there must be none before it."""
    watch = MachineWatch("1.0")
    faults = [watch.fault(each) for each in looks]
    assert not any(faults[:-1]), faults
    return faults[-1]


class AMachine(unittest.TestCase):
    def test_is_healthy_while_it_plays_is_stopped_or_is_muted(self):
        self.assertIsNone(fault_of(look(), look(60, "stopped", level_rms_db=-100), look(3600, mute=1, level_rms_db=-100)))
        self.assertIsNone(fault_of(look(gain_db=-60, level_rms_db=-100), look(900, gain_db=-60, level_rms_db=-100)))

    def test_may_be_slow_to_answer_twice(self):
        self.assertIsNone(fault_of(look(), "does not answer", "does not answer", look(180), "does not answer"))
        self.assertEqual(fault_of(look(), *3 * ["does not answer"]), "does not answer")

    def test_may_not_be_silent_for_ten_minutes(self):
        quiet = {"level_rms_db": -90}
        self.assertIsNone(fault_of(look(0, **quiet), look(540, **quiet), look(600), look(660, **quiet), look(1200, **quiet)))
        self.assertIn("nothing was heard", fault_of(look(0, **quiet), look(300, **quiet), look(600, **quiet)))

    def test_may_have_some_gaps_and_reseeds_in_an_hour_and_no_more(self):
        self.assertIsNone(fault_of(look(), look(60, output_gaps_total=6, underruns_total=6, guard_entrances_total=3)))
        self.assertIn("13 gaps", fault_of(look(), look(60, output_gaps_total=6, underruns_total=7)))
        self.assertIn("4 restarts of its model", fault_of(look(), look(60, guard_entrances_total=4)))
        self.assertIsNone(fault_of(look(), look(7200, guard_entrances_total=6)))

    def test_is_not_blamed_for_what_was_before_the_watch(self):
        self.assertIsNone(fault_of(look(underruns_total=1000, late_steps_total=10**6),
                                   look(60, underruns_total=1001, steps_total=3000, late_steps_total=10**6)))

    def test_may_be_late_with_one_step_in_a_hundred(self):
        self.assertIsNone(fault_of(look(), look(60, steps_total=10000, late_steps_total=100)))
        self.assertIn("late with 1.5 %", fault_of(look(), look(60, steps_total=10000, late_steps_total=150)))
        self.assertIsNone(fault_of(look(), look(1, steps_total=40, late_steps_total=20)))

    def test_may_not_start_again_change_its_version_or_lose_its_device(self):
        self.assertIn("was started again 5 s ago", fault_of(look(), look(60, uptime_seconds=5)))
        self.assertEqual(fault_of(look(), look(60, version="0.9")), "runs 0.9 and no longer 1.0")
        self.assertIn('"waiting for device"', fault_of(look(), look(60, "waiting for device")))

    def test_must_have_the_metrics_that_it_is_judged_by(self):
        bare = Look(0, "playing", True, "1.0", {})
        self.assertIn("has no metric aeolian_", fault_of(look(), bare))


class AskingAMachine(unittest.TestCase):
    def test_reads_metrics_with_a_name_that_is_not_utf_8(self):
        class Machine(http.server.BaseHTTPRequestHandler):
            def do_GET(self):
                self.send_response(200)
                self.end_headers()
                self.wfile.write(b'{"state":"playing"}' if self.path == "/health" else
                                 b'aeolian_info{version="1.0",model="wind\xff"} 1\naeolian_mute 0\n')

            def log_message(self, *_):
                pass

        with http.server.HTTPServer(("127.0.0.1", 0), Machine) as machine:
            threading.Thread(target=machine.serve_forever, daemon=True).start()
            seen = Asker().look(f"127.0.0.1:{machine.server_port}")
            machine.shutdown()
        self.assertIsInstance(seen, Look, seen)
        self.assertEqual((seen.state, seen.version, seen.figures), ("playing", "1.0", {"mute": 0}))


if __name__ == "__main__":
    unittest.main()
