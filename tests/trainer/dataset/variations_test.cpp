// SPDX-License-Identifier: GPL-3.0-or-later
#include "trainer/dataset/variations.h"

#include <gtest/gtest.h>

#include <cmath>
#include <numbers>
#include <set>

namespace aeolian::trainer {
namespace {

constexpr int variation_rate = 16000;

FrontEnd front_end() {
  return *make_front_end(variation_rate, default_window_ms, 64, default_max_frequency);
}

Corpus corpus_of(std::vector<Recording> sounds) {
  return {variation_rate, std::move(sounds), {}};
}

Recording variation_tone(const char* name, double hertz, double seconds) {
  Recording sound{name, name, std::vector<float>(static_cast<std::size_t>(seconds * variation_rate))};
  for (std::size_t i = 0; i < sound.samples.size(); ++i)
    sound.samples[i] =
        0.5f *
        static_cast<float>(std::sin(2 * std::numbers::pi * hertz * static_cast<double>(i) / variation_rate));
  return sound;
}

/** Log amplitudes of the bands in the middle of a stream. */
torch::Tensor middle_of(const Dataset& dataset, std::size_t stream) {
  const auto frames = dataset.frames(static_cast<int>(stream));
  return frames[frames.size(0) / 2] * dataset.scale + dataset.mean;
}

TEST(Variations, AreTheSoundASemitoneHigherAndFasterAndASemitoneLowerAndSlower) {
  const double semitone = std::exp2(1. / 12);
  const auto corpus = corpus_of({variation_tone("a", 440, 70), variation_tone("b", 1000, 20)});
  const auto own = make_dataset(corpus, front_end());
  const auto varied = with_variations(own, transposed(corpus, front_end()), front_end());
  ASSERT_EQ(varied.streams.size(), 6u);
  for (const int own_stream : {0, 1})
    EXPECT_TRUE(torch::equal(varied.frames(own_stream), own.frames(own_stream)))
        << "the corpus's own come first";
  EXPECT_EQ(varied.groups, own.groups);
  EXPECT_EQ(varied.own_frames(), own.training_frames());
  EXPECT_NEAR(static_cast<double>(varied.training_frames()) / static_cast<double>(own.training_frames()), 3,
              0.05);

  std::size_t stream = 2;
  for (const double hertz : {440., 1000.}) {
    for (const double speed : {semitone, 1 / semitone}) {
      const auto expected = make_dataset(corpus_of({variation_tone("x", hertz * speed, 20)}), front_end());
      const auto heard = middle_of(varied, stream), wanted = middle_of(expected, 0);
      EXPECT_EQ(heard.argmax().item<int>(), wanted.argmax().item<int>()) << hertz * speed << " Hz";
      EXPECT_NEAR(heard.max().item<double>(), wanted.max().item<double>(), 0.1) << hertz * speed << " Hz";
      const auto length = own.streams[hertz == 440. ? 0 : 1].size();
      EXPECT_NEAR(static_cast<double>(varied.streams[stream].size()), static_cast<double>(length) / speed, 2);
      ++stream;
    }
  }
}

TEST(Excerpt, HasEachGroupAndNoVariationOfALongCorpus) {
  const auto corpus = corpus_of({variation_tone("a", 440, 150), variation_tone("b", 1000, 20)});
  const auto own = make_dataset(corpus, front_end());
  const double frame_rate = front_end().frame_rate();
  const auto some =
      excerpt(with_variations(own, transposed(corpus, front_end()), front_end()), 36, frame_rate);
  std::set<int> streams;
  for (const auto& span : some.training) {
    streams.insert(span.stream);
    EXPECT_LE(span.size(), 12 * frame_rate);
  }
  EXPECT_EQ(streams, (std::set{0, 1}));
  EXPECT_LE(static_cast<double>(some.training_frames()), 48 * frame_rate);
  EXPECT_GE(static_cast<double>(some.training_frames()), 24 * frame_rate);
  EXPECT_EQ(some.held_out.size(), own.held_out.size());
}

TEST(Variations, LetNothingBeHeardOfWhatIsHeldOut) {
  auto sound = variation_tone("a", 440, 180);
  for (std::size_t i = 0; i < sound.samples.size(); ++i) {
    const bool held_out = i / variation_rate % 60 >= 54;
    sound.samples[i] *= held_out ? 1.f : 0.01f;
  }
  const auto corpus = corpus_of({sound});
  const auto varied =
      with_variations(make_dataset(corpus, front_end()), transposed(corpus, front_end()), front_end());
  ASSERT_EQ(varied.training.size(), 9u);
  for (const auto& span : varied.training) {
    // The corpus's own blocks are adjacent to held-out parts; in the variations there is a window in between.
    const std::int64_t edge = span.stream == 0 ? front_end().window / front_end().hop : 0;
    const auto frames = varied.frames({span.stream, span.begin + edge, span.end - edge});
    const auto loudest = (frames * varied.scale + varied.mean).max().item<double>();
    EXPECT_LT(loudest, std::log(0.01)) << "stream " << span.stream << " from frame " << span.begin;
  }
}

}  // namespace
}  // namespace aeolian::trainer
