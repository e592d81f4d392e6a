#include "core/without_folders.h"

#include <gtest/gtest.h>

namespace aeolian {
namespace {

TEST(WithoutFolders, LeavesTheNamesOfFiles) {
  EXPECT_EQ(without_folders("/etc/aeolian/aeoliand.toml:3:1: what", {"/etc/aeolian"}),
            "aeoliand.toml:3:1: what");
  EXPECT_EQ(without_folders("'/m/a.aeolian' and /m/b.aeolian", {"/m/"}), "'a.aeolian' and b.aeolian");
}

TEST(WithoutFolders, FoldersMayHaveSpaces) {
  EXPECT_EQ(without_folders("/home/Eva Maria/my sounds/sea.aeolian: no model; see /home/Eva Maria/map.json",
                            {"/home/Eva Maria", "/home/Eva Maria/my sounds"}),
            "sea.aeolian: no model; see map.json");
  EXPECT_EQ(without_folders("my models/sea.aeolian is none", {"my models"}), "sea.aeolian is none");
}

TEST(WithoutFolders, LeavesAloneWhatIsNoFolderOfThem) {
  EXPECT_EQ(without_folders("walk /encoding/xy: 3/4", {"", "/", ".", "/enc"}), "walk /encoding/xy: 3/4");
}

}  // namespace
}  // namespace aeolian
