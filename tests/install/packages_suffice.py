#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Fails unless a program can be configured with only the packages that its run script installs.

    packages_suffice.py CMAKE REPOSITORY PACKAGES_FILE [-DNAME=VALUE...]

Libraries that are found by pkg-config are hidden unless one of these packages, or one that they depend on, contains
them; packages that CMake finds by its own configuration files are not hidden. Nothing is compiled.
"""
import os
import pathlib
import re
import subprocess
import sys
import tempfile

NAME = re.compile(r"^\s*([a-z0-9][a-z0-9+.-]*)")


def installed():
    """Maps the names of installed packages, and the names that they provide, to their dependencies."""
    by_name = {}
    fields = "${Package}\t${Provides}\t${Pre-Depends},${Depends}\n"
    for line in subprocess.check_output(["dpkg-query", "-W", "-f", fields], text=True).splitlines():
        package, provides, depends = line.split("\t")
        needed = [match[1] for part in re.split("[,|]", depends) if (match := NAME.match(part))]
        for name in [package] + [match[1] for part in provides.split(",") if (match := NAME.match(part))]:
            by_name.setdefault(name, (package, needed))
    return by_name


def with_dependencies(names, by_name):
    known, open_names = set(), list(names)
    while open_names:
        package, needed = by_name.get(open_names.pop(), (None, []))
        if package and package not in known:
            known.add(package)
            open_names += needed
    return known


def main():
    cmake, repository, packages_file, *options = sys.argv[1:]
    lines = pathlib.Path(packages_file).read_text(encoding="utf-8").splitlines()
    names = [match[1] for line in lines if not line.startswith("#") and (match := NAME.match(line))]
    packages = with_dependencies(names, installed())
    files = subprocess.check_output(["dpkg", "-L", *packages], text=True).splitlines()
    with tempfile.TemporaryDirectory() as folder:
        visible = pathlib.Path(folder) / "pkgconfig"
        visible.mkdir()
        for file in {file for file in files if file.endswith(".pc")}:
            (visible / pathlib.Path(file).name).symlink_to(file)
        environment = {**os.environ, "PKG_CONFIG_LIBDIR": str(visible)}
        command = [cmake, "--preset", "release", "-B", f"{folder}/build", *options]
        done = subprocess.run(command, cwd=repository, env=environment, text=True, capture_output=True, check=False)
    if done.returncode != 0:
        sys.exit(f"{packages_file} does not suffice:\n{done.stderr}")


if __name__ == "__main__":
    main()
