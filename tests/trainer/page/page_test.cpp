// SPDX-License-Identifier: GPL-3.0-or-later
#include "trainer/page/page.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>

#include "core/atomic_file.h"
#include "tests/scratch_folder.h"

namespace aeolian::trainer {
namespace {

using testing::AllOf;
using testing::HasSubstr;
using testing::StartsWith;

TEST(HtmlPage, IsOneFileThatNeedsNoOther) {
  const auto page = make_html_page("rain & \"sea\"", "<h1>what was found</h1>");
  EXPECT_THAT(page, AllOf(StartsWith("<!doctype html>"),
                          HasSubstr("<title>rain &amp; &quot;sea&quot; · Aeolian</title>"),
                          HasSubstr("<h1>what was found</h1>"), HasSubstr("prefers-color-scheme: dark"),
                          HasSubstr("putImageData")));
  for (const auto* other : {"src=\"http", "href=", "@import", "{{"})
    EXPECT_EQ(page.find(other), page.npos) << other;
}

TEST(HtmlPage, ReplacesAPageAndNothingElse) {
  const ScratchFolder folder;
  for (const auto* title : {"rain", "sea"}) {
    const auto page = make_html_page(title, "");
    ASSERT_TRUE(write_html_page(folder / "x.html", page));
    EXPECT_EQ(read_whole_file(folder / "x.html", 1 << 20), page);
  }
  std::ofstream(folder / "mine.html") << "<!doctype html><title>My garden</title>";
  EXPECT_THAT(check_page_path(folder / "mine.html").error().message, HasSubstr("is not a page of aeolian"));
  EXPECT_FALSE(write_html_page(folder / "mine.html", make_html_page("rain", "")));
}

}  // namespace
}  // namespace aeolian::trainer
