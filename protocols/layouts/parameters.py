# SPDX-License-Identifier: GPL-3.0-or-later
"""The instrument's parameters, as `aeoliand --openapi` describes them."""
import json
import re
import subprocess
from dataclasses import dataclass

PREFIX = "/aeolian"


@dataclass(frozen=True)
class Parameter:
    path: str  # below the prefix
    kind: str  # number, integer, boolean, seed or sound
    low: float = 0.0
    high: float = 1.0
    initial: float = 0.0
    unit: str = ""


def kind_of(schema):
    if schema["type"] == ["integer", "string"]:
        return "seed"
    return {"string": "sound"}.get(schema["type"], schema["type"])


def parameter(path, operations):
    words = operations["put"]["description"]
    schema = operations["put"]["requestBody"]["content"]["application/json"]["schema"]["anyOf"][0]
    unit = re.search(r" \(([^()]*)\)$", words)
    return Parameter(path, kind_of(schema), float(schema.get("minimum", 0)), float(schema.get("maximum", 1)),
                     float(schema.get("default", 0)), unit.group(1) if unit else "")


def parameters(aeoliand):
    """Returns every parameter of the registry by its path, in its order; `aeoliand` is the built program."""
    printed = subprocess.run([aeoliand, "--openapi"], check=True, capture_output=True, text=True).stdout
    found = {}
    for whole, operations in json.loads(printed)["paths"].items():
        if "put" in operations and "{" not in whole:
            path = whole.removeprefix(PREFIX)
            found[path] = parameter(path, operations)
    return found
