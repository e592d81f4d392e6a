// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/spectrum/band_meter.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <numbers>
#include <vector>

#include "tests/core/spectrum/allocations.h"

namespace aeolian {
namespace {

std::vector<float> sine(double hz, float amplitude, int rate) {
  std::vector<float> samples(BandMeter::window);
  for (std::size_t i = 0; i < samples.size(); ++i) {
    samples[i] = amplitude * static_cast<float>(std::sin(2. * std::numbers::pi * hz * i / rate));
  }
  return samples;
}

TEST(BandMeter, ASineReadsItsLevelInItsBand) {
  for (const int rate : {16000, 44100, 96000}) {
    BandMeter meter(rate);
    const double highest = std::min(16000., rate / 2.);
    for (const double hz : {100., 440., 3000.}) {
      const auto bands = meter.read(sine(hz, .1f, rate));
      const auto loudest = std::ranges::max_element(bands) - bands.begin();
      const double place = 64. * std::log(hz / 40.) / std::log(highest / 40.);
      EXPECT_NEAR(static_cast<double>(loudest) + .5, place, hz < 200. ? 5. : 2.) << hz << " Hz of " << rate;
      EXPECT_NEAR(bands[static_cast<std::size_t>(loudest)], -20., 1.5) << hz << " Hz of " << rate;
    }
  }
}

TEST(BandMeter, SilenceReadsTheLowestLevel) {
  BandMeter meter(44100);
  const std::vector<float> silence(BandMeter::window);
  const auto before = allocations();
  const auto bands = meter.read(silence);
  EXPECT_EQ(allocations(), before);
  EXPECT_TRUE(std::ranges::all_of(bands, [](float level) { return level == BandMeter::lowest_db; }));
}

}  // namespace
}  // namespace aeolian
