# SPDX-License-Identifier: GPL-3.0-or-later
"""The apt repository made by make-repository, through reprepro."""
import re
import subprocess

PACKAGE = "aeolian"


class RepositoryError(Exception):
    """reprepro failed; the text gives the reason, for the person who runs promote."""


def _run(*command):
    try:
        result = subprocess.run(command, capture_output=True, text=True, check=False)
    except OSError as error:
        raise RepositoryError(f"{command[0]} cannot be run ({error.strerror}): apt-get install {command[0]}") from error
    if result.returncode:
        raise RepositoryError(f"{' '.join(command)} failed: {result.stderr.strip()}")
    return result.stdout


def number_of(version):
    """Returns the part of a Debian version that aeoliand itself reports: 0.3.0 of 1:0.3.0~rc1-2~deb12."""
    return re.match(r"(?:\d+:)?([0-9.]*)", version)[1]


def is_newer(version, other):
    """Whether a Debian version comes after another; every version comes after None."""
    return other is None or subprocess.run(["dpkg", "--compare-versions", version, "gt", other], check=False).returncode == 0


class Repository:
    def __init__(self, folder):
        self._configuration = folder.resolve() / "conf"

    def _reprepro(self, *arguments):
        return _run("reprepro", "--confdir", str(self._configuration), *arguments)

    def rings(self):
        """Returns their names, from the first to the last."""
        try:
            text = (self._configuration / "distributions").read_text()
        except OSError as error:
            raise RepositoryError(f"{error.filename}: {error.strerror}; make-repository makes a repository") from error
        return re.findall(r"^Codename:\s*(\S+)", text, re.MULTILINE)

    def version(self, ring):
        """Returns the ring's Debian version, the newest of all architectures; None = it has no release."""
        newest = None
        for version in self._reprepro("--list-format", "${version}\n", "list", ring, PACKAGE).split():
            newest = version if is_newer(version, newest) else newest
        return newest

    def copy(self, ring, to):
        """Copies every package of a ring to another."""
        self._reprepro("copymatched", to, ring, "*")
