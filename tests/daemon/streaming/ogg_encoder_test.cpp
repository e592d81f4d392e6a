// SPDX-License-Identifier: GPL-3.0-or-later
#include "daemon/streaming/ogg_encoder.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <numbers>
#include <vector>

#include "core/audio/integer_sample.h"
#include "tests/daemon/streaming/ogg_links.h"
#include "tests/tone_continuity.h"

namespace aeolian::daemon {
namespace {

using testing::HasSubstr;

constexpr int rate = 44100;

/** A tone on the left, noise on the right. */
std::vector<StereoFrame> sound(std::size_t count) {
  std::vector<StereoFrame> frames;
  std::uint32_t noise = 1;
  for (std::size_t i = 0; i < count; ++i) {
    noise = noise * 1664525u + 1013904223u;
    frames.push_back({.25f * std::sin(2.f * std::numbers::pi_v<float> * 440.f * static_cast<float>(i) / rate),
                      static_cast<float>(noise >> 8) / 0x1p25f});
  }
  return frames;
}

/** Encodes `frames` in parts, changing the title at each of `at`. */
std::string encoded(OggEncoder& encoder, std::span<const StereoFrame> frames, std::vector<std::size_t> at) {
  std::string pages;
  constexpr std::size_t part = 441;
  for (std::size_t i = 0; i < frames.size(); i += part) {
    if (std::ranges::find(at, i / part) != at.end()) {
      EXPECT_TRUE(encoder.retitle({.title = "part " + std::to_string(i / part), .artist = "test"}));
    }
    EXPECT_TRUE(encoder.write(frames.subspan(i, std::min(part, frames.size() - i))));
    pages += encoder.take_pages();
  }
  EXPECT_TRUE(encoder.finish());
  return pages + encoder.take_pages();
}

std::vector<std::string> titles_of(const OggStream& stream) {
  std::vector<std::string> titles;
  for (const OggLink& link : stream.links) titles.push_back(link.title);
  return titles;
}

TEST(OggEncoder, FlacHasEverySampleAlsoWhereATitleBegins) {
  const auto frames = sound(rate);
  auto encoder = make_flac_encoder(rate, {.title = "first", .artist = "test"});
  ASSERT_TRUE(encoder) << encoder.error().message;
  const auto stream = read_ogg(encoded(**encoder, frames, {30, 31, 70}));
  EXPECT_EQ(stream.fault, "");
  EXPECT_THAT(titles_of(stream), testing::ElementsAre("first", "part 30", "part 31", "part 70"));
  std::vector<std::int32_t> expected;
  for (const float sample : interleaved(std::span(frames))) expected.push_back(integer_sample<24>(sample));
  EXPECT_EQ(flac_samples(stream), expected);
}

TEST(OggEncoder, OpusIsUnbrokenWhereATitleBegins) {
  auto frames = sound(2 * rate);
  for (StereoFrame& frame : frames) frame.right = frame.left;
  auto encoder = make_opus_encoder(rate, 128, {.title = "first", .artist = "test"});
  ASSERT_TRUE(encoder) << encoder.error().message;
  const auto stream = read_ogg(encoded(**encoder, frames, {80, 130}));
  EXPECT_EQ(stream.fault, "");
  EXPECT_THAT(titles_of(stream), testing::ElementsAre("first", "part 80", "part 130"));
  const auto heard = opus_samples(stream);
  EXPECT_NEAR(static_cast<double>(heard.size()), 2. * 48000, 1.);
  const auto report = judge_tone(std::span(heard).subspan(4800, heard.size() - 9600), 48000, 440., .05);
  EXPECT_TRUE(report.gaps.empty() && report.clicks.empty()) << text_of(report);
  EXPECT_NEAR(report.level, .25, .005);
}

TEST(OggEncoder, FirstPagesComeAtOnceSoThatAListenerNeedNotWait) {
  auto opus = make_opus_encoder(rate, 64, {.title = "t", .artist = "a"});
  auto flac = make_flac_encoder(rate, {.title = "t", .artist = "a"});
  ASSERT_TRUE(opus && flac);
  EXPECT_THAT((*opus)->take_pages(), HasSubstr("OpusTags"));
  EXPECT_THAT((*flac)->take_pages(), HasSubstr("TITLE=t"));
}

}  // namespace
}  // namespace aeolian::daemon
