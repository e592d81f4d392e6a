// SPDX-License-Identifier: GPL-3.0-or-later
#include "protocols/osc/osc_table.h"

#include <gtest/gtest.h>

#include <fstream>
#include <sstream>

#include "core/control/parameter_actions.h"
#include "core/control/parameters.h"

namespace aeolian::osc {
namespace {

TEST(OscTable, IsTheOneOfTheReadme) {
  std::ostringstream text;
  text << std::ifstream(AEOLIAN_OSC_README).rdbuf();
  const std::string readme = text.str();
  const std::string begin = "<!-- osc table -->\n", end = "<!-- end of the osc table -->";
  const auto from = readme.find(begin), to = readme.find(end);
  ASSERT_NE(from, std::string::npos);
  ASSERT_NE(to, std::string::npos);
  const auto table = readme.substr(from + begin.size(), to - from - begin.size());
  EXPECT_EQ(table, osc_table()) << "put the output of `aeoliand --osc-table` between the marks";
}

TEST(OscTable, HasARowForEveryParameterAndAction) {
  const auto table = osc_table();
  for (const auto& spec : parameter_specs()) {
    EXPECT_NE(table.find("| `" + std::string(spec.path) + "` |"), std::string::npos) << spec.path;
  }
  for (const auto& action : parameter_actions()) {
    EXPECT_NE(table.find("| `" + std::string(action.path) + "` |"), std::string::npos) << action.path;
  }
}

}  // namespace
}  // namespace aeolian::osc
