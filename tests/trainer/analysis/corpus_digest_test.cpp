// SPDX-License-Identifier: GPL-3.0-or-later
#include "trainer/analysis/corpus_digest.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/scratch_folder.h"
#include "tests/trainer/analysis/test_sounds.h"

namespace aeolian::trainer {
namespace {

namespace fs = std::filesystem;

class DigestOfCorpus : public ::testing::Test {
 protected:
  DigestOfCorpus() {
    fs::create_directory(folder_ / "sounds");
    write_wav(folder_ / "sounds" / "low.wav", test_tone(220, 7));
    write_wav(folder_ / "sounds" / "high.wav", test_tone(880, 8));
  }

  ContentDigest digest(const std::string& sounds, FrameCache* cache = nullptr, double begin_at = 0) const {
    const AnalysisOptions options{.threads = 1, .cache = cache, .begin_at = begin_at};
    const auto files = find_corpus_files({(folder_ / sounds).string()}, std::nullopt, options);
    const auto corpus = analyse_corpus(*files, test_front_end(), options);
    const auto digest = digest_of_corpus(*files, *corpus, cache);
    EXPECT_TRUE(digest) << (digest ? "" : digest.error().message);
    return digest.value_or(ContentDigest());
  }

  ScratchFolder folder_;
};

TEST_F(DigestOfCorpus, IsThatOfNamesAndContentsWhereverTheyLie) {
  const auto first = digest("sounds");
  fs::create_directory(folder_ / "elsewhere");
  fs::copy(folder_ / "sounds", folder_ / "elsewhere" / "sounds", fs::copy_options::recursive);
  EXPECT_EQ(digest("elsewhere/sounds"), first);
  auto cache = FrameCache::open(folder_ / "cache", 1'000'000'000);
  ASSERT_TRUE(cache) << cache.error().message;
  EXPECT_EQ(digest("sounds", &*cache, .5), first) << "in the same order, whichever file is analysed first";
  EXPECT_EQ(digest("sounds", &*cache), first) << "of files that the cache knows";
  write_wav(folder_ / "sounds" / "high.wav", test_tone(881, 8));
  EXPECT_NE(digest("sounds", &*cache), first);
}

TEST_F(DigestOfCorpus, OtherNamesAreAnotherCorpus) {
  const auto first = digest("sounds");
  fs::rename(folder_ / "sounds" / "low.wav", folder_ / "sounds" / "deep.wav");
  EXPECT_NE(digest("sounds"), first);
}

}  // namespace
}  // namespace aeolian::trainer
