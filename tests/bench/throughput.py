#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""How fast several machines would train together: a table derived from what a step and a sum over the ranks cost.

    throughput.py STEP_MS MEGABYTES      of one machine's step, and of the values that are summed (a stage's last line says it)

Each machine learns from as many sequences a step as one alone (--set batch grows with the machines), so a step computes as
long as one machine's; then the sum goes around a ring: each rank sends and receives 2 (N - 1) / N of the values. Machines are
equally fast, links are full-duplex and carry nothing else, and nothing is sent while a step computes.
"""
import sys

MACHINES = (1, 2, 4, 8, 16, 32, 64)
LINKS = ((100, "100 Mbit/s"), (1000, "1 Gbit/s"), (10000, "10 Gbit/s"), (25000, "25 Gbit/s"))

# Share of a link's speed that TCP leaves to the values; seconds of a message on its way; bytes a second that a core
# copies and adds, beside the link.
SHARE_OF_LINK = 0.95
LATENCY = 0.0002
ADDING = 1.5e9


def seconds_of_sum(ranks, size, bits_a_second):
    """One sum of SIZE bytes over so many ranks."""
    if ranks == 1:
        return 0.0
    moved = 2 * (ranks - 1) / ranks * size
    return moved * 8 / (SHARE_OF_LINK * bits_a_second) + moved / ADDING + 2 * (ranks - 1) * LATENCY


def times_one_machine(ranks, step, size, bits_a_second, sync_every=1):
    """Sound learned a second, as a multiple of one machine's."""
    return ranks * step / (step + seconds_of_sum(ranks, size, bits_a_second) / sync_every)


def main():
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    step, size = float(sys.argv[1]) / 1e3, float(sys.argv[2]) * 1e6
    print("| link | " + " | ".join(f"{ranks}" for ranks in MACHINES) + " |\n|---|" + "---|" * len(MACHINES))
    for megabits, name in LINKS:
        for every in (1, 20):
            cells = (f"{times_one_machine(ranks, step, size, megabits * 1e6, every):.1f}" for ranks in MACHINES)
            print(f"| {name}{'' if every == 1 else f', --sync-every {every}'} | " + " | ".join(cells) + " |")


if __name__ == "__main__":
    main()
