// SPDX-License-Identifier: GPL-3.0-or-later
#include "protocols/oscquery/openapi.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <fstream>
#include <functional>
#include <nlohmann/json.hpp>
#include <set>

#include "core/control/parameters.h"
#include "protocols/osc/osc_commands.h"
#include "tests/protocols/oscquery/program.h"
#include "tests/scratch_folder.h"

namespace aeolian::oscquery {
namespace {

using Json = nlohmann::ordered_json;
using testing::HasSubstr;

const Json description = openapi_description("/aeolian");

/** Calls `visit` with each object below `json`. */
void for_each_object(const Json& json, const std::function<void(const Json&)>& visit) {
  if (json.is_object()) visit(json);
  if (json.is_structured()) {
    for (const auto& child : json) for_each_object(child, visit);
  }
}

const Json& operation(const std::string& path, const std::string& method) {
  return description.at("paths").at("/aeolian" + path).at(method);
}
const Json& schema_of_body(const std::string& path, const std::string& method) {
  return operation(path, method).at("requestBody").at("content").at("application/json").at("schema");
}

TEST(OpenApi, HasEveryParameterWithItsTypeAndRange) {
  for (const auto& spec : parameter_specs()) {
    const auto& put = operation(std::string(spec.path), "put");
    EXPECT_THAT(put.at("description"), HasSubstr(std::string(spec.description)));
    EXPECT_TRUE(operation(std::string(spec.path), "get").contains("responses"));
    const auto& value = schema_of_body(std::string(spec.path), "put").at("anyOf").at(0);
    if (spec.type != ParameterType::number) continue;
    EXPECT_EQ(value.at("minimum"), spec.minimum) << spec.path;
    EXPECT_EQ(value.at("maximum"), spec.maximum) << spec.path;
    EXPECT_EQ(value.at("default"), spec.initial) << spec.path;
  }
  EXPECT_EQ(schema_of_body("/mute", "put").at("anyOf").at(0).at("type"), "boolean");
  EXPECT_EQ(description.at("paths").at("/aeolian/voice/{voice}/gain").at("parameters").at(0).at("name"),
            "voice");
}

TEST(OpenApi, HasEveryPathOfOsc) {
  for (const auto& row : osc::Commands::address_space()) {
    std::string path = "/aeolian" + std::string(row.path);
    if (path.ends_with("/N")) path.replace(path.size() - 1, 1, "{N}");
    ASSERT_TRUE(description.at("paths").contains(path)) << path;
    const auto& operations = description.at("paths").at(path);
    EXPECT_TRUE(operations.contains(find_parameter(row.path) ? "put" : "post")) << path;
  }
}

TEST(OpenApi, BodiesAreTheValuesThatAPathTakes) {
  EXPECT_FALSE(operation("/panic", "post").contains("requestBody"));
  const auto& load = schema_of_body("/preset/load", "post").at("anyOf");
  EXPECT_EQ(load.at(0).at("type"), "string");
  EXPECT_EQ(load.at(1).at("minItems"), 1);
  EXPECT_EQ(load.at(1).at("maxItems"), 2);
  EXPECT_EQ(load.at(1).at("prefixItems").at(1).at("type"), "number");
  EXPECT_EQ(operation("/record/start", "post").at("requestBody").at("required"), false);
  const auto& morph = schema_of_body("/encoding/interpolate", "post");
  EXPECT_EQ(morph.at("minItems"), 3);
  EXPECT_EQ(schema_of_body("/encoding/blend", "post").at("items").at("anyOf").size(), 2u);
}

TEST(OpenApi, EveryReferenceLeadsSomewhereAndNoOperationIsNamedTwice) {
  std::set<std::string> ids;
  for_each_object(description, [&](const Json& object) {
    if (object.contains("$ref")) {
      const std::string target = object.at("$ref");
      ASSERT_TRUE(target.starts_with("#/"));
      EXPECT_TRUE(description.contains(Json::json_pointer(target.substr(1)))) << target;
    }
    if (object.contains("operationId")) {
      EXPECT_TRUE(ids.insert(object.at("operationId")).second) << object.at("operationId");
      EXPECT_TRUE(object.contains("responses"));
    }
  });
  EXPECT_GT(ids.size(), parameter_specs().size());
}

TEST(OpenApi, IsValidByItsOwnSchema) {
  if (!output_of("python3 -c 'import openapi_spec_validator' 2>&1").empty()) {
    GTEST_SKIP() << "openapi_spec_validator is not installed: the description was not validated by it";
  }
  ScratchFolder folder;
  const auto file = folder / "openapi.json";
  std::ofstream(file) << description.dump();
  EXPECT_EQ(output_of("python3 -W ignore -c 'import json, sys, openapi_spec_validator as v\n"
                      "v.OpenAPIV31SpecValidator(json.load(open(sys.argv[1]))).validate()\n"
                      "print(\"valid\")' " +
                      file.string() + " 2>&1"),
            "valid\n");
}

}  // namespace
}  // namespace aeolian::oscquery
