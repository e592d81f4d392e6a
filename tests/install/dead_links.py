#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Fails with a line for each link in an installed document or unit to a file that is not installed.

    dead_links.py FOLDER    the prefix, or the root, of the installation
"""
import pathlib
import re
import sys

LINK = re.compile(r"\]\(([^)#\s:]+)(?:#[^)]*)?\)")
DOCUMENTATION = re.compile(r"^Documentation=file:(\S+)$", re.MULTILINE)


def installed(folder, below, pattern):
    """Files below the prefix, or below /usr if the folder is a root."""
    return [file for prefix in (folder, folder / "usr") for file in (prefix / below).rglob(pattern)]


def dead_links(folder):
    for document in installed(folder, "share/doc/aeolian", "*.md"):
        for target in LINK.findall(document.read_text(encoding="utf-8")):
            if not (document.parent / target).exists():
                yield f"{document}: {target}"
    for unit in installed(folder, "lib/systemd", "aeoliand*.service"):
        for target in DOCUMENTATION.findall(unit.read_text(encoding="utf-8")):
            if not pathlib.Path(target).exists() and not (folder / target.lstrip("/")).exists():
                yield f"{unit}: {target}"


def main():
    folder = pathlib.Path(sys.argv[1])
    if not installed(folder, "share/doc/aeolian", "*.md"):
        sys.exit(f"there are no documents in {folder}")
    dead = list(dead_links(folder))
    if dead:
        sys.exit("\n".join(dead))


if __name__ == "__main__":
    main()
