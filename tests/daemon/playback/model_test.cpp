// SPDX-License-Identifier: GPL-3.0-or-later
#include "daemon/playback/model.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>

#include "tests/scratch_folder.h"

namespace aeolian::daemon {
namespace {

using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;

TEST(FindModel, TakesANameWithOrWithoutItsEndingAndRefusesOthers) {
  const ScratchFolder folder;
  std::ofstream(folder / "sea.aeolian") << "one";
  std::ofstream(folder / "notes.txt") << "none";
  EXPECT_THAT(model_names(folder.path()), ElementsAre("sea"));
  EXPECT_EQ(*find_model(folder.path(), "sea"), folder / "sea.aeolian");
  EXPECT_EQ(*find_model(folder.path(), "sea.aeolian"), folder / "sea.aeolian");
  const auto other = find_model(folder.path(), "forest");
  ASSERT_FALSE(other);
  EXPECT_THAT(other.error().message, HasSubstr("no model \"forest\" in the models' folder; there are sea"));
}

TEST(FindModel, SaysWhyTheFolderCannotBeReadAndNotThatItIsEmpty) {
  const ScratchFolder folder;
  std::ofstream(folder / "file") << "no folder";
  const auto found = find_model(folder / "file", "sea");
  ASSERT_FALSE(found);
  EXPECT_THAT(found.error().message, AllOf(HasSubstr("the models' folder cannot be read: Not a directory"),
                                           Not(HasSubstr("among"))));
}

}  // namespace
}  // namespace aeolian::daemon
