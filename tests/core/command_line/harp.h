// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <CLI/CLI.hpp>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>
#include <vector>

#include "core/command_line/program_texts.h"
#include "tests/scratch_folder.h"

namespace aeolian {

/** A program with every kind of option. */
class Harp {
 public:
  Harp() {
    app_.add_option("--wind", wind_, "How it blows: [0, 1]")
        ->check(CLI::Range(0., 1.))
        ->capture_default_str();
    app_.add_option("-o,--output", text_, "The file to write")->type_name("FILE");
    app_.add_flag("--loud", loud_, "More of it");
    app_.set_version_flag("--version", "harp 1");
    app_.require_subcommand(1);
    app_.fallthrough();
    auto* strings = app_.add_option_group("Strings");
    strings->add_option("--tuning", text_, "Scale's name")->check(CLI::IsMember({"major", "minor"}));
    auto* song = app_.add_subcommand("song", "Songs")->require_subcommand(1);
    song->add_subcommand("list", "Print the names");
    auto* play = song->add_subcommand("play", "Play one. It's free");
    texts_.candidates[play->add_option("name", text_, "The song")->expected(1)->required()] = "song list";
    auto* tune = app_.add_subcommand("tune", "Tune it");
    tune->add_option("FILES", words_, "Recordings; .wav and \\ alike")->type_name("FILE");
    texts_.see_also = {"lyre"};
    app_.footer("Exit codes: 0 done.");
    add_program_texts(app_, texts_);
  }

  /** The text that it prints when asked for one about itself. */
  std::string told(std::vector<std::string> words) {
    try {
      app_.parse(std::vector<std::string>(words.rbegin(), words.rend()));
    } catch (const CLI::ParseError& error) {
      std::ostringstream out;
      EXPECT_EQ(app_.exit(error, out, out), 0);
      return out.str();
    }
    return {};
  }

 private:
  CLI::App app_{"Harp plays the wind's songs.", "harp"};
  ProgramTexts texts_;
  double wind_ = .5;
  std::string text_;
  std::vector<std::string> words_;
  bool loud_ = false;
};

/** Writes the text to a file and returns the output of a shell command that reads that file as $file. */
inline std::string printed_with(const std::string& text, const std::string& name,
                                const std::string& command) {
  const ScratchFolder folder;
  const std::string file = folder / name;
  std::ofstream(file) << text;
  FILE* const pipe = popen(("file='" + file + "'; { " + command + "\n} 2>&1").c_str(), "r");
  std::string output;
  for (int c = 0; (c = fgetc(pipe)) != EOF;) output += static_cast<char>(c);
  pclose(pipe);
  return output;
}

}  // namespace aeolian
