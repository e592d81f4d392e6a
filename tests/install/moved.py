#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Fails unless an installation works after it was moved to another folder: the daemon plays its checkpoint, serves its
page and starts its other programs, aeolian-ctl reaches it, the trainer reads the checkpoint.

    moved.py CMAKE BUILD
"""
import contextlib
import os
import re
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from pathlib import Path

PATIENCE = 20  # s


def free_port():
    with socket.socket() as any_port:
        any_port.bind(("127.0.0.1", 0))
        return any_port.getsockname()[1]


def comes_true(condition):
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        if found := condition():
            return found
        time.sleep(0.05)
    return None


def expect(condition, text):
    if not condition:
        raise SystemExit(text)


@contextlib.contextmanager
def daemon(prefix, http_port, environment, log):
    """The daemon of `prefix`, without a device, on any OSC port."""
    command = [prefix / "bin/aeoliand", "--output", "null", "--osc-port", "0", "--http-port", str(http_port)]
    with open(log, "w", encoding="utf-8") as to, subprocess.Popen(command, stderr=to, env=environment) as process:
        try:
            yield process
        finally:
            process.terminate()


def programs_below(process):
    """The paths of the programs that the threads of `process` have started."""
    for children in Path(f"/proc/{process.pid}/task").glob("*/children"):
        for child in children.read_text().split():
            with contextlib.suppress(OSError):
                yield os.readlink(f"/proc/{child}/exe")


def page_at(port):
    request = urllib.request.Request(f"http://127.0.0.1:{port}/", headers={"Accept": "text/html"})
    with contextlib.suppress(OSError), urllib.request.urlopen(request, timeout=PATIENCE) as answer:
        return answer.read().decode()
    return ""


def try_daemon(prefix, folder):
    environment = os.environ | {"HOME": str(folder), "XDG_STATE_HOME": str(folder), "XDG_CONFIG_HOME": str(folder)}
    log, http_port = folder / "log", free_port()
    with daemon(prefix, http_port, environment, log) as process:
        osc = comes_true(lambda: re.search(r"OSC on \S+:(\d+)\n", log.read_text()))
        expect(osc, f"it does not play:\n{log.read_text()}")

        def asked(path):
            client = [prefix / "bin/aeolian-ctl", "--port", osc[1], "get", path]
            return subprocess.run(client, capture_output=True, text=True, check=True).stdout

        expect("playing aeolian" in log.read_text(), f"it does not play its checkpoint:\n{log.read_text()}")
        expect("playing" in asked("/status"), "it does not say that it plays")
        expect(comes_true(lambda: float(asked("/metrics/level_rms_db")) > -60), "it is silent")
        expect(page_at(http_port).startswith("<!doctype html>"), "there is no page")
        midi = str(prefix / "libexec/aeolian/aeolian-midi")
        expect(comes_true(lambda: midi in programs_below(process)), f"{midi} does not run")
    expect(process.returncode == 0, f"it ended with {process.returncode}:\n{log.read_text()}")


def main(cmake, build):
    folder = Path(tempfile.mkdtemp())
    try:
        subprocess.run([cmake, "--install", build, "--prefix", folder / "here"], check=True, stdout=subprocess.DEVNULL)
        prefix = (folder / "here").rename(folder / "moved elsewhere")
        try_daemon(prefix, folder)
        # Code 3: it runs, but there may be no device.
        devices = subprocess.run([prefix / "bin/aeoliand", "--list-devices"], capture_output=True, text=True)
        expect(devices.returncode in (0, 3), f"aeolian-output does not run: {devices.stderr}")
        checkpoint = prefix / "share/aeolian/aeolian.aeolian"
        subprocess.run([prefix / "bin/aeolian", "inspect", checkpoint], check=True, stdout=subprocess.DEVNULL)
    finally:
        shutil.rmtree(folder)


if __name__ == "__main__":
    main(*sys.argv[1:])
