// SPDX-License-Identifier: GPL-3.0-or-later
#include "trainer/render/rendering.h"

#include <algorithm>
#include <cmath>
#include <span>
#include <vector>

#include "core/audio/output_stage.h"
#include "core/audio/sound_file.h"

namespace aeolian::trainer {
namespace {

constexpr float fade_out_seconds = 0.02f;

using TakeFrames = std::function<ErrorOr<void>(std::span<const StereoFrame>)>;

/** Mixes both channels into `mono`, replacing its contents. */
std::span<const float> mixed(std::span<const StereoFrame> frames, std::vector<float>& mono) {
  mono.resize(frames.size());
  std::ranges::transform(frames, mono.begin(), &StereoFrame::mid);
  return mono;
}

/** Plays `source` and passes its frames to `take`, piece by piece. */
ErrorOr<void> play_through(Source& source, const Rendering& rendering, const TakeFrames& take,
                           const std::function<void(double)>& on_progress) {
  const int rate = source.sample_rate();
  OutputStage stage(rate);
  stage.set_fade(1.f, 0.f);
  const auto total = rendering.skip + std::llround(rendering.seconds * rate);
  const auto fade_from = total - std::llround(fade_out_seconds * static_cast<float>(rate));
  std::vector<StereoFrame> frames(static_cast<std::size_t>(source.hop()));
  std::vector<float> heard(frames.size() * static_cast<std::size_t>(source.hops_per_step()));
  for (long long done = 0; done < total; done += static_cast<long long>(frames.size())) {
    if (rendering.input && done / std::ssize(frames) % source.hops_per_step() == 0) {
      rendering.input->take(heard);
      source.hear(heard);
    }
    source.render(frames);
    if (done + static_cast<long long>(frames.size()) > fade_from) stage.set_fade(0.f, fade_out_seconds);
    stage.process(frames);
    const auto size = static_cast<long long>(frames.size());
    const auto first = static_cast<std::size_t>(std::clamp(rendering.skip - done, 0LL, size));
    const auto last = static_cast<std::size_t>(std::min(size, total - done));
    if (first < last) {
      const auto wanted = std::span<const StereoFrame>(frames).subspan(first, last - first);
      if (auto taken = take(wanted); !taken) return taken;
    }
    on_progress(static_cast<double>(std::max(done - rendering.skip, 0LL)) / rate);
  }
  return {};
}

}  // namespace

ErrorOr<void> render_to_file(Source& source, const Rendering& rendering, const std::filesystem::path& output,
                             const std::function<void(double)>& on_progress) {
  auto writer = SoundFileWriter::create(output, source.sample_rate(), rendering.channels,
                                        sound_format_of(output).value_or(SoundFormat::wav));
  if (!writer) return fail(writer.error().message);
  std::vector<float> mono;
  const auto take = [&](std::span<const StereoFrame> frames) {
    return writer->write(rendering.channels == 2 ? interleaved(frames) : mixed(frames, mono));
  };
  if (auto played = play_through(source, rendering, take, on_progress); !played) return played;
  return writer->close();
}

std::vector<float> render(Source& source, double seconds) {
  std::vector<float> all, mono;
  const auto take = [&](std::span<const StereoFrame> frames) -> ErrorOr<void> {
    const auto samples = mixed(frames, mono);
    all.insert(all.end(), samples.begin(), samples.end());
    return {};
  };
  static_cast<void>(play_through(source, {.seconds = seconds}, take, [](double) {}));
  return all;
}

}  // namespace aeolian::trainer
