# SPDX-License-Identifier: GPL-3.0-or-later
"""Text to be read aloud: words made of syllables in many scripts, with the punctuation and numbers that shape a voice.

No existing text is used, so no licence is needed; a number is spoken in real words of each language."""

# Beginnings, vowels and ends of syllables for each script; an empty end is the most frequent one.
LATIN = ("b c d f g h j k l m n p r s t v w z br cl dr fl gr pl pr sh sl sp st str th tr ch".split(),
         "a e i o u ai ea ou oo ie".split(), ["", "", ""] + "n r s t l m nd st ck ng".split())
CYRILLIC = ("б в г д ж з к л м н п р с т ф х ц ч ш ст пр кр гл сн вз".split(), "а е и о у ы я ю ё".split(),
            ["", "", ""] + "н р с т л м й ть сть к".split())
GREEK = ("β γ δ ζ θ κ λ μ ν ξ π ρ σ τ φ χ ψ στ πρ κλ τρ".split(), "α ε η ι ο υ ω αι ει ου".split(), ["", "", "ς", "ν"])
DEVANAGARI = ("क ख ग घ च ज ट ड त थ द न प ब भ म य र ल व श स ह प्र स्त".split(), ["", "ा", "ि", "ी", "ु", "े", "ो", "ै"],
              ["", "", "", "ं", "न", "र"])
ARABIC = ("ب ت ج د ر س ش ع ف ق ك ل م ن ه و ي خ ح ط ص".split(), ["َ", "ُ", "ِ", "ا", "و", "ي"], ["", "", "ن", "ر", "م"])
HANGUL = ([chr(0xAC00 + 588 * first + 28 * vowel) for first in (0, 2, 3, 5, 6, 7, 9, 11, 12, 14, 16, 18)
           for vowel in (0, 4, 8, 13, 18, 20)], [""], [""])
KANA = (list("あいうえおかきくけこさしすせそたちつてとなにぬねのはひふへほまみむめもやゆよらりるれろわ"), [""], ["", "", "", "ん"])
PINYIN = ("b p m f d t n l g k h j q x zh ch sh r z c s".split(), "a o e i u ai ei ao ou".split(),
          ["1", "2", "3", "4", "n1", "n2", "ng3", "ng4"])

SCRIPTS = {"ru": CYRILLIC, "ru-lv": CYRILLIC, "uk": CYRILLIC, "be": CYRILLIC, "bg": CYRILLIC, "mk": CYRILLIC,
           "kk": CYRILLIC, "ky": CYRILLIC, "tt": CYRILLIC, "ba": CYRILLIC, "cv": CYRILLIC, "el": GREEK, "grc": GREEK,
           "hi": DEVANAGARI, "mr": DEVANAGARI, "ne": DEVANAGARI, "kok": DEVANAGARI, "ar": ARABIC, "fa": ARABIC,
           "ur": ARABIC, "sd": ARABIC, "ko": HANGUL, "ja": KANA, "cmn-latn-pinyin": PINYIN}


def word(rng, script):
    syllables = int(rng.choice([1, 2, 2, 3, 3, 4]))
    parts = [part[rng.integers(len(part))] for _ in range(syllables) for part in script]
    return "".join(parts)


def sentence(rng, language):
    """Three to fourteen words in the language's script, including commas and numbers, and closed by a punctuation mark.
    """
    script, words = SCRIPTS.get(language, LATIN), []
    for _ in range(int(rng.integers(3, 15))):
        words.append(str(rng.integers(2, 10 ** int(rng.integers(1, 5)))) if rng.uniform() < 0.12 else word(rng, script))
        if rng.uniform() < 0.13:
            words[-1] += ","
    return " ".join(words).rstrip(",").capitalize() + rng.choice([".", ".", ".", "?", "!"])
