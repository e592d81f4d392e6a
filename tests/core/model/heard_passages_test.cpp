// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/model/heard_passages.h"

#include <gtest/gtest.h>

#include <vector>

#include "core/model/passage_memory.h"
#include "tests/core/model/random_checkpoint.h"

namespace aeolian {
namespace {

const Checkpoint& following() {
  static const Checkpoint checkpoint = [] {
    auto made = random_checkpoint(ModelKind::small);
    add_recollection(made, .8f, .1f);
    return made;
  }();
  return checkpoint;
}

const ModelDescription& description() {
  return following().description;
}

/** Adds `count` steps whose latents are all `latent`, increasing by `rise`. */
void add(HeardPassages& passages, int count, float latent, float rise = 0.f) {
  const std::vector<float> innovation(static_cast<std::size_t>(description().latent_size), .5f);
  std::vector<float> encoding(static_cast<std::size_t>(description().encoding_size));
  encoding[0] = 1.f;
  for (int i = 0; i < count; ++i) {
    const std::vector<float> all(innovation.size(), latent + rise * static_cast<float>(i));
    passages.add({.part = 0, .latent = all.data(), .innovation = innovation.data(), .encoding = encoding});
  }
}

Vector standing(float latent) {
  return Vector::Constant(description().context * description().latent_size, latent);
}

constexpr std::int64_t nothing = -1'000'000;

TEST(HeardPassages, GoesOnAfterWhatIsLikeTheLastMoments) {
  HeardPassages passages(description());
  add(passages, 200, -1.f);
  passages.end_phrase();
  add(passages, 200, 1.f);
  Random random(1);
  for (const float latent : {-1.f, 1.f}) {
    for (int i = 0; i < 50; ++i) {
      const auto step = passages.nearest(standing(latent), random, nothing);
      ASSERT_TRUE(step);
      EXPECT_EQ(passages.step(*step).latent[0], latent);
    }
  }
}

TEST(HeardPassages, NoPassageGoesFromOnePhraseIntoTheNext) {
  HeardPassages passages(description());
  add(passages, 100, -1.f);
  passages.end_phrase();
  add(passages, 100, 1.f);
  EXPECT_EQ(passages.left_from(40), 60);
  EXPECT_EQ(passages.left_from(100), 100);
  Random random(1);
  const auto shortest = static_cast<std::int64_t>(.5 * description().step_rate()) - 1;
  for (int i = 0; i < 200; ++i) {
    const auto step = passages.nearest(standing(i % 2 == 0 ? -1.f : 1.f), random, nothing);
    EXPECT_GE(passages.left_from(*step), shortest);
  }
}

TEST(HeardPassages, KeepsAwayFromTheOneThatWasLeft) {
  HeardPassages passages(description());
  add(passages, 400, 0.f, .01f);
  Random random(1);
  const auto second = static_cast<std::int64_t>(description().step_rate());
  for (int i = 0; i < 50; ++i) {
    const auto step = passages.nearest(standing(2.f), random, 200);
    EXPECT_GE(std::abs(*step - 200), second);
  }
}

TEST(HeardPassages, TheOldestMakeRoomAndAllCanBeForgotten) {
  HeardPassages passages(description());
  const auto all = std::lround(HeardPassages::kept_s * description().step_rate());
  add(passages, static_cast<int>(all), -1.f);
  add(passages, 100, 1.f);
  EXPECT_EQ(passages.size(), all);
  EXPECT_FALSE(passages.has(99));
  EXPECT_TRUE(passages.has(100));
  EXPECT_TRUE(passages.has(all + 99));
  passages.forget();
  EXPECT_EQ(passages.size(), 0);
  EXPECT_FALSE(passages.has(all + 99));
  Random random(1);
  EXPECT_FALSE(passages.nearest(standing(0.f), random, nothing));
  add(passages, 100, 1.f);
  EXPECT_TRUE(passages.nearest(standing(0.f), random, nothing)) << "and it begins again";
}

/** The latents of 400 steps of a performance at 0 that follows passages it has heard at the rate `share`. */
std::vector<float> followed(const HeardPassages& passages, float share, float limit_s = 1e9f) {
  auto memory = **PassageMemory::create(following());
  Random random(7);
  std::vector<float> latents;
  const Vector encoding = Vector::Zero(description().encoding_size);
  for (int i = 0; i < 400; ++i)
    latents.push_back(
        memory.next(standing(0.f), encoding, random, {1.f, limit_s, &passages, share}).latent[0]);
  return latents;
}

TEST(PassageMemory, FollowsAsOftenAsItIsToldPassagesThatWereHeard) {
  HeardPassages passages(description());
  add(passages, 600, 5.f);
  const auto heard = [&](float share) { return std::ranges::count(followed(passages, share, .5f), 5.f); };
  EXPECT_EQ(heard(0.f), 0);
  EXPECT_EQ(heard(1.f), 400);
  EXPECT_GT(heard(.5f), 100);
  EXPECT_LT(heard(.5f), 300);
}

TEST(PassageMemory, WithNothingHeardItFollowsTheCorpus) {
  const HeardPassages passages(description());
  EXPECT_EQ(std::ranges::count(followed(passages, 1.f), 5.f), 0);
}

TEST(PassageMemory, WhatIsForgottenIsFollowedNoLonger) {
  HeardPassages passages(description());
  add(passages, 600, 5.f);
  auto memory = **PassageMemory::create(following());
  Random random(7);
  const Vector encoding = Vector::Zero(description().encoding_size);
  const PassageMemory::Use use{.heard = &passages, .heard_share = 1.f};
  EXPECT_EQ(memory.next(standing(0.f), encoding, random, use).latent[0], 5.f);
  EXPECT_TRUE(memory.follows_heard());
  EXPECT_EQ(memory.encoding()[0], 1.f) << "and it is led there";
  passages.forget();
  EXPECT_NE(memory.next(standing(0.f), encoding, random, use).latent[0], 5.f);
  EXPECT_FALSE(memory.follows_heard());
}

}  // namespace
}  // namespace aeolian
