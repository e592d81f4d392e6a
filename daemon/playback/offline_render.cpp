// SPDX-License-Identifier: GPL-3.0-or-later
#include "daemon/playback/offline_render.h"

#include <algorithm>
#include <cmath>
#include <vector>

#include "core/audio/output_stage.h"
#include "core/audio/sound_file.h"
#include "core/realtime.h"
#include "core/stream/output_change.h"

namespace aeolian::daemon {
namespace {

constexpr double fade_in = 0.1;   // seconds
constexpr double fade_out = 0.2;  // seconds

/** Processes `frames` in the stage, which starts to fade out `until_fade` frames from their start. */
void process(OutputStage& stage, PairedFrames frames, std::int64_t until_fade) {
  const auto size = static_cast<std::int64_t>(frames.size());
  const auto before = static_cast<std::size_t>(std::clamp<std::int64_t>(until_fade, 0, size));
  stage.process(frames.first(before));
  if (before < frames.size()) {
    stage.set_fade(0.f, fade_out);
    stage.process(frames.subspan(before));
  }
}

}  // namespace

ErrorOr<std::int64_t> render_to_file(StepRenderer& renderer, const std::filesystem::path& path,
                                     double seconds, const FileRendering& rendering, std::size_t channels) {
  denormals_off();
  const int rate = renderer.sample_rate();
  auto writer = SoundFileWriter::create(path, rate, static_cast<int>(channels));
  if (!writer) {
    return tl::unexpected(writer.error());
  }
  OutputStage stage(rate, renderer.pairs());
  stage.set_fade(1.f, fade_in);
  const auto total = static_cast<std::int64_t>(std::llround(seconds * rate));
  const std::int64_t fade_begin = total - static_cast<std::int64_t>(fade_out * rate);
  PairedBuffer buffer(renderer.step_size(), renderer.pairs());
  const PairedFrames frames = buffer.frames();
  std::vector<float> samples;
  std::vector<float> heard(rendering.input ? renderer.step_size() : 0);
  while (writer->frames() < total && !rendering.stop()) {
    if (auto prepared = rendering.before_step(); !prepared) {
      return tl::unexpected(prepared.error());
    }
    if (rendering.input) rendering.input->take(heard);
    renderer.render_step(heard);
    if (auto done = rendering.on_step(renderer.last_step_mixed()); !done) {
      return tl::unexpected(done.error());
    }
    copy(renderer.last_step(), frames);
    for (const LoggedEvent& logged : renderer.applied()) {
      if (const auto change = output_change(logged.event)) {
        follow(stage, *change);
      }
      if (auto told = rendering.on_applied(logged); !told) {
        return tl::unexpected(told.error());
      }
    }
    process(stage, frames, fade_begin - writer->frames());
    const auto left = static_cast<std::size_t>(total - writer->frames());
    const auto played = frames.first(std::min(frames.size(), left));
    if (auto written = writer->write(interleaved(played, channels, samples)); !written) {
      return tl::unexpected(written.error());
    }
  }
  const std::int64_t written = writer->frames();
  if (auto closed = writer->close(); !closed) {
    return tl::unexpected(closed.error());
  }
  return written;
}

}  // namespace aeolian::daemon
