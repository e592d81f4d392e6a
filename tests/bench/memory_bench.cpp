// SPDX-License-Identifier: GPL-3.0-or-later
// Measures how much a checkpoint quotes its training sounds at several settings of /memory and /memory/limit:
// the share of the time that follows a passage of the corpus (trainer/measures/quotation.h), the longest
// passage that the detector finds, and the longest that the voice reports.
//
//   memory_bench CHECKPOINT PATH...
//
// PATH...: the sounds given to `train`. Each setting plays three seeds of a minute, without an encoding.

#include <algorithm>
#include <cstdio>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "core/audio/samples_in.h"
#include "core/generator/voice.h"
#include "core/model/checkpoint.h"
#include "core/realtime.h"
#include "trainer/corpus/corpus.h"
#include "trainer/measures/quotation.h"

namespace aeolian {
namespace {

constexpr double seconds = 60;
constexpr std::uint64_t seeds = 3;

std::vector<float> play(Voice& voice) {
  const auto hop = static_cast<std::size_t>(voice.hop());
  std::vector<float> samples(samples_in(seconds, voice.sample_rate()) / hop * hop);
  for (std::size_t at = 0; at < samples.size(); at += hop) voice.render(std::span(samples).subspan(at, hop));
  return samples;
}

void measure(const std::shared_ptr<const Checkpoint>& checkpoint, const trainer::QuotationDetector& detector,
             VoiceOptions options) {
  std::vector<double> shares;
  double mean = 0, found_s = 0, followed_s = 0;
  for (options.seed = 1; options.seed <= seeds; ++options.seed) {
    const auto voice = std::move(*Voice::create(checkpoint, options));
    const trainer::Quotation quotation = detector.measure(play(*voice));
    shares.push_back(quotation.followed_share());
    mean += shares.back() / seeds;
    found_s = std::max(found_s, quotation.longest_s);
    followed_s = std::max(followed_s, voice->passage_times().longest_s);
  }
  const auto [least, most] = std::ranges::minmax(shares);
  std::printf("| %.2f | %g | %.3f (%.3f to %.3f) | %.1f | %.1f |\n", static_cast<double>(*options.memory),
              static_cast<double>(options.memory_limit_s), mean, least, most, found_s, followed_s);
  std::fflush(stdout);
}

int run(const std::string& path, const std::vector<std::string>& sounds) {
  denormals_off();
  auto read = read_checkpoint(path);
  if (!read) return std::fprintf(stderr, "%s\n", read.error().message.c_str()), 2;
  const auto checkpoint = std::make_shared<const Checkpoint>(std::move(*read));
  const auto corpus =
      trainer::read_corpus(sounds, {.sample_rate = checkpoint->description.front_end.sample_rate});
  if (!corpus) return std::fprintf(stderr, "%s\n", corpus.error().message.c_str()), 2;
  std::vector<std::span<const float>> pieces;
  for (const auto& sound : corpus->sounds) pieces.emplace_back(sound.samples);
  const trainer::QuotationDetector detector(pieces, corpus->sample_rate);
  std::printf(
      "| memory | limit, s | followed share (range of %d seeds) | longest found, s | longest followed, s |\n"
      "|---|---|---|---|---|\n",
      static_cast<int>(seeds));
  for (const float memory : {0.f, .25f, .5f, .75f, 1.f}) measure(checkpoint, detector, {.memory = memory});
  for (const float limit : {.5f, 1.f, 2.f, 4.f})
    measure(checkpoint, detector, {.memory = 1.f, .memory_limit_s = limit});
  return 0;
}

}  // namespace
}  // namespace aeolian

int main(int argc, char** argv) {
  if (argc < 3) {
    std::fprintf(stderr, "memory_bench CHECKPOINT PATH...\n");
    return 2;
  }
  return aeolian::run(argv[1], {argv + 2, argv + argc});
}
