// SPDX-License-Identifier: GPL-3.0-or-later
#include "daemon/playback/offline_render.h"

#include <algorithm>
#include <cmath>
#include <span>
#include <vector>

#include "core/audio/output_stage.h"
#include "core/audio/sound_file.h"
#include "core/realtime.h"
#include "core/stream/output_change.h"

namespace aeolian {
namespace {

constexpr double fade_in = 0.1;   // seconds
constexpr double fade_out = 0.2;  // seconds

/** Processes `frames` by the stage, which starts to fade out `until_fade` frames from their start. */
void process(OutputStage& stage, std::span<StereoFrame> frames, std::int64_t until_fade) {
  const auto before = static_cast<std::size_t>(std::clamp<std::int64_t>(until_fade, 0, std::ssize(frames)));
  stage.process(frames.first(before));
  if (before < frames.size()) {
    stage.set_fade(0.f, fade_out);
    stage.process(frames.subspan(before));
  }
}

}  // namespace

ErrorOr<std::int64_t> render_to_file(StepRenderer& renderer, const std::filesystem::path& path,
                                     double seconds, const FileRendering& rendering) {
  denormals_off();
  const int rate = renderer.sample_rate();
  auto writer = SoundFileWriter::create(path, rate, 2);
  if (!writer) {
    return tl::unexpected(writer.error());
  }
  OutputStage stage(rate);
  stage.set_fade(1.f, fade_in);
  const auto total = static_cast<std::int64_t>(std::llround(seconds * rate));
  const std::int64_t fade_begin = total - static_cast<std::int64_t>(fade_out * rate);
  std::vector<StereoFrame> frames;
  std::vector<float> heard(rendering.input ? renderer.step_size() : 0);
  while (writer->frames() < total && !rendering.stop()) {
    if (auto prepared = rendering.before_step(); !prepared) {
      return tl::unexpected(prepared.error());
    }
    if (rendering.input) rendering.input->take(heard);
    const auto step = renderer.render_step(heard);
    if (auto done = rendering.on_step(step); !done) {
      return tl::unexpected(done.error());
    }
    frames.assign(step.begin(), step.end());
    for (const LoggedEvent& logged : renderer.applied()) {
      if (const auto change = output_change(logged.event)) {
        follow(stage, *change);
      }
      if (auto told = rendering.on_applied(logged); !told) {
        return tl::unexpected(told.error());
      }
    }
    process(stage, frames, fade_begin - writer->frames());
    const auto wanted = std::min<std::int64_t>(std::ssize(frames), total - writer->frames());
    const auto played = std::span<const StereoFrame>(frames).first(static_cast<std::size_t>(wanted));
    if (auto written = writer->write(interleaved(played)); !written) {
      return tl::unexpected(written.error());
    }
  }
  const std::int64_t written = writer->frames();
  if (auto closed = writer->close(); !closed) {
    return tl::unexpected(closed.error());
  }
  return written;
}

}  // namespace aeolian
