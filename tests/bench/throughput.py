#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Estimates how fast several machines would train together, from the costs of a step and of a sum over the ranks.

    throughput.py STEP_MS MEGABYTES [--same-batch]

STEP_MS is one machine's step, MEGABYTES the values that are summed (rank 0 says it at the end of a stage). The batch
grows with the machines, so each computes as long a step as one alone; with --same-batch they share the batch of one.
Then the sum goes around a ring: each rank sends and receives 2 (N - 1) / N of the values. Machines are equally fast,
links are full-duplex and carry nothing else, and nothing is sent while a step computes.
"""
import argparse

MACHINES = (1, 2, 4, 8, 16, 32, 64)
LINKS = ((100, "100 Mbit/s"), (1000, "1 Gbit/s"), (10000, "10 Gbit/s"), (25000, "25 Gbit/s"))

# The share of a link's speed that is left for the values under TCP; seconds of latency of a message; bytes a second
# that a core copies and adds, beside the link.
SHARE_OF_LINK = 0.95
LATENCY = 0.0002
ADDING = 1.5e9


def seconds_of_sum(ranks, size, bits_a_second):
    """Seconds of one sum of SIZE bytes over that many ranks."""
    if ranks == 1:
        return 0.0
    moved = 2 * (ranks - 1) / ranks * size
    return moved * 8 / (SHARE_OF_LINK * bits_a_second) + moved / ADDING + 2 * (ranks - 1) * LATENCY


def times_one_machine(ranks, step, size, bits_a_second, sync_every, same_batch):
    """Sound learned per second, as a multiple of one machine's."""
    share = ranks if same_batch else 1
    time = step / share + seconds_of_sum(ranks, size, bits_a_second) / sync_every
    return ranks / share * step / time


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("step_ms", type=float)
    parser.add_argument("megabytes", type=float)
    parser.add_argument("--same-batch", action="store_true")
    given = parser.parse_args()
    print("| link | " + " | ".join(map(str, MACHINES)) + " |\n|---|" + "---|" * len(MACHINES))
    for megabits, name in LINKS:
        for every in (1, 20):
            cells = (
                times_one_machine(ranks, given.step_ms / 1e3, given.megabytes * 1e6, megabits * 1e6, every, given.same_batch)
                for ranks in MACHINES
            )
            label = name if every == 1 else f"{name}, `--sync-every {every}`"
            print(f"| {label} | " + " | ".join(f"{cell:.1f}" if cell >= 1 else f"{cell:.2f}" for cell in cells) + " |")


if __name__ == "__main__":
    main()
