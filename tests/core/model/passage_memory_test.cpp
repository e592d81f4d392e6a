// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/model/passage_memory.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "core/model/small_engine.h"
#include "tests/core/model/random_checkpoint.h"

namespace aeolian {
namespace {

Checkpoint leaning(float innovation = 1.f, float pull = 1.f) {
  auto checkpoint = random_checkpoint(ModelKind::small);
  add_recollection(checkpoint, innovation, pull);
  return checkpoint;
}

/** A performance whose latents are all `latent`, with an encoding. */
struct Standing {
  Standing(const Checkpoint& checkpoint, float latent, std::vector<float> led_by = {})
      : passage_memory(**PassageMemory::create(checkpoint)),
        context(
            Vector::Constant(checkpoint.description.context * checkpoint.description.latent_size, latent)),
        encoding(Vector::Zero(checkpoint.description.encoding_size)) {
    for (std::size_t i = 0; i < led_by.size(); ++i) encoding[static_cast<Eigen::Index>(i)] = led_by[i];
  }

  PassageMemory::Frame next() { return passage_memory.next(context, encoding, random); }

  PassageMemory passage_memory;
  Vector context, encoding;
  Random random{1};
};

TEST(PassageMemory, ThereIsNoneWhereACheckpointHasNoPassages) {
  const auto none = PassageMemory::create(random_checkpoint(ModelKind::small));
  ASSERT_TRUE(none);
  EXPECT_FALSE(none->has_value());
}

TEST(PassageMemory, GoesAlongWithWhatWasLikeTheLastMoments) {
  const auto checkpoint = leaning();
  for (const float latent : {-1.f, 1.f}) {
    Standing standing(checkpoint, latent);
    // Ten passages of up to 36 frames, one after another: where one ends, another is chosen.
    for (int step = 0; step < 360; ++step) ASSERT_EQ(standing.next().latent[0], latent) << step;
  }
}

TEST(PassageMemory, FollowsAPassageStepByStepToItsEnd) {
  auto checkpoint = leaning();
  auto& anchors = checkpoint.tensors.at("recollection.entrances");
  anchors.values.resize(static_cast<std::size_t>(anchors.shape[1]));
  anchors.shape[0] = 1;  // from row 4 to 39
  auto& moments = checkpoint.tensors.at("recollection.moments");
  for (std::int64_t row = 0; row < moments.shape[0]; ++row)
    moments.values[static_cast<std::size_t>(row * moments.shape[1] + 1)] = static_cast<float>(row);
  Standing standing(checkpoint, 0.f);
  for (int time = 0; time < 2; ++time)
    for (int row = 4; row < 40; ++row) ASSERT_EQ(standing.next().latent[0], static_cast<float>(row));
  standing.next();
  standing.passage_memory.leave();
  EXPECT_EQ(standing.next().latent[0], 4.f) << "after leave() it starts another passage";
}

TEST(PassageMemory, TheEncodingPrevailsOverTheLastMoments) {
  const auto checkpoint = leaning(0.8f, 0.1f);
  Standing standing(checkpoint, -1.f, {0, 1});  // the other passage's encoding
  const auto moment = standing.next();
  EXPECT_EQ(moment.latent[0], 1.f);
  EXPECT_FLOAT_EQ(moment.blend.innovation, 0.8f);
  EXPECT_FLOAT_EQ(moment.blend.pull, 0.1f);
}

TEST(PassageMemory, NothingIsLeanedOnWhereNoPassageIsLikeTheEncoding) {
  const auto checkpoint = leaning();
  Standing unlike(checkpoint, -1.f, {0, 0, 1});
  EXPECT_EQ(unlike.next().blend.innovation, 0.f);
  Standing between(checkpoint, -1.f, {0.6f, 0, 0.8f});
  const auto some = between.next().blend.pull;
  EXPECT_GT(some, 0.2f);
  EXPECT_LT(some, 0.8f);
}

TEST(PassageMemory, AnEngineThatLeansWithAllItsWeightPlaysThePassage) {
  const auto played = [](Checkpoint checkpoint, std::uint64_t seed) {
    std::ranges::fill(checkpoint.tensors.at("priming").values, 1.f);  // like the second piece
    const auto engine = *SmallEngine::create(std::make_shared<const Checkpoint>(std::move(checkpoint)));
    Random random(seed);
    std::vector<float> last;
    for (int step = 0; step < 50; ++step) {
      const auto frames = engine->step({}, random);
      last.assign(frames.mean.begin(), frames.mean.end());
    }
    return last;
  };
  EXPECT_EQ(played(leaning(1.f, 1.f), 1), played(leaning(1.f, 1.f), 2));
  EXPECT_NE(played(leaning(.8f, .2f), 1), played(leaning(.8f, .2f), 2));
}

std::vector<float> frames_of(Checkpoint checkpoint, const StepControls& controls, int steps = 200) {
  const auto engine = *SmallEngine::create(std::make_shared<const Checkpoint>(std::move(checkpoint)));
  Random random(3);
  std::vector<float> all;
  for (int step = 0; step < steps; ++step) {
    const auto frames = engine->step(controls, random);
    all.insert(all.end(), frames.mean.begin(), frames.mean.end());
  }
  return all;
}

TEST(PassageMemory, AtMemoryZeroAnEnginePlaysBitForBitWhatOneWithoutPassagesPlays) {
  const auto alone = frames_of(random_checkpoint(ModelKind::small), {});
  EXPECT_EQ(frames_of(leaning(.8f, .2f), {.encoding = {}, .memory = 0.f}), alone);
  EXPECT_NE(frames_of(leaning(.8f, .2f), {.encoding = {}, .memory = .1f}), alone);
  EXPECT_EQ(frames_of(leaning(.8f, .2f), {.encoding = {}, .memory = 1.f}), frames_of(leaning(.8f, .2f), {}));
}

TEST(PassageMemory, IsBlendedInPartBetweenZeroAndOne) {
  const auto checkpoint = leaning(.8f, .2f);
  Standing standing(checkpoint, 0.f);
  const auto frame =
      standing.passage_memory.next(standing.context, standing.encoding, standing.random, {.amount = .5f});
  EXPECT_FLOAT_EQ(frame.blend.innovation, .4f);
  EXPECT_FLOAT_EQ(frame.blend.pull, .05f);
}

/** One piece of a minute (62.5 rows a second) whose first latent gives the row; its beginning is nearest. */
Checkpoint one_long_piece() {
  auto checkpoint = leaning(1.f, 1.f);
  const auto& d = checkpoint.description;
  constexpr std::int64_t rows = 3750, stride = 25;
  Tensor moments{{rows, 1 + 2 * d.latent_size}, {}}, anchors{{0, 2 + d.encoding_size}, {}};
  moments.values.resize(static_cast<std::size_t>(rows * moments.shape[1]));
  for (std::int64_t row = 0; row < rows; ++row)
    moments.values[static_cast<std::size_t>(row * moments.shape[1] + 1)] = static_cast<float>(row);
  for (std::int64_t row = stride; row + stride < rows; row += stride, ++anchors.shape[0]) {
    anchors.values.insert(anchors.values.end(), {static_cast<float>(row), static_cast<float>(rows)});
    anchors.values.resize(anchors.values.size() + static_cast<std::size_t>(d.encoding_size), 1.f);
  }
  checkpoint.tensors["recollection.moments"] = moments;
  checkpoint.tensors["recollection.entrances"] = anchors;
  return checkpoint;
}

/** The rows minus steps of the passages followed in 8,000 steps under `limit_s`, and the length of each. */
std::vector<std::pair<int, int>> passages_under(float limit_s) {
  const auto checkpoint = one_long_piece();
  Standing standing(checkpoint, 0.f);
  constexpr int same = 62;
  std::vector<std::pair<int, int>> passages;
  for (int step = 0; step < 8000; ++step) {
    const auto frame =
        standing.passage_memory.next(standing.context, standing.encoding, standing.random, {1.f, limit_s});
    const int lag = static_cast<int>(frame.latent[0]) - step;
    if (passages.empty() || std::abs(lag - passages.back().first) > same) passages.emplace_back(lag, 0);
    passages.back().first = lag;
    ++passages.back().second;
  }
  return passages;
}

TEST(PassageMemory, NoPassageIsFollowedForLongerThanTheLimitNorTakenUpAgainSoon) {
  constexpr int limit = 125;
  const auto passages = passages_under(2.f);
  for (std::size_t i = 0; i < passages.size(); ++i) {
    EXPECT_LE(passages[i].second, limit) << i;
    for (std::size_t j = i - std::min<std::size_t>(i, 4); j < i; ++j)
      EXPECT_GT(std::abs(passages[i].first - passages[j].first), 62) << i << ' ' << j;
  }
  int longest = 0;
  for (const auto& [lag, length] : passages_under(60.f)) longest = std::max(longest, length);
  EXPECT_GT(longest, limit) << "the passages are long enough for the limit to matter";
}

TEST(PassageMemory, ALimitHoldsFromTheNextStepOnAndTheTimesTellIt) {
  const auto checkpoint = one_long_piece();
  Standing standing(checkpoint, 0.f);
  for (int step = 0; step < 100; ++step) standing.next();
  EXPECT_DOUBLE_EQ(standing.passage_memory.times().present_s, 1.6);
  const PassageMemory::Use short_ones{1.f, .5f};
  standing.passage_memory.next(standing.context, standing.encoding, standing.random, short_ones);
  EXPECT_DOUBLE_EQ(standing.passage_memory.times().present_s, .016) << "another one has just begun";
  EXPECT_DOUBLE_EQ(standing.passage_memory.times().longest_s, 1.6);
}

TEST(PassageMemory, WithNowhereElseToGoItFollowsNothingForAWhile) {
  auto checkpoint = leaning(1.f, 1.f);
  auto& anchors = checkpoint.tensors.at("recollection.entrances");
  anchors.values.resize(static_cast<std::size_t>(anchors.shape[1]));
  anchors.shape[0] = 1;
  Standing standing(checkpoint, 0.f);
  int followed = 0, longest = 0, present = 0;
  for (int step = 0; step < 1000; ++step) {
    const auto frame =
        standing.passage_memory.next(standing.context, standing.encoding, standing.random, {1.f, .2f});
    present = frame.blend.pull > 0 ? present + 1 : 0;
    followed += present > 0;
    longest = std::max(longest, present);
  }
  EXPECT_EQ(longest, 12);
  EXPECT_GT(followed, 100) << "it returns in the end";
}

TEST(PassageMemory, AnEngineTellsForHowLongItHasFollowedAPassage) {
  const auto engine = *SmallEngine::create(std::make_shared<const Checkpoint>(leaning(.8f, .2f)));
  Random random(1);
  for (int step = 0; step < 3; ++step) engine->step({}, random);
  EXPECT_DOUBLE_EQ(engine->passage_times().present_s, .048);
  engine->step({.encoding = {}, .memory = 0.f}, random);
  EXPECT_EQ(engine->passage_times().present_s, 0);
  EXPECT_DOUBLE_EQ(engine->passage_times().longest_s, .048);
}

TEST(PassageMemory, MultipliesWholeNumbersByTheirScaleAlsoIfTheyAreBytes) {
  auto exact = leaning();
  auto& moments = exact.tensors.at("recollection.moments");
  const auto width = static_cast<std::size_t>(moments.shape[1]);
  for (std::size_t i = 0; i < moments.values.size(); ++i)
    if (i % width != 0) moments.values[i] = static_cast<float>(static_cast<int>(i % 23) - 11) * .25f;
  auto stored = exact;
  for (std::size_t i = 0; i < moments.values.size(); ++i)
    if (i % width != 0) stored.tensors.at("recollection.moments").values[i] *= 4.f;
  const auto values = static_cast<std::int64_t>(width) - 1;
  stored.tensors["recollection.scale"] = {{values}, std::vector<float>(width - 1, .25f)};
  const auto followed = [](const Checkpoint& checkpoint) {
    Standing standing(checkpoint, .5f);
    const auto size = static_cast<std::size_t>(checkpoint.description.latent_size);
    std::vector<float> played;
    for (int step = 0; step < 360; ++step) {
      const auto frame = standing.next();
      for (const float* part : {frame.latent, frame.innovation})
        played.insert(played.end(), part, part + size);
    }
    return played;
  };
  EXPECT_EQ(followed(stored), followed(exact));
  auto in_bytes = stored;
  auto& passages = in_bytes.tensors.at("recollection.moments");
  passages.bytes.assign(passages.values.begin(), passages.values.end());
  passages.values.clear();
  EXPECT_EQ(followed(in_bytes), followed(exact));

  stored.tensors["recollection.scale"] = {{values - 1}, std::vector<float>(width - 2, .25f)};
  const auto refused = PassageMemory::create(stored);
  ASSERT_FALSE(refused);
  EXPECT_NE(refused.error().message.find("recollection.scale"), std::string::npos) << refused.error().message;
}

/** The error for a checkpoint with one value changed. */
std::string refusal(const std::string& tensor, std::size_t at, float value) {
  auto checkpoint = leaning();
  checkpoint.tensors.at("recollection." + tensor).values.at(at) = value;
  const auto engine = SmallEngine::create(std::make_shared<const Checkpoint>(std::move(checkpoint)));
  return engine ? "" : engine.error().message;
}

TEST(PassageMemory, RefusesWhatWouldLeadAstray) {
  EXPECT_NE(refusal("moments", 0, 0.5f).find("row 0: 0.5"), std::string::npos);
  EXPECT_NE(refusal("moments", 0, 1000.f).find("not a component of the mixture"), std::string::npos);
  EXPECT_NE(refusal("entrances", 0, 0.f).find("row 0 points outside"), std::string::npos)
      << "nothing before it";
  EXPECT_NE(refusal("entrances", 1, 81.f).find("row 0 points outside"), std::string::npos);
  EXPECT_NE(refusal("entrances", 1, 4.f).find("row 0 points outside"), std::string::npos)
      << "nothing after it";
  EXPECT_NE(refusal("lean", 1, 1.5f).find("0..1"), std::string::npos);
}

TEST(PassageMemory, RefusesMoreEntrancesThanAStepCanLookThrough) {
  auto checkpoint = leaning();
  auto& anchors = checkpoint.tensors.at("recollection.entrances");
  while (anchors.shape[0] <= 20'000) {
    const auto so_far = anchors.values;
    anchors.values.insert(anchors.values.end(), so_far.begin(), so_far.end());
    anchors.shape[0] *= 2;
  }
  const auto refused = PassageMemory::create(checkpoint);
  ASSERT_FALSE(refused);
  EXPECT_NE(refused.error().message.find("not 1 to 20000"), std::string::npos) << refused.error().message;
}

// The values for comparison need 240 times the memory of these anchors.
TEST(PassageMemory, RefusesEntrancesThatWouldTakeFarMoreMemoryThanTheyHave) {
  auto checkpoint = leaning();
  checkpoint.description.latent_size = 400;
  checkpoint.tensors.at("recollection.moments") = {{5, 801}, std::vector<float>(5 * 801)};
  auto& anchors = checkpoint.tensors.at("recollection.entrances");
  const std::int64_t width = anchors.shape[1];
  anchors = {{20'000, width}, std::vector<float>(static_cast<std::size_t>(20'000 * width))};
  const auto refused = PassageMemory::create(checkpoint);
  ASSERT_FALSE(refused);
  EXPECT_NE(refused.error().message.find("too many for latents of 400 values: at most"), std::string::npos)
      << refused.error().message;
}

TEST(PassageMemory, RefusesATensorThatIsMissingOrOfAnotherShape) {
  for (const std::string name : {"recollection.moments", "recollection.entrances", "recollection.lean"}) {
    auto missing = leaning(), misshapen = leaning();
    missing.tensors.erase(name);
    auto& tensor = misshapen.tensors.at(name);
    tensor.shape.back() += 1;
    tensor.values.resize(tensor.values.size() +
                         static_cast<std::size_t>(tensor.shape.size() == 1 ? 1 : tensor.shape[0]));
    for (const auto& checkpoint : {missing, misshapen}) {
      const auto refused = PassageMemory::create(checkpoint);
      ASSERT_FALSE(refused) << name;
      EXPECT_NE(refused.error().message.find(name), std::string::npos) << refused.error().message;
    }
  }
}

}  // namespace
}  // namespace aeolian
