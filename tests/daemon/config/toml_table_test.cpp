// SPDX-License-Identifier: GPL-3.0-or-later
#include "daemon/config/toml_table.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <array>
#include <cstdint>
#include <string>
#include <vector>

namespace aeolian::daemon {
namespace {

/** Reads a small file like a reader of the daemon; returns its error, or an empty text. */
std::string error_of(std::string_view text) {
  auto file = TomlFile::parse(text, "test.toml");
  if (!file) return file.error().message;
  TomlTable parameters = file->table("parameters");
  double temperature = 1.;
  float gain = 0.f;
  parameters.read("temperature", temperature, 0., 2.);
  parameters.read("gain", gain, -60., 12.);
  TomlTable control = file->table("control");
  std::uint16_t port = 9000;
  bool open = false;
  std::string address;
  std::size_t level = 0;
  constexpr std::array<std::string_view, 3> levels{"debug", "info", "warning"};
  std::vector<std::string> lines;
  control.read("port", port, 0, 65535);
  control.read("open", open);
  control.read("address", address);
  control.read_choice("level", level, levels);
  control.read("lines", lines);
  const auto result = file->check();
  return result ? "" : result.error().message;
}

TEST(TomlTable, ValuesOfEveryKindAreRead) {
  auto file = TomlFile::parse(
      "[control]\nport = 7000\nopen = true\naddress = \"::1\"\nlevel = \"warning\"\nlines = [\"a\", \"b\"]\n"
      "[parameters]\ntemperature = 1.5\ngain = -6\n",
      "test.toml");
  ASSERT_TRUE(file) << file.error().message;
  TomlTable control = file->table("control");
  std::uint16_t port = 0;
  bool open = false;
  std::string address;
  std::size_t level = 0;
  constexpr std::array<std::string_view, 2> levels{"info", "warning"};
  std::vector<std::string> lines;
  EXPECT_TRUE(control.read("port", port, 0, 65535));
  EXPECT_TRUE(control.read("open", open));
  EXPECT_TRUE(control.read("address", address));
  EXPECT_TRUE(control.read_choice("level", level, levels));
  EXPECT_TRUE(control.read("lines", lines));
  float temperature = 0.f;
  double gain = 0.;
  TomlTable parameters = file->table("parameters");
  EXPECT_TRUE(parameters.read("temperature", temperature, 0., 2.));
  EXPECT_TRUE(parameters.read("gain", gain, -60., 12.)) << "a whole number is a number";
  EXPECT_TRUE(file->check()) << file->check().error().message;
  EXPECT_EQ(port, 7000);
  EXPECT_TRUE(open);
  EXPECT_EQ(address, "::1");
  EXPECT_EQ(level, 1u);
  EXPECT_THAT(lines, testing::ElementsAre("a", "b"));
  EXPECT_EQ(temperature, 1.5f);
  EXPECT_EQ(gain, -6.);
}

TEST(TomlTable, WhatTheFileLacksStaysAsItWas) {
  auto file = TomlFile::parse("", "test.toml");
  ASSERT_TRUE(file);
  int port = 9000;
  EXPECT_FALSE(file->table("control").read("port", port, 0, 65535));
  EXPECT_EQ(port, 9000);
  EXPECT_TRUE(file->check());
  EXPECT_THAT(file->asked(), testing::ElementsAre("control.port"));
}

struct WrongLine {
  std::string text;
  std::string told;
};

class WrongToml : public testing::TestWithParam<WrongLine> {};

TEST_P(WrongToml, IsToldWithLineAndColumn) {
  EXPECT_THAT(error_of(GetParam().text), testing::HasSubstr(GetParam().told));
}

INSTANTIATE_TEST_SUITE_P(
    TomlTable, WrongToml,
    testing::Values(
        WrongLine{"[parameters]\n  temprature = 1\n",
                  "test.toml:2:3: unknown key \"temprature\" in [parameters]; did you mean temperature?"},
        WrongLine{"[paramters]\ngain = 1\n",
                  "test.toml:1:2: unknown table [paramters]; did you mean parameters?"},
        WrongLine{"gain = 1\n", "test.toml:1:1: unknown key \"gain\" outside any table"},
        WrongLine{"[parameters]\ngain = 13\n",
                  "test.toml:2:8: \"gain\" is 13, which is not within -60 and 12"},
        WrongLine{"[parameters]\ngain = nan\n", "2:8: \"gain\" is nan, which is not within"},
        WrongLine{"[parameters]\ngain = \"6\"\n", "2:8: \"gain\" is text, but must be a number"},
        WrongLine{"[control]\nport = 9000.5\n",
                  "2:8: \"port\" is a number with a fraction, but must be a whole number"},
        WrongLine{"[control]\nport = 70000\n", "\"port\" is 70000, which is not within 0 and 65535"},
        WrongLine{"[control]\nopen = 1\n", "\"open\" is a whole number, but must be true or false"},
        WrongLine{"[control]\naddress = true\n", "\"address\" is true or false, but must be text in quotes"},
        WrongLine{"[control]\naddress = \"a\\u0000b\"\n", "\"address\" contains a NUL character"},
        WrongLine{"[control]\nlevel = \"wraning\"\n", "\"level\" is \"wraning\"; did you mean warning?"},
        WrongLine{"[control]\nlines = \"a\"\n", "must be a list of quoted texts"},
        WrongLine{
            "[control]\nlines = [\n  \"a\",\n  3]\n",
            "test.toml:4:3: \"lines\" contains a whole number, but its elements must be text in quotes"},
        WrongLine{"control = 3\n", "[control] is a table; here it is a whole number"},
        WrongLine{"[control]\nport = 1\nport = 2\n", "test.toml:3:"},
        WrongLine{"[control]\nport = \n", "test.toml:2:"}, WrongLine{"[control\n", "test.toml:1:"},
        WrongLine{"[control]\naddress = \"\xff\"\n", "test.toml:2:"}));

TEST(TomlTable, OfSeveralErrorsTheFirstInTheFileIsTold) {
  EXPECT_THAT(error_of("[control]\nprt = 1\n[parameters]\ngain = 99\n"), testing::HasSubstr("test.toml:2:1"));
  EXPECT_THAT(error_of("[parameters]\ngain = 99\n[control]\nprt = 1\n"), testing::HasSubstr("test.toml:2:8"));
}

}  // namespace
}  // namespace aeolian::daemon
