// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdlib>
#include <filesystem>
#include <string>
#include <vector>

#include "core/control/control_context.h"
#include "core/control/parameters.h"
#include "core/control/presets.h"
#include "tests/core/control/fake_control_interface.h"

namespace aeolian::oscquery {

/** A control context: three encodings of three values, and presets in their own folder. */
class HandsOfATest {
 public:
  HandsOfATest() = default;
  ~HandsOfATest() { std::filesystem::remove_all(folder_); }
  HandsOfATest(const HandsOfATest&) = delete;
  HandsOfATest& operator=(const HandsOfATest&) = delete;

  ControlContext context() { return {parameters, presets, instrument}; }

 private:
  static std::filesystem::path new_folder() {
    std::string name = std::filesystem::temp_directory_path() / "aeolian-hands-XXXXXX";
    return mkdtemp(name.data());
  }
  const std::filesystem::path folder_ = new_folder();

 public:
  Parameters parameters{
      EncodingBank::create({"wind", "sea", "rain drops"}, std::vector<float>{1, 0, 0, 0, 1, 0, 0, 0, 1}, 3)
          .value()};
  Parameters::Source source = parameters.add_source("test", [](const ControlEvent&) { return true; });
  Presets presets{folder_, parameters};
  FakeControlInterface instrument;
};

}  // namespace aeolian::oscquery
