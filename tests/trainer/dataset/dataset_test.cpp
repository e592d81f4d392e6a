// SPDX-License-Identifier: GPL-3.0-or-later
#include "trainer/dataset/dataset.h"

#include <gtest/gtest.h>

#include <set>

namespace aeolian::trainer {
namespace {

constexpr double ten_frames_a_second = 10;

/** Ten empty frames a second, `minutes` for each group. */
Dataset empty_minutes(int groups, int minutes) {
  Dataset dataset;
  for (int group = 0; group < groups; ++group) {
    dataset.groups.push_back(std::to_string(group));
    dataset.streams.emplace_back(torch::zeros({minutes * 600, 1}));
    for (int minute = 0; minute < minutes; ++minute) {
      dataset.training.push_back({group, minute * 600, minute * 600 + 540});
      dataset.held_out.push_back({group, minute * 600 + 540, minute * 600 + 600});
    }
  }
  return dataset;
}

TEST(SampleOf, AShortDatasetIsAllOfIt) {
  const auto sample = sample_of(empty_minutes(2, 5), 3600, ten_frames_a_second);
  EXPECT_TRUE(sample.is_whole());
  EXPECT_EQ(sample.training.size(), 10u);
}

TEST(SampleOf, ALongDatasetIsMinutesFromAllOverItWithWhatIsHeldOutOfThem) {
  const auto whole = empty_minutes(3, 200);
  const auto sample = sample_of(whole, 3600, ten_frames_a_second);
  EXPECT_FALSE(sample.is_whole());
  EXPECT_NEAR(static_cast<double>(sample.training_frames()), 36'000, 1500);
  ASSERT_EQ(sample.training.size(), sample.held_out.size());
  std::set<int> streams;
  for (std::size_t i = 0; i < sample.training.size(); ++i) {
    streams.insert(sample.training[i].stream);
    EXPECT_EQ(sample.held_out[i].stream, sample.training[i].stream);
    EXPECT_EQ(sample.held_out[i].begin, sample.training[i].end);
  }
  EXPECT_EQ(streams.size(), 3u);
}

TEST(SampleOf, AnyLengthCostsTheSame) {
  const auto ten_hours = sample_of(empty_minutes(2, 300), 3600, ten_frames_a_second);
  const auto hundred_hours = sample_of(empty_minutes(2, 3000), 3600, ten_frames_a_second);
  EXPECT_NEAR(static_cast<double>(hundred_hours.training_frames()),
              static_cast<double>(ten_hours.training_frames()), 1500);
}

TEST(Dataset, IsNormalisedAsItIsRead) {
  Dataset dataset;
  dataset.streams.emplace_back(torch::full({20, 2}, 5.f));
  dataset.mean = torch::tensor({1.f, 3.f});
  dataset.scale = torch::tensor({2.f, 1.f});
  EXPECT_TRUE(torch::equal(dataset.frames(0, 3, 1)[0], torch::tensor({2.f, 2.f})));
  EXPECT_EQ(dataset.frames({0, 15, 90}).size(0), 5) << "a span is cut off at the end of its stream";
}

}  // namespace
}  // namespace aeolian::trainer
