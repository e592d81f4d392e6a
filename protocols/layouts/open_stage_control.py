# SPDX-License-Identifier: GPL-3.0-or-later
"""Writes the pages as a session of Open Stage Control: widgets in JSON, laid out by the shares of their rows.

Only properties that differ from the widget's default are written.
"""
import json
import math

import pages
from parameters import PREFIX

VERSION = "1.29.2"  # of the application whose format this is; a newer one converts it
UPDATES_HZ, METERS_HZ = 10, 10
RENEW_MS = 20000  # the lease is 60 s
LINE = 44  # pixels: the height that a finger hits
TEXT = 24
MAP_EDGE = 16  # pixels between the map and its frame
LOWEST_DB = -60  # at the bottom of a meter

BLUE, GREEN, AMBER, RED = "#338cd9", "#40b373", "#e69926", "#d94040"

# A script started by a message may not send: it leaves its queries here, and this sends them. No loops, which the
# application would rewrite.
ROOT_SCRIPT = f"""globals.asks = []
var subscribe = () => send('{PREFIX}/notify', {{type: 'i', value: 1}}, {{type: 'i', value: 0}}, {UPDATES_HZ}, {METERS_HZ})
subscribe()
setInterval('subscribe', subscribe, {RENEW_MS})
setInterval('asks', () => globals.asks.splice(0).forEach(message => send(...message)), 50)"""


LISTS = ("/encoding/list", "/encoding/xy/list", "/preset/list", "/moment/list", "/model/list")

# Of names that would overlap, the first is shown.
NAMES_ON_THE_MAP = """names
  .filter(([, x, y], i) => !names.slice(0, i).some(([, otherX, otherY]) => Math.abs(x - otherX) < .1 && Math.abs(y - otherY) < .05))
  .map(([name, x, y]) => `<div style="position: absolute; left: ${100 * x}%; top: ${100 * (1 - y)}%; transform: translate(-50%, -50%)">` +
       name.replace(/[&<>"]/g, ' ') + '</div>')
  .join('')"""


def ask(path, *values):
    """Returns JavaScript that has a message sent."""
    return f"globals.asks.push([{', '.join([repr(PREFIX + path), *values])}])"


def decimals_of(low, high):
    """Returns enough decimals for at least 500 steps in the range."""
    return max(0, math.ceil(math.log10(500 / (high - low))))


def shared(side, widgets, shares):
    """Gives each widget its share of the width or the height of its container."""
    for widget, share in zip(widgets, shares):
        widget[side] = f"{math.floor(10000 * share / sum(shares)) / 100:g}%"
    return widgets


def scale(parameter):
    """Puts the geometric mean in the middle of a range over more than a decade without zero."""
    low, high = parameter.low, parameter.high
    if parameter.kind == "number" and low > 0 and high / low > 10:
        middle = math.sqrt(low * high)
        digits = 1 - math.floor(math.log10(middle))
        return {"min": low, "50%": round(middle, digits), "max": high}
    return {"min": low, "max": high}


class Session:
    def __init__(self):
        self._ids = set()

    def widget(self, kind, wanted, **properties):
        """Makes a widget. Its id is `wanted`, with a number behind it if another has that id, because widgets with
        the same id would be clones."""
        name, count = wanted, 1
        while name in self._ids:
            count += 1
            name = f"{wanted}_{count}"
        self._ids.add(name)
        return {"type": kind, "id": name, **properties}

    def panel(self, name, layout, widgets, **properties):
        return self.widget("panel", name, layout=layout, padding=2, alphaStroke=0, scroll=False, **properties, widgets=widgets)

    def text(self, name, words, **properties):
        return self.widget("text", name, default=words, height=TEXT, **properties)

    def receiver(self, path, script):
        """Runs a script when a message of that path arrives."""
        return self.widget("variable", f"on{path.replace('/', '_')}", address=PREFIX + path, bypass=True, onValue=script)

    def told(self, item):
        head = self.text(f"label_{item.what}", item.label, width=90, align="left")
        line = self.widget("text", f"told_{item.what}", bypass=True, expand=True, align="left", wrap="soft")
        return self.panel(f"line_{item.what}", "horizontal", [head, line])

    def fader(self, item):
        parameter = item.parameter
        name = parameter.path.strip("/").replace("/", "_")
        is_whole = parameter.kind == "integer" or parameter.unit == "beats"
        decimals = 0 if is_whole else decimals_of(parameter.low, parameter.high)
        common = {"address": PREFIX + parameter.path, "typeTags": "i" if is_whole else "f", "decimals": decimals}
        fader = self.widget("fader", name, expand=True, design="compact", doubleTap=True, range=scale(parameter),
                            default=parameter.initial, colorWidget=BLUE, **common)
        if is_whole:
            fader["steps"] = int(parameter.high - parameter.low) + 1
        if parameter.low == -parameter.high:
            fader["origin"] = 0
        value = self.widget("input", f"{name}_value", height=LINE, numeric=True, unit=parameter.unit, **common)
        return self.panel(f"{name}_strip", "vertical", [self.text(f"{name}_label", item.label), fader, value])

    def switch(self, item):
        return self.widget("button", item.path.strip("/").replace("/", "_"), label=item.label, colorWidget=GREEN,
                           address=PREFIX + item.path, typeTags="i", mode="push" if item.is_held else "toggle", on=1, off=0)

    def press(self, item):
        color = RED if item.path in ("/panic", "/record/start") else AMBER
        properties = {"label": item.label, "colorWidget": color, "address": PREFIX + item.path}
        name = "press" + item.path.replace("/", "_")
        if item.values:
            return self.widget("button", name, mode="tap", on=item.values[0], typeTags="f", **properties)
        return self.widget("button", name, mode="momentary", **properties)

    def map(self, _):
        names = f".html {{ position: absolute; inset: {MAP_EDGE}px; pointer-events: none; line-height: 1 }}"
        return self.widget("xy", "map", address=f"{PREFIX}/encoding/xy", typeTags="f", decimals=3, snap=True, pointSize=30,
                           padding=MAP_EDGE - 3, pips=False, default=[.5, .5], colorWidget=BLUE, html="VAR{names, }", css=names)

    def sounds(self, _):
        return self.widget("switch", "sounds", layout="grid", gridTemplate=6, values="VAR{names, []}", wrap="soft",
                           address=f"{PREFIX}/encoding", typeTags="s", colorWidget=BLUE)

    def seed(self, _):
        """A seed may have more digits than a JavaScript number holds: those are shown, but not taken from a text
        field."""
        shown = self.text("seed_shown", "", address=f"{PREFIX}/seed", bypass=True, expand=True)
        field = self.widget("input", "seed", address=f"{PREFIX}/seed", typeTags="d", decimals=0, numeric=True, expand=True,
                            validation="^[0-9]{0,15}$")
        return self.panel("seed_line", "horizontal", [self.text("seed_label", "Seed", width=90), field, shown])

    def names(self, item):
        kind = item.kind
        choice = self.widget("dropdown", kind, expand=True, label=f"Load: %value", values="VAR{names, []}", typeTags="s",
                             address=f"{PREFIX}/{kind}/load", colorWidget=GREEN)
        widgets = [self.text(f"{kind}_label", item.label), choice]
        if kind != "model":
            words = self.text(f"{kind}_save_label", "Save as:")
            field = self.widget("input", f"{kind}_save", expand=True, address=f"{PREFIX}/{kind}/save", typeTags="s",
                                validation="^[A-Za-z].{0,60}$")
            widgets += [words, field]
        return self.panel(f"{kind}_names", "vertical", widgets)

    def levels(self, _):
        def meter(name, color):
            return self.widget("fader", name, expand=True, design="compact", interaction=False, bypass=True, colorWidget=color,
                               range={"min": LOWEST_DB, "max": 0}, default=LOWEST_DB)

        sides = []
        for side in ("left", "right"):
            bars = self.panel(f"{side}_bars", "horizontal", [meter(f"{side}_peak", AMBER), meter(f"{side}_rms", GREEN)],
                              expand=True)
            sides.append(self.panel(f"{side}_level", "vertical", [bars, self.text(f"{side}_label", side.capitalize())],
                                    expand=True))
        return self.panel("levels", "horizontal", sides)

    def spectrum(self, _):
        return self.widget("plot", "spectrum", address=f"{PREFIX}/spectrum", bars=True, pips=False,
                           rangeY={"min": -100, "max": 0}, origin=-100, colorWidget=BLUE)

    MAKERS = {pages.Fader: fader, pages.Switch: switch, pages.Press: press, pages.Map: map, pages.Sounds: sounds,
              pages.Seed: seed, pages.Told: told, pages.Names: names, pages.Levels: levels, pages.Spectrum: spectrum}

    def item(self, item):
        if item is None:
            return self.panel("space", "default", [])
        return self.MAKERS[type(item)](self, item)

    def list_receivers(self, path, script):
        """Runs a script once a list is complete, which may arrive in several parts; its entries are `names`."""
        store = f"globals.{path.strip('/').replace('/', '_')}"
        return [self.receiver(f"{path}/start", f"if (!{store}_goes_on) {store} = []\n{store}_goes_on = false"),
                self.receiver(f"{path}/name", f"{store}.push(value)"),
                self.receiver(f"{path}/more", f"{store}_goes_on = true\n" + ask(path, "{type: 'i', value: value[0]}")),
                self.receiver(f"{path}/end", f"var names = {store}\nif (!{store}_goes_on) {script}")]

    def receivers(self):
        lists = {"encoding": "sounds", "preset": "preset", "moment": "moment", "model": "model"}
        told = {
            "/notify/confirm": ask("/notify/confirm", "value"),
            "/encoding": "set('told_encoding*', Array.isArray(value) && value.length === 3 && typeof value[0] === 'string' ?"
                         " `${value[0]} - ${value[1]}, ${Math.round(100 * value[2])} %` :"
                         " typeof value === 'string' && value || 'drifting, or between sounds')\n" +
                         "\n".join(ask(path) for path in ("/encoding/x", "/encoding/y", "/encoding/vector")),
            "/encoding/x": "set('map', [value, get('map')[1]], {send: false})",
            "/encoding/y": "set('map', [get('map')[0], value], {send: false})",
            "/encoding/vector": "[].concat(value).slice(0, 16).forEach((part, i) => set('encoding_dim_' + i, part, {send: false}))",
            "/level": "['left_peak', 'left_rms', 'right_peak', 'right_rms'].forEach((name, i) => set(name, value[i + 2]))",
            "/beat": "set('told_beat*', `bar ${value[0]}, beat ${value[1]}, ${value[3].toFixed(1)} BPM`)",
            "/listen/heard": "set('told_heard*', value[1] > 0 ? `${value[0].toFixed(0)} dB, most like ${value[7]}` : 'nothing')",
            "/status.reply": "set('told_status*', `${value[7]} ${value[0]}, load ${(100 * value[1]).toFixed(0)} %,"
                             " ${value[5]} underruns`)\n"
                             f"if (globals.model !== value[7]) {{ {'; '.join(map(ask, LISTS))} }}\n"
                             "globals.model = value[7]",
            "/done": f"if (value[0] !== '{PREFIX}/notify') set('told_answer*', value.filter((_, i) => i !== 1).join(' '))\n" +
                     "".join(f"if (value[0] === '{PREFIX}/{kind}/save') {ask(f'/{kind}/list')}\n" for kind in ("preset", "moment")),
            "/fail": "set('told_answer*', value[3])",
        }
        widgets = [self.receiver(path, script) for path, script in told.items()]
        for kind, menu in lists.items():
            widgets += self.list_receivers(f"/{kind}/list", f"setVar('{menu}', 'names', names)")
        return widgets + self.list_receivers("/encoding/xy/list", f"setVar('map', 'names', {NAMES_ON_THE_MAP})")

    def tab(self, page):
        rows = []
        for number, row in enumerate(page.rows, 1):
            items = shared("width", [self.item(item) for _, item in row.items], [share for share, _ in row.items])
            rows.append(self.panel(f"{page.title}_{number}".replace(" ", "_"), "horizontal", items))
        shared("height", rows, [row.height for row in page.rows])
        return self.widget("tab", f"tab_{page.title}".replace(" ", "_"), label=page.title, layout="vertical", padding=2, widgets=rows)

    def root(self, all_pages):
        tabs = [self.tab(page) for page in all_pages]
        tabs[-1]["widgets"] += self.receivers()
        return self.widget("root", "root", bypass=True, colorBg="#17191f", onCreate=ROOT_SCRIPT, tabs=tabs)


def session(all_pages):
    whole = {"createdWith": "Open Stage Control", "version": VERSION, "type": "session", "content": Session().root(all_pages)}
    return json.dumps(whole, indent=2) + "\n"


def write(all_pages, file):
    file.write_text(session(all_pages))


def is_current(all_pages, file):
    return file.exists() and file.read_text() == session(all_pages)
