# SPDX-License-Identifier: GPL-3.0-or-later
"""The command line of a program that makes the sounds of a checkpoint, one folder for each part."""
import pathlib
import sys

import numpy as np
from sound import Failure


def run(documentation, make, parts):
    """`PROGRAM FOLDER`: calls make(part, folder, rng) for each of `parts`, {name: part}, where `folder` is FOLDER/name,
    which exists, and `rng` the part's own random numbers, the same each time. Exit code: 0, 1 = Failure, 2 = wrong
    usage."""
    if len(sys.argv) != 2 or sys.argv[1].startswith("-"):
        print(documentation)
        return 0 if sys.argv[1:] in (["-h"], ["--help"]) else 2
    try:
        for number, (name, part) in enumerate(parts.items()):
            folder = pathlib.Path(sys.argv[1]) / name
            folder.mkdir(parents=True, exist_ok=True)
            make(part, folder, np.random.default_rng([2026, number]))
    except Failure as failure:
        print(f"{pathlib.Path(sys.argv[0]).name}: {failure}", file=sys.stderr)
        return 1
    return 0
