// SPDX-License-Identifier: GPL-3.0-or-later
#include <gmock/gmock.h>

#include <string>

#include "tests/protocols/oscquery/program.h"

namespace aeolian {
namespace {

using testing::AnyOf;
using testing::HasSubstr;

#if defined(AEOLIAN_SANITIZED)
constexpr bool is_sanitized = true;
#else
constexpr bool is_sanitized = false;
#endif

/** Headers, segments, dynamic section and dynamic symbols of a program, as printed by binutils. */
std::string elf_of(const std::string& program) {
  return oscquery::output_of("LC_ALL=C readelf --wide --file-header --segments --dynamic --dyn-syms '" +
                             program + "'");
}

class Hardening : public testing::TestWithParam<const char*> {
 protected:
  void SetUp() override {
    if (is_sanitized) GTEST_SKIP() << "a sanitizer watches this build in the place of the hardening";
  }
  const std::string elf_ = elf_of(GetParam());
};

TEST_P(Hardening, LoadsAnywhereInMemory) {
  EXPECT_THAT(elf_, HasSubstr("DYN (Position-Independent Executable file)"));
}

TEST_P(Hardening, ItsTablesOfFunctionsAreReadOnlyOnceItRuns) {
  EXPECT_THAT(elf_, HasSubstr("GNU_RELRO"));
  EXPECT_THAT(elf_, AnyOf(HasSubstr("BIND_NOW"), HasSubstr("Flags: NOW")));
}

TEST_P(Hardening, ItsStackCannotBeExecuted) {
  const auto line = elf_.find("GNU_STACK");
  ASSERT_NE(line, std::string::npos);
  const auto flags = elf_.substr(line, elf_.find('\n', line) - line);
  EXPECT_THAT(flags, HasSubstr(" RW ")) << flags;
}

TEST_P(Hardening, ItNoticesAnOverwrittenStack) {
  EXPECT_THAT(elf_, HasSubstr("__stack_chk_fail"));
}

INSTANTIATE_TEST_SUITE_P(Programs, Hardening, testing::Values(AEOLIAN_PROGRAMS),
                         [](const auto& program) { return "Program" + std::to_string(program.index); });

TEST(HardeningOfTheCode, BoundsAreCheckedByTheLibraries) {
  if (is_sanitized) GTEST_SKIP() << "a sanitizer watches this build in the place of the hardening";
#if defined(_FORTIFY_SOURCE)
  EXPECT_GE(_FORTIFY_SOURCE, 2);
#else
  ADD_FAILURE() << "_FORTIFY_SOURCE is not set";
#endif
#if !defined(_GLIBCXX_ASSERTIONS)
  ADD_FAILURE() << "_GLIBCXX_ASSERTIONS is not set";
#endif
#if defined(__x86_64__) && !defined(__CET__)
  ADD_FAILURE() << "-fcf-protection is not set";
#endif
}

}  // namespace
}  // namespace aeolian
