// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/generator/tail_mix.h"

#include <Eigen/Core>
#include <algorithm>

#include "core/spectrum/side_spectrum.h"

namespace aeolian {
namespace {

/** Hops from one spectrum to the next. */
constexpr std::size_t stride = 2;
// Each spectrum also stands for half of both hops beside it, the first one for half of the next.
constexpr float first_weight = 1.5f, weight = 2.f;

/** Adds `gain` times some values to others. */
void add_to(std::span<float> sum, float gain, std::span<const float> values) {
  const auto size = static_cast<Eigen::Index>(values.size());
  Eigen::Map<Eigen::ArrayXf>(sum.data(), size) +=
      gain * Eigen::Map<const Eigen::ArrayXf>(values.data(), size);
}

std::span<float> parts_of(std::span<std::complex<float>> bins) {
  return {reinterpret_cast<float*>(bins.data()), 2 * bins.size()};
}
std::span<const float> parts_of(std::span<const std::complex<float>> bins) {
  return {reinterpret_cast<const float*>(bins.data()), 2 * bins.size()};
}

}  // namespace

TailMix::Spectral::Spectral(const FrontEnd& front_end)
    : hop(static_cast<std::size_t>(front_end.hop)),
      bins(static_cast<std::size_t>(front_end.bins())),
      held(front_end),
      stft(front_end),
      window(static_cast<std::size_t>(front_end.window)),
      side(bins) {}

TailMix::TailMix(int size, const FrontEnd* front_end) : size_(static_cast<std::size_t>(size)) {
  if (front_end) spectral_.emplace(*front_end);
  for (Channel& channel : channels_) {
    channel.samples.resize(size_);
    if (spectral_) channel.spectra.resize((size_ / spectral_->hop + 1) / stride * spectral_->bins);
  }
}

void TailMix::clear() {
  is_centred_ = true;
  std::ranges::fill(channels_[0].samples, 0.f);
  std::ranges::fill(channels_[0].spectra, std::complex<float>());
}

/** The number of different channels, 1 or 2, once a voice with this gain is added. */
std::size_t TailMix::channels_for(StereoFrame gain) {
  if (is_centred_ && gain.left != gain.right) {
    channels_[1] = channels_[0];
    is_centred_ = false;
  }
  return is_centred_ ? 1 : 2;
}

void TailMix::add(std::span<const float> samples, StereoFrame gain) {
  const auto kept = samples.first(std::min(samples.size(), size_));
  const std::size_t channels = channels_for(gain);
  add_to(channels_[0].samples, gain.left, kept);
  if (channels == 2) add_to(channels_[1].samples, gain.right, kept);
}

void TailMix::add_held(const PhaseReconstruction& phases, float decay, int hop, StereoFrame gain,
                       std::span<const std::complex<float>> side) {
  const std::size_t bins = spectral_->bins;
  phases.hold(spectral_->held, decay);
  first_hop_ = static_cast<std::size_t>(hop);
  const std::size_t hops = size_ / spectral_->hop;
  for (std::size_t at = 0, now = first_hop_; now < hops; at += bins, now += stride) {
    const auto mid = spectral_->held.next();
    const StereoFrame share = (at == 0 ? first_weight : weight) * gain;
    add_bins(at, mid, share);
    if (!side.empty()) {
      multiply(side, mid, spectral_->side);
      add_bins(at, spectral_->side, {share.left, -share.right});
    }
    spectral_->held.next();  // of the hop between, which is left out
  }
}

/** Adds a spectrum to those of each channel, at element `at`. */
void TailMix::add_bins(std::size_t at, std::span<const std::complex<float>> bins, StereoFrame gain) {
  const std::size_t channels = channels_for(gain);
  const auto sum = [&](Channel& channel) {
    return parts_of(std::span(channel.spectra).subspan(at, bins.size()));
  };
  add_to(sum(channels_[0]), gain.left, parts_of(bins));
  if (channels == 2) add_to(sum(channels_[1]), gain.right, parts_of(bins));
}

/** Adds the spectra of a channel to its samples. */
void TailMix::resynthesise(Channel& channel) {
  const std::size_t bins = spectral_->bins, hops = size_ / spectral_->hop;
  for (std::size_t at = 0, now = first_hop_; now < hops; at += bins, now += stride) {
    spectral_->stft.inverse(std::span(channel.spectra).subspan(at, bins), spectral_->window);
    const std::size_t begin = now * spectral_->hop;
    const std::size_t count = std::min(spectral_->window.size(), size_ - begin);
    add_to(std::span(channel.samples).subspan(begin), 1.f, std::span(spectral_->window).first(count));
  }
}

void TailMix::render(std::span<StereoFrame> frames) {
  if (spectral_) {
    resynthesise(channels_[0]);
    if (!is_centred_) resynthesise(channels_[1]);
  }
  const auto &left = channels_[0].samples, &right = channels_[is_centred_ ? 0 : 1].samples;
  for (std::size_t i = 0; i < frames.size(); ++i) frames[i] = {left[i], right[i]};
}

}  // namespace aeolian
