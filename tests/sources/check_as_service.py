#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Fails if the check that systemd/README.md shows (systemd-run ... aeoliand --check) has another user, other limits or
other folders than the service.

    check_as_service.py REPOSITORY
"""
import pathlib
import re
import sys

# The settings of the unit on which the findings of a check depend.
DECISIVE = ("User", "StateDirectory", "LimitRTPRIO", "LimitMEMLOCK", "ProtectHome", "PrivateTmp")


def of_the_unit(systemd):
    lines = (systemd / "system/aeoliand.service.in").read_text().splitlines()
    settings = dict(line.split("=", 1) for line in lines if re.match(r"\w+=", line))
    return {name: settings[name] for name in DECISIVE if name in settings}


def of_the_check(systemd):
    text = (systemd / "README.md").read_text().replace("\\\n", " ")
    command = re.search(r"^sudo systemd-run .* aeoliand --check$", text, re.MULTILINE)
    return dict(re.findall(r" -p (\w+)=(\S+)", command.group()))


if __name__ == "__main__":
    folder = pathlib.Path(sys.argv[1]) / "systemd"
    unit, check = of_the_unit(folder), of_the_check(folder)
    print(f"the service has {unit},\nthe check in systemd/README.md {check}")
    sys.exit(0 if unit == check else 1)
