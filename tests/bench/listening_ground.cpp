// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/bench/listening_ground.h"

#include <algorithm>
#include <cmath>
#include <cstdio>

#include "core/generator/model_source.h"
#include "core/realtime.h"
#include "trainer/corpus/held_out.h"

namespace aeolian {

std::vector<float> held_out(const trainer::SourceSound& source, int rate, double frame_rate, double seconds) {
  const auto at = [&](std::int64_t frame) {
    return std::min(source.samples.size(),
                    static_cast<std::size_t>(static_cast<double>(frame) / frame_rate * rate));
  };
  std::vector<float> all;
  const auto frames = std::llround(static_cast<double>(source.samples.size()) / rate * frame_rate);
  for (const trainer::TimeBlock& block : trainer::blocks_of_time(frames, frame_rate)) {
    if (block.held_out)
      all.insert(all.end(), source.samples.begin() + static_cast<std::ptrdiff_t>(at(block.begin)),
                 source.samples.begin() + static_cast<std::ptrdiff_t>(at(block.end)));
  }
  std::vector<float> wanted(static_cast<std::size_t>(seconds * rate));
  for (std::size_t i = 0; i < wanted.size(); ++i) wanted[i] = all[i % all.size()];
  return wanted;
}

std::unique_ptr<Source> listening_source(const std::shared_ptr<const Checkpoint>& checkpoint,
                                         const WayOfListening& way, std::uint64_t seed) {
  auto source =
      *make_model_source(checkpoint, {.seed = seed, .ear = ear_of(checkpoint, WeightFormat::float32)});
  for (const auto& [id, number] : way.numbers) source->apply({.parameter = id, .number = number});
  return source;
}

std::vector<float> play_to(const std::shared_ptr<const Checkpoint>& checkpoint, const WayOfListening& way,
                           std::uint64_t seed, std::span<const float> input) {
  const auto source = listening_source(checkpoint, way, seed);
  const auto hop = static_cast<std::size_t>(source->hop());
  const auto step = hop * static_cast<std::size_t>(source->hops_per_step());
  std::vector<StereoFrame> frames(hop);
  std::vector<float> played;
  for (std::size_t at = 0; at + step <= input.size(); at += step) {
    source->hear(input.subspan(at, step));
    for (int i = 0; i < source->hops_per_step(); ++i) {
      source->render(frames);
      for (const StereoFrame& frame : frames) played.push_back(frame.mid());
    }
  }
  return played;
}

std::unique_ptr<ListeningGround> read_listening_ground(std::span<const char* const> arguments) {
  denormals_off();
  const auto complain = [](const std::string& text) -> std::unique_ptr<ListeningGround> {
    std::fprintf(stderr, "%s\n", text.c_str());
    return nullptr;
  };
  if (arguments.size() < 3) return complain("usage: CHECKPOINT NAME=PATH NAME=PATH...");
  auto read = read_checkpoint(arguments[0]);
  if (!read) return complain(read.error().message);
  auto checkpoint = std::make_shared<const Checkpoint>(std::move(*read));
  if (!ear_of(checkpoint, WeightFormat::float32))
    return complain(std::string(arguments[0]) + ": cannot listen");
  const FrontEnd& front_end = checkpoint->description.front_end;
  const auto corpus =
      trainer::read_corpus({arguments.begin() + 1, arguments.end()}, {.sample_rate = front_end.sample_rate});
  if (!corpus) return complain(corpus.error().message);
  trainer::ReferenceAudio reference(*corpus, front_end.frame_rate(), 60.);
  return std::make_unique<ListeningGround>(std::move(checkpoint), std::move(reference));
}

}  // namespace aeolian
