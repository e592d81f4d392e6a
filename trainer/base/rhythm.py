# SPDX-License-Identifier: GPL-3.0-or-later
"""Percussion patterns as (at, role, strength): seconds from the beginning, one of ROLES, 0 to 1. Both soundfonts and
samples play them."""
import numpy as np

ROLES = ("kick", "snare", "hat", "open", "tom", "other")

# The probability of a stroke on each sixteenth of a 4/4 bar, in very different styles.
STYLES = {
    "straight": {"kick": "9..1..2.9.1...2.", "snare": "....9..1.1..9..2",
                 "hat": "9.8.9.8.9.8.9.85", "open": "..............2."},
    "house": {"kick": "9...9...9...9...", "snare": "....7.......7...",
              "hat": "..9...9...9...9.", "other": "2..3..3.2..3..3."},
    "broken": {"kick": "9.3...2..35.....", "snare": "....9..4.4..9..4",
               "hat": "8.8.8.8.8.8.8.8.", "open": "......2........."},
    "shuffle": {"kick": "9.......7......1", "snare": "....8.1.....8.1.",
                "hat": "9...9.7.9...9.7.", "tom": "..............1."},
    "jazz": {"kick": "2.....1...2.....", "snare": "..1...2..1....2.",
             "open": "9...9.8.9...9.8.", "hat": "....9.......9..."},
    "hands": {"tom": "9.36.37.6.37.365", "other": "5..5..5...5.5...",
              "kick": "5.......3......."},
    "march": {"snare": "95558555955585.8", "kick": "9.......9.......",
              "open": "9...............", "tom": "....2.......2..."},
    "sparse": {"kick": "6.........2.....", "snare": "........5.......",
               "other": "..1....2...1..1.", "open": "2..............."},
    "dense": {"tom": "5656565656565656", "snare": "3534353435343534",
              "other": "4343434343434343", "hat": "7777777777777777"},
}


def groove(seconds, rng):
    """A groove in any of STYLES, at any tempo, with bars of any length, straight or swung."""
    style = rng.choice(list(STYLES))
    pace = 60 / rng.uniform(60, 180) / 4
    steps = int(rng.choice([16, 16, 16, 12, 14, 10, 32]))
    swing = 0 if rng.uniform() < 0.5 else rng.uniform(0.05, 0.34)
    return loops(seconds, rng, style, pace, steps, swing)


def loops(seconds, rng, style, pace, steps=16, swing=0):
    """(name, strokes): a loop of one or two bars, mostly repeated, with accents, fills and breaks. `pace` is the length
    of a sixteenth in seconds; every other sixteenth is late by the share `swing`."""
    looseness = rng.uniform(0, 0.012)
    chance = {role: np.array([int(sign.replace(".", "0")) / 9 for sign in signs]) for role, signs in STYLES[style].items()}

    def draw():
        return {role: rng.uniform(size=steps) < np.resize(of, steps) for role, of in chance.items()}

    loop, strokes, bar, at = draw(), [], 0, rng.uniform(0, 0.3)
    while at < seconds:
        fresh, fill = draw(), bar % 4 == 3 and rng.uniform() < 0.5
        breaks = rng.uniform() < 0.06
        for step in range(0 if breaks else steps):
            late = swing * pace if step % 2 else 0
            accent = (1.0, 0.55, 0.75, 0.55)[step % 4]
            for role in loop:
                struck = (fresh if rng.uniform() < 0.12 else loop)[role][step]
                if fill and step >= steps * 3 // 4:
                    struck = role in ("snare", "tom", "kick") and rng.uniform() < 0.6
                if struck:
                    strength = accent * rng.uniform(0.6, 1)
                    strokes.append((at + step * pace + late + rng.normal(0, looseness), role, strength))
        at += steps * pace
        bar += 1
    name = f"{style}, {60 / (4 * pace):.0f} a minute, {steps} steps" + (f", swing {swing:.2f}" if swing else "")
    return name, [stroke for stroke in strokes if 0 <= stroke[0] < seconds]


def hits(seconds, rng):
    """Single strokes with time to ring, softer and louder, some in quick groups."""
    strokes, at = [], rng.uniform(0, 0.5)
    while at < seconds:
        role, strength = rng.choice(ROLES), rng.uniform(0.15, 1)
        for again in range(int(rng.choice([1, 1, 1, 2, 4]))):
            strokes.append((at + again * 0.12, role, strength))
        at += rng.uniform(0.3, 2.5)
    return "single hits", strokes


def rolls(seconds, rng):
    """Rolls that swell and die away, and strokes that bounce ever faster."""
    strokes, at = [], rng.uniform(0, 0.3)
    while at < seconds:
        role, length = rng.choice(ROLES), rng.uniform(0.6, 4)
        first, last = rng.uniform(0.03, 0.2, 2)
        shape, place = rng.choice(["up", "down", "even"]), 0.0
        while place < length:
            share = place / length
            strength = {"up": 0.2 + 0.8 * share, "down": 1 - 0.85 * share, "even": 0.6}[shape]
            strokes.append((at + place, role, strength * rng.uniform(0.85, 1)))
            place += first * (last / first) ** share
        at += length + rng.uniform(0, 1.2)
    return "rolls", strokes


def pattern(seconds, rng):
    """One of the above: (name, strokes)."""
    return rng.choice([groove, hits, rolls], p=[0.65, 0.2, 0.15])(seconds, rng)
