// SPDX-License-Identifier: GPL-3.0-or-later
#include "daemon/recording/kept_input.h"

#include <spdlog/spdlog.h>

#include <algorithm>
#include <utility>

namespace aeolian::daemon {

namespace {

BackgroundWriter::Write to_file(SoundFileWriter writer) {
  return [file = std::make_shared<SoundFileWriter>(std::move(writer)),
          mono = std::vector<float>()](ConstPairedFrames frames) mutable -> ErrorOr<void> {
    auto written = file->write(interleaved(frames, 1, mono));
    if (!written)
      spdlog::error("{}; playing on. In a replay the input is silent from there on", written.error().message);
    return written;
  };
}

}  // namespace

KeptInput::KeptInput(std::unique_ptr<StepInput> input, SoundFileWriter file, std::size_t step)
    : input_(std::move(input)), frames_(step), writer_(to_file(std::move(file))) {}

void KeptInput::fill(std::span<float> step) {
  input_->take(step);
  std::ranges::transform(step, frames_.begin(), centred);
  writer_.push(std::span(frames_).first(step.size()));
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
