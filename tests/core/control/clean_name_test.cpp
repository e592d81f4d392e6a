#include "core/control/clean_name.h"

#include <gtest/gtest.h>

namespace aeolian {
namespace {

TEST(CleanName, KeepsLettersDigitsAndWhatIsHarmless) {
  EXPECT_EQ(clean_name("North wind 2_b-c"), "North wind 2_b-c");
}

TEST(CleanName, LeavesNoPathAndNothingHidden) {
  EXPECT_EQ(clean_name("/etc/passwd"), "_etc_passwd");
  EXPECT_EQ(clean_name(".."), "__");
  EXPECT_EQ(clean_name(".hidden"), "_hidden");
  EXPECT_EQ(clean_name(std::string_view("a\0b", 3)), "a_b");
}

TEST(CleanName, HasNoSpacesAtItsEndsAndAnEnd) {
  EXPECT_EQ(clean_name("  a b  "), "a b");
  EXPECT_EQ(clean_name("   "), "");
  EXPECT_EQ(clean_name(std::string(1000, 'x')).size(), 64u);
}

}  // namespace
}  // namespace aeolian
