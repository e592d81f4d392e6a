// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/model/passage_memory.h"

#include <gtest/gtest.h>

#include <memory>
#include <string>
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

/** A performance whose latents are all `latent`, with `encoding`. */
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
  Standing standing(checkpoint, -1.f, {0, 1});  // the encoding of the other passage
  const auto moment = standing.next();
  EXPECT_EQ(moment.latent[0], 1.f);
  EXPECT_FLOAT_EQ(moment.lean.innovation, 0.8f);
  EXPECT_FLOAT_EQ(moment.lean.pull, 0.1f);
}

TEST(PassageMemory, NothingIsLeanedOnWhereNoPassageIsLikeTheEncoding) {
  const auto checkpoint = leaning();
  Standing unlike(checkpoint, -1.f, {0, 0, 1});
  EXPECT_EQ(unlike.next().lean.innovation, 0.f);
  Standing between(checkpoint, -1.f, {0.6f, 0, 0.8f});
  const auto some = between.next().lean.pull;
  EXPECT_GT(some, 0.2f);
  EXPECT_LT(some, 0.8f);
}

TEST(PassageMemory, AnEngineThatLeansWithAllItsWeightPlaysThePassage) {
  const auto played = [](Checkpoint checkpoint, std::uint64_t seed) {
    std::ranges::fill(checkpoint.tensors.at("priming").values, 1.f);  // the second piece
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

// The compared values need 240 times the memory of these anchors.
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
