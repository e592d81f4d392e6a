// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <atomic>
#include <filesystem>
#include <memory>
#include <span>
#include <vector>

#include "core/audio/sound_file.h"
#include "core/audio/step_input.h"
#include "daemon/recording/background_writer.h"

namespace aeolian::daemon {

/**
 * Passes the input on and records it beside a control log, so that a replay gets the same input: a mono FLAC
 * file from the first step on. If the disk fails, or is too slow for twelve seconds, that is logged once, and
 * the recording ends there. Generation thread only, except for construction and destruction.
 */
class KeptInput final : public StepInput {
 public:
  KeptInput(std::unique_ptr<StepInput> input, SoundFileWriter file, std::size_t step);

  void played(std::span<const StereoFrame> frames) override { input_->played(frames); }

 private:
  void fill(std::span<float> step) override;

  std::unique_ptr<StepInput> input_;
  std::vector<StereoFrame> frames_;
  std::shared_ptr<std::atomic<bool>> has_gap_ = std::make_shared<std::atomic<bool>>(false);
  BackgroundWriter writer_;
};

/**
 * Records `input`, in steps of `step` samples, in `path`, replacing an existing sound file. If the file
 * cannot be written, that is logged, and `input` continues without.
 */
std::unique_ptr<StepInput> kept(std::unique_ptr<StepInput> input, const std::filesystem::path& path,
                                int sample_rate, std::size_t step);

}  // namespace aeolian::daemon
