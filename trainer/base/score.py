# SPDX-License-Identifier: GPL-3.0-or-later
"""A score written as a standard MIDI file (SMF format 0), and the presets of a soundfont."""
import struct

from sound import Failure


class Score:
    """Events, timed in seconds from the beginning; a tick is a millisecond."""

    def __init__(self):
        self.events = []

    def add(self, at, *data):
        is_note_on = data[0] & 0xF0 == 0x90
        self.events.append((round(at * 1000), is_note_on, len(self.events), bytes(int(value) for value in data)))

    def note(self, channel, at, seconds, key, velocity):
        """A key of 0 to 127; a velocity outside 1 to 127 is clamped."""
        self.add(at, 0x90 | channel, key, min(max(velocity, 1), 127))
        self.add(at + max(seconds, 0.01), 0x80 | channel, key, 64)

    def control(self, channel, at, number, value):
        self.add(at, 0xB0 | channel, number, min(max(value, 0), 127))

    def bend(self, channel, at, semitones):
        """By -2 to 2 semitones, the default range of a synthesiser."""
        value = min(max(8192 + round(4096 * semitones), 0), 16383)
        self.add(at, 0xE0 | channel, value & 127, value >> 7)

    def preset(self, channel, at, bank, programme):
        self.control(channel, at, 0, bank)
        self.add(at, 0xC0 | channel, programme)

    def hush(self, at):
        """Ends every note, and resets every controller."""
        for channel in range(16):
            for number in (120, 121):
                self.control(channel, at, number, 0)
            self.control(channel, at, 11, 127)

    def to_bytes(self):
        track = bytearray(b"\x00\xff\x51\x03" + (1_000_000).to_bytes(3, "big"))
        last = 0
        for tick, _, _, data in sorted(self.events):
            track += _variable_length(tick - last) + data
            last = tick
        track += b"\x00\xff\x2f\x00"
        return b"MThd" + struct.pack(">IHHH", 6, 0, 1, 1000) + b"MTrk" + struct.pack(">I", len(track)) + track


def _variable_length(value):
    result = bytes([value & 127])
    while value := value >> 7:
        result = bytes([128 | value & 127]) + result
    return result


def presets_of(path):
    """(bank, programme, name) of a soundfont's presets, sorted: the chunk `phdr` of SoundFont 2.04, 7.2."""
    with open(path, "rb") as file:
        data = file.read()
    begin = data.rfind(b"phdr")
    if data[:4] != b"RIFF" or begin < 0:
        raise Failure(f"{path} is not a soundfont")
    size = struct.unpack_from("<I", data, begin + 4)[0]
    records = (struct.unpack_from("<20sHH", data, begin + 8 + place) for place in range(0, size - 38, 38))
    return sorted((bank, programme, name.split(b"\0")[0].decode("latin-1")) for name, programme, bank in records)
