# SPDX-License-Identifier: GPL-3.0-or-later
"""Tests that a release goes from ring to ring of a signed repository if real daemons are healthy, and stops if they are
not.

    promote_test.py AEOLIAND VERSION CASE

VERSION is that of AEOLIAND; a CASE is a function below without its "test_".
"""
import concurrent.futures
import itertools
import pathlib
import re
import sys
import tempfile

from ground import Daemon, comes_true, text_at
from signed_repository import SignedRepository

AEOLIAND, VERSION = sys.argv[1:3]
NEWEST = "99.0.0"  # a release that no daemon runs


def expect(result, status, *words):
    """Checks the exit status, and that these words are in the output."""
    said = result.stdout + result.stderr
    assert result.returncode == status, (result.returncode, said)
    for word in words:
        assert word in said, (word, said)


def test_goes_on(repository, folder):
    password = folder / "password"
    password.write_text("open sesame\n")
    asks = ("--password-file", password)
    repository.release(f"{VERSION}-1")
    with Daemon(AEOLIAND, *asks) as first, Daemon(AEOLIAND, "--play=false", *asks) as stopped, Daemon(AEOLIAND, *asks) as third:
        repository.list_machines(canary=[first, stopped], early=[third])
        expect(repository.promote("--healthy", "2s", *asks), 0, "canary: all 2 run", f"early has {VERSION}-1 now",
               f"stable has {VERSION}-1 now")
        expect(repository.promote(*asks), 0, f"stable has {VERSION}-1 already")
        repository.release(f"{VERSION}-2")
        expect(repository.promote(*asks), 1, "the same number")
    assert repository.versions() == {"canary": f"{VERSION}-2", "early": f"{VERSION}-1", "stable": f"{VERSION}-1"}
    assert all(repository.is_signed(ring) for ring in repository.versions())


def test_stops_where_a_machine_did_not_upgrade(repository, _):
    repository.release(f"{NEWEST}-1")
    with Daemon(AEOLIAND) as old:
        repository.list_machines(canary=[old])
        expect(repository.promote("--patience", "1s"), 3, "did not upgrade to 99.0.0", f"{old.address} runs {VERSION}")
    expect(repository.promote("--patience", "1s"), 3, f"{old.address} does not answer")
    assert repository.versions() == {"canary": f"{NEWEST}-1"}


def test_stops_at_a_machine_that_cannot_play(repository, _):
    repository.release(f"{VERSION}-1")
    with Daemon(AEOLIAND) as well, Daemon(AEOLIAND, output="device:no such device") as mute:
        repository.list_machines(canary=[well, mute])
        result = repository.promote("--healthy", "2s")
        expect(result, 4, f'{mute.address} is not healthy: "waiting for device"')
        assert well.address not in result.stderr, result.stderr
    assert repository.versions() == {"canary": f"{VERSION}-1"}


def requests_at(daemon):
    """The number of requests that a daemon has received, including this one."""
    return int(re.search(r"oscquery_requests_total (\d+)\n", text_at(f"http://{daemon.address}/metrics"))[1])


def was_looked_at_twice(daemon):
    """Waits until another program has sent four requests to a daemon, two for each poll."""
    polls, before = itertools.count(1), requests_at(daemon)
    return comes_true(lambda: requests_at(daemon) - before - next(polls) >= 4)


def result_when_killed(repository, daemon, then):
    """Checks how promote ends when a daemon that it watches is killed; `then` is called afterwards."""
    repository.release(f"{VERSION}-1")
    repository.list_machines(canary=[daemon])
    with concurrent.futures.ThreadPoolExecutor() as pool:
        result = pool.submit(repository.promote, "--healthy", "60s", "--patience", "20s")
        assert was_looked_at_twice(daemon) and was_looked_at_twice(daemon)
        daemon.kill()
        then()
        return result.result()


def test_stops_at_a_machine_that_was_started_again(repository, _):
    with Daemon(AEOLIAND) as crashing:
        expect(result_when_killed(repository, crashing, crashing.start), 4, f"{crashing.address} was started again")


def test_stops_at_a_machine_that_is_gone(repository, _):
    with Daemon(AEOLIAND) as gone:
        expect(result_when_killed(repository, gone, lambda: None), 4, f"{gone.address} does not answer")


def test_refuses_what_it_cannot_read(repository, folder):
    expect(repository.promote(), 2, "machines.json: No such file")
    repository.machines.write_text('[{"targets": ["127.0.0.1:9"]}]')
    expect(repository.promote(), 1, "make-repository makes a repository")
    repository.release(f"{VERSION}-1")
    expect(repository.promote(), 2, 'no machine has the label "ring": "canary"')
    repository.machines.write_text('{"targets": []}')
    expect(repository.promote(), 2, "machines.json: not a list of")
    expect(repository.promote("--healthy", "1"), 2, '"1" is no duration')
    expect(repository.promote("--password-file", folder / "none"), 2, "none: No such file")


def test_asks_for_the_right_password(repository, folder):
    (folder / "password").write_text("open sesame\n")
    (folder / "wrong").write_text("open barley\n")
    repository.release(f"{VERSION}-1")
    with Daemon(AEOLIAND, "--password-file", folder / "password") as daemon:
        repository.list_machines(canary=[daemon])
        expect(repository.promote("--password-file", folder / "wrong", "--patience", "0s"), 3, "asks for another password")


def test_repository_refuses_other_keys_and_other_files(repository, folder):
    package = repository.package("1.0-1")
    expect(repository.make(package, key="nobody@example.org"), 1, 'no secret key "nobody@example.org"')
    assert not repository.folder.exists()
    expect(repository.make(package), 0, "aeolian 1.0-1")
    expect(repository.make(package), 0, "aeolian 1.0-1")
    repository.add_key("Another <another@example.org>")
    expect(repository.make(package, key="another@example.org"), 1, "is signed with another key")
    (folder / "no.deb").write_text("no package")
    expect(repository.make(folder / "no.deb"), 1, "refused a package")
    expect(repository.make(), 2, "make-repository FOLDER KEY PACKAGE.deb")
    assert repository.versions() == {"canary": "1.0-1"}


def main():
    with tempfile.TemporaryDirectory() as scratch:
        folder = pathlib.Path(scratch)
        with SignedRepository(folder) as repository:
            globals()["test_" + sys.argv[3]](repository, folder)


if __name__ == "__main__":
    main()
