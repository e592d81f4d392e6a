// SPDX-License-Identifier: GPL-3.0-or-later
#include "daemon/state/file_watch.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <atomic>
#include <fstream>
#include <mutex>
#include <new>

#include "tests/comes_true.h"
#include "tests/scratch_folder.h"

namespace aeolian::daemon {
namespace {

namespace fs = std::filesystem;

TEST(FileWatch, TellsOfFilesThatAreWrittenToTheirEndAndOfThoseThatTakeAnothersPlace) {
  const ScratchFolder folder, other;
  std::mutex mutex;
  std::vector<fs::path> seen;
  const auto watch = FileWatch::start({folder.path(), other.path()}, [&](const fs::path& file) {
    const std::lock_guard lock(mutex);
    seen.push_back(file);
  });
  ASSERT_TRUE(watch) << watch.error().message;
  const auto has_seen = [&](const fs::path& file) {
    return comes_true([&] {
      const std::lock_guard lock(mutex);
      return std::ranges::find(seen, file) != seen.end();
    });
  };
  std::ofstream(folder / "a") << "x";
  EXPECT_TRUE(has_seen(folder / "a"));
  std::ofstream(other / "b") << "x";
  EXPECT_TRUE(has_seen(other / "b"));
  fs::rename(folder / "a", folder / "c");
  EXPECT_TRUE(has_seen(folder / "c"));
}

TEST(FileWatch, ALackOfMemoryIsOutlived) {
  const ScratchFolder folder;
  std::atomic<bool> is_lacking = true;
  std::atomic<int> seen = 0;
  const auto watch = FileWatch::start({folder.path()}, [&](const fs::path&) {
    if (is_lacking.exchange(false)) throw std::bad_alloc();
    ++seen;
  });
  ASSERT_TRUE(watch) << watch.error().message;
  std::ofstream(folder / "a") << "x";
  ASSERT_TRUE(comes_true([&] { return !is_lacking; }));
  std::ofstream(folder / "b") << "x";
  EXPECT_TRUE(comes_true([&] { return seen == 1; }));
}

TEST(FileWatch, AFolderThatIsNotThereIsRefused) {
  const ScratchFolder folder;
  const auto watch = FileWatch::start({folder / "nothing"}, [](const fs::path&) {});
  ASSERT_FALSE(watch);
  EXPECT_NE(watch.error().message.find("nothing"), std::string::npos);
}

}  // namespace
}  // namespace aeolian::daemon
