// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/spectrum/stereo_bands.h"

#include <algorithm>
#include <cmath>

namespace aeolian {
namespace {

constexpr std::size_t standard_bands = 20;
constexpr double least_bins = 6.;  ///< of a band

/** Width of the auditory filter at a frequency, Hz (ERB). */
double ear_band(double hertz) {
  return 24.7 * (4.37e-3 * hertz + 1.);
}

/** Edges in bins, from 0 on, of bands that are `factor` times as wide as auditory filters. */
std::vector<double> edges_for(const FrontEnd& front_end, std::size_t bands, double factor) {
  std::vector<double> edges{0.};
  while (edges.size() <= bands) {
    const double width = factor * ear_band(edges.back() * front_end.bin_width()) / front_end.bin_width();
    edges.push_back(edges.back() + std::max(least_bins, width));
  }
  return edges;
}

/** Edges in Hz that divide the kept bins. */
std::vector<float> standard_edges(const FrontEnd& front_end) {
  const double last = front_end.kept_bins();
  const auto bands = std::clamp<std::size_t>(static_cast<std::size_t>(last / least_bins), 1, standard_bands);
  double low = 0., high = last;
  for (int i = 0; i < 60; ++i) {
    const double middle = (low + high) / 2.;
    (edges_for(front_end, bands, middle).back() < last ? low : high) = middle;
  }
  std::vector<float> hertz;
  for (const double edge : edges_for(front_end, bands, high))
    hertz.push_back(static_cast<float>(std::round(std::min(edge, last)) * front_end.bin_width()));
  return hertz;
}

}  // namespace

void mix_images(std::span<const ImageBand> a, std::span<const ImageBand> b, float share,
                std::span<ImageBand> mixed) {
  const auto between = [share](float from, float to) { return from + share * (to - from); };
  std::ranges::transform(a, b, mixed.begin(), [&](const ImageBand& from, const ImageBand& to) {
    return ImageBand{between(from.balance, to.balance), between(from.in_phase, to.in_phase),
                     between(from.quadrature, to.quadrature)};
  });
}

StereoBands::StereoBands(const FrontEnd& front_end) : edges_(standard_edges(front_end)) {
  find_begins(front_end);
}

StereoBands::StereoBands(const FrontEnd& front_end, std::span<const float> edges)
    : edges_(edges.begin(), edges.end()) {
  find_begins(front_end);
}

void StereoBands::find_begins(const FrontEnd& front_end) {
  const double bins = front_end.bins();
  for (const float edge : edges_)
    begins_.push_back(
        static_cast<std::size_t>(std::clamp(std::round(edge / front_end.bin_width()), 0., bins)));
  begins_.front() = 0;
}

void StereoBands::measure(std::span<const std::complex<float>> mid, std::span<const std::complex<float>> side,
                          std::span<ImageBand> image) const {
  for (std::size_t band = 0; band < size(); ++band) {
    double middle = 0., beside = 0., balance = 0., quadrature = 0.;
    for (std::size_t bin = begin_of(band); bin < end_of(band); ++bin) {
      const std::complex<float> product = side[bin] * std::conj(mid[bin]);
      middle += std::norm(mid[bin]);
      beside += std::norm(side[bin]);
      balance += product.real();
      quadrature += product.imag();
    }
    // |L|^2 + |R|^2 is twice the power of mid and side; silence counts as centred
    const double power = middle + beside;
    image[band] = power > 0. ? ImageBand{static_cast<float>(2. * balance / power),
                                         static_cast<float>((middle - beside) / power),
                                         static_cast<float>(2. * quadrature / power)}
                             : ImageBand{};
  }
}

}  // namespace aeolian
