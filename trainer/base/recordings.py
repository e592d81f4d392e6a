# SPDX-License-Identifier: GPL-3.0-or-later
"""Recordings packaged by Debian: single samples and loops, drum kits made of them, and read sentences."""
import pathlib
import re

import numpy as np

import rhythm
from sound import RATE, Failure, Piece, add, at_peak, decibels, faded, in_turn, read, silence
from speech import conversation, size

SONIC_PI = pathlib.Path("/usr/share/sonic-pi/samples")
KITS = pathlib.Path("/usr/share/hydrogen/data/drumkits")
FREE_KITS = ("Audiophob", "rumpf_kit_z01_h2")  # CC0, CC-BY-3.0; the others are under the GPL or CC-BY-SA
SENTENCES = pathlib.Path("/usr/share/festival/voices/russian/msu_ru_nsh_clunits/wav")

# Beginnings of the names of percussive samples in sonic-pi-samples.
STRUCK = ("bd_", "drum_", "sn_", "perc_", "tabla_", "elec_", "glitch_perc", "bass_hit")


def cc0_files():
    """The files of sonic-pi-samples whose copyright file lists them as CC0, sorted."""
    copyright_file = pathlib.Path("/usr/share/doc/sonic-pi-samples/copyright").read_text(encoding="utf-8")
    listed = re.findall(r"^Files: etc/samples/(\S+)\n(?:(?!Files:).*\n)*?License: CC0$", copyright_file, re.MULTILINE)
    return existing(SONIC_PI / name for name in sorted(listed))


def existing(files):
    found = [file for file in files if file.is_file()]
    if not found:
        raise Failure("a package is installed, but its sounds are not where they were; see trainer/base/recordings.py")
    return found


def samples(job):
    """sonic-pi-samples: each in turn, at its own speed and at others, alone, repeated, or with another one."""
    files = cc0_files()
    for number, seconds in zip(job.numbers(), job.lengths):
        rng, sound, names, at = job.rng, silence(seconds), [], 0.0
        chosen = [in_turn(files, job, number)] + [files[rng.integers(len(files))] for _ in range(3)]
        while at < seconds - 0.2:
            file = chosen[rng.integers(len(chosen)) if names else 0]
            speed = 1.0 if rng.uniform() < 0.5 else 2 ** rng.uniform(-1, 0.8)
            one = faded(at_peak(read(file, speed), decibels(rng.uniform(-15, 0))), 0.002)
            for _ in range(int(rng.choice([1, 1, 2, 4]))):
                add(sound, at, one)
                at += len(one) / RATE * (1 if file.name.startswith("loop_") else rng.choice([0.5, 1, 1, 1.3]))
            at += 0 if rng.uniform() < 0.6 else rng.uniform(0, 0.8)
            names.append(file.stem)
        yield Piece(sound, ["sonic-pi-samples"], ", ".join(dict.fromkeys(names)))


def drum_sets():
    """(package, name, files) of all percussive sounds."""
    struck = [file for file in cc0_files() if file.name.startswith(STRUCK)]
    sets = [("sonic-pi-samples", "struck samples", struck),
            ("sonic-pi-samples", "tabla", [file for file in struck if file.name.startswith("tabla_")])]
    for kit in FREE_KITS:
        files = existing(file for file in sorted((KITS / kit).iterdir()) if file.suffix in (".wav", ".flac"))
        sets.append(("hydrogen-drumkits", kit, files))
    return sets


def kits(job):
    """Random kits from one set of samples each, playing loops, single hits and rolls."""
    sets = drum_sets()
    for number, seconds in zip(job.numbers(), job.lengths):
        rng, (package, name, files) = job.rng, in_turn(sets, job, number)
        tuning = 2 ** rng.uniform(-0.5, 0.5)
        kit = {role: faded(at_peak(read(files[rng.integers(len(files))], tuning * 2 ** rng.uniform(-0.1, 0.1))), 0.001)
               for role in rhythm.ROLES}
        title, strokes = rhythm.pattern(seconds, rng)
        levels = {role: decibels(rng.uniform(-12, 0)) for role in kit}
        sound = silence(seconds)
        for at, role, strength in strokes:
            add(sound, at, kit[role], levels[role] * strength**1.5)
        yield Piece(sound, [package], f"{name}: {title}")


def sentences(job):
    """festvox-ru: one speaker reads sentences, unchanged or resampled to sound like a smaller or larger speaker."""
    files = existing(sorted(SENTENCES.glob("*.wav")))
    order = np.random.default_rng([job.seed, job.salt]).permutation(len(files))
    for number, seconds in zip(job.numbers(), job.lengths):
        speed, begin = size(job.rng), number * 4
        sound = conversation(seconds, job.rng,
                             lambda place: at_peak(read(files[order[(begin + place) % len(files)]], speed)))
        yield Piece(sound, ["festvox-ru"], f"from sentence {begin % len(files)} on, {speed:.2f} times as fast")
