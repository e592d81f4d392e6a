// SPDX-License-Identifier: GPL-3.0-or-later
#include "trainer/analysis/analysed_corpus.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>

#include "tests/scratch_folder.h"
#include "tests/trainer/analysis/test_sounds.h"
#include "trainer/corpus/corpus.h"

namespace aeolian::trainer {
namespace {

namespace fs = std::filesystem;
using ::testing::HasSubstr;

class CorpusInCache : public ::testing::Test {
 protected:
  CorpusInCache() {
    write_wav(sounds_ / "low.wav", test_tone(220, 7));
    write_wav(sounds_ / "high.wav", test_tone(880, 8));
  }

  /** Analyses the corpus with the cache in the folder; its files are found anew each time. */
  AnalysedCorpus analyse(AnalysisOptions options = {.threads = 2}) {
    cache_.emplace(*FrameCache::open(folder_ / "cache", limit_));
    options.cache = &*cache_;
    return read(options);
  }

  AnalysedCorpus read(const AnalysisOptions& options) {
    const auto files = find_corpus_files({sounds_.string()}, std::nullopt, options);
    EXPECT_TRUE(files) << (files ? "" : files.error().message);
    auto corpus = analyse_corpus(*files, test_front_end(), options);
    EXPECT_TRUE(corpus) << (corpus ? "" : corpus.error().message);
    return corpus ? *std::move(corpus) : AnalysedCorpus();
  }

  static std::vector<std::vector<Half>> rows_of(const AnalysedCorpus& corpus) {
    std::vector<std::vector<Half>> rows;
    for (const auto& sound : corpus.sounds) rows.push_back(all_rows(*sound.frames));
    return rows;
  }

  ScratchFolder folder_;
  fs::path sounds_ = folder_ / "sounds";
  std::uint64_t limit_ = 1'000'000'000;
  std::optional<FrameCache> cache_;
};

TEST_F(CorpusInCache, IsTheSameAnalysedReadFromTheCacheAndInMemory) {
  const auto first = analyse();
  EXPECT_EQ(first.analysed, 2u);
  EXPECT_EQ(first.from_cache, 0u);
  const auto second = analyse();
  EXPECT_EQ(second.analysed, 0u);
  EXPECT_EQ(second.from_cache, 2u);
  const auto in_memory = read({.threads = 2});
  EXPECT_TRUE(in_memory.sounds[0].frames->is_in_memory());
  EXPECT_EQ(rows_of(second), rows_of(first));
  EXPECT_EQ(rows_of(second), rows_of(in_memory));
  EXPECT_EQ(statistics_of(second.sounds).mean(), statistics_of(in_memory.sounds).mean());
  EXPECT_EQ(statistics_of(second.sounds).deviation(), statistics_of(first.sounds).deviation());
}

TEST_F(CorpusInCache, TellsTheSameOfItsFilesAsWhenTheyAreReadAsSamples) {
  write_wav(sounds_ / "pause.wav", std::vector<float>(3 * test_rate));
  std::ofstream(sounds_ / "notes.txt") << "about the tones";
  const auto samples = read_corpus({sounds_.string()}, {});
  ASSERT_TRUE(samples);
  for (const auto& corpus : {analyse(), analyse()}) {
    ASSERT_EQ(corpus.files.size(), samples->files.size());
    for (std::size_t i = 0; i < corpus.files.size(); ++i)
      EXPECT_EQ(to_string(corpus.files[i]), to_string(samples->files[i]));
    EXPECT_EQ(corpus.sounds.size(), 2u);
    EXPECT_EQ(corpus.sounds[0].name, "high.wav");
    EXPECT_EQ(corpus.sounds[0].samples, std::ssize(samples->sounds[0].samples));
  }
}

TEST_F(CorpusInCache, LeavesOutASoundThatIsShorterThanAWindowAndSaysSo) {
  write_wav(sounds_ / "blip.wav", test_tone(440, .01));
  const auto corpus = analyse();
  EXPECT_EQ(corpus.sounds.size(), 2u);
  EXPECT_THAT(to_string(corpus.files[0]), HasSubstr("is shorter than a window of the analysis"));
}

TEST_F(CorpusInCache, AnalysesAnAddedFileAlone) {
  analyse();
  write_wav(sounds_ / "loud.wav", [] {
    auto samples = test_tone(440, 20);
    for (float& sample : samples) sample *= 2;
    return samples;
  }());
  const auto more = analyse();
  EXPECT_EQ(more.from_cache, 2u);
  EXPECT_EQ(more.analysed, 1u);
}

TEST_F(CorpusInCache, KnowsAFileByItsContentAndNotByItsName) {
  const auto before = analyse();
  fs::rename(sounds_ / "low.wav", sounds_ / "deep.wav");
  const auto renamed = analyse();
  EXPECT_EQ(renamed.from_cache, 2u);
  EXPECT_EQ(renamed.sounds[0].name, "deep.wav");
  write_wav(sounds_ / "deep.wav", test_tone(230, 7));
  EXPECT_EQ(analyse().analysed, 1u);
}

TEST_F(CorpusInCache, IsAnalysedAnewForAnotherFrontEndOrWithItsSilences) {
  analyse();
  EXPECT_EQ(analyse({.keep_silence = true, .threads = 2}).analysed, 2u);
  const AnalysisOptions options{.threads = 2, .cache = &*cache_};
  const auto files = find_corpus_files({sounds_.string()}, std::nullopt, options);
  auto front_end = test_front_end();
  front_end.bands = 24;
  EXPECT_EQ(analyse_corpus(*files, front_end, options)->analysed, 2u);
}

TEST_F(CorpusInCache, WhatDoesNotFitStaysInMemory) {
  limit_ = 1000;
  const auto corpus = analyse();
  EXPECT_THAT(corpus.not_kept, HasSubstr("is full"));
  EXPECT_TRUE(corpus.sounds[0].frames->is_in_memory());
  EXPECT_EQ(rows_of(corpus), rows_of(read({.threads = 1})));
  EXPECT_TRUE(cache_->entries().empty());
}

TEST_F(CorpusInCache, OnlyLookedAtIsNotAnalysed) {
  fs::create_directory(folder_ / "cache");
  fs::permissions(folder_ / "cache", fs::perms(0700));
  const auto corpus = analyse({.threads = 2, .only_look = true});
  EXPECT_EQ(corpus.analysed, 2u);
  EXPECT_NEAR(corpus.seconds(), 15, .01);
  EXPECT_TRUE(fs::is_empty(folder_ / "cache"));
}

TEST_F(CorpusInCache, TransposedIsKeptAsWell) {
  const auto corpus = analyse();
  const AnalysisOptions options{.threads = 2, .cache = &*cache_};
  const auto files = find_corpus_files({sounds_.string()}, std::nullopt, options);
  const auto higher = analyse_transposed(*files, corpus, test_front_end(), 12, options);
  ASSERT_TRUE(higher) << higher.error().message;
  ASSERT_EQ(higher->size(), 2u);
  EXPECT_EQ((*higher)[0].samples, corpus.sounds[0].samples / 2);
  EXPECT_EQ(cache_->entries().size(), 4u);
}

TEST_F(CorpusInCache, AClickOfAWindowIsAlsoTransposed) {
  const double window_s = 1. * test_front_end().window / test_rate;
  write_wav(sounds_ / "click.wav", test_tone(440, 1.01 * window_s));
  const auto corpus = analyse();
  ASSERT_EQ(corpus.sounds.size(), 3u);
  const auto files = find_corpus_files({sounds_.string()}, std::nullopt, {});
  const auto higher = analyse_transposed(*files, corpus, test_front_end(), 1, {.threads = 1});
  ASSERT_TRUE(higher) << higher.error().message;
  EXPECT_EQ((*higher)[0].samples, test_front_end().window);
}

TEST_F(CorpusInCache, TakesTheRateOfMostOfTheSound) {
  const auto files = find_corpus_files({sounds_.string()}, std::nullopt, {});
  ASSERT_TRUE(files);
  EXPECT_EQ(files->sample_rate, test_rate);
  EXPECT_THAT(files->rate_reason, HasSubstr("all files"));
  EXPECT_EQ(find_corpus_files({sounds_.string()}, 22050, {})->sample_rate, 22050);
}

TEST_F(CorpusInCache, WithTooLittleSoundIsRefused) {
  fs::remove(sounds_ / "high.wav");
  const auto files = find_corpus_files({sounds_.string()}, std::nullopt, {});
  const auto corpus = analyse_corpus(*files, test_front_end(), {});
  ASSERT_FALSE(corpus);
  EXPECT_THAT(corpus.error().message, HasSubstr("only 7.0 s"));
  fs::remove(sounds_ / "low.wav");
  std::ofstream(sounds_ / "notes.txt") << "about the tones";
  EXPECT_FALSE(find_corpus_files({sounds_.string()}, std::nullopt, {}));
}

}  // namespace
}  // namespace aeolian::trainer
