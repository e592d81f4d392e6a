# SPDX-License-Identifier: GPL-3.0-or-later
"""The machines of a fleet: their list, and the condition of each, as it reports it over HTTP."""
import base64
import dataclasses
import http.client
import json
import re
import time
import urllib.error
import urllib.request

TIMEOUT = 10  # seconds for each request

FIGURE = re.compile(r"^aeolian_(\w+) (\S+)$", re.MULTILINE)
VERSION = re.compile(r'^aeolian_info\{(?:.*,)?version="([^"]*)"', re.MULTILINE)


class ListError(Exception):
    """The list of machines cannot be used; the text gives the reason, for the person who runs promote."""


@dataclasses.dataclass(frozen=True)
class Look:
    """The condition of a machine at one moment."""
    at: float  # monotonic seconds
    state: str  # as in /health: "playing", "stopped", "waiting for device", "breaking up"
    is_healthy: bool  # the answer of /health
    version: str
    figures: dict  # {name without "aeolian_": value}, of every metric without labels


def read_list(path):
    """Reads {ring: [HOST:PORT, ...]} from a list in the format of Prometheus' file_sd, as JSON."""
    rings = {}
    try:
        for group in json.loads(path.read_text()):
            rings.setdefault(group.get("labels", {}).get("ring"), []).extend(group["targets"])
    except OSError as error:
        raise ListError(f"{path}: {error.strerror}") from error
    except (ValueError, TypeError, KeyError, AttributeError) as error:
        raise ListError(f'{path}: not a list of {{"labels": {{"ring": ...}}, "targets": [...]}} ({error})') from error
    return rings


class Asker:
    """Queries machines, with the password that they require; empty = none."""

    def __init__(self, password=""):
        self._headers = {}
        if password:
            self._headers["Authorization"] = "Basic " + base64.b64encode(f":{password}".encode()).decode()
        # No proxy from the environment may stand between this machine and the fleet.
        self._opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))

    def _get(self, machine, path):
        """Returns (status, text); raises OSError if nothing answers."""
        request = urllib.request.Request(f"http://{machine}{path}", headers=self._headers)
        try:
            with self._opener.open(request, timeout=TIMEOUT) as answer:
                return answer.status, answer.read().decode(errors="replace")
        except urllib.error.HTTPError as error:
            return error.code, error.read().decode(errors="replace")

    def look(self, machine):
        """Returns a Look, or a text that says why there is none."""
        try:
            health, answer = self._get(machine, "/health")
            status, metrics = self._get(machine, "/metrics")
        except (OSError, ValueError, http.client.HTTPException) as error:
            return f"does not answer ({getattr(error, 'reason', error)})"
        if status == 401:
            return "asks for another password (--password-file)"
        version = VERSION.search(metrics)
        if status != 200:
            return f"answers {status} to /metrics: {metrics.strip()[:200]}"
        if health not in (200, 503) or not version:
            return "is no aeoliand"
        state = re.search(r'"state":"([^"]*)"', answer)
        return Look(time.monotonic(), state[1] if state else "unknown", health == 200, version[1],
                    {name: float(value) for name, value in FIGURE.findall(metrics)})
