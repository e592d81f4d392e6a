# SPDX-License-Identifier: GPL-3.0-or-later
"""Voices of three speech synthesisers, reading generated text: one speaker, two in turn, or several at once."""
import pathlib
import tempfile

import numpy as np

from sound import RATE, Piece, add, at_peak, decibels, in_turn, read, run, silence
from text import sentence

# Those of the 132 languages that differ and whose script text.py writes; variants change the speaker.
ESPEAK_LANGUAGES = ("en-us en-gb en-gb-scotland de nl sv nb da is fr-fr es es-419 pt pt-br it ro ca la pl cs sk hr sl lt "
                    "lv et fi hu tr az uz id ms sw af eo ga cy eu sq mt vi ru uk be bg mk el hi mr ne ar fa ur ko ja "
                    "cmn-latn-pinyin tt kk mi haw qu gn om ku").split()
ESPEAK_VARIANTS = ("m1 m2 m3 m4 m5 m6 m7 m8 f1 f2 f3 f4 f5 croak whisper whisperf klatt klatt2 klatt3 klatt4 adam Alex "
                   "Alicia Andrea Annie belinda Denis Diogo Gene Hugo iven Jacky linda max Michael pablo robosoft steph3 "
                   "grandma grandpa").split()

FLITE_VOICES = ("kal16", "awb", "rms", "slt")
FESTIVAL_VOICES = (("voice_kal_diphone", "festvox-kallpc16k", 105), ("voice_ked_diphone", "festvox-kdlpc16k", 105),
                   ("voice_cmu_us_slt_arctic_hts", "festvox-us-slt-hts", None))  # Scheme, package, usual pitch in Hz


def conversation(seconds, rng, says):
    """Utterances until the time is filled. says(i) gives utterance i, trimmed; some conversations overlap throughout.
    """
    result, at, index = silence(seconds), rng.uniform(0, 0.6), 0
    overlap = rng.uniform() < 0.12
    while at < seconds - 0.3:
        utterance = at_peak(says(index), decibels(rng.uniform(-6, 0)))
        add(result, at, utterance)
        length = len(utterance) / RATE
        at += length * (rng.uniform(0.2, 0.6) if overlap else 1)
        at += rng.choice([0.05, 0.15, 0.3, 0.6, 1.2]) * rng.uniform(0.5, 1.5)
        index += 1
    return result


def trimmed(samples):
    """Trims silence before and after: everything that stays 45 dB below the peak."""
    heard = np.nonzero(np.abs(samples) > decibels(-45) * np.abs(samples).max(initial=0))[0]
    return samples[heard[0]:heard[-1] + 1] if len(heard) else silence(0.2)


def size(rng):
    """Playing a recording faster or slower makes the speaker sound smaller or larger."""
    return 1.0 if rng.uniform() < 0.5 else rng.uniform(0.85, 1.18)


def espeak(job):
    """espeak-ng: a language in turn, one or two speakers, any pitch, range and rate."""
    for number, seconds in zip(job.numbers(), job.lengths):
        rng, language = job.rng, in_turn(ESPEAK_LANGUAGES, job, number)
        speakers = []
        for _ in range(int(rng.choice([1, 1, 2]))):
            speakers.append(("-v", f"{language}+{rng.choice(ESPEAK_VARIANTS)}", "-p", str(rng.integers(10, 95)),
                             "-s", str(rng.integers(95, 260))))
        sizes = [size(rng) for _ in speakers]

        def says(place, speakers=speakers, sizes=sizes, language=language, rng=rng):
            with tempfile.TemporaryDirectory() as folder:
                file = pathlib.Path(folder, "said.wav")
                who = place % len(speakers)
                run(["espeak-ng", *speakers[who], "-b", "1", "-w", str(file)], sentence(rng, language).encode())
                return trimmed(read(file, sizes[who]))

        title = " and ".join(f"{speaker[1]}, pitch {speaker[3]}, {speaker[5]} words a minute" for speaker in speakers)
        yield Piece(conversation(seconds, rng, says), ["espeak-ng"], title)


def flite(job):
    """flite: one of four voices, higher or lower, slower or faster."""
    for number, seconds in zip(job.numbers(), job.lengths):
        rng, voice = job.rng, in_turn(FLITE_VOICES, job, number)
        stretch, pitch, speed = rng.uniform(0.75, 1.4), rng.uniform(75, 210), size(rng)

        def says(_, voice=voice, stretch=stretch, pitch=pitch, speed=speed, rng=rng):
            with tempfile.TemporaryDirectory() as folder:
                file = pathlib.Path(folder, "said.wav")
                run(["flite", "-voice", voice, "--setf", f"duration_stretch={stretch:.3f}",
                     "--setf", f"int_f0_target_mean={pitch:.1f}", "-t", sentence(rng, "en"), str(file)])
                return trimmed(read(file, speed))

        yield Piece(conversation(seconds, rng, says), ["flite"], f"{voice}, {pitch:.0f} Hz, {stretch:.2f} times as long")


def festival(job):
    """festival: two diphone voices at any pitch and rate, and an HTS voice. It is started once per piece."""
    for number, seconds in zip(job.numbers(), job.lengths):
        rng, (voice, package, pitch) = job.rng, in_turn(FESTIVAL_VOICES, job, number)
        speed, title = size(rng), voice
        script = [f"({voice})"]
        if pitch:
            pitch, stretch = rng.uniform(75, 220), rng.uniform(0.75, 1.5)
            script += [f"(Parameter.set 'Duration_Stretch {stretch:.3f})",
                       f"(set! int_lr_params '((target_f0_mean {pitch:.1f}) (target_f0_std {0.14 * pitch:.1f}) "
                       "(model_f0_mean 170) (model_f0_std 34)))"]
            title += f", {pitch:.0f} Hz, {stretch:.2f} times as long"
        with tempfile.TemporaryDirectory() as folder:
            files = [pathlib.Path(folder, f"{place}.wav") for place in range(1 + int(seconds / 4))]
            script += [f'(utt.save.wave (utt.synth (Utterance Text "{sentence(rng, "en")}")) "{file}")' for file in files]
            run(["festival", "--pipe"], "\n".join(script).encode())
            sound = conversation(seconds, rng, lambda place: trimmed(read(files[place % len(files)], speed)))
        yield Piece(sound, ["festival", package], title)
