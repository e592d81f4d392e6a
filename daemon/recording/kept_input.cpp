// SPDX-License-Identifier: GPL-3.0-or-later
#include "daemon/recording/kept_input.h"

#include <spdlog/spdlog.h>

#include <algorithm>
#include <utility>

namespace aeolian::daemon {

namespace {

BackgroundWriter::Write to_file(SoundFileWriter writer, std::shared_ptr<const std::atomic<bool>> has_gap) {
  return [file = std::make_shared<SoundFileWriter>(std::move(writer)), has_gap = std::move(has_gap),
          is_told = false, mono = std::vector<float>()](ConstPairedFrames frames) mutable -> ErrorOr<void> {
    auto written = file->write(interleaved(frames, 1, mono));
    const std::string why = !written   ? written.error().message
                            : *has_gap ? "the disk is too slow to record the input"
                                       : "";
    if (!why.empty() && !std::exchange(is_told, true))
      spdlog::error("{}; playing on. In a replay the input is silent from there on", why);
    return written;
  };
}

}  // namespace

KeptInput::KeptInput(std::unique_ptr<StepInput> input, SoundFileWriter file, std::size_t step)
    : input_(std::move(input)), frames_(step), writer_(to_file(std::move(file), has_gap_)) {}

void KeptInput::fill(std::span<float> step) {
  input_->take(step);
  if (*has_gap_) return;  // what follows a gap would be replayed too early
  std::ranges::transform(step, frames_.begin(), centred);
  writer_.push(std::span(frames_).first(step.size()));
  *has_gap_ = writer_.lost() > 0;
}

std::unique_ptr<StepInput> kept(std::unique_ptr<StepInput> input, const std::filesystem::path& path,
                                int sample_rate, std::size_t step) {
  auto file = SoundFileWriter::create(path, sample_rate, 1, SoundFormat::flac);
  if (!file) {
    spdlog::error("the input cannot be recorded: {}; playing on, but a replay will lack it",
                  file.error().message);
    return input;
  }
  return std::make_unique<KeptInput>(std::move(input), *std::move(file), step);
}

}  // namespace aeolian::daemon
