# SPDX-License-Identifier: GPL-3.0-or-later
"""Tests the configuration of Prometheus and Alertmanager for a fleet.

    monitoring_test.py UNPACKED rules               the alerts on series made up for them
    monitoring_test.py UNPACKED examples            the configurations
    monitoring_test.py UNPACKED metrics AEOLIAND    the daemon's metrics, and whether those that are named exist
    monitoring_test.py UNPACKED console AEOLIAND    Prometheus itself, on two daemons and a machine that is off

UNPACKED is the folder for Prometheus and Alertmanager where they are not installed.
"""
import json
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile
import urllib.parse

from ground import FLEET, Daemon, comes_true, free_port, run, text_at, unpacked

UNPACKED = pathlib.Path(sys.argv[1])
PROMETHEUS = FLEET / "prometheus"
RULES = PROMETHEUS / "aeolian.rules.yml"


def promtool(*arguments, **more):
    return run(unpacked(UNPACKED, "prometheus", "promtool"), *arguments, **more)


def test_rules():
    here = pathlib.Path(__file__).parent
    for arguments in (["check", "rules", RULES], ["test", "rules", here / "rules_test.yml", here / "versions_test.yml"]):
        result = promtool(*arguments)
        assert result.returncode == 0, result.stdout + result.stderr


def lay_out(folder, machines):
    """Writes the files of the fleet as the README puts them into /etc/prometheus, for these {ring: [HOST:PORT]}."""
    for name in ("prometheus.yml", "aeolian.rules.yml", "alertmanager.yml"):
        shutil.copy(PROMETHEUS / name, folder)
    (folder / "consoles").mkdir()
    shutil.copy(PROMETHEUS / "fleet.html", folder / "consoles")
    (folder / "aeolian-password").write_text("open sesame")
    groups = [{"labels": {"ring": ring}, "targets": targets} for ring, targets in machines.items()]
    (folder / "machines.json").write_text(json.dumps(groups))


def receiver_of(amtool, configuration, severity):
    return run(amtool, "config", "routes", "test", f"--config.file={configuration}", f"severity={severity}").stdout.strip()


def test_examples(folder):
    lay_out(folder, {})
    shutil.copy(PROMETHEUS / "machines.json", folder)
    result = promtool("check", "config", folder / "prometheus.yml")
    assert result.returncode == 0, result.stdout + result.stderr
    amtool, configuration = unpacked(UNPACKED, "prometheus-alertmanager", "amtool"), folder / "alertmanager.yml"
    result = run(amtool, "check-config", configuration)
    assert result.returncode == 0, result.stdout + result.stderr
    severities = set(re.findall(r"severity: (\w+)", RULES.read_text()))
    assert {severity: receiver_of(amtool, configuration, severity) for severity in severities} == {
        "urgent": "urgent", "notice": "notices"}


def test_metrics(aeoliand):
    with Daemon(aeoliand) as daemon:
        metrics = text_at(f"http://{daemon.address}/metrics")
    result = promtool("check", "metrics", input=metrics)
    assert result.returncode == 0 and not result.stderr, result.stderr
    exported = set(re.findall(r"^# TYPE (\w+)", metrics, re.MULTILINE))
    assert len(exported) > 50, exported
    for path in (RULES, PROMETHEUS / "fleet.html"):
        named = set(re.findall(r"\baeolian_\w+", path.read_text()))
        assert len(named) > 8, (path, named)
        assert named <= exported, f"{path} names metrics that aeoliand does not have: {named - exported}"


class Prometheus:
    """Prometheus with the fleet's configuration in a folder; scrapes once a second, and ends with the block."""

    def __init__(self, folder):
        configuration = folder / "prometheus.yml"
        configuration.write_text(re.sub(r"(\w+_interval): \d+s", r"\1: 1s", configuration.read_text()))
        self.address = f"127.0.0.1:{free_port()}"
        self._command = [unpacked(UNPACKED, "prometheus", "prometheus"), f"--config.file={configuration}",
                         f"--storage.tsdb.path={folder / 'data'}", f"--web.console.templates={folder / 'consoles'}",
                         f"--web.listen-address={self.address}"]
        self._log = folder / "log"

    def __enter__(self):
        with self._log.open("wb") as log:
            self._process = subprocess.Popen(self._command, stderr=log)
        assert comes_true(lambda: "is Ready" in self.get("/-/ready")), self._log.read_text()
        return self

    def __exit__(self, *_):
        self._process.kill()
        self._process.wait()

    def get(self, path):
        return text_at(f"http://{self.address}{path}")

    def count(self, query):
        """The value of a query that returns one number; 0 = no value."""
        answer = json.loads(self.get("/api/v1/query?query=" + urllib.parse.quote(query)) or "{}")
        return sum(float(row["value"][1]) for row in answer.get("data", {}).get("result", []))


def rows_of(page):
    """{machine: [text of each following cell]}"""
    rows = {}
    for row in page.partition("<tbody>")[2].split("<tr>")[1:]:
        cells = [" ".join(re.sub(r"<[^>]*>", " ", cell).split()) for cell in row.split("<td")[1:]]
        cells = [cell.partition(">")[2].strip() for cell in cells]
        rows[cells[0]] = cells[1:]
    return rows


def test_console(folder, aeoliand):
    password = folder / "daemon-password"
    password.write_text("open sesame\n")
    off = f"127.0.0.1:{free_port()}"
    with Daemon(aeoliand, "--password-file", password) as heard, \
         Daemon(aeoliand, "--password-file", password, output="device:no such device") as lost:
        lay_out(folder, {"canary": [heard.address], "stable": [lost.address, off]})
        with Prometheus(folder) as prometheus:
            assert comes_true(lambda: prometheus.count("count(aeolian_info)") == 2 and
                              prometheus.count("count(up{job='aeolian'} == 0)") == 1), prometheus.get("/api/v1/targets")
            assert comes_true(lambda: off in prometheus.get("/api/v1/alerts")), "AeolianDown is not pending"
            alerts = json.loads(prometheus.get("/api/v1/alerts"))["data"]["alerts"]
            page = prometheus.get("/consoles/fleet.html")
    assert f"{off} does not answer" in [alert["annotations"]["summary"] for alert in alerts], alerts
    rows = rows_of(page)
    assert rows.keys() == {heard.address, lost.address, off}, page
    assert rows[heard.address][:2] == ["canary", "playing"], rows
    assert rows[heard.address][3:6] == ["test tone of 440 Hz", "null", "-15"], rows
    assert rows[lost.address][:2] == ["stable", "no device"], rows
    assert rows[off][:3] == ["stable", "does not answer", "&ndash;"], rows


def main():
    test = globals()["test_" + sys.argv[2]]
    with tempfile.TemporaryDirectory() as folder:
        test(*([pathlib.Path(folder)] if sys.argv[2] in ("examples", "console") else []), *sys.argv[3:])


if __name__ == "__main__":
    main()
