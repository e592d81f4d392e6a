// SPDX-License-Identifier: GPL-3.0-or-later
#include "daemon/playback/warm_up.h"

#include <spdlog/fmt/fmt.h>

#include <algorithm>
#include <cmath>
#include <span>
#include <utility>
#include <vector>

namespace aeolian::daemon {
namespace {

constexpr double warming_s = 0.2;

}  // namespace

WarmUp warm_up(Source& source, const Clock& now) {
  PairedBuffer frames(static_cast<std::size_t>(source.hop()), source.pairs());
  std::vector<StereoFrame> mix(frames.size());
  const int step = source.hop() * source.hops_per_step();
  const auto steps = static_cast<std::size_t>(std::ceil(warming_s * source.sample_rate() / step));
  std::vector<double> times(steps);  // seconds
  WarmUp found;
  for (double& time : times) {
    const auto begin = now();
    for (int hop = 0; hop < source.hops_per_step(); ++hop) {
      source.render(frames.frames());
      mix_down(frames.frames(), mix);
      const bool finite = std::ranges::all_of(interleaved(std::span(std::as_const(mix))),
                                              [](float sample) { return std::isfinite(sample); });
      found.gives_sound = found.gives_sound && finite;
    }
    time = std::chrono::duration<double>(now() - begin).count();
  }
  const auto middle = times.begin() + static_cast<std::ptrdiff_t>(steps / 2);
  std::ranges::nth_element(times, middle);
  found.load = *middle * source.sample_rate() / step;
  return found;
}

std::string load_warning(const std::string& name, double load) {
  if (load <= too_high_load) return {};
  return fmt::format(
      "{} is too slow for this machine: computing a step takes {:.1f} times its duration (the limit is {}); "
      "it plays anyway, but the sound may have gaps. Use --weights int8 and --quality normal, close other "
      "programs, or train a smaller model",
      name, load, too_high_load);
}

}  // namespace aeolian::daemon
