# SPDX-License-Identifier: GPL-3.0-or-later
"""Prints the results of `aeolian evaluate --json` as one Markdown table; exit status 1 if a small model misses a
target.

    quality_table.py NAME.json...
"""

import json
import pathlib
import sys

TABLES = [
    [
        ("mmd2", "MMD²", 4),
        ("frechet", "Fréchet", 1),
        ("flux_ratio", "flux", 2),
        ("silent_share", "silent", 3),
        ("copying_rho", "rho", 2),
        ("repetition", "repetition", 3),
        ("drift_db", "drift, dB", 1),
        ("late_mmd2", "late MMD²", 4),
        ("onset_rate", "onsets/s", 2),
        ("unlike_distance", "unlike", 2),
    ],
    [
        ("followed_share", "followed", 3),
        ("longest_passage_s", "longest, s", 1),
        ("aligned_distance_1s", "distance 1 s", 2),
        ("aligned_distance_2s", "2 s", 2),
        ("aligned_distance_4s", "4 s", 2),
        ("self_similarity", "self-similarity", 3),
        ("pulse_clarity", "pulse", 2),
    ],
    [
        ("rise_db", "rise, dB", 1),
        ("attack_ms", "attack, ms", 1),
        ("hnr_db", "HNR, dB", 1),
        ("voiced_share", "voiced", 2),
        ("pitch_jumps", "pitch jumps", 3),
    ],
    [
        ("codec_convergence_db", "convergence, dB", 1),
        ("codec_distance_db", "distance below 4 kHz, dB", 1),
        ("codec_rise_db", "rise, dB", 1),
        ("codec_attack_ms", "attack, ms", 1),
        ("codec_hnr_db", "HNR, dB", 1),
        ("codec_voiced_share", "voiced", 2),
        ("codec_pitch_jumps", "pitch jumps", 3),
    ],
]
MARKS = {"too_few_windows": " (too few windows)", "met_by_quoting": " (by quoting)"}


def cell(figure, digits):
    if figure is None:
        return "–"
    text = f"{figure['value']:.{digits}f}"
    spread = figure.get("by_seed", [])
    if len(spread) > 1:
        text += f" ({min(spread):.{digits}f} to {max(spread):.{digits}f})"
    if "passes" in figure:
        text += " ✓" if figure["passes"] else " ✗"
    return text + "".join(mark for key, mark in MARKS.items() if figure.get(key))


def row(cells):
    return "| " + " | ".join(cells) + " |"


def real_row(name, report, columns):
    figures = report["models"][0]["figures"]
    cells = []
    for key, _, digits in columns:
        figure = figures.get(key, {})
        text = f"{figure['real']:.{digits}f}" if "real" in figure else ""
        if key == "mmd2":
            text += f" (target {figure['at_most']:.{digits}f})"
        cells.append(text)
    return row([name, "itself"] + cells)


def print_table(reports, columns):
    """A row for each model and baseline that has one of the columns, real sound first."""
    print("\n" + row(["sound", "model"] + [label for _, label, _ in columns]))
    print("|" + "---|" * (len(columns) + 2))
    for name, report in reports.items():
        print(real_row(name, report, columns))
        for model in report["models"]:
            figures = model["figures"]
            if any(key in figures for key, _, _ in columns):
                print(row(["", model["kind"]] + [cell(figures.get(key), digits) for key, _, digits in columns]))


def main(paths):
    reports = {pathlib.Path(path).stem: json.loads(pathlib.Path(path).read_text()) for path in paths}
    missed = any(
        figure.get("passes") is False
        for report in reports.values()
        for model in report["models"]
        if model["kind"] == "small"
        for figure in model["figures"].values()
    )
    for columns in TABLES:
        print_table(reports, columns)
    for name, report in reports.items():
        listening = [model for model in report["models"] if model["unlike"]]
        if not listening:
            continue
        print(f"\n{name}: distance two seconds after it was begun from what it did not learn, at most 1\n")
        print(row(["begun from"] + [model["kind"] for model in listening]))
        print("|" + "---|" * (len(listening) + 1))
        for begun in zip(*(model["unlike"] for model in listening)):
            print(row([begun[0]["sound"]] + [f"{after['distance']:.2f}" for after in begun]))
    for name, report in reports.items():
        for model in report["models"]:
            if model["obedience"]:
                print(f"\n{name}, {model['kind']}: share of windows given to the source that it was told to be\n")
                print(row(["source", "real sound", "from the start", "after a switch"]) + "\n|---|---|---|---|")
            for o in model["obedience"]:
                print(row([o["source"]] + [f"{o[key]:.2f}" for key in ("accuracy_on_real", "cold", "after_switch")]))
            if model["morphs"]:
                print("\nShare called both sources at once, and share of the morph that a mix explains\n")
                print(row(["pair", "half way", "real sound", "its sounds mixed", "explained", "by chance"]) + "\n|---|---|---|---|---|---|")
            for m in model["morphs"]:
                shares = [m[key] for key in ("half_way_superposed", "real_superposed", "mixed_superposed", "explained_share",
                                             "explained_by_chance")]
                print(row([f"{m['first']}, {m['second']}"] + [f"{share:.2f}" for share in shares]))
            for m in model["morphs"]:
                if "tones" in m:
                    peaks = m["tones"]
                    print("\nHalf way between the tones, by the peaks of its spectrum\n")
                    print(row(["the first", "the second", "both", "between", "changes a second"]) + "\n|---|---|---|---|---|")
                    print(row([f"{peaks[key]:.2f}" for key in ("first", "second", "both", "between", "changes_per_second")]))
    return missed


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
