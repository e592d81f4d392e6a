#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Writes the control log of a performance of two minutes in which everything moves (bench performance).

    performance.py SEED CHECKPOINT >FILE

The same seed gives the same log. Named encodings come from CHECKPOINT, a safetensors file.
"""
import json
import random
import struct
import sys

STEP_S = 1024 / 44100  # of the shipped checkpoints
SECONDS = 120
VOICES = 3

# Parameter, its range here, the longest glide in seconds, and whether a voice may have its own value.
MOVES = [
    ("temperature", 0.4, 1.5, 0, True), ("guidance", 0.5, 2, 2, True), ("memory", 0, 1, 2, True),
    ("transpose", -12, 12, 3, True), ("formant", 0, 1, 2, True), ("stretch", 0.5, 2, 4, True),
    ("tilt", -4, 4, 2, True), ("bright", -12, 6, 2, True), ("floor", -100, -40, 2, True),
    ("sharpen", -0.8, 0.8, 2, True), ("attack", -1, 1, 2, True), ("pan", -1, 1, 5, True),
    ("width", 0, 2, 2, True), ("gain", -12, 0, 4, False), ("tempo", 84, 112, 0, False),
]


def encodings_of(path):
    with open(path, "rb") as file:
        header = json.loads(file.read(struct.unpack("<Q", file.read(8))[0]))
        start = file.tell()
        tensor = header["encodings"]
        begin, end = tensor["data_offsets"]
        file.seek(start + begin)
        count, size = tensor["shape"]
        kind = {"F32": "f", "F16": "e"}[tensor["dtype"]]
        values = struct.unpack(f"<{count * size}{kind}", file.read(end - begin))
    return [list(values[i * size:(i + 1) * size]) for i in range(count)]


class Performance:
    def __init__(self, seed, encodings):
        self.random = random.Random(seed)
        self.encodings = encodings
        self.lines = []

    def add(self, at_s, parameter, value, glide_s=0., **more):
        self.lines.append({"step": round(at_s / STEP_S), "parameter": parameter, "value": value,
                           "glide_s": round(glide_s, 3), **more})

    def one_of(self, own):
        """Selects one voice, or all of them."""
        return {"voice": self.random.randint(1, VOICES)} if own and self.random.random() < .6 else {}

    def encoding(self, at_s):
        more = self.one_of(True)
        if self.random.random() < .4:
            more |= {"morph_to": self.random.choice(self.encodings), "morph": round(self.random.random(), 3)}
        self.add(at_s, "encoding", self.random.choice(self.encodings), self.random.uniform(.1, 3), **more)

    def move(self, at_s):
        name, low, high, glide_s, own = self.random.choice(MOVES)
        self.add(at_s, name, round(self.random.uniform(low, high), 3), self.random.uniform(0, glide_s), **self.one_of(own))

    def play(self):
        self.add(0, "voices", VOICES)
        for voice in range(1, VOICES + 1):
            self.add(0, "out", voice, voice=voice)
            self.add(0, "encoding", self.encodings[voice % len(self.encodings)], voice=voice)
        at_s = 1.
        while at_s < SECONDS - 3:
            kind = self.random.random()
            if kind < .15:
                self.encoding(at_s)
            elif kind < .25:
                self.add(at_s, "out", self.random.randint(1, 4), self.random.uniform(.05, 2), voice=self.random.randint(1, VOICES))
            elif kind < .29:
                self.add(at_s, "freeze", 1)
                self.add(at_s + self.random.uniform(.3, 2), "freeze", 0)
            elif kind < .32:
                self.add(at_s, "tempo_follow", self.random.randint(0, 1))
            elif kind < .35:
                self.add(at_s, "seed", self.random.randrange(2**32))
            else:
                self.move(at_s)
            at_s += self.random.uniform(.1, .8)
        self.lines.append({"step": round(70.5 / STEP_S), "model": "percussion", "settings": [
            {"parameter": "seed", "value": 5, "glide_s": 0.}, {"parameter": "out", "value": 3., "glide_s": 0., "voice": 2},
            {"parameter": "voices", "value": 2., "glide_s": 0.}]})
        return sorted(self.lines, key=lambda line: line["step"])


def main(seed, checkpoint):
    print(json.dumps({"channels": 4, "format": "aeolian control log", "listens": False, "max_voices": VOICES,
                      "quality": "normal", "version": 1, "weights": "float32"}))
    for line in Performance(int(seed), encodings_of(checkpoint)).play():
        print(json.dumps(line))


if __name__ == "__main__":
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    main(*sys.argv[1:])
