# SPDX-License-Identifier: GPL-3.0-or-later
"""Instruments and percussion of two soundfonts, played by fluidsynth from generated scores.

The scores of a shard are concatenated into one file for each soundfont, because loading a soundfont takes longer than
playing a piece."""
import pathlib
import tempfile

import numpy as np

import rhythm
from score import Score, presets_of
from sound import RATE, Piece, count, fitted, in_turn, read_raw, run

FONTS = (
    ("fluid-soundfont-gm", "/usr/share/sounds/sf2/FluidR3_GM.sf2"),
    ("musescore-general-soundfont-small", "/usr/share/sounds/sf3/MuseScore_General_Lite.sf3"),
)
PAUSE = 0.2  # seconds of silence between pieces

# The lowest and highest key of each family of eight programmes, and of programmes that differ from their family.
FAMILIES = ((21, 108), (45, 103), (30, 96), (38, 88), (26, 62), (40, 88), (36, 86), (36, 86), (44, 86), (55, 98),
            (36, 96), (36, 90), (36, 96), (40, 86), (36, 90), (30, 90))
RANGES = {8: (60, 108), 9: (72, 108), 13: (48, 100), 14: (48, 84), 40: (55, 100), 41: (48, 88), 42: (36, 76),
          43: (28, 60), 46: (28, 100), 47: (36, 60), 56: (52, 86), 57: (38, 74), 58: (26, 60), 66: (44, 76),
          67: (36, 70), 70: (34, 75), 71: (50, 92), 72: (72, 108), 110: (55, 96)}

SCALES = ((0, 2, 4, 5, 7, 9, 11), (0, 2, 3, 5, 7, 8, 10), (0, 2, 3, 5, 7, 9, 10), (0, 2, 4, 7, 9), (0, 3, 5, 6, 7, 10),
          (0, 2, 4, 6, 8, 10), (0, 1, 4, 5, 7, 8, 11), tuple(range(12)))
CHORDS = ((0, 7), (0, 4, 7), (0, 3, 7), (0, 4, 7, 10), (0, 3, 7, 10), (0, 4, 7, 11), (0, 5, 7), (0, 3, 6, 9), (0, 4, 8),
          (0, 2, 7, 14), (0, 12), (0, 4, 7, 12, 16), (0, 1, 6))
RHYTHMS = ((1,), (0.5, 0.5), (0.75, 0.25), (1.5, 0.5), (0.5, 0.25, 0.25), (2,), (0.25,) * 4, (1 / 3,) * 3, (3, 1))

KEYS = {"kick": (35, 36), "snare": (38, 40, 37, 39), "hat": (42, 44), "open": (46, 51, 49, 53, 57, 59, 55, 52),
        "tom": (41, 43, 45, 47, 48, 50, 60, 61, 62, 63, 64, 65, 66), "other": tuple(range(54, 88))}


def range_of(programme):
    return RANGES.get(programme, FAMILIES[programme // 8])


class Player:
    """One preset on one channel, which knows the keys that suit it and writes figures into a score."""

    def __init__(self, score, channel, preset, rng):
        self.score, self.channel, self.rng = score, channel, rng
        self.bank, self.programme, self.name = preset
        self.low, self.high = range_of(self.programme)
        self.root = int(rng.integers(12))
        self.scale = SCALES[rng.integers(len(SCALES))]
        self.loudness = rng.uniform(30, 115)

    def enter(self, at):
        self.score.preset(self.channel, at, self.bank, self.programme)

    def play(self, at, seconds, key, velocity=None):
        while key < self.low:
            key += 12
        while key > self.high:
            key -= 12
        velocity = self.loudness + self.rng.normal(0, 8) if velocity is None else velocity
        self.score.note(self.channel, at, seconds, key, velocity)

    def keys(self):
        """The keys of its scale within its range, ascending."""
        return [key for key in range(self.low, self.high + 1) if (key - self.root) % 12 in self.scale]

    def somewhere(self):
        return int(self.rng.integers(self.low, self.high + 1))


def held(player, at):
    """A long note, some with a swell, a vibrato or a glide."""
    rng, length = player.rng, player.rng.uniform(0.8, 5)
    player.play(at, length, player.somewhere(), rng.uniform(15, 127))
    kind = rng.choice(["plain", "swell", "vibrato", "glide"])
    begin, end, bend = rng.uniform(30, 127), rng.uniform(30, 127), rng.uniform(-2, 2)
    for share in np.arange(0, 1, 0.03 / length) if kind != "plain" else ():
        moment = at + share * length
        if kind == "swell":
            player.score.control(player.channel, moment, 11, begin + share * (end - begin))
        elif kind == "vibrato":
            player.score.control(player.channel, moment, 1, 127 * share)
        else:
            player.score.bend(player.channel, moment, bend * share)
    for number, value in ((11, 127), (1, 0)):
        player.score.control(player.channel, at + length + 0.05, number, value)
    player.score.bend(player.channel, at + length + 0.05, 0)
    return at + length


def repeated(player, at):
    """One key, staccato, softer or louder each time."""
    rng, key, pace = player.rng, player.somewhere(), player.rng.uniform(0.07, 0.5)
    times = int(rng.integers(3, 14))
    for index, velocity in enumerate(np.linspace(*rng.uniform(15, 127, 2), times)):
        player.play(at + index * pace, pace * rng.uniform(0.2, 0.7), key, velocity)
    return at + times * pace


def run_of_keys(player, at):
    """A scale or an arpeggio over its range, detached, legato or under the pedal."""
    rng, keys = player.rng, player.keys()
    keys = keys[::int(rng.choice([1, 1, 2, 3]))]
    begin = rng.integers(max(1, len(keys) - 8))
    keys = keys[begin:begin + int(rng.integers(6, 25))]
    keys = {"up": keys, "down": keys[::-1], "both": keys + keys[::-1]}[rng.choice(["up", "down", "both"])]
    pace, touch, pedal = rng.uniform(0.06, 0.35), rng.choice([0.4, 0.9, 1.15]), rng.uniform() < 0.3
    if pedal:
        player.score.control(player.channel, at, 64, 127)
    for index, key in enumerate(keys):
        player.play(at + index * pace, pace * touch, key)
    end = at + len(keys) * pace
    if pedal:
        player.score.control(player.channel, end + 0.8, 64, 0)
    return end


def chord(player, at):
    """A few chords, together or broken, short or held."""
    rng, length = player.rng, player.rng.choice([0.25, 0.6, 1.2, 3])
    base = player.somewhere()
    for _ in range(int(rng.integers(1, 5))):
        spread, velocity = rng.choice([0, 0, 0.03, 0.12]), rng.uniform(25, 120)
        for index, step in enumerate(CHORDS[rng.integers(len(CHORDS))]):
            player.play(at + index * spread, length * rng.uniform(0.8, 1), base + step, velocity + rng.normal(0, 5))
        base += int(rng.choice([-5, -3, -2, 0, 2, 3, 5]))
        at += length + rng.uniform(0, 0.3)
    return at


def phrase(player, at):
    """A melody that moves along its scale, with its own rhythm and dynamics."""
    rng, keys, beat = player.rng, player.keys(), player.rng.uniform(0.25, 0.8)
    place, end = rng.integers(len(keys)), at + rng.uniform(2, 7)
    begin, touch = at, rng.uniform(0.4, 1.1)
    while at < end:
        for length in RHYTHMS[rng.integers(len(RHYTHMS))]:
            arch = 25 * np.sin(np.pi * min(1, (at - begin) / (end - begin)))
            if rng.uniform() < 0.9:
                player.play(at, length * beat * touch, keys[place], player.loudness + arch - 12 + rng.normal(0, 6))
            place = int(np.clip(place + rng.choice([-4, -2, -1, -1, 0, 1, 1, 2, 4]), 0, len(keys) - 1))
            at += length * beat
    return at


def leaps(player, at):
    """Anything in its range, at any loudness."""
    rng, pace = player.rng, player.rng.uniform(0.1, 0.8)
    for _ in range(int(rng.integers(4, 12))):
        player.play(at, pace * rng.uniform(0.2, 1.5), player.somewhere(), rng.uniform(10, 127))
        at += pace * rng.uniform(0.5, 1.5)
    return at


FIGURES = (held, held, repeated, run_of_keys, chord, phrase, phrase, leaps)


def write_solo(score, at, seconds, preset, presets, rng):
    player = Player(score, 0, preset, rng)
    player.enter(at)
    end, at = at + seconds, at + 0.05
    while at < end - 0.7:
        at = rng.choice(FIGURES)(player, at) + (0 if rng.uniform() < 0.6 else rng.uniform(0.1, 1.4))
    return preset[2]


def bar_of(player, role, at, beats, beat, chord_keys):
    """One bar of a role's part over a chord."""
    rng = player.rng
    if role == "pad":
        for key in chord_keys:
            player.play(at, beats * beat * 0.98, 60 + key)
    elif role == "bass":
        place = 0.0
        while place < beats:
            player.play(at + place * beat, beat * 0.8, 36 + chord_keys[0 if rng.uniform() < 0.7 else -1])
            place += rng.choice([0.5, 1, 1, 2])
    elif role == "chords":
        for place in np.arange(0, beats, rng.choice([0.5, 1, 1])):
            if rng.uniform() < 0.7:
                for key in chord_keys:
                    player.play(at + place * beat, beat * 0.4, 55 + key)
    elif role == "broken":
        for index, place in enumerate(np.arange(0, beats, rng.choice([0.25, 0.5]))):
            player.play(at + place * beat, beat * 0.5, 60 + chord_keys[index % len(chord_keys)])
    else:
        place, keys = 0.0, player.keys()
        step = rng.integers(len(keys))
        while place < beats:
            for length in RHYTHMS[rng.integers(len(RHYTHMS))]:
                if rng.uniform() < 0.8:
                    player.play(at + place * beat, length * beat * 0.9, keys[step])
                step = int(np.clip(step + rng.integers(-2, 3), 0, len(keys) - 1))
                place += length


def write_ensemble(score, at, seconds, first, presets, rng):
    """Two to five parts over changing chords; each part rests now and then, and sometimes all do."""
    roles = ["melody", "bass", "chords", "pad", "broken", "melody"]
    roles = [roles[place] for place in rng.permutation(6)[:rng.integers(2, 6)]]
    players = []
    for channel, role in enumerate(roles):
        preset = first if channel == 0 else presets[rng.integers(len(presets))]
        player = Player(score, channel, preset, rng)
        if players:
            player.root, player.scale = players[0].root, players[0].scale
        player.enter(at)
        players.append(player)
    beat, beats = 60 / rng.uniform(55, 170), int(rng.choice([3, 4, 4, 4, 5, 7]))
    drums = write_strokes(score, at, seconds, rng) if rng.uniform() < 0.35 else ""
    end, at = at + seconds, at + 0.05
    while at < end - 0.7:
        degree, scale = int(rng.integers(len(players[0].scale))), players[0].scale
        keys = [players[0].root % 12 + scale[(degree + step) % len(scale)] for step in (0, 2, 4)]
        general_pause = rng.uniform() < 0.07
        for player, role in zip(players, roles):
            if not general_pause and rng.uniform() < 0.8:
                bar_of(player, role, at, beats, beat, keys)
        at += beats * beat
    return ", ".join([player.name for player in players] + ([f"drums ({drums})"] if drums else []))


def write_strokes(score, at, seconds, rng):
    """A pattern on the drum channel; each role has a key of its own, "other" has several."""
    name, strokes = rhythm.pattern(seconds - 0.3, rng)
    keys = {role: rng.choice(of, min(len(of), 4 if role == "other" else 1), replace=False) for role, of in KEYS.items()}
    for moment, role, strength in strokes:
        score.note(9, at + 0.05 + moment, 0.3, rng.choice(keys[role]), 127 * strength)
    return name


def write_percussion(score, at, seconds, preset, presets, rng):
    """A drum kit alone."""
    score.preset(9, at, 0, preset[1])
    return f"{preset[2]}: {write_strokes(score, at, seconds, rng)}"


def perform(job, write_piece, is_wanted):
    """Pieces of one kind, from the soundfonts in turn. write_piece(score, at, seconds, preset, presets, rng) gets the
    preset whose turn it is and all that it may use, and returns a title."""
    pieces = {}
    for font, (package, path) in enumerate(FONTS):
        presets = [preset for preset in presets_of(path) if is_wanted(preset)]
        score, at, places = Score(), 0.0, []
        for number, seconds in zip(job.numbers(), job.lengths):
            if number % len(FONTS) != font:
                continue
            score.hush(at)
            preset = in_turn(presets, job, number // len(FONTS))
            title = write_piece(score, at + PAUSE / 2, seconds, preset, presets, job.rng)
            places.append((number, at + PAUSE / 2, seconds, title))
            at += PAUSE + seconds
        score.hush(at)
        sound = rendered(score, path) if places else None
        for number, begin, seconds, title in places:
            samples = fitted(sound[count(begin):], seconds)
            pieces[number] = Piece(samples, ["fluidsynth", package], title)
    return [pieces[number] for number in job.numbers()]


def rendered(score, font):
    """The output of fluidsynth, mixed to mono."""
    return rendered_in_stereo(score, font).mean(0)


def rendered_in_stereo(score, font):
    """The output of fluidsynth, left and right, without its reverb and chorus: rooms come later."""
    with tempfile.TemporaryDirectory() as folder:
        midi, sound = pathlib.Path(folder, "score.mid"), pathlib.Path(folder, "sound")
        midi.write_bytes(score.to_bytes())
        run(["fluidsynth", "-n", "-i", "-q", "-R", "0", "-C", "0", "-r", str(RATE), "-g", "0.3", "-T", "raw",
             "-O", "float", "-o", "synth.polyphony=512", "-o", "audio.period-size=1024", "-o", "synth.dynamic-sample-loading=1",
             "-F", str(sound), str(font), str(midi)])
        return read_raw(sound)


FIRST_EFFECT = 120  # from here on the programmes are seashore, helicopter, applause


def is_tuned(preset):
    """Melodic presets, except those called Expr., because they wait for a breath controller."""
    bank, _, name = preset
    return bank < 128 and "Expr" not in name and "Metronome" not in name


def solos(job):
    """One instrument alone: notes, scales, chords, phrases over its range, at all dynamics; every preset in turn."""
    return perform(job, write_solo, is_tuned)


def ensembles(job):
    """Two to five instruments, a third of them with drums."""
    return perform(job, write_ensemble, lambda preset: is_tuned(preset) and preset[1] < FIRST_EFFECT)


def percussion(job):
    """Every drum kit in turn: loops, single hits, rolls."""
    return perform(job, write_percussion, lambda preset: preset[0] == 128 and "Metronome" not in preset[2])
