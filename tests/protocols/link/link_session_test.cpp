// SPDX-License-Identifier: GPL-3.0-or-later
#include "protocols/link/link_session.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <fstream>
#include <vector>

#include "tests/own_network.h"
#include "tests/protocols/oscquery/program.h"
#include "tests/scratch_folder.h"

namespace aeolian::link {
namespace {

std::vector<BeatLine> read(const std::filesystem::path& file) {
  std::vector<BeatLine> lines;
  std::ifstream text(file);
  std::int64_t time = 0;
  for (BeatLine line; text >> time >> line.beat >> line.tempo;) {
    line.time = BeatTime(std::chrono::nanoseconds(time));
    lines.push_back(line);
  }
  return lines;
}

/**
 * The difference, in ms, of two beats at one time within their bars; only the position in the bar is shared.
 */
double ms_beside(const BeatLine& a, const BeatLine& b) {
  const double beats = std::remainder(a.beat_at(b.time) - b.beat, 4.);
  return std::abs(beats) * 60e3 / b.tempo;
}

TEST(LinkSessionTest, TwoProgramsHaveTheirBeatsAtTheSameTime) {
  run_in_own_network([] {
    ScratchFolder folder;
    oscquery::output_of(std::string(AEOLIAN_LINK_PEER) + " 100 12 > " + (folder / "one").string() +
                        " & sleep 1; " + AEOLIAN_LINK_PEER + " 140 10 > " + (folder / "other").string() +
                        "; wait");
    const auto one = read(folder / "one"), other = read(folder / "other");
    ASSERT_GT(one.size(), 200u) << "they did not find each other";
    ASSERT_GT(other.size(), 200u);
    std::vector<double> errors;
    for (const BeatLine& line : other) {
      const auto before = std::ranges::find_if(one, [&](const BeatLine& candidate) {
        return candidate.time > line.time - std::chrono::milliseconds(50);
      });
      if (before != one.end() && before->time <= line.time) errors.push_back(ms_beside(*before, line));
    }
    ASSERT_GT(errors.size(), 200u);
    // The first second after they met, in which one of them takes over the other's beats.
    errors.erase(errors.begin(), errors.begin() + 100);
    EXPECT_NEAR(one.back().tempo, other.back().tempo, 1e-6);
    std::ranges::sort(errors);
    const double p95 = errors[static_cast<std::size_t>(0.95 * static_cast<double>(errors.size()))];
    testing::Test::RecordProperty("p95_ms", std::to_string(p95));
    testing::Test::RecordProperty("most_ms", std::to_string(errors.back()));
    EXPECT_LT(p95, 5.);
  });
}

}  // namespace
}  // namespace aeolian::link
