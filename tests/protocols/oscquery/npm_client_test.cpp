// SPDX-License-Identifier: GPL-3.0-or-later
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <nlohmann/json.hpp>
#include <set>

#include "protocols/oscquery/oscquery_server.h"
#include "tests/protocols/oscquery/control_context_of_a_test.h"
#include "tests/protocols/oscquery/program.h"

namespace aeolian::oscquery {
namespace {

using nlohmann::json;

/** Tests with the npm package `oscquery`, in a folder removed after the test. */
class NpmClientTest : public testing::Test {
 protected:
  void SetUp() override {
    if (!are_installed({"node", "npm"})) {
      GTEST_SKIP() << "npm (packages nodejs and npm) is not installed: its client oscquery was not tried";
    }
    const std::string install =
        "cd '" + folder_.string() +
        "' && echo '{}' > package.json && timeout 60 npm install --no-audit --no-fund "
        "oscquery@1.1.1 >npm.log 2>&1";
    if (std::system(install.c_str()) != 0) {
      GTEST_SKIP() << "the npm registry cannot be reached: its client oscquery was not tried";
    }
  }
  ~NpmClientTest() override { std::filesystem::remove_all(folder_); }

  static std::filesystem::path new_folder() {
    std::string name = std::filesystem::temp_directory_path() / "aeolian-npm-XXXXXX";
    return mkdtemp(name.data());
  }
  const std::filesystem::path folder_ = new_folder();
  HandsOfATest test_;
  Parameters::Source source_ =
      test_.parameters.add_source("OSCQuery", [](const ControlEvent&) { return true; });
  std::unique_ptr<Server> server_ =
      Server::start({.port = 0, .host = {.osc_port = 9123}}, test_.context(), source_).value();
};

TEST_F(NpmClientTest, ReadsTheWholeTreeAndFollowsAChange) {
  Program client({"node", AEOLIAN_OSCQUERY_TESTS "/read_and_follow.js", folder_.string(),
                  std::to_string(server_->port())});
  const json read = json::parse(client.line(), nullptr, false);
  ASSERT_TRUE(read.is_object());
  EXPECT_EQ(read["host"]["oscPort"], 9123);
  std::set<std::string> paths;
  for (const auto& method : read["methods"]) paths.insert(method["full_path"]);
  for (const auto& spec : parameter_specs()) {
    EXPECT_TRUE(paths.contains("/aeolian" + std::string(spec.path))) << spec.path;
  }
  ASSERT_TRUE(test_.parameters.set_number(test_.source, ParameterId::gain, -12.));
  client.say("/aeolian/gain");
  EXPECT_EQ(json::parse(client.line(), nullptr, false), json(-12.));
}

}  // namespace
}  // namespace aeolian::oscquery
