// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <vector>

#include "trainer/measures/windows.h"

/** Sounds with known results, at 16 kHz; each a function of its seed. */
namespace aeolian::trainer::known {

inline constexpr int rate = 16000;
inline constexpr float floor_db = -80;

using Samples = std::vector<float>;

Samples white_noise(double seconds, std::uint64_t seed = 1);

/** Syllables: harmonic tones of wandering pitch through wandering resonances, with pauses of 20 or 150 ms. */
Samples babble(double seconds, std::uint64_t seed = 1);

/** Struck bars: decaying inharmonic partials, about three a second. */
Samples bells(double seconds, std::uint64_t seed = 1);

/** Repeats the first `period` seconds. */
Samples looped(const Samples& samples, double period, double seconds);

/** Puts pieces of `piece` seconds into another order. */
Samples shuffled(const Samples& samples, double piece, std::uint64_t seed = 1);

/** Fades from full level to `db` at the end, linearly in decibels. */
Samples falling(Samples samples, double db);

Samples superposed(const Samples& a, const Samples& b);

/** A tone of eight harmonics. */
Samples tone(double hz, double seconds);

Matrix mel(const Samples& samples);

/** Pooled windows of a second, with `per_second` of them beginning in each second. */
Matrix windows(const Samples& samples, int per_second = 1);

}  // namespace aeolian::trainer::known
