// SPDX-License-Identifier: GPL-3.0-or-later
/**
 * libaeolian's C interface: opens a checkpoint, and plays it in real time. aeolian/checkpoint.h and
 * aeolian/voice.h put C++ on top of it.
 *
 * A checkpoint never changes once it is open; any number of threads and voices may share it. A voice has two
 * sides, each for one thread at a time, which may be two different threads:
 *
 *   audio side     aeolian_voice_render(): never allocates, locks, logs or blocks
 *   control side   aeolian_voice_set_...(): wait-free where the change is taken, so the audio thread may call
 *                  them as well; a refusal may allocate while it words its reason
 *
 * Opening, creating, closing and destroying allocate and may block; they are not for an audio thread.
 *
 * Errors are values. A function that can fail takes an aeolian_error, or NULL where the reason is of no
 * interest; it writes to it only when it fails, and whatever it refuses changes nothing. No exception leaves
 * the library.
 *
 * Until version 1.0 the interface may change with the second number of the version.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#if defined(__GNUC__)
#define AEOLIAN_API __attribute__((visibility("default")))
#else
#define AEOLIAN_API
#endif

#ifdef __cplusplus
extern "C" {
#endif

/** A trained model in memory. */
typedef struct aeolian_checkpoint aeolian_checkpoint;

/** One endless performance of a checkpoint: a stream of samples, in mono or in stereo. */
typedef struct aeolian_voice aeolian_voice;

/** The reason why something was refused: one sentence in UTF-8 for the user, cut where it is too long. */
typedef struct aeolian_error {
  char message[1024];
} aeolian_error;

/** The version of the library in use, as "0.2.0". */
AEOLIAN_API const char* aeolian_version(void);

/** @name Checkpoints
 * @{ */

/**
 * Reads the checkpoint file at `path`. Nothing in the file is trusted: sizes and values are checked before
 * memory is taken. Gives NULL where it cannot be read, is no checkpoint, or does not fit into memory.
 */
AEOLIAN_API aeolian_checkpoint* aeolian_checkpoint_open(const char* path, aeolian_error* error);

/** Ends the caller's use of it; voices that play it go on. NULL is ignored. */
AEOLIAN_API void aeolian_checkpoint_close(aeolian_checkpoint* checkpoint);

/** The rate at which its voices play, in Hz. */
AEOLIAN_API int aeolian_checkpoint_sample_rate(const aeolian_checkpoint* checkpoint);

/** 2 where it learned stereo sounds, which its voices play on two channels; else 1. */
AEOLIAN_API int aeolian_checkpoint_channels(const aeolian_checkpoint* checkpoint);

/** How many named encodings (learned sounds that can be asked for) it has; 0 where it has none. */
AEOLIAN_API size_t aeolian_checkpoint_encoding_count(const aeolian_checkpoint* checkpoint);

/** The name of an encoding, in UTF-8, valid until the checkpoint is closed; NULL from the count on. */
AEOLIAN_API const char* aeolian_checkpoint_encoding_name(const aeolian_checkpoint* checkpoint, size_t index);

/** How many values an encoding has; 0 where the model takes none. */
AEOLIAN_API size_t aeolian_checkpoint_encoding_size(const aeolian_checkpoint* checkpoint);

/** @}
 * @name Voices
 * @{ */

/** How a voice begins. Fill it with aeolian_default_voice_options(), then change what you like. */
typedef struct aeolian_voice_options {
  uint64_t seed;         ///< the same seed and changes give the same samples, bit for bit; 1
  float temperature;     ///< 0 = calm, 1 = as learned, 2 = wild; 1
  float guidance;        ///< how strongly the encoding steers, 0..3; 1 = as trained
  const char* encoding;  ///< a name of the checkpoint; NULL, the default, drifts between all learned sounds
  bool refined;          ///< better phases for about twice the work, heard seven hops later; false
} aeolian_voice_options;

AEOLIAN_API aeolian_voice_options aeolian_default_voice_options(void);

/**
 * Makes a voice that plays the checkpoint; NULL for `options` means the defaults. It keeps what it needs of
 * the checkpoint alive. Gives NULL where an option is out of range, or memory is short.
 */
AEOLIAN_API aeolian_voice* aeolian_voice_create(const aeolian_checkpoint* checkpoint,
                                                const aeolian_voice_options* options, aeolian_error* error);

/** Neither side may be in use any more. NULL is ignored. */
AEOLIAN_API void aeolian_voice_destroy(aeolian_voice* voice);

/** The rate at which it plays, in Hz: the checkpoint's. */
AEOLIAN_API int aeolian_voice_sample_rate(const aeolian_voice* voice);

/**
 * Samples in a step: changes take effect at the next multiple of it, counted from the first sample on. With
 * the default sizes of training a step is 1024 samples, 23 ms.
 */
AEOLIAN_API size_t aeolian_voice_step_size(const aeolian_voice* voice);

/**
 * Audio side: writes the next `count` mono samples, any number of them. They lie within -1..1, as a limiter
 * comes last; the first 5 ms fade in. Samples are made hop by hop (a quarter of a step, usually), so a call
 * that begins a step takes longer than the others.
 */
AEOLIAN_API void aeolian_voice_render(aeolian_voice* voice, float* samples, size_t count);

/**
 * Audio side: the same with `count` samples of each channel, whose mean is what aeolian_voice_render()
 * writes. Both are the same where the checkpoint has one channel.
 */
AEOLIAN_API void aeolian_voice_render_stereo(aeolian_voice* voice, float* left, float* right, size_t count);

/** @}
 * @name Parameters
 * Control side. Each gives true, or false with the reason: a value out of range or not finite, or 256 changes
 * that no render has taken yet. `glide_s` is the time that the change takes, 0..60 seconds.
 * @{ */

/** Starts again from where the seed begins. */
AEOLIAN_API bool aeolian_voice_set_seed(aeolian_voice* voice, uint64_t seed, aeolian_error* error);

/** 0..2. */
AEOLIAN_API bool aeolian_voice_set_temperature(aeolian_voice* voice, float temperature, float glide_s,
                                               aeolian_error* error);

/** 0..3. */
AEOLIAN_API bool aeolian_voice_set_guidance(aeolian_voice* voice, float guidance, float glide_s,
                                            aeolian_error* error);

/**
 * How closely it follows passages of the corpus, 0..1: 0 = not at all, 1 = as calibrated in training, which
 * quotes it. A voice begins with what the checkpoint says, usually 1.
 */
AEOLIAN_API bool aeolian_voice_set_memory(aeolian_voice* voice, float memory, float glide_s,
                                          aeolian_error* error);

/** How long it may follow one passage before it must move on, 0.2..60 seconds; 60 = as long as it lasts. */
AEOLIAN_API bool aeolian_voice_set_memory_limit(aeolian_voice* voice, float seconds, aeolian_error* error);

/** How wide a checkpoint of two channels plays, 0..2: 0 = mono, 1 = as learned, 2 = wider; 1 at first. */
AEOLIAN_API bool aeolian_voice_set_width(aeolian_voice* voice, float width, float glide_s,
                                         aeolian_error* error);

/** -60..12 dB; -60 is silence. A change takes 20 ms at least. */
AEOLIAN_API bool aeolian_voice_set_gain(aeolian_voice* voice, float gain_db, float glide_s,
                                        aeolian_error* error);

/** Steers towards the encoding of this name; refuses a name that the checkpoint does not have. */
AEOLIAN_API bool aeolian_voice_set_encoding(aeolian_voice* voice, const char* name, float glide_s,
                                            aeolian_error* error);

/**
 * Steers towards any point between the encodings: `count` values, as many as an encoding has. Their
 * direction counts, so they are brought to unit norm; all zeros are refused.
 */
AEOLIAN_API bool aeolian_voice_set_encoding_values(aeolian_voice* voice, const float* values, size_t count,
                                                   float glide_s, aeolian_error* error);

/** Sets no encoding: the voice drifts between all learned sounds. */
AEOLIAN_API bool aeolian_voice_clear_encoding(aeolian_voice* voice, float glide_s, aeolian_error* error);

/** Holds the present spectrum, alive but still, or lets it go on. */
AEOLIAN_API bool aeolian_voice_set_freeze(aeolian_voice* voice, bool freeze, aeolian_error* error);

/** @} */

#ifdef __cplusplus
}
#endif
