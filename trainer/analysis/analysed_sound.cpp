// SPDX-License-Identifier: GPL-3.0-or-later
#include "trainer/analysis/analysed_sound.h"

#include <algorithm>
#include <cmath>
#include <complex>
#include <optional>
#include <utility>
#include <vector>

#include "core/audio/resampler.h"
#include "core/spectrum/bands.h"
#include "core/spectrum/stereo_bands.h"
#include "core/spectrum/stft.h"

namespace aeolian::trainer {

namespace {

/** Measures the images of a sound, frame by frame. */
class ImageAnalysis {
 public:
  ImageAnalysis(const FrontEnd& front_end, std::span<const float> side)
      : front_end_(front_end),
        side_(side),
        bands_(front_end),
        stft_(front_end),
        window_(static_cast<std::size_t>(front_end.window)),
        bins_(static_cast<std::size_t>(front_end.bins())),
        image_(bands_.size()) {}

  /** Adds the image of frame `n`, with this mid, to `images`. */
  void add(std::size_t n, std::span<const std::complex<float>> mid, std::vector<ImageByte>& images) {
    window_of_frame(front_end_, side_, n, window_);
    stft_.forward(window_, bins_);
    bands_.measure(mid, bins_, image_);
    for (const ImageBand& band : image_)
      for (const float value : {band.balance, band.in_phase, band.quadrature})
        images.push_back(to_image_byte(value));
  }

 private:
  FrontEnd front_end_;
  std::span<const float> side_;
  StereoBands bands_;
  Stft stft_;
  std::vector<float> window_;
  std::vector<std::complex<float>> bins_;
  std::vector<ImageBand> image_;
};

}  // namespace

SoundFrames analyse_samples(std::span<const float> samples, const FrontEnd& front_end,
                            std::span<const float> side) {
  const auto width = static_cast<std::size_t>(front_end.bands);
  const std::size_t frames = frame_count(front_end, samples.size());
  const std::size_t counted =
      std::max<std::size_t>(1, samples.size() / static_cast<std::size_t>(front_end.hop));
  Stft stft(front_end);
  const Bands bands(front_end);
  std::vector<float> window(static_cast<std::size_t>(front_end.window)), row(width);
  std::vector<std::complex<float>> bins(static_cast<std::size_t>(front_end.bins()));
  std::vector<Half> rows(frames * width);
  SoundStatistics statistics(front_end.bands);
  std::optional<ImageAnalysis> image;
  if (!side.empty()) image.emplace(front_end, side);
  std::vector<ImageByte> images;
  for (std::size_t n = 0; n < frames; ++n) {
    window_of_frame(front_end, samples, n, window);
    stft.forward(window, bins);
    bands.to_bands(bins, row);
    const auto halves = std::span(rows).subspan(n * width, width);
    to_half(row, halves);
    to_float(halves, row);
    if (n < counted) statistics.add(row);
    if (image) image->add(n, bins, images);
  }
  statistics.loudest_second = loudest_second_of(samples, front_end.sample_rate);
  return {std::move(rows), std::move(statistics), front_end.bands, std::move(images)};
}

std::vector<float> played_higher(std::span<const float> samples, int sample_rate, int semitones) {
  const int heard_as = static_cast<int>(std::lround(sample_rate * std::exp2(semitones / 12.)));
  return resample(samples, heard_as, sample_rate);
}

SoundStatistics statistics_of(const std::vector<AnalysedSound>& sounds) {
  SoundStatistics all(sounds.front().frames->bands());
  for (const AnalysedSound& sound : sounds) all.join(sound.frames->statistics());
  return all;
}

}  // namespace aeolian::trainer
