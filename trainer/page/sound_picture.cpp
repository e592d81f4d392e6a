// SPDX-License-Identifier: GPL-3.0-or-later
#include "trainer/page/sound_picture.h"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <numbers>
#include <vector>

#include "core/spectrum/bands.h"
#include "trainer/cli/format.h"
#include "trainer/page/ogg.h"
#include "trainer/page/svg.h"

namespace aeolian::trainer {
namespace {

constexpr int picture_bands = 160, picture_stride = 3;
constexpr double picture_window_ms = 46, picture_max_hz = 16000, picture_range_db = 80;

FrontEnd picture_front_end(int sample_rate) {
  return *make_front_end(sample_rate, picture_window_ms, picture_bands, picture_max_hz);
}

double in_db(float log_amplitude) {
  return log_amplitude * 20 / std::numbers::ln10;
}

}  // namespace

SoundPictures::SoundPictures(int sample_rate, double top_db)
    : front_end_(picture_front_end(sample_rate)), top_db_(top_db) {}

double SoundPictures::loudest_db(std::span<const float> samples, int sample_rate) {
  const auto values = band_spectrogram(picture_front_end(sample_rate), samples);
  return values.empty() ? -200 : in_db(*std::ranges::max_element(values));
}

std::string SoundPictures::html(std::span<const float> samples) const {
  const auto bands = static_cast<std::size_t>(front_end_.bands);
  const auto values = band_spectrogram(front_end_, samples);
  std::vector<std::byte> bytes;
  for (std::size_t t = 0; t * bands < values.size(); t += picture_stride)
    for (std::size_t b = 0; b < bands; ++b) {
      const double level = (in_db(values[t * bands + b]) - top_db_) / picture_range_db + 1;
      bytes.push_back(static_cast<std::byte>(std::lround(255 * std::clamp(level, 0.0, 1.0))));
    }
  return "<div class=\"picture\"><canvas data-bands=\"" + std::to_string(bands) + "\" data-levels=\"" +
         base64(bytes) + "\"></canvas><i></i>" + pitches() + "</div>";
}

std::string SoundPictures::pitches() const {
  const auto centres = Bands(front_end_).centres();
  std::string html;
  for (const int hz : {1000, 4000, 10000}) {
    const auto above = std::ranges::lower_bound(centres, static_cast<float>(hz));
    if (above == centres.end()) continue;
    const double share = static_cast<double>(above - centres.begin()) / static_cast<double>(centres.size());
    html +=
        format("<em style=\"bottom:%.1f%%\">", 100 * share) + std::to_string(hz / 1000) + " kHz" + "</em>";
  }
  return html;
}

ErrorOr<std::string> SoundPictures::figure(const std::string& name, const std::string& detail,
                                           const std::string& css, std::span<const float> samples) const {
  const auto ogg = to_ogg(samples, front_end_.sample_rate);
  if (!ogg) return fail(ogg.error().message);
  return "<figure class=\"take " + css + "\"><figcaption><h3>" + escaped(name) + "</h3><span>" +
         escaped(detail) + "</span></figcaption>" + html(samples) +
         "<audio controls preload=\"metadata\" src=\"data:audio/ogg;base64," + base64(*ogg) +
         "\"></audio></figure>\n";
}

}  // namespace aeolian::trainer
