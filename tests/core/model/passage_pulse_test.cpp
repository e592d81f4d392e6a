// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/model/passage_pulse.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <set>
#include <string>

#include "core/model/passage_memory.h"
#include "core/random.h"
#include "tests/core/model/random_checkpoint.h"

namespace aeolian {
namespace {

constexpr int length = 600, pieces = 3, beat = 10;
constexpr float latent_of_a_row = 0x1p-20f;

/**
 * Equally similar passages, whose first latent gives their row; a beat every `beat` rows, beginning at a
 * different row in each piece. The last piece has no beat, or one that is `faster`.
 */
Checkpoint with_a_beat(float faster = 0.f) {
  auto checkpoint = random_checkpoint(ModelKind::small);
  const auto& d = checkpoint.description;
  std::vector<float> moments, entrances, phases;
  Random random(4);
  for (int piece = 0; piece < pieces; ++piece)
    for (int row = 0; row < length; ++row) {
      moments.push_back(0);
      moments.push_back(latent_of_a_row * static_cast<float>(piece * length + row));
      moments.push_back(random.normal());
      moments.insert(moments.end(), static_cast<std::size_t>(2 * d.latent_size) - 2, 0.f);
      const float beats = static_cast<float>(row + 3 * piece) / beat;
      const float phase = piece < pieces - 1 ? beats : beats * faster;
      phases.push_back(piece < pieces - 1 || faster > 0.f ? phase - std::floor(phase) : -1.f);
      if (row < 8 || row + 20 > length || row % 7 != 0) continue;
      entrances.push_back(static_cast<float>(piece * length + row));
      entrances.push_back(static_cast<float>((piece + 1) * length));
      entrances.insert(entrances.end(), static_cast<std::size_t>(d.encoding_size), 0.f);
    }
  const auto count = static_cast<std::int64_t>(entrances.size()) / (2 + d.encoding_size);
  checkpoint.tensors["recollection.moments"] = {{pieces * length, 1 + 2 * d.latent_size}, moments};
  checkpoint.tensors["recollection.entrances"] = {{count, 2 + d.encoding_size}, entrances};
  checkpoint.tensors["recollection.lean"] = {{2}, {.8f, .1f}};
  checkpoint.tensors[PassagePulse::tensor] = {{std::ssize(phases)}, phases};
  return checkpoint;
}

/** The rows followed during `steps` steps, with a new passage at least every half second. */
std::vector<int> rows_followed(const Checkpoint& checkpoint, int steps) {
  auto memory = **PassageMemory::create(checkpoint);
  const auto& d = checkpoint.description;
  Vector context = Vector::Zero(d.context * d.latent_size), encoding = Vector::Zero(d.encoding_size);
  Random random(3);
  std::vector<int> rows;
  for (int step = 0; step < steps; ++step)
    rows.push_back(static_cast<int>(
        std::lround(memory.next(context, encoding, random, {.limit_s = .5f}).latent[0] / latent_of_a_row)));
  return rows;
}

TEST(PassagePulse, TheBeatGoesOnFromPassageToPassage) {
  const auto checkpoint = with_a_beat();
  const auto& phases = checkpoint.tensors.at(PassagePulse::tensor).values;
  int jumps = 0;
  std::set<int> visited;
  const auto rows = rows_followed(checkpoint, 3000);
  float expected = -1.f;
  for (std::size_t step = 0; step < rows.size(); ++step) {
    const auto row = static_cast<std::size_t>(rows[step]);
    jumps += step > 0 && rows[step] != rows[step - 1] + 1;
    visited.insert(rows[step] / length);
    if (phases[row] >= 0.f && expected >= 0.f) {
      const float off = phases[row] - expected;
      ASSERT_LE(std::abs(off - std::round(off)) * beat, .51f) << "at step " << step << ", row " << row;
    }
    if (phases[row] >= 0.f || expected >= 0.f)
      expected = (phases[row] >= 0.f ? phases[row] : expected) + 1.f / beat;
  }
  EXPECT_GT(jumps, 40);
  EXPECT_EQ(visited, (std::set<int>{0, 1, 2})) << "also where there is no beat, which goes on meanwhile";
}

TEST(PassagePulse, APassageIsLeftShortlyBeforeABeatOrHalfwayBetweenTwo) {
  const auto checkpoint = with_a_beat();
  const auto& phases = checkpoint.tensors.at(PassagePulse::tensor).values;
  const auto rows = rows_followed(checkpoint, 3000);
  int lefts = 0, before_an_onset = 0;
  for (std::size_t step = 1; step + 1 < rows.size(); ++step) {
    const float phase = phases[static_cast<std::size_t>(rows[step])];
    if (phase < 0.f || rows[step + 1] == rows[step] + 1) continue;
    ++lefts;
    const auto place = std::lround(phase * beat);
    before_an_onset += place == 2 || place == 3 || place == 7 || place == 8;
  }
  EXPECT_GT(lefts, 30);
  EXPECT_GT(before_an_onset, lefts * 4 / 5) << "but for passages cut short at the limit";
}

TEST(PassagePulse, APassageOfAnotherTempoIsNotEntered) {
  const auto rows = rows_followed(with_a_beat(1.3f), 3000);
  std::set<int> visited;
  for (const int row : rows) visited.insert(row / length);
  EXPECT_TRUE(visited == std::set<int>({0, 1}) || visited == std::set<int>({2})) << visited.size();
}

TEST(PassagePulse, RefusesWhatIsNoPhase) {
  const auto refusal = [](Tensor phases) {
    auto checkpoint = with_a_beat();
    checkpoint.tensors[PassagePulse::tensor] = std::move(phases);
    const auto memory = PassageMemory::create(checkpoint);
    return memory ? std::string() : memory.error().message;
  };
  EXPECT_THAT(refusal({{3}, {0, 0, 0}}), testing::HasSubstr("recollection.beats"));
  for (const float wrong : {1.f, -.5f, std::nanf("")}) {
    auto phases = with_a_beat().tensors.at(PassagePulse::tensor);
    phases.values[7] = wrong;
    EXPECT_THAT(refusal(phases), testing::HasSubstr("neither a phase")) << wrong;
  }
}

}  // namespace
}  // namespace aeolian
