#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Trains on corpora of several lengths and prints the costs; run by tests/bench/corpus_scale, which says more."""
import argparse
import csv
import datetime
import os
import pathlib
import platform
import random
import shutil
import subprocess
import tempfile
import time

FILE_S = 600
MADE_HOURS = 4  # longer corpora repeat these, each file at another speed and level
ENDINGS = {".wav", ".flac", ".ogg"}


def run_sox(*arguments):
    subprocess.run(["sox", "-V1", *arguments], check=True)


def make_file(path, sources, seed, rate):
    """Ten minutes: pieces of the sources, each at its own speed, pitch and level."""
    chance = random.Random(seed)
    with tempfile.TemporaryDirectory(dir=path.parents[2]) as folder:
        pieces, length = [], 0.0
        while length < FILE_S:
            piece = pathlib.Path(folder) / f"{len(pieces)}.wav"
            source = chance.choice(sources)
            run_sox(source, "-b", "16", "-r", str(rate), "-c", "1", str(piece),
                    "speed", f"{2 ** chance.uniform(-0.5, 0.5):.4f}", "gain", "-n", f"{chance.uniform(-15, -3):.2f}")
            length += float(subprocess.check_output(["soxi", "-D", str(piece)]))
            pieces.append(str(piece))
        run_sox(*pieces, str(path), "trim", "0", str(FILE_S))


def repeat_file(path, made, seed, rate):
    """Writes the samples of a made file with another sample rate, at most half an octave away, and softer; takes hardly
    any time."""
    chance = random.Random(seed)
    samples = ["-t", "raw", "-e", "signed", "-b", "16", "-c", "1"]
    with subprocess.Popen(["sox", "-V1", made, *samples, "-"], stdout=subprocess.PIPE) as reader:
        subprocess.run(
            ["sox", "-V1", *samples, "-r", str(round(rate * 2 ** chance.uniform(-0.5, 0.5))), "-", "-C", "1", str(path),
             "gain", f"{chance.uniform(-12, 0):.2f}"], stdin=reader.stdout, check=True)
    if reader.returncode != 0:
        raise SystemExit(f"sox could not read {made}")


def make_corpus(folder, hours, sources, rate):
    """Files of about ten minutes in four folders, all with different content; existing ones are kept."""
    made = []
    for number in range(max(1, round(hours * 3600 / FILE_S))):
        path = folder / f"part{number % 4}" / f"{number:04}.flac"
        path.parent.mkdir(parents=True, exist_ok=True)
        is_repeated = len(made) >= MADE_HOURS * 3600 / FILE_S
        if path.exists():
            pass
        elif is_repeated:
            repeat_file(path, made[number % len(made)], number, rate)
        else:
            make_file(path, sources, number, rate)
        if not is_repeated:
            made.append(path)


def lines_of(log):
    if not log.exists():
        return []
    with open(log, newline="") as file:
        return [row for row in csv.DictReader(file) if row.get("step")]


def step_ms(rows, phase):
    """Processor time of a step in the second half of a phase, which leaves out the cost of the first steps."""
    own = [(processor, int(row["step"])) for processor, row in rows if row["phase"] == phase]
    own = own[len(own) // 2:]
    if len(own) < 2 or own[-1][1] == own[0][1]:
        return None
    return 1e3 * (own[-1][0] - own[0][0]) / (own[-1][1] - own[0][1])


def processor_s(process):
    """User and system time of a running process so far."""
    fields = pathlib.Path(f"/proc/{process.pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def train(options, corpus, cache, folder):
    """One training: seconds to the first step, wall-clock and processor time; seconds to the end; processor time of a
    step of the codec and of the trunk, ms; peak memory, bytes."""
    log = folder / "losses.csv"
    for old in folder.iterdir():
        old.unlink()
    begin = time.monotonic()
    process = subprocess.Popen(
        [options.program, "train", str(corpus), "-o", str(folder / "x.aeolian"), "--cache", str(cache),
         "--minutes", str(options.minutes), "--sample-rate", str(options.rate),
         "--n-samples", "0", "--quiet", "--log", str(log)])
    first, rows, ended = None, [], 0  # rows of the log, each with the processor time until it appeared
    while not ended:
        rows += [(processor_s(process), row) for row in lines_of(log)[len(rows):]]
        if first is None and rows:
            first = time.monotonic() - begin
        ended, status, usage = os.wait4(process.pid, os.WNOHANG)
        time.sleep(0.1)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode != 0:
        raise SystemExit(f"the training ended with {process.returncode}")
    return (first, rows[0][0] if rows else None, time.monotonic() - begin, step_ms(rows, "codec"), step_ms(rows, "trunk"),
            usage.ru_maxrss * 1024)


def number(value, pattern):
    return "" if value is None else format(value, pattern)


def measure(hours, options, sources):
    folder = pathlib.Path(options.place) / f"corpus-scale-{hours:g}"
    corpus, cache, output = folder / "corpus", folder / "cache", folder / "output"
    output.mkdir(parents=True, exist_ok=True)
    make_corpus(corpus, hours, sources, options.rate)
    shutil.rmtree(cache, ignore_errors=True)
    for what in ("empty", "full", "one file more"):
        if what == "one file more":
            make_file(corpus / "part0" / "more.flac", sources, "more", options.rate)
        known = set(cache.glob("*.frames"))
        first, processor, whole, codec, trunk, peak = train(options, corpus, cache, output)
        kept = sum(file.stat().st_size for file in cache.iterdir())
        print(f"| {hours:g} | {what} | {len(set(cache.glob('*.frames')) - known)} | {number(first, '.1f')} "
              f"| {number(processor, '.1f')} | {number(codec, '.1f')} | {number(trunk, '.1f')} "
              f"| {whole - 60 * options.minutes:.0f} | {peak / 1e6:.0f} | {kept / 1e9:.2f} |", flush=True)
    shutil.rmtree(folder)


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    for name in ("program", "sounds", "place"):
        parser.add_argument("--" + name, required=True)
    parser.add_argument("--minutes", type=float, default=1)
    parser.add_argument("--rate", type=int, default=44100)
    parser.add_argument("hours", type=float, nargs="+")
    options = parser.parse_args()
    sources = sorted(str(path) for path in pathlib.Path(options.sounds).rglob("*") if path.suffix in ENDINGS)
    if not sources:
        raise SystemExit(f"there are no sounds in {options.sounds}")
    load = os.getloadavg()[0]
    print(f"{datetime.date.today()}, {platform.machine()}, {os.cpu_count()} cores, load {load:.1f}; "
          f"sounds at {options.rate} Hz; each training learns for {options.minutes:g} minutes\n")
    print("| hours | cache | files analysed | to the first step, s | of processor time, s | step of the codec, ms of processor time "
          "| of the trunk | besides learning, s | peak of memory, MB | cache, GB |\n|---|---|---|---|---|---|---|---|---|---|")
    for hours in options.hours:
        measure(hours, options, sources)


if __name__ == "__main__":
    main()
