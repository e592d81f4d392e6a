# SPDX-License-Identifier: GPL-3.0-or-later
"""train_base_test.py TRAIN_BASE AEOLIAN: two shards of synthesised textures, learned one after another."""
import json
import pathlib
import shutil
import subprocess
import sys
import tempfile

TRAIN_BASE, AEOLIAN = sys.argv[1:]


# Sizes of a network that learns in seconds; the second shard continues from the first one's network.
SIZES = [word for size in ("latents=16", "codec=64", "trunk=48", "head=48", "mixtures=4") for word in ("--set", size)]


def learn_a_shard(folder, *more):
    command = [TRAIN_BASE, folder, "--program", AEOLIAN, "--only", "textures", "--shard-minutes", ".2", "--minutes", ".02",
               "--", "--sample-rate", "8000", *more]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert [path.name for path in folder.iterdir()] == ["base.aeolian"], "only the base is left"
    shown = subprocess.run([AEOLIAN, "inspect", folder / "base.aeolian", "--json"], capture_output=True, check=True)
    return json.loads(shown.stdout)["provenance"]


def main():
    if not shutil.which("sox"):
        print("train_base_test.py: Skipped\nsox is not installed")
        sys.exit(77)
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        first, second = learn_a_shard(folder, *SIZES), learn_a_shard(folder)
        assert "--rng-seed 0" in first["command"] and not first["from"], first["command"]
        assert "--rng-seed 1" in second["command"] and second["from"] == "base.aeolian", second["command"]
        assert [source["name"] for source in second["sources"]] == ["textures-000.flac"], second["sources"]
        assert 20 < second["sources"][0]["seconds"] < 24.5, "both shards count"


main()
