// SPDX-License-Identifier: GPL-3.0-or-later
// How a model obeys what it hears: it listens to sound of one source that it never learned from, then of
// another, and a classifier of real sound judges by windows of a second that begin a second or more after the
// change.
//
//   listen_bench CHECKPOINT NAME=PATH...
//
// The sounds are those that the checkpoint learned from; what the trainer held out of them is what it hears.
// Share of windows given to the source that is heard, over the classifier's accuracy on the same real sound;
// the worst source in brackets. "nothing" is the rival: it plays on without listening.

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "core/generator/model_source.h"
#include "core/realtime.h"
#include "trainer/corpus/held_out.h"
#include "trainer/evaluate/reference_audio.h"
#include "trainer/measures/classifier.h"

namespace aeolian {
namespace {

using Samples = std::vector<float>;

constexpr double before_s = 5, after_s = 8, obeyed_from_s = 1, hop_s = .5;
constexpr int seeds = 2;

struct Way {
  const char* name;
  std::vector<std::pair<ParameterId, float>> numbers;
};

const std::vector<Way> ways{
    {"nothing", {}},
    {"follow 1", {{ParameterId::listen_follow, 1.f}}},
    {"follow 1, guidance 1.6", {{ParameterId::listen_follow, 1.f}, {ParameterId::guidance, 1.6f}}},
    {"follow 0.5", {{ParameterId::listen_follow, .5f}}},
    {"shadow 1", {{ParameterId::listen_shadow, 1.f}}},
    {"follow 1, shadow 1", {{ParameterId::listen_follow, 1.f}, {ParameterId::listen_shadow, 1.f}}},
    {"through 0.5", {{ParameterId::listen_through, .5f}}},
    {"through 1", {{ParameterId::listen_through, 1.f}}},
};

/** The sound held out of a source, as long as asked, over again if there is less. */
Samples held_out(const SourceSound& source, int rate, double frame_rate, double seconds) {
  const auto at = [&](std::int64_t frame) {
    return std::min(source.samples.size(),
                    static_cast<std::size_t>(static_cast<double>(frame) / frame_rate * rate));
  };
  Samples all;
  const auto frames = std::llround(static_cast<double>(source.samples.size()) / rate * frame_rate);
  for (const TimeBlock& block : blocks_of_time(frames, frame_rate)) {
    if (block.held_out)
      all.insert(all.end(), source.samples.begin() + static_cast<std::ptrdiff_t>(at(block.begin)),
                 source.samples.begin() + static_cast<std::ptrdiff_t>(at(block.end)));
  }
  Samples wanted(static_cast<std::size_t>(seconds * rate));
  for (std::size_t i = 0; i < wanted.size(); ++i) wanted[i] = all[i % all.size()];
  return wanted;
}

Samples play(const std::shared_ptr<const Checkpoint>& checkpoint, const Way& way, std::uint64_t seed,
             std::span<const float> input) {
  const auto source = *make_model_source(checkpoint, {.seed = seed, .ear = ear_of(checkpoint)});
  for (const auto& [id, number] : way.numbers) source->apply({.parameter = id, .number = number});
  const auto hop = static_cast<std::size_t>(source->hop());
  const auto step = hop * static_cast<std::size_t>(source->hops_per_step());
  std::vector<StereoFrame> frames(hop);
  Samples played;
  for (std::size_t at = 0; at + step <= input.size(); at += step) {
    source->hear(input.subspan(at, step));
    for (int i = 0; i < source->hops_per_step(); ++i) {
      source->render(frames);
      for (const StereoFrame& frame : frames) played.push_back(frame.mid());
    }
  }
  return played;
}

int run(const std::string& path, const std::vector<std::string>& sounds) {
  denormals_off();
  auto read = read_checkpoint(path);
  if (!read) return std::fprintf(stderr, "%s\n", read.error().message.c_str()), 2;
  const auto checkpoint = std::make_shared<const Checkpoint>(std::move(*read));
  if (!ear_of(checkpoint)) return std::fprintf(stderr, "%s: cannot listen\n", path.c_str()), 2;
  const FrontEnd& front_end = checkpoint->description.front_end;
  const auto corpus = read_corpus(sounds, {.sample_rate = front_end.sample_rate});
  if (!corpus) return std::fprintf(stderr, "%s\n", corpus.error().message.c_str()), 2;
  const ReferenceAudio reference(*corpus, front_end.frame_rate(), 60.);
  const auto& sources = reference.sources();
  std::vector<Matrix> training;
  for (const SourceSound& source : sources) training.push_back(thinned(source.training, 3000));
  const Classifier classifier(training);

  std::printf("| listens by | obeyed (the worst source) |\n|---|---|\n");
  for (const Way& way : ways) {
    double sum = 0, worst = 1e9;
    std::string worst_name;
    for (std::size_t k = 0; k < sources.size(); ++k) {
      double hits = 0, all = 0;
      for (std::size_t from = 0; from < sources.size(); ++from) {
        if (from == k) continue;
        Samples input = held_out(sources[from], reference.sample_rate(), front_end.frame_rate(), before_s);
        const Samples then = held_out(sources[k], reference.sample_rate(), front_end.frame_rate(), after_s);
        input.insert(input.end(), then.begin(), then.end());
        for (int seed = 1; seed <= seeds; ++seed) {
          const Samples played = play(checkpoint, way, static_cast<std::uint64_t>(seed), input);
          const auto begin =
              static_cast<std::ptrdiff_t>((before_s + obeyed_from_s) * reference.sample_rate());
          for (const int found :
               classifier.classify(reference.plain_windows({played.begin() + begin, played.end()}, hop_s))) {
            hits += found == static_cast<int>(k);
            all += 1;
          }
        }
      }
      const double obeyed = hits / all / classifier.share(sources[k].held_out, static_cast<int>(k));
      sum += obeyed / static_cast<double>(sources.size());
      if (obeyed < worst) std::tie(worst, worst_name) = std::pair(obeyed, sources[k].name);
    }
    std::printf("| %s | %.2f (%.2f, %s) |\n", way.name, sum, worst, worst_name.c_str());
    std::fflush(stdout);
  }
  return 0;
}

}  // namespace
}  // namespace aeolian

int main(int argc, char** argv) {
  if (argc < 4) {
    std::fprintf(stderr, "usage: listen_bench CHECKPOINT NAME=PATH NAME=PATH...\n");
    return 2;
  }
  return aeolian::run(argv[1], {argv + 2, argv + argc});
}
