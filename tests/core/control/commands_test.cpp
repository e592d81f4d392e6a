// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/control/commands.h"

#include <gtest/gtest.h>

#include <set>

#include "core/control/parameter_actions.h"
#include "core/control/parameters.h"
#include "core/control/signature.h"

namespace aeolian {
namespace {

TEST(Commands, SharePathsNeitherWithEachOtherNorWithParametersAndActions) {
  std::set<std::string_view> paths;
  for (const auto& spec : parameter_specs()) EXPECT_TRUE(paths.insert(spec.path).second) << spec.path;
  for (const auto& action : parameter_actions()) EXPECT_TRUE(paths.insert(action.path).second) << action.path;
  for (const auto& command : command_specs()) {
    EXPECT_TRUE(paths.insert(command.path).second) << command.path;
    EXPECT_TRUE(command.path.starts_with('/'));
    EXPECT_FALSE(command.description.empty()) << command.path;
  }
}

TEST(Commands, AreFoundByTheirPaths) {
  for (const auto& command : command_specs()) EXPECT_EQ(find_command(command.path), &command);
  EXPECT_EQ(find_command("/model/load"), &command_spec(CommandId::model_load));
  for (const char* path : {"", "/", "/model", "/model/load/", "/model/loads", "/gain", "/stop"})
    EXPECT_EQ(find_command(path), nullptr) << path;
}

TEST(Commands, ThatChooseANameTakeOne) {
  for (const auto& command : command_specs()) {
    if (command.names == CommandNames::any) continue;
    EXPECT_TRUE(type_tags(command.takes).starts_with('s')) << command.path;
  }
}

}  // namespace
}  // namespace aeolian
