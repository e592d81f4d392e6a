# SPDX-License-Identifier: GPL-3.0-or-later
"""Tests trainer/base/make_corpus on what this machine has installed.

    make_corpus_test.py PROGRAM source NAME    a shard of this source alone
    make_corpus_test.py PROGRAM mix            a shard of all sources whose packages are installed
    make_corpus_test.py PROGRAM refusals       bad input, and what is missing
"""
import json
import os
import pathlib
import subprocess
import sys
import tempfile

import numpy as np

PROGRAM = sys.argv[1]
SKIPPED = 77


def run(*arguments, **more):
    return subprocess.run([PROGRAM, *map(str, arguments)], capture_output=True, text=True, check=False, **more)


def made(folder, *arguments):
    result = run(folder, *arguments)
    assert result.returncode == 0, result.stderr
    manifest = json.loads((folder / "manifest.json").read_text())
    return manifest, {path.relative_to(folder): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()}


def mix():
    """{source: (share, packages, those of them that are not installed)}, as --mix prints it."""
    rows = {}
    for line in run("--mix").stdout.splitlines()[1:]:
        name, share, *packages = line.split()
        packages = [] if packages[0] == "none:" else packages
        rows[name] = float(share), [name.lstrip("-") for name in packages], [name[1:] for name in packages if name[0] == "-"]
    return rows


def skip(reason):
    print(f"make_corpus_test.py: Skipped\n{reason}")
    sys.exit(SKIPPED)


def sound_of(path):
    command = ["sox", "-V1", str(path), "-t", "f32", "-"]
    return np.frombuffer(subprocess.run(command, capture_output=True, check=True).stdout, "<f4")


def check_sounds(folder, manifest):
    files = {str(path.relative_to(folder)) for path in folder.rglob("*.flac")}
    assert files == {piece["file"] for piece in manifest["pieces"]}, "the manifest lists other files"
    for piece in manifest["pieces"]:
        sound = sound_of(folder / piece["file"])
        assert abs(len(sound) / manifest["sample_rate"] - piece["seconds"]) < 0.001, piece
        assert np.isfinite(sound).all() and np.abs(sound).max() < 0.95, ("clips", piece)
        loud = np.sqrt(np.mean(sound**2)) / np.abs(sound).max()
        assert np.abs(sound).max() > 0.01 and loud > 0.003, ("silent", piece)
        assert piece["title"] and piece["place"], piece


def check_licences(manifest, rows):
    for source in manifest["sources"]:
        assert source["licence"] and all(part in manifest["licence"] for part in source["licence"].split("; ")), source
    for source in manifest["sources"]:
        share, packages, _ = rows[source["source"]]
        assert source["share"] == share, source
        assert [entry["package"] for entry in source["packages"]] == packages, source
        assert all(entry["version"] and entry["licence"] for entry in source["packages"]), source
        for piece in manifest["pieces"]:
            if piece["source"] == source["source"]:
                assert set(piece["packages"]) <= set(packages), piece
                assert piece["packages"] or not packages, ("does not say what it is made from", piece)


def test_source(name):
    rows = mix()
    if missing := rows[name][2]:
        skip(f"not installed: {', '.join(missing)}")
    with tempfile.TemporaryDirectory() as place:
        once, again, other = (pathlib.Path(place, folder) for folder in ("once", "again", "other"))
        arguments = "--only", name, "--minutes", 0.25
        manifest, files = made(once, *arguments, "--shard", 3)
        assert files == made(again, *arguments, "--shard", 3)[1], "the same seed and shard give other bytes"
        assert not set(files.values()) & set(made(other, *arguments, "--shard", 4)[1].values()), "two shards share a file"
        assert abs(manifest["seconds"] - 15) < 0.01, manifest["seconds"]
        check_sounds(once, manifest)
        check_licences(manifest, rows)


def test_mix():
    rows = mix()
    assert abs(sum(share for share, _, _ in rows.values()) - 1) < 1e-9
    there = [name for name, (_, _, missing) in rows.items() if not missing]
    whole = sum(rows[name][0] for name in there)
    with tempfile.TemporaryDirectory() as place:
        manifest, _ = made(pathlib.Path(place, "shard"), "--minutes", 1, "--only", ",".join(there))
    assert [source["source"] for source in manifest["sources"]] == there
    for source in manifest["sources"]:
        expected = 60 * rows[source["source"]][0] / whole
        assert abs(source["seconds"] - expected) < 0.01, (source, expected)
        pieces = [piece["seconds"] for piece in manifest["pieces"] if piece["source"] == source["source"]]
        assert abs(sum(pieces) - expected) < 0.01, (source, pieces)
    check_licences(manifest, rows)
    print(f"{len(there)} of {len(rows)} sources")


def refused(words, *arguments, **more):
    result = run(*arguments, **more)
    text = result.stdout + result.stderr
    assert result.returncode not in (0, -6, -11) and "Traceback" not in text, text
    assert all(word in text for word in words), (words, text)


def test_refusals():
    with tempfile.TemporaryDirectory() as place:
        shard, full, file = (pathlib.Path(place, name) for name in ("shard", "full", "file"))
        full.mkdir()
        (full / "older.flac").touch()
        file.touch()
        refused(["--shards"], shard, "--shards", 3)
        refused(["FOLDER"])
        refused(["--minutes", "number"], shard, "--minutes", "many")
        refused(["--minutes", "number"], shard, "--minutes", "nan")
        refused(["--shard", "number"], shard, "--shard", -1)
        refused(["whales", "textures"], shard, "--only", "textures,whales")
        refused(["full", "not empty"], full, "--only", "textures")
        refused(["cannot write", "Not a directory"], file / "shard", "--only", "textures")

        programs = pathlib.Path(place, "programs")
        programs.mkdir()
        bare = {"env": {**os.environ, "PATH": str(programs)}}
        refused(["dpkg-query"], shard, **bare)
        (programs / "dpkg-query").symlink_to("/usr/bin/true")  # no package is installed
        refused(["fluidsynth", "festvox-ru", "packages.txt", "--only"], shard, **bare)
        refused(["sox", "packages.txt"], shard, "--only", "textures", **bare)
        (programs / "sox").symlink_to("/usr/bin/false")
        refused(["sox failed"], shard, "--only", "textures", "--minutes", 0.1, **bare)
        assert not (shard / "manifest.json").exists(), "a shard that failed has a manifest"


if __name__ == "__main__":
    {"source": test_source, "mix": test_mix, "refusals": test_refusals}[sys.argv[2]](*sys.argv[3:])
