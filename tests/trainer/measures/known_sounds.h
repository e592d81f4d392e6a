// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <vector>

#include "trainer/measures/windows.h"

/** Sounds whose answer is known, at 16 kHz; each a function of its seed. */
namespace aeolian::trainer::known {

inline constexpr int rate = 16000;
inline constexpr float floor_db = -80;

using Samples = std::vector<float>;

Samples white_noise(double seconds, std::uint64_t seed = 1);

/** Syllables: harmonic tones of wandering pitch through wandering resonances, with pauses of a tenth or so.
 */
Samples babble(double seconds, std::uint64_t seed = 1);

/** Struck bars: decaying inharmonic partials, about three a second. */
Samples bells(double seconds, std::uint64_t seed = 1);

/** The first `period` seconds again and again. */
Samples looped(const Samples& samples, double period, double seconds);

/** Pieces of `piece` seconds in another order. */
Samples shuffled(const Samples& samples, double piece, std::uint64_t seed = 1);

/** From full level to `db` at the end, in a straight line of decibels. */
Samples falling(Samples samples, double db);

Samples superposed(const Samples& a, const Samples& b);

/** Eight harmonics. */
Samples tone(double hz, double seconds);

Matrix mel(const Samples& samples);

/** Pooled windows of a second, `per_second` of them beginning in each. */
Matrix windows(const Samples& samples, int per_second = 1);

}  // namespace aeolian::trainer::known
