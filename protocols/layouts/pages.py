# SPDX-License-Identifier: GPL-3.0-or-later
"""The pages of the layouts, in rows from top to bottom.

A parameter that is placed nowhere comes onto a page of its own at the end, so that no layout lacks one.
"""
from dataclasses import dataclass, field

from parameters import Parameter

FADERS_A_ROW = 8


@dataclass(frozen=True)
class Fader:
    """Sets and follows a number."""
    label: str
    parameter: Parameter


@dataclass(frozen=True)
class Switch:
    """Sets and follows a toggle; `is_held`: it is on only while it is pressed."""
    label: str
    path: str
    is_held: bool = False


@dataclass(frozen=True)
class Press:
    """Sends a command when pressed."""
    label: str
    path: str
    values: tuple = ()


@dataclass(frozen=True)
class Map:
    """The map of the learned sounds."""


@dataclass(frozen=True)
class Sounds:
    """A pad for each of the first named sounds."""


@dataclass(frozen=True)
class Seed:
    """Shows and sets the seed."""


@dataclass(frozen=True)
class Told:
    """A line of text about something that arrives without its own control: `what` names it."""
    label: str
    what: str


@dataclass(frozen=True)
class Names:
    """Presets, moments or models (`kind`), loaded by name. Presets and moments can also be saved."""
    label: str
    kind: str


@dataclass(frozen=True)
class Levels:
    """Peak and RMS of the left and the right channel."""


@dataclass(frozen=True)
class Spectrum:
    """The bands of the output."""


@dataclass(frozen=True)
class Row:
    height: float  # its share of the page
    items: list = field(default_factory=list)  # (share of the row, item); None = nothing there


@dataclass(frozen=True)
class Page:
    title: str
    rows: list


def label_of(path):
    words = path.strip("/").replace("/", " ").replace("_", " ")
    return words[0].upper() + words[1:]


class Placing:
    """Makes items from parameters, and keeps track of those that are placed."""

    def __init__(self, parameters):
        self._parameters = parameters
        self._left = dict(parameters)

    def parameter(self, path, label=None, is_held=False):
        self._left.pop(path, None)
        parameter = self._parameters[path]
        label = label or label_of(path)
        if parameter.kind == "boolean":
            return Switch(label, path, is_held)
        return Fader(label, parameter)

    def placed(self, path, item):
        """Returns `item`, which sets and follows the parameter in its own way."""
        self._left.pop(path)
        return item

    def row(self, height, *paths):
        """Returns a row of parameters side by side: each a path, or a path and its label."""
        pairs = [(path, None) if isinstance(path, str) else path for path in paths]
        return Row(height, [(1, self.parameter(path, label)) for path, label in pairs])

    def rest(self):
        """Returns pages with the parameters that are placed nowhere."""
        paths = list(self._left)
        pages = []
        for first in range(0, len(paths), FADERS_A_ROW):
            pages.append(Page(f"More {len(pages) + 1}", [self.row(1, *paths[first:first + FADERS_A_ROW])]))
        return pages


def encoding_rows():
    def fader(number):
        return Fader(str(number), Parameter(f"/encoding/dim/{number}", "number", -1, 1))

    return [Row(3, [(1, fader(number)) for number in range(first, first + 8)]) for first in (0, 8)]


def voice_rows(placing):
    voices = range(1, 9)
    gains = [(1, Fader(f"Gain {n}", Parameter(f"/voice/{n}/gain", "number", -60, 12, 0, "dB"))) for n in voices]
    mutes = [(1, None), (1, None), *[(1, Switch(f"Mute {n}", f"/voice/{n}/mute")) for n in voices]]
    common = [(1, placing.parameter("/voices")), (1, placing.parameter("/out", "Output channel"))]
    return [Row(3, common + gains), Row(1, mutes)]


def pages(parameters):
    """Returns the pages; `parameters` by their paths."""
    placing = Placing(parameters)
    one, row = placing.parameter, placing.row
    play = Page("Play", [
        Row(5, [(5, Map()), *[(1, one(path)) for path in ("/gain", "/temperature", "/guidance", "/memory")]]),
        Row(1, [(1, one("/play")), (1, one("/freeze")), (1, one("/mute")), (1, Press("New seed", "/seed/random")),
                (1, Press("Drift", "/encoding/wander")), (1, Press("Panic", "/panic"))]),
        Row(.6, [(1, placing.placed("/encoding", Told("Sound", "encoding"))), (1, Told("Reply", "answer"))])])
    sounds = Page("Sounds", [
        Row(5, [(5, Sounds()), (1, one("/model/weight", "Second model"))]),
        Row(1, [(1, placing.placed("/seed", Seed())), (.3, Press("New seed", "/seed/random"))])])
    shape = Page("Shape", [
        row(1, "/transpose", "/formant", "/stretch", "/tilt", "/bright", "/floor"),
        row(1, "/sharpen", "/attack", "/pan", "/width", "/memory/limit")])
    encoding = Page("Encoding", [*encoding_rows(), Row(.6, [(1, Told("Sound", "encoding")), (.5, Press("Drift", "/encoding/wander"))])])
    listen = Page("Listen", [
        row(3, *[(f"/listen/{word}", word.capitalize())
                 for word in ("follow", "shadow", "through", "answer", "oppose", "remember", "gain", "gate")]),
        Row(1, [(1, one("/listen/now", "Answer now", is_held=True)), (2, Told("Input", "heard"))])])
    time = Page("Time", [
        Row(3, [(1, one("/tempo")), (1, one("/quantum"))]),
        Row(1, [(1, one("/tempo/follow", "Follow the tempo")), (1, one("/refinement")), (1, Told("Beat", "beat"))])])
    voices = Page("Voices", voice_rows(placing))
    save = Page("Save", [
        Row(2, [(1, Names("Presets", "preset")), (1, Names("Moments", "moment"))]),
        Row(1.2, [(1, Names("Models", "model"))]),
        Row(1, [(1, Press("Record", "/record/start")), (1, Press("Stop recording", "/record/stop")),
                (1, Press("Save the last 30 s", "/record/last", (30.0,))), (1, Press("Fade in", "/fade/in", (4.0,))),
                (1, Press("Fade out", "/fade/out", (4.0,)))]),
        Row(.6, [(1, Told("Reply", "answer"))])])
    meters = Page("Meters", [
        Row(3, [(1, Levels()), (4, Spectrum())]),
        Row(.6, [(1, Told("State", "status")), (1, Told("Input", "heard")), (1, Told("Beat", "beat"))])])
    return [play, sounds, shape, encoding, listen, time, voices, save, meters, *placing.rest()]
