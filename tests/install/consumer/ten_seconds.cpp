// SPDX-License-Identifier: GPL-3.0-or-later
// Plays ten seconds of a checkpoint into a WAV file, and turns wilder halfway through.
//
//   ten_seconds CHECKPOINT SEED FILE.wav
#include <aeolian/checkpoint.h>
#include <aeolian/voice.h>

#include <algorithm>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <span>
#include <vector>

namespace {

/** A mono WAV file of 32-bit floats; for little-endian machines. */
bool write_wav(const char* path, std::span<const float> samples, std::uint32_t rate) {
  const auto bytes = static_cast<std::uint32_t>(samples.size_bytes());
  std::ofstream file(path, std::ios::binary);
  const auto put = [&](auto value) { file.write(reinterpret_cast<const char*>(&value), sizeof value); };
  file << "RIFF";
  put(36 + bytes);
  file << "WAVEfmt ";
  put(std::uint32_t{16});  // bytes of the format
  put(std::uint16_t{3});   // floating point
  put(std::uint16_t{1});   // channels
  put(rate);
  put(4 * rate);           // bytes a second
  put(std::uint16_t{4});   // bytes a frame
  put(std::uint16_t{32});  // bits a sample
  file << "data";
  put(bytes);
  file.write(reinterpret_cast<const char*>(samples.data()), bytes);
  return file.flush().good();
}

int fail(const char* message) {
  std::fprintf(stderr, "ten_seconds: %s\n", message);
  return EXIT_FAILURE;
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 4) return fail("usage: ten_seconds CHECKPOINT SEED FILE.wav");
  const auto checkpoint = aeolian::Checkpoint::open(argv[1]);
  if (!checkpoint) return fail(checkpoint.error().message());
  auto voice = aeolian::Voice::create(*checkpoint, {.seed = std::strtoull(argv[2], nullptr, 10)});
  if (!voice) return fail(voice.error().message());

  constexpr std::size_t block = 500;  // samples, like the request of an audio callback
  std::vector<float> samples(10 * static_cast<std::size_t>(voice->sample_rate()));
  const std::size_t half = samples.size() / 2 / block * block;
  for (std::size_t begin = 0; begin < samples.size(); begin += block) {
    if (begin == half)
      if (const auto set = voice->set_temperature(1.4f, 1.f); !set) return fail(set.error().message());
    const auto rest = std::span(samples).subspan(begin);
    voice->render(rest.first(std::min(block, rest.size())));
  }
  if (!write_wav(argv[3], samples, static_cast<std::uint32_t>(voice->sample_rate())))
    return fail("the file cannot be written");
  return EXIT_SUCCESS;
}
