// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <filesystem>
#include <vector>

#include "core/spectrum/front_end.h"
#include "trainer/analysis/frame_file.h"

namespace aeolian::trainer {

inline constexpr int test_rate = 8000;

/** A small front end at test_rate. */
FrontEnd test_front_end();

/** A sine with a little noise. */
std::vector<float> test_tone(double hertz, double seconds);

/** Writes samples at test_rate as a WAV file, creating its folder. */
void write_wav(const std::filesystem::path& path, const std::vector<float>& samples);

/** All frames of a sound. */
std::vector<Half> all_rows(const SoundFrames& frames);

/** An analysed tone, as if from a file called tone.wav. */
StoredSound analysed_tone(double hertz, double seconds);

}  // namespace aeolian::trainer
