// SPDX-License-Identifier: GPL-3.0-or-later
#include "trainer/commands/cache_command.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>

#include "tests/scratch_folder.h"
#include "trainer/analysis/analysed_sound.h"
#include "trainer/analysis/frame_cache.h"

namespace aeolian::trainer {
namespace {

namespace fs = std::filesystem;
using ::testing::AllOf;
using ::testing::HasSubstr;

constexpr std::uint64_t no_limit = 1'000'000'000;

class CacheCommand : public ::testing::Test {
 protected:
  /** Stores 75 seconds of silence as rain.wav. */
  void keep_a_sound() const {
    const auto front_end = *make_front_end(8000, default_window_ms, 16, default_max_frequency);
    auto frames =
        std::make_shared<const SoundFrames>(analyse_samples(std::vector<float>(75 * 8000), front_end));
    const SoundFacts facts{
        .file_rate = 8000, .rate = 8000, .samples = 75 * 8000, .seconds = 75, .name = "rain\x1b.wav"};
    ASSERT_TRUE(FrameCache::open(folder_, no_limit)->keep({1}, {facts, std::move(frames)}));
  }

  std::string output(CacheOptions::Action action) const {
    ::testing::internal::CaptureStdout();
    EXPECT_EQ(run_cache({action, folder_}), 0);
    return ::testing::internal::GetCapturedStdout();
  }

  ScratchFolder scratch_;
  fs::path folder_ = scratch_ / "cache";
};

TEST_F(CacheCommand, ListsEachSoundAndTheirSum) {
  keep_a_sound();
  const auto text = output(CacheOptions::Action::list);
  EXPECT_THAT(text,
              AllOf(HasSubstr("1:15 of rain"), HasSubstr("at 8000 Hz, 16 bands"), HasSubstr("1 sounds, ")));
  EXPECT_EQ(text.find('\x1b'), text.npos) << "no control characters for the terminal";
}

TEST_F(CacheCommand, NamesADamagedFile) {
  keep_a_sound();
  fs::resize_file(FrameCache::open(folder_, no_limit)->entries().front().path, 50);
  EXPECT_THAT(output(CacheOptions::Action::list), HasSubstr("is cut short"));
}

TEST_F(CacheCommand, ClearsIt) {
  keep_a_sound();
  EXPECT_THAT(output(CacheOptions::Action::clear), HasSubstr("1 sounds removed"));
  EXPECT_TRUE(fs::is_empty(folder_));
}

TEST_F(CacheCommand, CreatesNone) {
  EXPECT_THAT(output(CacheOptions::Action::list), HasSubstr("there is no cache in "));
  EXPECT_FALSE(fs::exists(folder_));
}

TEST_F(CacheCommand, RefusesAFolderThatOthersMayEnter) {
  fs::create_directory(folder_);
  fs::permissions(folder_, fs::perms(0755));
  ::testing::internal::CaptureStderr();
  EXPECT_EQ(run_cache({CacheOptions::Action::clear, folder_}), 1);
  EXPECT_THAT(::testing::internal::GetCapturedStderr(), HasSubstr("chmod 700"));
}

}  // namespace
}  // namespace aeolian::trainer
