#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Fails if a source file, script or unit does not begin with its SPDX line, and names each such file.

    licence_lines.py REPOSITORY

The line may only be preceded by the one that says how to run the file (`#!`, or `#compdef` for zsh).
"""
import pathlib
import re
import sys

LINE = "SPDX-License-Identifier: GPL-3.0-or-later"
ROOMS = (".ci", "core", "daemon", "protocols", "systemd", "tests", "trainer")
SLASHES = re.compile(r".*\.(h|cpp|js)(\.in)?")
HASHES = re.compile(r"CMakeLists\.txt|.*\.(cmake|py|sh|bash|pc\.in|service\.in|sysusers|default|dnssd)")


def expected_line(path, first):
    """The licence line as the file must write it, or None for a file that is not source."""
    if SLASHES.fullmatch(path.name):
        return "// " + LINE
    if HASHES.fullmatch(path.name) or first.startswith(("#!", "#compdef")):
        return "# " + LINE
    return None


def is_unmarked(path):
    with path.open(errors="replace") as file:
        lines = file.read(500).split("\n")
    place = 1 if lines[0].startswith(("#!", "#compdef")) else 0
    expected = expected_line(path, lines[0])
    return expected is not None and lines[place : place + 1] != [expected]


def sources(repository):
    yield repository / "CMakeLists.txt"
    for room in ROOMS:
        for path in sorted((repository / room).rglob("*")):
            if path.is_file() and "seeds" not in path.parts and "__pycache__" not in path.parts:
                yield path


def main():
    repository = pathlib.Path(sys.argv[1])
    all_sources = list(sources(repository))
    unmarked = [path for path in all_sources if is_unmarked(path)]
    for path in unmarked:
        print(f"{path.relative_to(repository)}: has no line \"{LINE}\" at its head")
    assert len(all_sources) > 500, "few files found: is this the repository's root?"
    sys.exit(1 if unmarked else 0)


if __name__ == "__main__":
    main()
