# SPDX-License-Identifier: GPL-3.0-or-later
"""Synthesised sounds: noises, bells, plucks, tones, grains, weather. Each function takes seconds and random numbers,
and returns samples at any level."""
import numpy as np

from room import filtered
from sound import RATE, Piece, add, at_peak, count, decibels, faded, in_turn, line, silence, times

HIGHEST = 18000  # Hz, the limit for partials
HOP = 512  # samples between the spectra of a moving filter


def white(seconds, rng):
    return rng.standard_normal(count(seconds))


def moving_filter(samples, gain_at):
    """Filters frame by frame: gain_at(seconds, hertz) returns linear gains for a column of times and a row of Hz."""
    window = np.hanning(4 * HOP + 1)[:-1]
    padded = np.concatenate([np.zeros(4 * HOP), samples, np.zeros(8 * HOP)])
    starts = np.arange(0, len(padded) - 4 * HOP, HOP)
    frames = np.fft.rfft(padded[starts[:, None] + np.arange(4 * HOP)] * window)
    frames *= gain_at(starts[:, None] / RATE, np.fft.rfftfreq(4 * HOP, 1 / RATE)[None, :])
    result = np.zeros(len(padded))
    for start, frame in zip(starts, np.fft.irfft(frames) * window):
        result[start:start + 4 * HOP] += frame
    return result[4 * HOP:4 * HOP + len(samples)]


def moving_line(rng, low, high, seconds, points_a_second):
    """A function of a column of times that wanders between low and high on a logarithmic scale."""
    values = np.exp(line(rng, np.log(low), np.log(high), seconds + 1, points_a_second))
    return lambda at: values[np.clip((at * RATE).astype(int), 0, len(values) - 1)]


def saw(frequency, offset=0.0):
    """A sawtooth of a frequency (Hz for each sample), with edges rounded to reduce aliasing (polynomial band-limited
    steps; Valimaki and Huovilainen 2007)."""
    step = frequency / RATE
    phase = (np.cumsum(step) + offset) % 1
    after, before = np.clip(phase / step, 0, 1), np.clip((1 - phase) / step, 0, 1)
    return 2 * phase - 1 + (1 - after) ** 2 - (1 - before) ** 2


def noise(seconds, rng):
    """Noise through one to four moving resonances, narrow or wide."""
    peaks = []
    for _ in range(int(rng.integers(1, 5))):
        peaks.append((moving_line(rng, 80, 12000, seconds, rng.choice([0.1, 0.5, 3])), rng.uniform(0.05, 1.5),
                      decibels(rng.uniform(-15, 0))))
    tilt = rng.uniform(-1.5, 0.3)

    def gain(at, hertz):
        octaves = np.log2(np.maximum(hertz, 20))
        shape = sum(g * np.exp(-((octaves - np.log2(peak(at))) / width) ** 2) for peak, width, g in peaks)
        return (shape + 0.01) * (np.maximum(hertz, 20) / 1000) ** tilt

    return moving_filter(white(seconds, rng), gain)


def swept_noise(seconds, rng):
    """Bursts and swells of noise, each with its own band that rises or falls."""
    result, at = silence(seconds), 0.0
    while at < seconds:
        length = rng.uniform(0.05, 3)
        begin, end, width = 100 * 100 ** rng.uniform(), 100 * 100 ** rng.uniform(), rng.uniform(0.1, 2)

        def gain(moment, hertz, begin=begin, end=end, width=width, length=length):
            centre = np.log2(begin) + np.log2(end / begin) * np.clip(moment / length, 0, 1)
            return np.exp(-((np.log2(np.maximum(hertz, 20)) - centre) / width) ** 2)

        burst = at_peak(moving_filter(white(length, rng), gain))
        rise = rng.uniform(0.002, 0.9) * length
        time = times(length)
        fall = ((length - time) / (length - rise)).clip(0) ** rng.uniform(0.5, 3)
        add(result, at, burst * np.where(time < rise, time / rise, fall), decibels(rng.uniform(-20, 0)))
        at += rng.uniform(0.1, 1.3) * length
    return result


def wind(seconds, rng):
    """Gusts: low noise and a few whistling resonances that follow the same strength."""
    strength = line(rng, 0, 1, seconds + 1, rng.uniform(0.2, 0.7)) ** 1.5
    whistles = [(120 * 12 ** rng.uniform(), rng.uniform(0.04, 0.25), rng.uniform(0.1, 1))
                for _ in range(rng.integers(1, 5))]

    def gain(at, hertz):
        now = strength[np.clip((at * RATE).astype(int), 0, len(strength) - 1)]
        octaves = np.log2(np.maximum(hertz, 20))
        howl = sum(loudness * np.exp(-((octaves - np.log2(centre * (0.7 + 0.6 * now))) / width) ** 2)
                   for centre, width, loudness in whistles)
        return now * (60 / np.maximum(hertz, 60) + howl * now + 0.002)

    return moving_filter(white(seconds, rng), gain)


def rain(seconds, rng):
    """Drops, from a few to thousands a second, over a bed of noise; larger drops sound lower."""
    result = filtered(white(seconds, rng), lambda hertz: (np.maximum(hertz, 200) / 1000) ** -0.5) * rng.uniform(0, 0.1)
    density = 3 * 300 ** rng.uniform()
    for at in np.sort(rng.uniform(0, seconds, rng.poisson(min(density, 500) * seconds))):
        pitch, length = 500 * 14 ** rng.uniform(), rng.uniform(0.003, 0.04)
        time = times(length)
        drop = np.sin(2 * np.pi * pitch * time * (1 + 3 * time)) + 0.3 * rng.standard_normal(len(time))
        add(result, at, faded(drop * np.exp(-5 * time / length), 0.0005), rng.uniform() ** 3)
    return result


def crackle(seconds, rng):
    """Fire, gravel, an old record: clicks of all sizes, alone and in bursts, over a hiss."""
    rate = line(rng, 0, 1, seconds + 1, 1)[:count(seconds)] ** 3 * 10 * 40 ** rng.uniform()
    struck = rng.uniform(size=len(rate)) < rate / RATE
    clicks = struck * rng.uniform(0.01, 1, len(rate)) ** 3 * rng.choice([-1, 1], len(rate))
    centre, width = 300 * 20 ** rng.uniform(), rng.uniform(0.3, 2)
    shaped = filtered(clicks, lambda hertz: 0.03 + np.exp(-(np.log2(np.maximum(hertz, 20) / centre) / width) ** 2))
    return at_peak(shaped) + decibels(rng.uniform(-70, -40)) * white(seconds, rng)


# Frequencies of the modes relative to the lowest (Fletcher and Rossing 1998): church bell, free bar, membrane.
MODES = {"bell": (0.5, 1, 1.2, 1.5, 2, 2.5, 2.67, 3, 4, 5.33, 6.67), "bar": (1, 2.756, 5.404, 8.933, 13.34),
         "membrane": (1, 1.594, 2.136, 2.296, 2.653, 2.918, 3.156, 3.501, 3.6, 4.06)}


def struck(pitch, length, modes, rng):
    """A sum of decaying modes; high ones die sooner, and a hard stroke excites more of them."""
    time, result, hardness = times(length), silence(length), rng.uniform(0.3, 1.5)
    for mode in modes:
        hertz = pitch * mode * rng.uniform(0.998, 1.002)
        if hertz < HIGHEST:
            decay = length / 7 / (1 + 0.3 * mode)
            for beat in (1, 1 + rng.uniform(0, 0.002)):
                wave = np.sin(2 * np.pi * hertz * beat * time + rng.uniform(0, 2 * np.pi))
                result += mode**-hardness * np.exp(-time / decay) * wave
    return faded(at_peak(result), 0.001)


def bells(seconds, rng):
    """Bells, bars, membranes, and glasses with modes of their own: struck slowly or fast."""
    kind = rng.choice(["bell", "bar", "membrane", "glass"])
    modes = MODES.get(kind, tuple(np.sort(np.append(1, 1 + 9 * rng.uniform(size=rng.integers(3, 15))))))
    result, at, pace = silence(seconds), 0.0, 0.08 * 30 ** rng.uniform()
    pitches, ring = 80 * 25 ** rng.uniform(size=rng.integers(1, 9)), 0.3 * 25 ** rng.uniform()
    while at < seconds:
        add(result, at, struck(rng.choice(pitches), ring, modes, rng), decibels(rng.uniform(-25, 0)))
        at += pace * rng.uniform(0.7, 1.3)
    return result


def plucked(pitch, length, rng):
    """A plucked string (Karplus and Strong 1983), computed period by period."""
    period = max(4, round(RATE / pitch))
    damping, softness = 0.5 ** (1 / (pitch * rng.uniform(0.1, 1.5))), rng.uniform(0.1, 0.5)
    cycle = filtered(rng.uniform(-1, 1, period), lambda hertz: 1 / (1 + (hertz / 2000 / (0.2 + rng.uniform())) ** 2))
    cycles = [cycle]
    for _ in range(int(length * RATE / period)):
        previous = cycles[-1]
        cycles.append(damping * ((1 - softness) * previous + softness * np.roll(previous, 1)))
    return faded(at_peak(np.concatenate(cycles)), 0.001)


def plucks(seconds, rng):
    """Strings plucked alone, in chords and in arpeggios."""
    result, at, base = silence(seconds), 0.0, 40 * 12 ** rng.uniform()
    steps = rng.choice([0, 2, 3, 4, 5, 7, 9, 10, 12, 14, 16, 19], rng.integers(3, 9), replace=False)
    pace = 0.09 * 12 ** rng.uniform()
    while at < seconds:
        for string in range(int(rng.choice([1, 1, 1, 3, 5]))):
            pitch = base * 2 ** (rng.choice(steps) / 12)
            add(result, at + 0.02 * string, plucked(pitch, rng.uniform(0.4, 4), rng), decibels(rng.uniform(-15, 0)))
        at += pace * rng.choice([0.5, 1, 1, 2])
    return result


def tones(seconds, rng):
    """One to four voices that glide, tremble and open up: harmonics with a moving formant, or frequency modulation."""
    result = np.zeros(count(seconds))
    for _ in range(int(rng.integers(1, 5))):
        pitch, n = 45 * 22 ** rng.uniform(), count(seconds)
        glide = line(rng, -1, 1, seconds + 1, rng.choice([0.1, 0.5, 2]))[:n] * rng.choice([0.02, 0.2, 2, 12])
        vibrato = rng.uniform(0, 0.5) * np.sin(2 * np.pi * rng.uniform(3, 8) * times(seconds))
        frequency = np.clip(pitch * 2 ** ((glide + vibrato) / 12), 25, 6000)
        if rng.uniform() < 0.5:
            voice = saw(frequency)
            if rng.uniform() < 0.4:
                voice = voice - saw(frequency, rng.uniform(0.1, 0.5))  # a pulse
            peak, width = moving_line(rng, 200, 6000, seconds, rng.choice([0.3, 1, 4])), rng.uniform(0.4, 2)
            tilt = rng.uniform(-1, 0.3)

            def gain(at, hertz, peak=peak, width=width, tilt=tilt):
                formant = np.exp(-(np.log2(np.maximum(hertz, 20) / peak(at)) / width) ** 2)
                return (0.1 + formant) * (np.maximum(hertz, 50) / 1000) ** tilt

            voice = moving_filter(voice, gain)
        else:
            ratio = rng.choice([0.5, 1, 1.41, 2, 3, 3.7, 7])
            index = line(rng, 0, rng.uniform(0.5, 5), seconds + 1, 0.7)[:n]
            index = index * np.clip(HIGHEST / (frequency * (1 + ratio)) - 1, 0, 1)
            phase = 2 * np.pi * np.cumsum(frequency) / RATE
            voice = np.sin(phase + index * np.sin(ratio * phase))
        loudness = line(rng, -1, 1, seconds + 1, rng.choice([0.3, 1, 4]))[:n].clip(0) if rng.uniform() < 0.6 else 1
        result += at_peak(voice * loudness) * decibels(rng.uniform(-12, 0))
    return result


def drone(seconds, rng):
    """Many detuned partials of one or two chords, which beat and swell independently."""
    result, base = np.zeros(count(seconds)), 40 * 6 ** rng.uniform()
    for _ in range(int(rng.integers(8, 30))):
        hertz = base * rng.integers(1, 17) * rng.choice([1, 1, 1.5, 1.25]) * rng.uniform(0.995, 1.005)
        if hertz < HIGHEST:
            swell = line(rng, 0, 1, seconds + 1, 0.4)[:len(result)]
            wave = np.sin(2 * np.pi * hertz * times(seconds) + rng.uniform(0, 2 * np.pi))
            result += swell * wave * (base / hertz) ** rng.uniform(0.3, 1)
    return result


def grains(seconds, rng):
    """A cloud of short tones and noises whose density, pitch and length drift."""
    result, at = silence(seconds), 0.0
    pitch, spread = line(rng, np.log(150), np.log(6000), seconds + 1, 0.4), rng.uniform(0.02, 1)
    pace, length = line(rng, np.log(0.005), np.log(0.3), seconds + 1, 0.4), 0.005 * 40 ** rng.uniform()
    is_noisy = rng.uniform(0, 1)
    while at < seconds:
        now, size = count(at), length * rng.uniform(0.5, 2)
        hertz = min(np.exp(pitch[now] + spread * rng.normal()), HIGHEST)
        time = times(size)
        grain = np.sin(2 * np.pi * hertz * time + (rng.normal(0, 1.5, len(time)) if rng.uniform() < is_noisy else 0))
        add(result, at, grain * np.hanning(len(time)), decibels(rng.uniform(-25, 0)))
        at += np.exp(pace[now]) * rng.exponential()
    return result


def sweeps(seconds, rng):
    """Sines and saws that sweep up and down, one after the other or crossing."""
    result, at = silence(seconds), 0.0
    while at < seconds:
        length = rng.uniform(0.2, 6)
        frequency = np.geomspace(*(40 * 200 ** rng.uniform(size=2)), count(length))
        wave = np.sin(2 * np.pi * np.cumsum(frequency) / RATE) if rng.uniform() < 0.6 else saw(frequency)
        add(result, at, faded(wave, min(0.05, length / 4)), decibels(rng.uniform(-15, 0)))
        at += length * rng.uniform(0.4, 1.3)
    return result


def pulses(seconds, rng):
    """Trains of clicks through resonances, which slow down and speed up, from a tick to a buzz: motors, insects, frogs.
    """
    rate = np.exp(line(rng, np.log(2), np.log(300), seconds + 1, rng.choice([0.2, 0.6]))[:count(seconds)])
    ticks = np.diff(np.floor(np.cumsum(rate) / RATE), prepend=0) * rng.uniform(0.6, 1, len(rate))
    gate = line(rng, -1, 2, seconds + 1, 1.5)[:len(rate)].clip(0, 1)
    result = np.zeros(len(rate))
    for _ in range(int(rng.integers(1, 4))):
        centre, width = 200 * 30 ** rng.uniform(), rng.uniform(0.08, 0.8)
        result += filtered(ticks, lambda hertz, centre=centre, width=width: np.exp(
            -(np.log2(np.maximum(hertz, 20) / centre) / width) ** 2))
    return result * gate


TEXTURES = (noise, swept_noise, wind, rain, crackle, bells, bells, plucks, plucks, tones, tones, drone, grains, sweeps,
            pulses)


def textures(job):
    """Each kind in turn; a fifth of the pieces are two kinds at once."""
    for number, seconds in zip(job.numbers(), job.lengths):
        kinds = [in_turn(TEXTURES, job, number)]
        if job.rng.uniform() < 0.2:
            kinds.append(job.rng.choice([kind for kind in TEXTURES if kind not in kinds]))
        sound = sum(at_peak(kind(seconds, job.rng)) * decibels(-12 * place) for place, kind in enumerate(kinds))
        yield Piece(sound, [], " and ".join(kind.__name__.replace("_", " ") for kind in kinds))
