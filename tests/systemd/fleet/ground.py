# SPDX-License-Identifier: GPL-3.0-or-later
"""Shared by the tests of the fleet: running daemons, and programs that this machine may lack."""
import pathlib
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request

SOURCE = pathlib.Path(__file__).resolve().parents[3]
FLEET = SOURCE / "systemd" / "fleet"
SKIPPED = 77


def skip(reason):
    print(f"{pathlib.Path(sys.argv[0]).name}: Skipped\n{reason}")
    sys.exit(SKIPPED)


def run(*command, **more):
    return subprocess.run([str(word) for word in command], capture_output=True, text=True, check=False, **more)


def unpacked(folder, package, program):
    """The path of a program from a Debian package, which is unpacked but not installed."""
    result = run(SOURCE / "tests" / "unpacked_program", folder / package, package, program)
    return result.stdout.strip() if result.returncode == 0 else skip(result.stderr.strip())


def need(*programs):
    for program in programs:
        if not shutil.which(program):
            skip(f"{program} is not installed: the fleet's repository was not tried")


def comes_true(condition):
    """Waits for up to twenty seconds until another program makes it true; returns whether it did."""
    until = time.monotonic() + 20
    while not (result := condition()) and time.monotonic() < until:
        time.sleep(0.05)
    return result


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def text_at(url):
    """The body of the response to a GET, whatever its status; empty = no response."""
    try:
        with urllib.request.urlopen(url, timeout=5) as answer:
            return answer.read().decode()
    except urllib.error.HTTPError as error:
        return error.read().decode()
    except OSError:
        return ""


class Daemon:
    """An aeoliand that plays a tone, with its own state; ends with the block."""

    def __init__(self, program, *options, output="null"):
        self.address = f"127.0.0.1:{free_port()}"
        self._command = [program, "--test-tone", "440", "--output", output, "--midi", "off", "--osc-port", "0",
                         "--http-port", self.address.rpartition(":")[2], *map(str, options)]

    def __enter__(self):
        self._folder = tempfile.TemporaryDirectory()
        self.start()
        return self

    def __exit__(self, *_):
        self.kill()
        self._folder.cleanup()

    def start(self):
        home = {"XDG_CONFIG_HOME": self._folder.name, "XDG_STATE_HOME": self._folder.name}
        with open(pathlib.Path(self._folder.name) / "log", "ab") as log:
            self._process = subprocess.Popen(self._command, stderr=log, env=home)
        assert comes_true(lambda: text_at(f"http://{self.address}/health")), pathlib.Path(log.name).read_text()

    def kill(self):
        self._process.kill()
        self._process.wait()
