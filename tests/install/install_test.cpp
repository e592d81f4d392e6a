// SPDX-License-Identifier: GPL-3.0-or-later
#include <gmock/gmock.h>

#include <algorithm>
#include <memory>
#include <regex>
#include <span>
#include <string>
#include <vector>

#include "core/audio/output_stage.h"
#include "core/audio/sound_file.h"
#include "core/audio/stereo_frame.h"
#include "core/generator/model_source.h"
#include "core/realtime.h"
#include "core/version.h"
#include "tests/protocols/oscquery/program.h"
#include "tests/scratch_folder.h"

namespace aeolian {
namespace {

constexpr std::uint64_t seed = 5;
constexpr std::size_t consumer_block = 500;  // samples

/** Runs a shell command; its output is shown if it fails. */
void run(const std::string& command) {
  const std::string output = oscquery::output_of("(" + command + ") 2>&1 && echo it worked");
  ASSERT_THAT(output, testing::EndsWith("it worked\n")) << command;
}

/** Ten seconds from the engine, without the library: the sound that a consumer must produce. */
std::vector<float> played_by_the_engine() {
  denormals_off();
  auto checkpoint = std::make_shared<const Checkpoint>(*read_checkpoint(AEOLIAN_SHIPPED_MODEL));
  const auto source = *make_model_source(checkpoint, {.seed = seed});
  OutputStage stage(source->sample_rate());
  stage.set_fade(1.f, 0.f);
  const auto hop = static_cast<std::size_t>(source->hop());
  const auto step = hop * static_cast<std::size_t>(source->hops_per_step());
  const auto total = 10 * static_cast<std::size_t>(source->sample_rate());
  const auto half = total / 2 / consumer_block * consumer_block;
  const ControlEvent wilder{.parameter = ParameterId::temperature, .number = 1.4f, .glide_s = 1.f};
  std::vector<StereoFrame> frames((total + hop - 1) / hop * hop);
  for (std::size_t begin = 0; begin < frames.size(); begin += hop) {
    if (begin == (half + step - 1) / step * step) source->apply(wilder);
    const auto next = std::span(frames).subspan(begin, hop);
    source->render(next);
    stage.process(next);
  }
  frames.resize(total);
  std::vector<float> mid(total);
  std::ranges::transform(frames, mid.begin(), &StereoFrame::mid);
  return mid;
}

class InstalledLibrary : public testing::Test {
 protected:
  static void SetUpTestSuite() {
    folder = std::make_unique<ScratchFolder>();
    run(AEOLIAN_CMAKE " --install " AEOLIAN_BUILD " --component library --prefix " + prefix());
    expected = played_by_the_engine();
  }
  static void TearDownTestSuite() { folder.reset(); }

  static std::string prefix() { return *folder / "usr"; }
  static std::string libraries() { return prefix() + "/" AEOLIAN_LIBDIR; }
  static std::string pkg_config(const std::string& question) {
    return "$(PKG_CONFIG_PATH=" + libraries() + "/pkgconfig pkg-config " + question + " aeolian)";
  }

  /** Plays with a consumer's program, and compares bit for bit. */
  static void expect_the_same_sound(const std::string& program) {
    const auto file = *folder / "sound.wav";
    run(program + " " AEOLIAN_SHIPPED_MODEL " " + std::to_string(seed) + " " + file.string());
    const auto sound = read_sound(file);
    ASSERT_TRUE(sound) << sound.error().message;
    EXPECT_GT(std::ranges::max(sound->samples), 0.05f);
    EXPECT_TRUE(sound->samples == expected);
  }

  static inline std::unique_ptr<ScratchFolder> folder;
  static inline std::vector<float> expected;
};

TEST_F(InstalledLibrary, PlaysFromCPlusPlusThroughItsCMakePackage) {
  const std::string build = *folder / "build";
  run(AEOLIAN_CMAKE " -G Ninja -S " AEOLIAN_CONSUMER " -B " + build + " -DCMAKE_PREFIX_PATH=" + prefix() +
      " -DCMAKE_CXX_COMPILER=" AEOLIAN_CXX " -DCMAKE_CXX_FLAGS='" AEOLIAN_SANITIZE_FLAGS "'");
  run(AEOLIAN_CMAKE " --build " + build);
  expect_the_same_sound(build + "/ten_seconds");
}

TEST_F(InstalledLibrary, PlaysFromCThroughPkgConfig) {
  const std::string program = *folder / "ten_seconds";
  run("cc -std=c11 -Wall -Wextra -Wpedantic -Werror " AEOLIAN_SANITIZE_FLAGS " " AEOLIAN_CONSUMER
      "/ten_seconds.c -o " +
      program + " " + pkg_config("--cflags --libs") + " -Wl,-rpath," + libraries());
  expect_the_same_sound(program);
}

TEST_F(InstalledLibrary, TellsItsVersion) {
  EXPECT_EQ(oscquery::output_of("echo -n " + pkg_config("--modversion")), AEOLIAN_VERSION);
}

TEST_F(InstalledLibrary, ShowsItsCInterfaceAloneToTheLinker) {
  const std::string symbols =
      oscquery::output_of("nm -D --defined-only --format=just-symbols " + libraries() + "/libaeolian.so");
  EXPECT_TRUE(std::regex_match(symbols, std::regex("(aeolian_[a-z_]+\n){10,}"))) << symbols;
}

}  // namespace
}  // namespace aeolian
