// SPDX-License-Identifier: GPL-3.0-or-later
// The same in C: plays ten seconds of a checkpoint into a WAV file, and turns wilder halfway through.
//
//   ten_seconds CHECKPOINT SEED FILE.wav
#include <aeolian/aeolian.h>
#include <stdio.h>
#include <stdlib.h>

/** Little-endian. */
static void put(FILE* file, uint32_t value, int bytes) {
  for (int i = 0; i < bytes; ++i) fputc((int)(value >> (8 * i) & 0xff), file);
}

/** The head of a mono WAV file of 32-bit floats. */
static void put_head(FILE* file, uint32_t bytes, uint32_t rate) {
  fputs("RIFF", file);
  put(file, 36 + bytes, 4);
  fputs("WAVEfmt ", file);
  put(file, 16, 4);  // bytes of the format
  put(file, 3, 2);   // floating point
  put(file, 1, 2);   // channels
  put(file, rate, 4);
  put(file, 4 * rate, 4);  // bytes a second
  put(file, 4, 2);         // bytes a frame
  put(file, 32, 2);        // bits a sample
  fputs("data", file);
  put(file, bytes, 4);
}

static int fail(const char* message) {
  fprintf(stderr, "ten_seconds: %s\n", message);
  return EXIT_FAILURE;
}

int main(int argc, char** argv) {
  if (argc != 4) return fail("usage: ten_seconds CHECKPOINT SEED FILE.wav");
  aeolian_error error;
  aeolian_checkpoint* checkpoint = aeolian_checkpoint_open(argv[1], &error);
  if (!checkpoint) return fail(error.message);
  aeolian_voice_options options = aeolian_default_voice_options();
  options.seed = strtoull(argv[2], NULL, 10);
  aeolian_voice* voice = aeolian_voice_create(checkpoint, &options, &error);
  aeolian_checkpoint_close(checkpoint);
  if (!voice) return fail(error.message);
  FILE* file = fopen(argv[3], "wb");
  if (!file) return fail("the file cannot be written");

  float block[500];  // as an audio callback might ask for them
  const size_t size = sizeof block / sizeof block[0];
  const size_t total = 10 * (size_t)aeolian_voice_sample_rate(voice);
  put_head(file, (uint32_t)(total * sizeof(float)), (uint32_t)aeolian_voice_sample_rate(voice));
  for (size_t begin = 0; begin < total; begin += size) {
    if (begin == total / 2 / size * size && !aeolian_voice_set_temperature(voice, 1.4f, 1.f, &error))
      return fail(error.message);
    const size_t count = total - begin < size ? total - begin : size;
    aeolian_voice_render(voice, block, count);
    fwrite(block, sizeof(float), count, file);
  }
  aeolian_voice_destroy(voice);
  return fclose(file) == 0 ? EXIT_SUCCESS : fail("the file cannot be written");
}
