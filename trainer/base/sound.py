# SPDX-License-Identifier: GPL-3.0-or-later
"""Samples: mono float32 arrays at RATE, read and written through sox, and the operations that every source needs."""
import dataclasses
import subprocess

import numpy as np

RATE = 44100  # Hz


class Failure(Exception):
    """An error, in words for the user of make_corpus."""


@dataclasses.dataclass
class Piece:
    """A piece of sound from one source, before it is placed in a room at some level."""
    samples: np.ndarray
    packages: list  # names of the Debian packages it was made from; empty = synthesised here
    title: str


def run(command, given=b""):
    """Standard output of a program; Failure if there is no such program, or if it fails."""
    try:
        result = subprocess.run(command, input=given, capture_output=True, check=False)
    except OSError as error:
        raise Failure(f"{command[0]}: {error.strerror}") from error
    if result.returncode != 0:
        last = result.stderr.decode(errors="replace").strip().split("\n")[-1]
        raise Failure(f"{command[0]} failed ({result.returncode}): {last}")
    return result.stdout


def read(path, speed=1.0):
    """A file of any rate, mixed to mono, resampled, and played faster and higher by `speed`; at half its level."""
    out = run(["sox", "-R", "-V1", "-v", "0.5", str(path), "-t", "f32", "-r", str(RATE), "-c", "1", "-",
               "speed", f"{speed:.4f}"])
    return np.frombuffer(out, "<f4")


def read_raw(path):
    """A headerless file of two channels of float32 at RATE: left and right."""
    return np.fromfile(path, "<f4").reshape(-1, 2).T


def write(path, samples):
    """FLAC, 16 bits, with reproducible dither. Samples of one channel, or rows of several."""
    channels = np.atleast_2d(samples)
    run(["sox", "-R", "-V1", "-t", "f32", "-r", str(RATE), "-c", str(len(channels)), "-", "-b", "16", str(path)],
        channels.T.astype("<f4").tobytes())


def count(seconds):
    return round(seconds * RATE)


def silence(seconds):
    return np.zeros(count(seconds), np.float32)


def times(seconds):
    return np.arange(count(seconds)) / RATE


def add(target, at, samples, gain=1.0):
    """Mixes samples into target from `at` seconds on, cut off at its end."""
    begin = count(at)
    samples = samples[:max(0, len(target) - begin)]
    target[begin:begin + len(samples)] += gain * samples


def faded(samples, seconds=0.01):
    """Fades the samples in and out over `seconds`, along half a cosine."""
    n = min(count(seconds), len(samples) // 2)
    slope = 0.5 - 0.5 * np.cos(np.pi * (np.arange(n) + 0.5) / max(n, 1))
    result = np.array(samples, np.float32)
    result[:n] *= slope
    result[len(result) - n:] *= slope[::-1]
    return result


def fitted(samples, seconds):
    """Exactly `seconds` long: cut, or followed by silence."""
    result = silence(seconds)
    add(result, 0, samples)
    return result


def decibels(db):
    return 10 ** (db / 20)


def at_peak(samples, peak=1.0):
    """Scaled to a peak; silence stays silent."""
    highest = np.abs(samples).max(initial=0)
    return samples * (peak / highest) if highest > 0 else samples


def line(rng, low, high, seconds, points_a_second):
    """One value per sample, which wanders smoothly between low and high."""
    n = max(2, round(seconds * points_a_second) + 2)
    places = np.linspace(0, n - 1, count(seconds))
    points = rng.uniform(low, high, n)
    left = places.astype(int).clip(0, n - 2)
    share = 0.5 - 0.5 * np.cos(np.pi * (places - left))
    return points[left] + share * (points[left + 1] - points[left])


def in_turn(things, job, number):
    """The item for the source's piece of this number, counted through all shards: each once a round, and each round in
    a new order."""
    turn, place = divmod(number, len(things))
    return things[np.random.default_rng([job.seed, job.salt, turn]).permutation(len(things))[place]]
