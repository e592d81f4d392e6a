// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/redact_paths.h"

#include <gtest/gtest.h>

namespace aeolian {
namespace {

TEST(WithoutFolders, LeavesTheNamesOfFiles) {
  EXPECT_EQ(redact_paths("/etc/aeolian/aeoliand.toml:3:1: what", {"/etc/aeolian"}),
            "aeoliand.toml:3:1: what");
  EXPECT_EQ(redact_paths("'/m/a.aeolian' and /m/b.aeolian", {"/m/"}), "'a.aeolian' and b.aeolian");
}

TEST(WithoutFolders, FoldersMayHaveSpaces) {
  EXPECT_EQ(redact_paths("/home/Eva Maria/my sounds/sea.aeolian: no model; see /home/Eva Maria/map.json",
                         {"/home/Eva Maria", "/home/Eva Maria/my sounds"}),
            "sea.aeolian: no model; see map.json");
  EXPECT_EQ(redact_paths("my models/sea.aeolian is none", {"my models"}), "sea.aeolian is none");
}

TEST(WithoutFolders, LeavesAloneWhatIsNoFolderOfThem) {
  EXPECT_EQ(redact_paths("walk /encoding/xy: 3/4", {"", "/", ".", "/enc"}), "walk /encoding/xy: 3/4");
}

}  // namespace
}  // namespace aeolian
