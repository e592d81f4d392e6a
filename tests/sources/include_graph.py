#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Fails if an #include runs against the order of the rooms, or if files include each other in a circle.

    include_graph.py REPOSITORY

Prints each offending line as FILE:LINE. A room is a folder with sources; tests may include everything and are not
checked.
"""
import pathlib
import re
import sys

# The rooms from the bottom up, each with the rooms that its files may include in addition to itself and `core`. A room
# names only rooms that come before it in this table, so there can be no cycle; a header in place of a room allows that
# header alone.
ROOMS = {
    "core": "",
    "core/audio": "",
    "core/command_line": "",
    "core/process": "",
    "core/kernels": "",
    "core/spectrum": "core/kernels",
    "core/tempo": "",
    "core/control": "core/tempo/beat_line.h",
    "core/model": "core/spectrum core/kernels",
    "core/generator": "core/audio core/spectrum core/control core/model",
    "core/stream": "core/audio core/control core/generator/source.h",
    "core/include/aeolian": "",
    "core/libaeolian": "core/audio core/control core/model core/generator core/stream core/include/aeolian",
    "protocols/osc": "core/tempo core/control",
    "protocols/midi": "core/command_line core/tempo core/control core/process",
    "protocols/link": "core/tempo",
    "protocols/oscquery": "core/control protocols/osc",
    "daemon/service": "core/control",
    "daemon/output": "core/audio core/process core/control core/spectrum/band_meter.h core/stream",
    "daemon/output_program": "core/command_line core/process core/stream daemon/output",
    "daemon/streaming": "core/audio core/control core/stream",
    "daemon/config": "core/process core/audio core/command_line core/tempo core/control core/model core/generator core/stream "
                     "daemon/output daemon/streaming/stream_settings.h protocols/midi/key_tuning.h protocols/osc/address_and_port.h "
                     "protocols/oscquery/web_access.h",
    "daemon/recording": "core/audio core/control core/stream",
    "daemon/state": "core/control daemon/config",
    "daemon/playback": "core/audio core/tempo core/control core/model core/generator core/stream daemon/config",
    "daemon/app": "core/tempo core/control core/process core/generator core/stream protocols/osc protocols/midi protocols/link protocols/oscquery "
                  "daemon/service daemon/output daemon/streaming daemon/config daemon/recording daemon/state daemon/playback",
    "daemon/ctl": "core/command_line core/control core/process protocols/osc",
    "trainer/cli": "core/audio core/command_line core/control core/model core/generator",
    "trainer/rendezvous": "trainer/cli/train_options.h",
    "trainer/corpus": "core/audio",
    "trainer/analysis": "core/audio core/spectrum trainer/cli trainer/corpus",
    "trainer/measures": "core/audio core/spectrum",
    "trainer/render": "core/audio core/model core/generator",
    "trainer/page": "core/spectrum core/model trainer/cli",
    "trainer/commands": "core/audio core/control core/model core/generator trainer/cli trainer/corpus trainer/analysis "
                        "trainer/render trainer/page",
    "trainer/evaluate": "core/audio core/spectrum core/control core/model core/generator trainer/cli trainer/corpus "
                        "trainer/measures trainer/render trainer/page",
    "trainer/networks": "core/process core/model",
    "trainer/ranks": "trainer/cli/format.h trainer/cli/train_options.h trainer/rendezvous",
    "trainer/dataset": "core/spectrum core/model trainer/corpus trainer/analysis trainer/networks",
    "trainer/learn": "core/spectrum core/model trainer/cli trainer/networks trainer/ranks trainer/dataset",
    "trainer/export": "core/spectrum core/control core/model core/generator trainer/cli trainer/measures trainer/render "
                      "trainer/networks trainer/dataset trainer/learn",
    "trainer/train": "core/model trainer/cli trainer/rendezvous trainer/corpus trainer/analysis trainer/commands "
                     "trainer/networks trainer/ranks trainer/dataset trainer/learn trainer/export",
    "trainer": "core/process trainer/cli trainer/commands trainer/evaluate trainer/networks trainer/train",
}

INCLUDE = re.compile(r'\s*#\s*include\s*(?:"|<(?=aeolian/))([^">]+)')


def room_of(name):
    return name.rpartition("/")[0]


def name_of(repository, path):
    """The name by which others include the file; one that CMake configures is called NAME.in."""
    return path.relative_to(repository).as_posix().removesuffix(".in")


def includes_of(path):
    """(line, file) for each line that includes a file of this repository."""
    for number, line in enumerate(path.read_text().splitlines(), 1):
        if match := INCLUDE.match(line):
            # Public headers include each other like a user of the library does.
            yield number, re.sub("^aeolian/", "core/include/aeolian/", match[1])


def table_problems():
    before = set()
    for room, stands_on in ROOMS.items():
        for below in stands_on.split():
            if (room_of(below) if below.endswith(".h") else below) not in before:
                yield f"the table of rooms: {room} stands on {below}, which does not stand before it"
        before.add(room)


def arrow_problem(name, included, files):
    """The reason why this file may not include that one, or None."""
    room, below = room_of(name), room_of(included)
    if included not in files:
        return "no such file in core, protocols, daemon or trainer"
    if below in (room, "core") or {below, included} & set(ROOMS[room].split()):
        return None
    return f"{room} does not stand on {below}"


def arrow_problems(graph):
    for name, included in graph.items():
        if room_of(name) not in ROOMS:
            yield f"{name}: the table of rooms does not know {room_of(name)}"
            continue
        for line, target in included:
            if problem := arrow_problem(name, target, graph):
                yield f'{name}:{line}: #include "{target}": {problem}'


def unused_problems(graph):
    """Every entry of the table must be in use; otherwise it would allow an include that nobody decided on."""
    for room, stands_on in ROOMS.items():
        used = {target for name in graph if room_of(name) == room for _, target in graph[name]}
        used |= {room_of(target) for target in used}
        for below in stands_on.split():
            if below not in used:
                yield f"the table of rooms: no file of {room} includes {below}; take it out"


def cycle_of(path, target):
    return " -> ".join(path[path.index(target):] + [target])


def cycle_problems(graph):
    """Depth first; `path` holds the files between the start and the current one."""
    done = set()

    def visit(name, path):
        if name in done:
            return
        for line, target in graph[name]:
            if target in path + [name]:
                yield f'{name}:{line}: #include "{target}" closes a circle: ' + cycle_of(path + [name], target)
            elif target in graph:
                yield from visit(target, path + [name])
        done.add(name)

    for name in graph:
        yield from visit(name, [])


def main():
    repository = pathlib.Path(sys.argv[1])
    files = [
        path
        for top in ("core", "protocols", "daemon", "trainer")
        for path in sorted((repository / top).rglob("*"))
        if path.name.endswith((".h", ".h.in", ".cpp"))
    ]
    graph = {name_of(repository, path): list(includes_of(path)) for path in files}
    problems = [*table_problems(), *arrow_problems(graph), *unused_problems(graph), *cycle_problems(graph)]
    print("\n".join(problems) or f"{len(files)} files in {len(ROOMS)} rooms: no include runs upward or in a circle")
    assert len(files) > 300, "few files found: is this the repository's root?"
    sys.exit(1 if problems else 0)


if __name__ == "__main__":
    main()
