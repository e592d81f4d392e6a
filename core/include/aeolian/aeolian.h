// SPDX-License-Identifier: GPL-3.0-or-later
/**
 * libaeolian's C interface: opens a checkpoint, and plays it in real time. aeolian/checkpoint.h and
 * aeolian/voice.h put C++ on top of it.
 *
 * A checkpoint never changes once it is open; any number of threads and voices may share it. A voice has two
 * sides, each for one thread at a time, which may be two different threads:
 *
 *   audio side     aeolian_voice_render(): never allocates, locks, logs or blocks
 *   control side   aeolian_voice_set_...(): wait-free if the change is accepted, so the audio thread may call
 *                  them as well; an error may allocate for its message
 *
 * Opening, creating, closing and destroying allocate and may block; do not call them on an audio thread.
 *
 * Errors are values. A function that can fail takes a pointer to an aeolian_error, or NULL if you do not need
 * the reason. It writes to it only on failure, and a call that fails changes nothing. The library throws no
 * exceptions.
 *
 * Until version 1.0 the interface may change with each minor version.
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

/** The reason for a failure: one sentence in UTF-8 for the user, truncated if it is too long. */
typedef struct aeolian_error {
  char message[1024];
} aeolian_error;

/** Version of the library in use, such as "0.2.0". */
AEOLIAN_API const char* aeolian_version(void);

/** @name Checkpoints
 * @{ */

/**
 * Reads the checkpoint file at `path`. Nothing in the file is trusted: sizes and values are checked before
 * memory is allocated. Returns NULL if it cannot be read, is not a checkpoint, or does not fit into memory.
 */
AEOLIAN_API aeolian_checkpoint* aeolian_checkpoint_open(const char* path, aeolian_error* error);

/** Releases the caller's handle; voices that play the checkpoint go on playing. NULL is ignored. */
AEOLIAN_API void aeolian_checkpoint_close(aeolian_checkpoint* checkpoint);

/** Sample rate of its voices, in Hz. */
AEOLIAN_API int aeolian_checkpoint_sample_rate(const aeolian_checkpoint* checkpoint);

/** Returns 2 if it was trained on stereo sounds, which its voices play in stereo; otherwise 1. */
AEOLIAN_API int aeolian_checkpoint_channels(const aeolian_checkpoint* checkpoint);

/** Number of named encodings: learned sounds that can be selected by name. May be 0. */
AEOLIAN_API size_t aeolian_checkpoint_encoding_count(const aeolian_checkpoint* checkpoint);

/** Name of an encoding, in UTF-8, valid until the checkpoint is closed; NULL if `index` is out of range. */
AEOLIAN_API const char* aeolian_checkpoint_encoding_name(const aeolian_checkpoint* checkpoint, size_t index);

/** Number of values in an encoding; 0 if the model takes none. */
AEOLIAN_API size_t aeolian_checkpoint_encoding_size(const aeolian_checkpoint* checkpoint);

/** @}
 * @name Voices
 * @{ */

/** Initial settings of a voice. Start from aeolian_default_voice_options(), then change any of them. */
typedef struct aeolian_voice_options {
  uint64_t seed;         ///< the same seed and changes give the same samples, bit for bit; default 1
  float temperature;     ///< 0 = calm, 1 = as learned, 2 = wild; default 1
  float guidance;        ///< how strongly the encoding steers, 0..3; default 1, as trained
  const char* encoding;  ///< one of the checkpoint's names; NULL (default) drifts between all learned sounds
  bool refined;          ///< better phases for about twice the work and 7 hops more latency; default false
} aeolian_voice_options;

AEOLIAN_API aeolian_voice_options aeolian_default_voice_options(void);

/**
 * Creates a voice that plays the checkpoint; NULL for `options` means the defaults. The checkpoint may be
 * closed while the voice plays. Returns NULL if an option is out of range, the checkpoint lacks the encoding,
 * or memory runs out.
 */
AEOLIAN_API aeolian_voice* aeolian_voice_create(const aeolian_checkpoint* checkpoint,
                                                const aeolian_voice_options* options, aeolian_error* error);

/** Destroys a voice; neither side may be in use any more. NULL is ignored. */
AEOLIAN_API void aeolian_voice_destroy(aeolian_voice* voice);

/** Sample rate in Hz: that of the checkpoint. */
AEOLIAN_API int aeolian_voice_sample_rate(const aeolian_voice* voice);

/**
 * Samples per step. Changes take effect at the next multiple, counted from the first sample. With the default
 * sizes of training a step is 1024 samples, 23 ms.
 */
AEOLIAN_API size_t aeolian_voice_step_size(const aeolian_voice* voice);

/**
 * Audio side: writes the next `count` mono samples; any number is allowed. A limiter keeps them within -1..1;
 * the first 5 ms fade in. Samples are made hop by hop (a quarter of a step, usually), so a call that begins a
 * step takes longer than the others.
 */
AEOLIAN_API void aeolian_voice_render(aeolian_voice* voice, float* samples, size_t count);

/**
 * Audio side: writes the next `count` samples of each channel. Their mean is the signal that
 * aeolian_voice_render() writes. Both channels are equal if the checkpoint has one.
 */
AEOLIAN_API void aeolian_voice_render_stereo(aeolian_voice* voice, float* left, float* right, size_t count);

/** @}
 * @name Parameters
 * Control side. Each returns true, or false with the reason: a value out of range or not finite, or a full
 * queue (256 changes that no render has applied yet). `glide_s` is the duration of the change, 0..60 seconds.
 * @{ */

/** Restarts from the beginning of this seed. */
AEOLIAN_API bool aeolian_voice_set_seed(aeolian_voice* voice, uint64_t seed, aeolian_error* error);

/** Sets how random the output is, 0..2: 0 = calm, 1 = as learned, 2 = wild. */
AEOLIAN_API bool aeolian_voice_set_temperature(aeolian_voice* voice, float temperature, float glide_s,
                                               aeolian_error* error);

/** Sets how strongly the encoding steers, 0..3: 0 = not at all, 1 = as trained. */
AEOLIAN_API bool aeolian_voice_set_guidance(aeolian_voice* voice, float guidance, float glide_s,
                                            aeolian_error* error);

/**
 * Sets how closely it follows passages of the corpus, 0..1: 0 = not at all, 1 = as calibrated in training,
 * which quotes them. The initial value is the checkpoint's, usually 1.
 */
AEOLIAN_API bool aeolian_voice_set_memory(aeolian_voice* voice, float memory, float glide_s,
                                          aeolian_error* error);

/** Sets how long it may follow one passage before it must move on, 0.2..60 seconds; 60 = no limit. */
AEOLIAN_API bool aeolian_voice_set_memory_limit(aeolian_voice* voice, float seconds, aeolian_error* error);

/** Sets the stereo width of a two-channel checkpoint, 0..2: 0 = mono, 1 = as learned (default), 2 = wider. */
AEOLIAN_API bool aeolian_voice_set_width(aeolian_voice* voice, float width, float glide_s,
                                         aeolian_error* error);

/** Sets the output gain, -60..12 dB; -60 is silence. A change takes at least 20 ms. */
AEOLIAN_API bool aeolian_voice_set_gain(aeolian_voice* voice, float gain_db, float glide_s,
                                        aeolian_error* error);

/** Steers towards the encoding of this name; fails if the checkpoint has no such name. */
AEOLIAN_API bool aeolian_voice_set_encoding(aeolian_voice* voice, const char* name, float glide_s,
                                            aeolian_error* error);

/**
 * Steers towards any point between the encodings: `count` values, as many as an encoding has. Only their
 * direction matters: they are scaled to unit norm. Fails if all are zero.
 */
AEOLIAN_API bool aeolian_voice_set_encoding_values(aeolian_voice* voice, const float* values, size_t count,
                                                   float glide_s, aeolian_error* error);

/** Clears the encoding: the voice drifts between all learned sounds. */
AEOLIAN_API bool aeolian_voice_clear_encoding(aeolian_voice* voice, float glide_s, aeolian_error* error);

/** Holds the present spectrum, with its noise still moving, or releases it. */
AEOLIAN_API bool aeolian_voice_set_freeze(aeolian_voice* voice, bool freeze, aeolian_error* error);

/** @} */

#ifdef __cplusplus
}
#endif
