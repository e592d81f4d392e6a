# SPDX-License-Identifier: GPL-3.0-or-later
"""Writes the pages as a layout of TouchOSC: XML, compressed by zlib.

The format of version 3, which every TouchOSC 1.x opens: nodes with properties, values, messages and children.
"""
import pathlib
import uuid
import zlib
from dataclasses import dataclass
from xml.sax.saxutils import quoteattr

import pages
from parameters import PREFIX

WIDTH, HEIGHT = 1024, 768
TABS = 56  # height of the pager's tabs
GAP = 8
TEXT = 28  # height of a line of text
SOUND_COLUMNS, SOUND_ROWS = 6, 4
BANDS = 64
PLACES, PLACE_WIDTH = 24, 110
VALUE_LENGTH = 6  # letters of the number below a fader
SLOTS = 8
SEEDS = 8
SCRIPT = pathlib.Path(__file__).resolve().parent.parent / "touchosc" / "root.lua"

DARK = (0.09, 0.1, 0.12, 1)
GREY = (0.25, 0.27, 0.3, 1)
WHITE = (1, 1, 1, 1)
CLEAR = (0, 0, 0, 0)
BLUE = (0.2, 0.55, 0.85, 1)
GREEN = (0.25, 0.7, 0.45, 1)
AMBER = (0.9, 0.6, 0.15, 1)
RED = (0.85, 0.25, 0.25, 1)


@dataclass(frozen=True)
class Frame:
    x: float
    y: float
    w: float
    h: float

    def columns(self, shares):
        """Splits this frame into frames side by side, with widths by their shares."""
        unit = (self.w - GAP * (len(shares) - 1)) / sum(shares)
        left = self.x
        for share in shares:
            yield Frame(round(left), self.y, int(share * unit), self.h)
            left += share * unit + GAP

    def rows(self, shares):
        for column in Frame(self.y, self.x, self.h, self.w).columns(shares):
            yield Frame(column.y, column.x, column.h, column.w)

    def grid(self, columns, rows):
        for row in self.rows([1] * rows):
            yield from row.columns([1] * columns)

    def split(self, foot):
        """Returns the frame without its foot, and the foot."""
        return Frame(self.x, self.y, self.w, self.h - foot), Frame(self.x, self.y + self.h - foot, self.w, foot)


def number(value):
    return f"{value:g}"


def element(tag, content):
    return f"<{tag}>{content}</{tag}>"


def text(value):
    assert "]]>" not in value, value
    return f"<![CDATA[{value}]]>"


def property_of(key, value):
    if isinstance(value, bool):
        kind, content = "b", str(int(value))
    elif isinstance(value, int):
        kind, content = "i", str(value)
    elif isinstance(value, float):
        kind, content = "f", number(value)
    elif isinstance(value, str):
        kind, content = "s", text(value)
    elif isinstance(value, Frame):
        kind, content = "r", "".join(element(name, number(getattr(value, name))) for name in "xywh")
    else:
        kind, content = "c", "".join(element(name, number(part)) for name, part in zip("rgba", value))
    return f"<property type='{kind}'>{element('key', text(key))}{element('value', content)}</property>"


def value_of(key, default):
    if isinstance(default, bool):
        default = str(default).lower()
    elif not isinstance(default, str):
        default = number(default)
    return element("value", element("key", text(key)) + element("locked", 0) + element("lockedDefaultCurrent", 0) +
                   element("default", text(default)) + element("defaultPull", 0))


def partial(kind, conversion, value, low=0.0, high=1.0):
    return element("partial", element("type", kind) + element("conversion", conversion) + element("value", text(value)) +
                   element("scaleMin", number(low)) + element("scaleMax", number(high)))


def constant(value):
    if isinstance(value, str):
        return partial("CONSTANT", "STRING", value)
    return partial("CONSTANT", "INTEGER" if isinstance(value, int) else "FLOAT", number(value))


def osc(path, arguments=(), triggers=(), send=True, receive=True):
    """A message; `triggers` are pairs of a value and how it changes."""
    fired = "".join(element("trigger", element("var", text(name)) + element("condition", how)) for name, how in triggers)
    parts = [element("enabled", 1), element("send", int(send)), element("receive", int(receive)), element("feedback", 0),
             element("connections", "11111"), element("triggers", fired) if fired else "",
             element("path", partial("CONSTANT", "STRING", PREFIX + path))]
    if arguments:
        parts.append(element("arguments", "".join(arguments)))
    return element("osc", "".join(parts))


COMMON = {"background": True, "color": GREY, "cornerRadius": 4.0, "grabFocus": True, "interactive": True, "locked": False,
          "orientation": 0, "outline": True, "outlineStyle": 1, "pointerPriority": 0, "shape": 1, "visible": True}
CONTAINER = {"grabFocus": False, "interactive": False, "outline": False, "outlineStyle": 0}
OF_TYPE = {
    "FADER": {"bar": True, "barDisplay": 0, "centered": False, "cursor": True, "cursorDisplay": 0, "grid": True,
              "gridColor": (0, 0, 0, 0.25), "gridSteps": 13, "response": 1, "responseFactor": 100},
    "XY": {"cursor": True, "cursorDisplay": 0, "gridColor": (0, 0, 0, 0.25), "gridStepsX": 10, "gridStepsY": 10, "gridX": True,
           "gridY": True, "lines": True, "linesDisplay": 0, "lockX": False, "lockY": False, "response": 0, "responseFactor": 100},
    "BUTTON": {"buttonType": 0, "press": True, "release": True, "valuePosition": False},
    "LABEL": {"font": 0, "grabFocus": False, "interactive": False, "outline": False, "textAlignH": 2, "textAlignV": 2,
              "textClip": True, "textColor": WHITE, "textLength": 0, "textSize": 16},
    "GROUP": CONTAINER,
    "PAGER": {**CONTAINER, "interactive": True, "tabLabels": True, "tabbar": True, "tabbarDoubleTap": False, "tabbarSize": TABS,
              "textSizeOff": 18, "textSizeOn": 18},
}


def node(kind, name, frame, values, messages=(), children=(), **properties):
    """A node; its ID follows from its name, which is unique."""
    everything = {**COMMON, **OF_TYPE[kind], **properties, "name": name, "frame": frame}
    parts = [element("properties", "".join(property_of(key, everything[key]) for key in sorted(everything))),
             element("values", "".join(value_of(key, default) for key, default in {**values, "touch": False}.items()))]
    for tag, contents in (("messages", messages), ("children", children)):
        if contents:
            parts.append(element(tag, "".join(contents)))
    identity = uuid.uuid5(uuid.NAMESPACE_URL, f"aeolian/touchosc/{name}")
    return f"<node ID={quoteattr(str(identity))} type={quoteattr(kind)}>{''.join(parts)}</node>"


class Layout:
    def __init__(self):
        self._names = set()

    def name(self, wanted):
        """Returns `wanted`, with a number behind it if another node has that name."""
        name, count = wanted, 1
        while name in self._names:
            count += 1
            name = f"{wanted} {count}"
        self._names.add(name)
        return name

    def label(self, words, frame, name=None, messages=(), **properties):
        properties = {"color": CLEAR, **properties}
        return node("LABEL", self.name(name or f"label {words}"), frame, {"text": words}, messages, **properties)

    def button(self, words, frame, message, **properties):
        """A button under its label, which lets touches through."""
        name = properties.pop("name", f"button {words}")
        words_name = properties.pop("words_name", None)
        return [node("BUTTON", self.name(name), frame, {"x": 0}, [message], **properties),
                self.label(words, frame, words_name, textSize=18, visible=properties.get("visible", True))]

    def told(self, item, frame):
        """A line of text that the script fills in."""
        head, rest = frame.columns([1, 5]) if frame.w > 600 else frame.columns([1, 3])
        return [self.label(item.label, head, textAlignH=1), self.label("", rest, item.what, color=DARK, textAlignH=1)]

    def fader(self, item, frame):
        parameter = item.parameter
        low, high = parameter.low, parameter.high
        is_whole = parameter.kind == "integer" or parameter.unit == "beats"
        value = partial("VALUE", "INTEGER" if is_whole else "FLOAT", "x", low, high)
        message = osc(parameter.path, [value], [("x", "ANY")])
        shown = osc(parameter.path, [partial("VALUE", "STRING", "text")], send=False)
        middle, foot = frame.split(TEXT)
        body, head = Frame(middle.x, middle.y + TEXT, middle.w, middle.h - TEXT), Frame(frame.x, frame.y, frame.w, TEXT)
        name = parameter.path
        words = f"{item.label}, {parameter.unit}" if parameter.unit and frame.w > 100 else item.label
        return [self.label(words, head),
                node("FADER", self.name(name), body, {"x": (parameter.initial - low) / (high - low)}, [message], color=BLUE,
                     centered=low == -high),
                self.label("", foot, f"value {name}", [shown], textLength=VALUE_LENGTH)]

    def switch(self, item, frame):
        message = osc(item.path, [partial("VALUE", "INTEGER", "x")], [("x", "ANY")])
        kind = 0 if item.is_held else 2
        return self.button(item.label, frame, message, name=item.path, color=GREEN, buttonType=kind)

    def press(self, item, frame):
        color = RED if item.path in ("/panic", "/record/start") else AMBER
        message = osc(item.path, [constant(value) for value in item.values], [("x", "RISE")], receive=False)
        return self.button(item.label, frame, message, color=color)

    def map(self, _, frame):
        """The map, whose y counts from the top in TouchOSC, with the script's names on top."""
        x, y = partial("VALUE", "FLOAT", "x"), partial("VALUE", "FLOAT", "y", 1, 0)
        messages = [osc("/encoding/xy", [x, y], [("x", "ANY"), ("y", "ANY")], receive=False),
                    osc("/encoding/x", [x], send=False), osc("/encoding/y", [y], send=False)]
        corner = Frame(frame.x, frame.y, PLACE_WIDTH, TEXT)
        return [node("XY", self.name("map"), frame, {"x": 0.5, "y": 0.5}, messages, color=BLUE),
                *[self.label("", corner, f"place {place}", visible=False) for place in range(1, PLACES + 1)]]

    def pads(self, kind, path, cells, color):
        """Pads that the script shows, each with a name from the list of that kind."""
        message = osc(path, [partial("PROPERTY", "STRING", "tag")], [("x", "RISE")], receive=False)
        nodes = []
        for place, cell in enumerate(cells, 1):
            nodes += self.button("", cell, message, name=f"{kind} pad {place}", words_name=f"{kind} name {place}", color=color,
                                 tag="", visible=False)
        return nodes

    def sounds(self, _, frame):
        return self.pads("encoding", "/encoding", frame.grid(SOUND_COLUMNS, SOUND_ROWS), BLUE)

    def seed(self, _, frame):
        shown = osc("/seed", [partial("VALUE", "STRING", "text")], send=False)
        head, *cells = frame.columns([2.5, *[1] * SEEDS])
        line, value = head.rows([1, 1])
        nodes = [self.label("Seed", line, textAlignH=1), self.label("", value, "value /seed", [shown], color=DARK, textAlignH=1)]
        for seed, cell in enumerate(cells, 1):
            message = osc("/seed", [constant(seed)], [("x", "RISE")], receive=False)
            nodes += self.button(str(seed), cell, message, name=f"seed {seed}", color=AMBER)
        return nodes

    def names(self, item, frame):
        """Slots to save and load, because TouchOSC has no field for a name; models have their own."""
        head = Frame(frame.x, frame.y, frame.w, TEXT)
        body = Frame(frame.x, frame.y + TEXT + GAP, frame.w, frame.h - TEXT - GAP)
        nodes = [self.label(item.label, head, textSize=18)]
        if item.kind == "model":
            return nodes + self.pads("model", "/model/load", body.columns([1] * SLOTS), GREEN)
        for column, slot in zip(body.columns([1] * SLOTS), range(1, SLOTS + 1)):
            for cell, (verb, color) in zip(column.rows([2, 1]), (("load", GREEN), ("save", RED))):
                message = osc(f"/{item.kind}/{verb}", [constant(f"pad {slot}")], [("x", "RISE")], receive=False)
                words = str(slot) if verb == "load" else "Save"
                nodes += self.button(words, cell, message, name=f"{verb} {item.kind} {slot}", color=color)
        return nodes

    def meter(self, name, frame, color):
        return node("FADER", self.name(name), frame, {"x": 0}, interactive=False, cursor=False, grid=False, color=color)

    def levels(self, _, frame):
        nodes = []
        for side, half in zip(("left", "right"), frame.columns([1, 1])):
            bars, foot = half.split(TEXT)
            peak, rms = bars.columns([1, 1])
            nodes += [self.meter(f"{side} peak", peak, AMBER), self.meter(f"{side} rms", rms, GREEN),
                      self.label(side.capitalize(), foot)]
        return nodes

    def spectrum(self, _, frame):
        width = frame.w / BANDS
        return [self.meter(f"band {band + 1}", Frame(round(frame.x + band * width, 2), frame.y, round(width - 1, 2), frame.h), BLUE)
                for band in range(BANDS)]

    MAKERS = {pages.Fader: fader, pages.Switch: switch, pages.Press: press, pages.Map: map, pages.Sounds: sounds,
              pages.Seed: seed, pages.Told: told, pages.Names: names, pages.Levels: levels, pages.Spectrum: spectrum}

    def page(self, page, frame):
        inside = Frame(GAP, GAP, frame.w - 2 * GAP, frame.h - 2 * GAP)
        nodes = []
        for row, band in zip(page.rows, inside.rows([row.height for row in page.rows])):
            for (_, item), cell in zip(row.items, band.columns([share for share, _ in row.items])):
                if item is not None:
                    nodes += self.MAKERS[type(item)](self, item, cell)
        return node("GROUP", self.name(f"page {page.title}"), frame, {}, children=nodes, color=DARK, tabColorOff=GREY,
                    tabColorOn=BLUE, tabLabel=page.title, textColorOff=WHITE, textColorOn=WHITE)

    def root(self, all_pages):
        whole, below = Frame(0, 0, WIDTH, HEIGHT), Frame(0, TABS, WIDTH, HEIGHT - TABS)
        pager = node("PAGER", self.name("pages"), whole, {"page": 0}, children=[self.page(page, below) for page in all_pages],
                     color=DARK)
        return node("GROUP", self.name("aeolian"), whole, {}, children=[pager], color=DARK, script=SCRIPT.read_text())


def xml(all_pages):
    return f"<?xml version='1.0' encoding='UTF-8'?><lexml version='3'>{Layout().root(all_pages)}</lexml>"


def write(all_pages, file):
    file.write_bytes(zlib.compress(xml(all_pages).encode(), 9))


def is_current(all_pages, file):
    """Whether `file` is what would be written; another zlib may compress it differently."""
    return file.exists() and zlib.decompress(file.read_bytes()).decode() == xml(all_pages)
