# SPDX-License-Identifier: GPL-3.0-or-later
"""The measurements of tests/bench/ranks: ranks in network namespaces, which veth pairs connect to a bridge."""
import argparse
import array
import csv
import json
import math
import os
import pathlib
import random
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import wave

sys.path.insert(0, str(pathlib.Path(__file__).parent))
import throughput  # noqa: E402

PARTS = ["same", "killed", "cable", "secret", "slow", "costs"]
RATE = 16000
PORT = 29500
SMALL = [word for size in ("latents=16", "codec=96", "trunk=96", "head=96") for word in ("--set", size)]
USUAL = ["--n-samples", "0", "--no-memory", "--cache", "none"]
COSTS = re.compile(r"(\d+) sums over the ranks, ([\d.]+) MB each: ([\d.]+) ms each, after ([\d.]+) ms")


def make_sound(path, seconds):
    """Tones that come and go over noise."""
    draw = random.Random(1)
    samples = array.array("h")
    for i in range(seconds * RATE):
        t = i / RATE
        pitch = 220 * 2 ** ((int(t * 3) * 7 % 12) / 12)
        tone = math.sin(2 * math.pi * pitch * t) * math.exp(-5 * math.fmod(t, 1 / 3))
        samples.append(int(32767 * max(-1.0, min(1.0, 0.4 * tone + draw.gauss(0, 0.01)))))
    with wave.open(str(path), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(RATE)
        file.writeframes(samples.tobytes())


def ip(*words):
    subprocess.run(["ip", *map(str, words)], check=True)


class Network:
    """A bridge, and namespaces 0 to COUNT - 1 with the addresses 10.77.0.1 and so on."""

    def __init__(self, count):
        self.count = count
        self.hub = f"aeolian-{os.getpid()}-hub"
        self.names = [f"aeolian-{os.getpid()}-{i}" for i in range(count)]

    def __enter__(self):
        ip("netns", "add", self.hub)
        ip("-n", self.hub, "link", "add", "bridge", "type", "bridge")
        ip("-n", self.hub, "link", "set", "bridge", "up")
        for i, name in enumerate(self.names):
            ip("netns", "add", name)
            ip("-n", self.hub, "link", "add", f"port{i}", "type", "veth", "peer", "name", "eth0", "netns", name)
            ip("-n", self.hub, "link", "set", f"port{i}", "master", "bridge", "up")
            ip("-n", name, "address", "add", f"10.77.0.{i + 1}/24", "dev", "eth0")
            for device in ("lo", "eth0"):
                ip("-n", name, "link", "set", device, "up")
        return self

    def __exit__(self, *_):
        for name in [*self.names, self.hub]:
            subprocess.run(["ip", "netns", "delete", name], check=False)

    def set_rate(self, megabits):
        """Limits what goes into and out of each namespace."""
        ends = [(self.hub, f"port{i}") for i in range(self.count)] + [(name, "eth0") for name in self.names]
        for space, device in ends:
            subprocess.run(
                [
                    "tc",
                    "-n",
                    space,
                    "qdisc",
                    "replace",
                    "dev",
                    device,
                    "root",
                    "tbf",
                    "rate",
                    f"{megabits}mbit",
                    "burst",
                    f"{max(32, megabits)}kb",
                    "latency",
                    "100ms",
                ],
                check=True,
            )


class Bench:
    def __init__(self, program, place):
        self.program = program
        self.place = place
        self.runs = 0
        make_sound(place / "sound.wav", 60)

    def start(self, name, words, space=None, secret="the secret of this bench"):
        log = open(self.place / f"{name}.log", "w")
        command = ["ip", "netns", "exec", space] if space else []
        command += [self.program, "train", "sound.wav", "-o", f"{name}.aeolian", *USUAL, *map(str, words)]
        environment = {**os.environ, "AEOLIAN_RANKS_SECRET": secret}
        return subprocess.Popen(command, cwd=self.place, stdout=log, stderr=log, env=environment)

    def start_rank(self, network, name, rank, ranks, words, **more):
        where = ["--threads", 1, "--ranks", ranks, "--rank", rank, "--join", f"10.77.0.1:{PORT}"]
        return self.start(f"{name}-{rank}", [*words, *where], network.names[rank], **more)

    def train(self, network, ranks, words):
        """Trains with that many ranks; returns the name of rank 0's files."""
        self.runs += 1
        name = f"run{self.runs}"
        processes = [self.start_rank(network, name, rank, ranks, words) for rank in range(ranks)]
        for process in processes:
            if process.wait() != 0:
                sys.exit(self.log(f"{name}-{processes.index(process)}"))
        return f"{name}-0"

    def train_alone(self, words):
        self.runs += 1
        name = f"run{self.runs}"
        if self.start(name, words).wait() != 0:
            sys.exit(self.log(name))
        return name

    def log(self, name):
        return (self.place / f"{name}.log").read_text()

    def provenance(self, name):
        text = subprocess.run(
            [self.program, "inspect", "--json", f"{name}.aeolian"], cwd=self.place, check=True, capture_output=True
        ).stdout
        return json.loads(text)["provenance"]

    def losses(self, name):
        return [(point["loss"], point["held_out_loss"]) for point in self.provenance(name)["curve"]]

    def costs(self, name):
        """For each stage: sums, megabytes, milliseconds of a sum, milliseconds of waiting."""
        return [tuple(map(float, found)) for found in COSTS.findall(self.log(name))]

    def same(self, network):
        print("| ranks of one worker | beside | largest difference of a loss |\n|---|---|---|")
        for ranks in (2, 4):
            words = [*SMALL, "--epochs", 6]
            together = self.losses(self.train(network, ranks, words))
            alone = self.losses(self.train_alone([*words, "--threads", ranks]))
            assert len(together) == len(alone)
            worst = max(abs(a - b) / abs(b) for x, y in zip(together, alone) for a, b in zip(x, y))
            print(f"| {ranks} | {ranks} workers of one process | {'none: bit for bit' if worst == 0 else f'{worst:.1e}'} |")

    def killed(self, network):
        """Rank 1 is killed every 20 s for three minutes, and started again."""
        words = [*SMALL, "--epochs", self.epochs_of(220, network), "--log", "killed.csv"]
        undisturbed = self.provenance(self.train(network, 2, words))
        self.runs += 1
        name = f"run{self.runs}"
        zero, other = (self.start_rank(network, name, rank, 2, words) for rank in (0, 1))
        begin, kills = time.monotonic(), 0
        while zero.poll() is None:
            time.sleep(1)
            if kills < 9 and time.monotonic() - begin > 20 * (kills + 1):
                kills += 1
                other.send_signal(signal.SIGKILL)
                other.wait()
                other = self.start_rank(network, name, 1, 2, words)
        other.wait()
        text = self.log(f"{name}-0")
        if zero.returncode != 0:
            sys.exit(text)
        disturbed = self.provenance(f"{name}-0")
        difference = disturbed["held_out_loss"] / undisturbed["held_out_loss"] - 1
        print(
            "| training | epochs | kills | joined again | held-out loss | longest time between two steps |\n|---|---|---|---|---|---|"
        )
        print(f"| undisturbed | {undisturbed['epochs']} | 0 | 0 | {undisturbed['held_out_loss']:.4f} | |")
        print(
            f"| rank 1 killed | {disturbed['epochs']} | {text.count('is lost')} | {text.count('has joined') - 1} | "
            f"{disturbed['held_out_loss']:.4f} ({100 * difference:+.2f} %) | {self.longest_pause('killed.csv'):.1f} s |"
        )

    def cable(self, network):
        """The link of rank 2 of 3 is cut during the training, without closing any connection."""
        name = "cable"
        words = [*SMALL, "--minutes", 10, "--log", "cable.csv"]
        zero, one, two = (self.start_rank(network, name, rank, 3, words) for rank in range(3))
        while not (self.place / "cable.csv").exists():
            time.sleep(0.2)
        time.sleep(10)
        ip("-n", network.hub, "link", "set", "port2", "down")
        while "rank 2 is lost" not in self.log(f"{name}-0"):
            time.sleep(0.2)
        time.sleep(10)
        zero.send_signal(signal.SIGTERM)
        ended = [process.wait() for process in (zero, one, two)]
        pause = self.longest_pause("cable.csv")
        print(f"the link of rank 2 of 3 is cut: the others go on after {pause:.1f} s; the ranks end with {ended}")

    def epochs_of(self, seconds, network):
        """The number of epochs for which a training of two ranks lasts about that long."""
        began = time.monotonic()
        self.train(network, 2, [*SMALL, "--epochs", 4])
        few = time.monotonic() - began
        began = time.monotonic()
        self.train(network, 2, [*SMALL, "--epochs", 14])
        return max(10, round(seconds * 10 / (time.monotonic() - began - few)))

    def longest_pause(self, log):
        with open(self.place / log) as file:
            rows = [row for row in csv.DictReader(file) if row["phase"] in ("codec", "trunk")]
        return max(float(b["seconds"]) - float(a["seconds"]) for a, b in zip(rows, rows[1:]) if a["phase"] == b["phase"])

    def secret(self, network):
        name = "secret"
        zero = self.start_rank(network, name, 0, 2, [*SMALL, "--epochs", 4])
        stranger = self.start_rank(network, name, 1, 2, SMALL, secret="not the secret of this bench")
        refused = stranger.wait()
        told = self.log(f"{name}-1").strip().splitlines()[-1]
        other = self.start_rank(network, name, 1, 2, [*SMALL, "--epochs", 4])
        ended = [zero.wait(), other.wait()]
        print(f'without the secret: status {refused}, "{told}"; the training with it: status {max(ended)}')

    def slow(self, network):
        """A link of 10 Mbit/s, with sums at each step, and with averages."""
        network.set_rate(10)
        print(
            "| 10 Mbit/s, 2 ranks, two minutes | steps of the codec | steps of the trunk | held-out loss |\n|---|---|---|---|"
        )
        for every in (1, 20):
            curve = self.provenance(self.train(network, 2, ["--minutes", 2, "--sync-every", every]))["curve"]
            steps = [max(point["step"] for point in curve if point["stage"] == stage) for stage in ("codec", "trunk")]
            print(f"| --sync-every {every} | {steps[0]} | {steps[1]} | {curve[-1]['held_out_loss']:.3f} |")

    def costs_of_sums(self, network):
        print("| link, Mbit/s | ranks | stage | sums | MB | a sum, ms | expected, ms | waiting for the others, ms |")
        print("|---|---|---|---|---|---|---|---|")
        for megabits in (1000, 100, 10):
            network.set_rate(megabits)
            for ranks in (2, 4):
                name = self.train(network, ranks, ["--minutes", 0.5 if megabits > 10 else 1])
                for stage, (sums, megabytes, milliseconds, waiting) in zip(("codec", "trunk"), self.costs(name)):
                    expected = 1e3 * throughput.seconds_of_sum(ranks, megabytes * 1e6, megabits * 1e6)
                    print(
                        f"| {megabits} | {ranks} | {stage} | {sums:.0f} | {megabytes} | {milliseconds:.1f} | "
                        f"{expected:.1f} | {waiting:.1f} |",
                        flush=True,
                    )


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--program", required=True)
    parser.add_argument("parts", nargs="*", default=[])
    options = parser.parse_args()
    place = pathlib.Path(tempfile.mkdtemp(prefix="aeolian-ranks-"))
    try:
        bench = Bench(options.program, place)
        measure = {
            "same": bench.same,
            "killed": bench.killed,
            "cable": bench.cable,
            "secret": bench.secret,
            "slow": bench.slow,
            "costs": bench.costs_of_sums,
        }
        for part in options.parts or PARTS:
            print(f"\n{part}\n", flush=True)
            with Network(4) as network:
                measure[part](network)
    finally:
        shutil.rmtree(place)


main()
