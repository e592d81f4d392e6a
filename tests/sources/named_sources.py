#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Fails if a document names a source file that does not exist, as after a file was renamed.

    named_sources.py REPOSITORY

Prints each such name as FILE:LINE. A name is any text between backticks that ends like a source file. It may be a path
from the repository's root or from the document's folder, or the end of one, as in the walks of core/README.md.
"""
import os
import pathlib
import re
import subprocess
import sys

NAME = re.compile(r"`([\w./-]+\.(?:h|cpp))`")
# These describe the past, or files of other programs.
LEFT_OUT = {".github/CHANGELOG.md", "trainer/EXPERIMENTS.md"}


def tracked(repository):
    listed = subprocess.run(["git", "-C", repository, "ls-files"], capture_output=True, text=True)
    if listed.returncode == 0:
        return listed.stdout.split("\n")
    return [path.relative_to(repository).as_posix() for path in pathlib.Path(repository).rglob("*") if path.is_file()]


def problems(repository):
    files = {name.removesuffix(".in") for name in tracked(repository)}
    ends = {"/".join(name.split("/")[i:]) for name in files for i in range(name.count("/") + 1)}
    for document in (name for name in sorted(files) if name.endswith(".md") and name not in LEFT_OUT):
        for number, line in enumerate((pathlib.Path(repository) / document).read_text().splitlines(), 1):
            for name in NAME.findall(line):
                beside = os.path.normpath(os.path.join(os.path.dirname(document), name))
                if name not in ends and beside not in files and "NAME" not in name:
                    yield f"{document}:{number}: there is no {name}"


if __name__ == "__main__":
    found = list(problems(sys.argv[1]))
    print("\n".join(found) or "every source file that a document names exists")
    sys.exit(1 if found else 0)
