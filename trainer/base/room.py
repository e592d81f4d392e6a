# SPDX-License-Identifier: GPL-3.0-or-later
"""Rooms, microphones and levels, as varied as in real recordings."""
import numpy as np

from sound import RATE, at_peak, count, decibels, silence, times

BANDS = (0, 250, 1000, 4000, RATE / 2)  # Hz; each decays in its own time


def filtered(samples, gain_at):
    """Filters without delay; gain_at maps an array of Hz to linear gains."""
    n = 1 << (len(samples) + RATE // 4).bit_length()
    spectrum = np.fft.rfft(samples, n) * gain_at(np.fft.rfftfreq(n, 1 / RATE))
    return np.fft.irfft(spectrum, n)[:len(samples)].astype(np.float32)


def response(rng, decay):
    """An impulse response without its direct sound: reflections, then noise that decays by 60 dB in `decay` seconds,
    faster in its high bands (Moorer 1979)."""
    result = silence(min(1.3 * decay, 6))
    time = times(len(result) / RATE)
    noise = np.fft.rfft(rng.standard_normal(1 << len(result).bit_length()))
    hertz = np.fft.rfftfreq(2 * (len(noise) - 1), 1 / RATE)
    for low, high, share in zip(BANDS, BANDS[1:], (1.1, 1, 0.8, 0.5)):
        band = np.fft.irfft(noise * ((hertz >= low) & (hertz < high)))[:len(result)]
        result += band * 10 ** (-3 * time / (share * decay * rng.uniform(0.8, 1.2)))
    onset = rng.uniform(0.004, 0.02) * min(1, decay) + 0.003
    result *= np.clip((time - onset) / onset, 0, 1)
    for _ in range(rng.integers(6, 16)):
        at = count(rng.uniform(0.002, 0.03 + 0.03 * min(1, decay)))
        if at < len(result):
            result[at] += rng.choice([-1, 1]) * rng.uniform(2, 8)
    return result / np.sqrt(np.sum(result**2))


def echoed(samples, echo, level):
    """Their reverberation alone (convolved with an impulse response), at `level` dB; of the same length."""
    n = 1 << (len(samples) + len(echo)).bit_length()
    return decibels(level) * np.fft.irfft(np.fft.rfft(samples, n) * np.fft.rfft(echo, n), n)[:len(samples)]


def in_room(samples, echo, level):
    """The samples together with their reverberation."""
    return samples + echoed(samples, echo, level)


def reverberant(samples, rng):
    decay = 0.2 * 20 ** rng.uniform()
    level = rng.uniform(-18, -2)
    return in_room(samples, response(rng, decay), level), f"{decay:.1f} s at {level:.0f} dB"


def coloured(samples, rng):
    """A microphone and its placement: a spectral tilt, a broad resonance, and limits at low and high frequencies."""
    tilt = rng.uniform(-2, 2)
    centre, height = 100 * 60 ** rng.uniform(), rng.uniform(-5, 5)
    lowest, highest = 20 * 8 ** rng.uniform(), 5000 * 5 ** rng.uniform()

    def gain(hertz):
        octaves = np.log2(np.maximum(hertz, 10) / 1000)
        db = tilt * octaves + height * np.exp(-(octaves - np.log2(centre / 1000)) ** 2)
        return decibels(db) / np.sqrt((1 + (lowest / np.maximum(hertz, 1)) ** 4) * (1 + (hertz / highest) ** 4))

    return filtered(samples, gain)


def floor_noise(n, rng):
    """Noise of power 1 between white and brown, like that of rooms and amplifiers."""
    slope = rng.uniform(0, 1)
    noise = filtered(rng.standard_normal(n), lambda hertz: (20 / np.maximum(hertz, 20)) ** slope)
    return noise / np.sqrt(np.mean(noise**2))


def placed(samples, rng):
    """(samples, description): dry or in a room, coloured or not, with or without a noise floor, loud or soft. The peak
    lies between -1 and -36 dB of full scale."""
    words = []
    samples = at_peak(samples)
    if rng.uniform() < 0.45:
        samples, room = reverberant(samples, rng)
        words.append(f"room {room}")
    else:
        words.append("dry")
    if rng.uniform() < 0.3:
        samples = coloured(samples, rng)
        words.append("coloured")
    samples = at_peak(samples)
    if rng.uniform() < 0.2:
        noise = rng.uniform(-75, -45)
        samples = samples + decibels(noise) * floor_noise(len(samples), rng)
        words.append(f"noise {noise:.0f} dB")
    level = rng.uniform(-12, -1) if rng.uniform() < 0.8 else rng.uniform(-36, -12)
    words.append(f"peak {level:.0f} dB")
    return at_peak(samples, decibels(level)), ", ".join(words)
