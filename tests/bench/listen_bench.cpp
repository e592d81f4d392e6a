// SPDX-License-Identifier: GPL-3.0-or-later
// Measures how reliably a model follows its input: it listens to held-out sound of one source, then of
// another, and a classifier trained on real sound judges windows of a second that begin a second or more
// after the change.
//
//   listen_bench CHECKPOINT NAME=PATH...
//
// The sounds are the checkpoint's training sounds; the input is their held-out part. Prints the share of
// windows classified as the source of the input, over the classifier's accuracy on the same real sound; the
// worst source in brackets. "nothing" is the baseline: the model plays without listening.

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "tests/bench/listening_ground.h"
#include "trainer/measures/classifier.h"

namespace aeolian {
namespace {

using Samples = std::vector<float>;

constexpr double before_s = 5, after_s = 8, obeyed_from_s = 1, hop_s = .5;
constexpr int seeds = 2;

const std::vector<WayOfListening> ways{
    {"nothing", {}},
    {"follow 1", {{ParameterId::listen_follow, 1.f}}},
    {"follow 1, guidance 1.6", {{ParameterId::listen_follow, 1.f}, {ParameterId::guidance, 1.6f}}},
    {"follow 0.5", {{ParameterId::listen_follow, .5f}}},
    {"shadow 1", {{ParameterId::listen_shadow, 1.f}}},
    {"follow 1, shadow 1", {{ParameterId::listen_follow, 1.f}, {ParameterId::listen_shadow, 1.f}}},
    {"through 0.5", {{ParameterId::listen_through, .5f}}},
    {"through 1", {{ParameterId::listen_through, 1.f}}},
};

int run(const ListeningGround& ground) {
  const trainer::ReferenceAudio& reference = ground.reference;
  const double frame_rate = ground.front_end().frame_rate();
  const auto& sources = reference.sources();
  std::vector<trainer::Matrix> training;
  for (const trainer::SourceSound& source : sources)
    training.push_back(trainer::thinned(source.training, 3000));
  const trainer::Classifier classifier(training);

  std::printf("| listens by | obeyed (the worst source) |\n|---|---|\n");
  for (const WayOfListening& way : ways) {
    double sum = 0, worst = 1e9;
    std::string worst_name;
    for (std::size_t k = 0; k < sources.size(); ++k) {
      double hits = 0, all = 0;
      for (std::size_t from = 0; from < sources.size(); ++from) {
        if (from == k) continue;
        Samples input = held_out(sources[from], ground.rate(), frame_rate, before_s);
        const Samples then = held_out(sources[k], ground.rate(), frame_rate, after_s);
        input.insert(input.end(), then.begin(), then.end());
        for (int seed = 1; seed <= seeds; ++seed) {
          const Samples played = play_to(ground.checkpoint, way, static_cast<std::uint64_t>(seed), input);
          const auto begin = static_cast<std::ptrdiff_t>((before_s + obeyed_from_s) * ground.rate());
          for (const int found :
               classifier.classify(reference.plain_windows({played.begin() + begin, played.end()}, hop_s))) {
            hits += std::cmp_equal(found, k);
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
  const auto ground = aeolian::read_listening_ground({argv + 1, argv + argc});
  return ground ? aeolian::run(*ground) : 2;
}
